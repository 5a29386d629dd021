"""Measured tables go into a page between their marks, and nothing else of the page changes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])


def test_a_table_replaces_the_one_before_between_its_marks(tmp_path: Path) -> None:
    from benchmarks.accuracy.publish import publish

    page = tmp_path / "page.md"
    page.write_text("before\n\n<!-- lifts -->\nold\n<!-- end of lifts -->\n\nafter\n", encoding="utf-8")
    publish(page, "lifts", "| a |\n", "seeds 0 to 9")
    told = page.read_text(encoding="utf-8")
    assert told.startswith("before\n\n<!-- lifts -->\nLegdrive ")
    assert told.endswith("; seeds 0 to 9.\n\n| a |\n<!-- end of lifts -->\n\nafter\n")
    publish(page, "lifts", "| a |\n", "seeds 0 to 9")
    assert page.read_text(encoding="utf-8") == told


def test_a_page_without_the_marks_is_refused(tmp_path: Path) -> None:
    from benchmarks.accuracy.publish import publish

    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no marks <!-- lifts -->"):
        publish(page, "lifts", "| a |", "seeds")
    assert page.read_text(encoding="utf-8") == "nothing\n"
