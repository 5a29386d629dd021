"""The plain import names are ours, and ``--help`` stays light."""

from __future__ import annotations

from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest
from fresh_start import imported_of, simulated_lift

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
    simulated_lift(tmp_path)
    assert imported_of((*HEAVY, "numpy.ma"), ["analyze", "lift.c3d", "--json", "lift.json"], tmp_path) == ["numpy"]


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"], ["recording", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    assert imported_of(HEAVY, arguments, tmp_path) == []
