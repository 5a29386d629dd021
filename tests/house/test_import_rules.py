"""The import rules hold, and each of them is seen to fail when it is broken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOMS = ("acquisition", "processing", "reports", "service", "sim_data")
BREACHES = {
    "Four storeys": ("processing/options.py", "import reports"),
    "The simulator imports nothing of the house": ("sim_data/lifter.py", "import acquisition.errors"),
    "Only the simulate and demo commands know the simulator": ("processing/options.py", "import sim_data.lifter"),
    "Processing sees recorded samples, never a source": ("processing/options.py", "import acquisition.nidaqmx_source"),
    "One importer of nidaqmx": ("acquisition/stream.py", "import nidaqmx"),
    "Two importers of reportlab, one of pikepdf": ("reports/model.py", "import reportlab"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the rooms in ``folder``."""
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name("import_rules.py")), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
    )


@pytest.fixture(scope="module")
def copied_house(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source without anything built."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(root / "pyproject.toml", folder)
    for room in ROOMS:
        shutil.copytree(root / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    return folder


def test_every_rule_holds(copied_house: Path) -> None:
    outcome = lint_imports(copied_house)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("rule", BREACHES)
def test_a_broken_rule_is_seen(copied_house: Path, rule: str) -> None:
    name, line = BREACHES[rule]
    room = copied_house / name
    honest = room.read_text()
    try:
        room.write_text(f"{honest}\n{line}\n")
        outcome = lint_imports(copied_house)
    finally:
        room.write_text(honest)
    assert outcome.returncode != 0
    broken = [row for row in outcome.stdout.splitlines() if " BROKEN" in row]
    assert any(row.startswith(rule) for row in broken), outcome.stdout


def test_every_kernel_is_banned_outside_its_wrapper(root: Path) -> None:
    """The list of kernels in ``meson.build`` and ruff's list of banned imports are the same."""
    built = (root / "meson.build").read_text()
    compiled = {
        f"{room}.{name}"
        for listed, room in (("kernels", "processing"), ("file_kernels", "acquisition.interchange"))
        for name in re.findall(r"'(\w+)'", built.partition(f"\n{listed} = [")[2].partition("]")[0])
    }
    rules = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]["flake8-tidy-imports"]
    assert compiled == set(rules["banned-api"])
    assert {name.rpartition(".")[2] for name in compiled} == {path.stem for path in (root / "ext").glob("*.pyx")}


def test_a_kernel_is_reached_only_through_its_wrapper(root: Path, tmp_path: Path) -> None:
    """Ruff refuses an import of a compiled kernel outside ``processing``."""
    shutil.copy(root / "pyproject.toml", tmp_path)
    trespasser = tmp_path / "reports" / "trespasser.py"
    trespasser.parent.mkdir()
    trespasser.write_text('"""Reach for a kernel."""\n\nfrom processing import _wrench\n\n__all__ = ["_wrench"]\n')
    ruff = [str(Path(sys.executable).parent / "ruff"), "check", "--no-cache", "--select", "TID251", str(trespasser)]
    outcome = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert "TID251" in outcome.stdout
