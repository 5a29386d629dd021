"""Every command block of the README and the docs runs.

A fenced block marked ``console`` holds commands behind ``$ `` and, below each, what it prints. All blocks of a page run
in order in one fresh folder. A command that ends otherwise than with 0 says so:
``$ legdrive analyze empty.c3d  # exit 1``. Setting up (``make …``) is what runs these tests, so it is not run again
from inside them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
EXIT = re.compile(r"\s+# exit (\d)$")
SET_UP = ("make ", "git ", "cd ")


def commands(page: Path) -> list[tuple[str, int]]:
    """The commands of a page with the exit status each announces."""
    found = []
    for block in BLOCK.findall(page.read_text()):
        for line in block.replace("\\\n", " ").splitlines():
            if not line.startswith("$ ") or line[2:].startswith(SET_UP):
                continue
            announced = EXIT.search(line)
            found.append((EXIT.sub("", line[2:]), int(announced[1]) if announced else 0))
    return found


WITH_COMMANDS = [page for page in PAGES if page.exists() and commands(page)]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "120",
    }
    for command, announced in commands(page):
        outcome = subprocess.run(
            command, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False, env=environment
        )
        assert outcome.returncode == announced, f"{command}\n{outcome.stdout}\n{outcome.stderr}"
        assert "Traceback" not in outcome.stderr


def test_pages_with_commands_exist() -> None:
    assert WITH_COMMANDS
