"""The arms that draw a report's pages show the same curves and words. Nothing is timed here."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pikepdf
import pytest


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])


def test_the_usual_page_draws_every_sample_and_ours_is_the_one_with_tags_and_attachments() -> None:
    from benchmarks import report_pages

    made = report_pages.lift()
    ours, usual = report_pages.ours(made)(), report_pages.usual(made)()
    report_pages.agree(ours, usual)
    curves = made.lift.curves
    assert curves is not None
    with pikepdf.open(io.BytesIO(usual)) as pdf:
        drawn = sum(page.Contents.read_bytes().count(b" l ") for page in pdf.pages)
        assert drawn > 14_000
        assert "/StructTreeRoot" not in pdf.Root
    with pikepdf.open(io.BytesIO(ours)) as pdf:
        assert set(pdf.attachments) == {"lift.json", "page.json", "plates.json", "samples.parquet"}
        assert "/StructTreeRoot" in pdf.Root


def test_an_empty_page_is_no_arm() -> None:
    from benchmarks import report_pages

    stream = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(stream)
    with pytest.raises(AssertionError):
        report_pages.agree(stream.getvalue())
