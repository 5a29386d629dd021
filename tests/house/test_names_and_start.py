"""The plain import names are ours, and ``--help`` stays light."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOMS = ("acquisition", "processing", "reports", "service", "sim_data")
HEAVY = ("scipy", "pandas", "reportlab", "nidaqmx", "grpc", "pyarrow", "numpy", "ezc3d", "mcap", "pikepdf")


@pytest.mark.parametrize("room", ROOMS)
def test_the_import_name_belongs_to_legdrive(room: str) -> None:
    """A package of the same name from an index would shadow ours: decision record 2."""
    owners = set(metadata.packages_distributions().get(room, ["legdrive"]))
    assert owners == {"legdrive"}
    spec = find_spec(room)
    assert spec is not None
    assert spec.origin is not None
    assert (Path(spec.origin).parent / "py.typed").exists()


def test_measuring_a_lift_imports_numpy_and_nothing_heavier(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "service.cli", "simulate", "lift", "--out", str(tmp_path / "lift.c3d")]
    subprocess.run(command, capture_output=True, check=True)
    script = (
        "import sys; from service.cli import app\n"
        "try: app(['analyze', 'lift.c3d', '--json', 'lift.json'])\n"
        "except SystemExit as leaving: print('exit', leaving.code)\n"
        f"print('heavy', sorted(set(sys.modules) & set({[*HEAVY, 'numpy.ma']!r})))"
    )
    outcome = subprocess.run(
        [sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert outcome.stdout.rstrip().endswith("exit 0\nheavy ['numpy']"), outcome.stdout[-500:]


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"], ["recording", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys; from service.cli import app\n"
        f"try: app({arguments!r})\n"
        "except SystemExit as leaving: print('exit', leaving.code)\n"
        f"print('heavy', sorted(set(sys.modules) & {set(HEAVY)!r}))"
    )
    outcome = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True)
    assert outcome.stdout.rstrip().endswith("exit 0\nheavy []"), outcome.stdout[-500:]
