"""The demo prints what the README shows, and its summary of the day checks out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
BLOCK = re.compile(r"^\$ make demo\n(.*?)^```", re.M | re.S)
CHANGING = re.compile(r"\d{4}-\d\d-\d\d|_\d{6}(?=[_.])|in \d+ s$", re.M)


@pytest.fixture(scope="module")
def shown(root: Path) -> list[str]:
    """Lines of the README's block."""
    found = BLOCK.search((root / "README.md").read_text())
    assert found is not None
    return found[1].splitlines()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo runs."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def printed(legdrive: Run, place: Path) -> list[str]:
    """What it says, on standard error."""
    told = legdrive("demo", cwd=place)
    assert told.returncode == 0, told.stderr
    return told.stderr.splitlines()


def steady(lines: list[str]) -> list[str]:
    """Without day, time and duration."""
    return [CHANGING.sub("…", line.rstrip()) for line in lines]


def test_the_readme_shows_what_the_demo_prints(shown: list[str], printed: list[str]) -> None:
    left_out = shown.index("…")
    after = len(shown) - left_out - 1
    assert steady(printed[:left_out]) == steady(shown[:left_out])
    assert steady(printed[-after:]) == steady(shown[left_out + 1 :])


def test_the_summary_of_the_demos_day_checks_out(printed: list[str], place: Path, legdrive: Run) -> None:
    (line,) = (each for each in printed if each.startswith("  the day"))
    told = legdrive("report", "verify", line.split()[-1], cwd=place)
    assert told.returncode == 0, told.stdout
    assert "14 lifts" in told.stdout.replace("\u00a0", " ")


def test_a_summary_of_the_demos_folder_passes_its_other_files_over(
    printed: list[str], place: Path, legdrive: Run, tmp_path: Path
) -> None:
    assert printed
    assert (place / "demo" / "plan.json").exists()
    told = legdrive("report", "session", "demo", "--out", tmp_path, cwd=place)
    assert (told.returncode, told.stderr) == (0, "")
    assert len(told.stdout.splitlines()) == 1
