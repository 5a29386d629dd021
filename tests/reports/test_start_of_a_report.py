"""A report of one lift starts without what it does not need."""

from __future__ import annotations

from pathlib import Path

from fresh_start import imported_of, simulated_lift

NOT_NEEDED = ("scipy", "pandas", "nidaqmx", "grpc", "matplotlib", "dask", "babel", "ezc3d")
REPORT = ["report", "lift", "lift.c3d", "--lift", "snatch", "--bar-mass", "92"]


def test_one_report_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    simulated_lift(tmp_path)
    assert imported_of(NOT_NEEDED, REPORT, tmp_path) == []
