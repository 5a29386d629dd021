"""The arms that read C3D files and write tables give the same results. Nothing is timed here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])


@pytest.mark.parametrize("form", ["32-bit numbers", "16-bit integers"])
def test_both_readings_of_a_c3d_agree(form: str, tmp_path: Path) -> None:
    from benchmarks import c3d_reading

    path = c3d_reading.written(tmp_path, form, 0.5)
    ours, library = c3d_reading.ours(path), c3d_reading.library(path)
    c3d_reading.agree(ours, library)
    force_n, moment_nm, cop_mm = library[1]
    with pytest.raises(AssertionError):
        c3d_reading.agree(ours, [library[0], (force_n, 1.001 * moment_nm, cop_mm)])


def test_both_tables_have_the_same_bytes() -> None:
    from benchmarks import csv_writing

    table = {name: values[:700] for name, values in csv_writing.made_table().items()}
    assert csv_writing.ours(table) == csv_writing.with_pandas(table)
