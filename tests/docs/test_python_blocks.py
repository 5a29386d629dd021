"""The Python blocks of the analysts' page run as they stand, each by itself, in the folder that its commands made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.M | re.S)


@pytest.mark.parametrize("page", ["analysts.md"])
def test_the_python_of_a_page_runs(page: str, root: Path, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    blocks = BLOCK.findall((root / "docs" / page).read_text(encoding="utf-8"))
    assert sum(kind == "python" for kind, _ in blocks) > 5
    for kind, text in blocks:
        commands = [line[2:].split(" ") for line in text.splitlines() if line.startswith("$ ")]
        for command in [[sys.executable, "-P", "-c", text]] if kind == "python" else commands:
            done = subprocess.run(
                command, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{text}\n{done.stderr}"
