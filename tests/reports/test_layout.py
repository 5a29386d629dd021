"""Nothing on the page touches anything else, and nothing leaves the box."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_faults import outside, overlaps, texts

from processing.result import LiftAnalysis
from reports.data_quality import DataQuality
from reports.details import ReportDetails
from reports.errors import ReportOverflow
from reports.layout import lay_out
from reports.layout.bottom import lay_out_bottom
from reports.layout.curves import spread
from reports.layout.top import lay_out_top
from reports.marks import Frame
from reports.model import LiftPage, lift_page
from reports.verdict import FAMILIES, ORDER
from reports.words.reasons import SHORT_REASONS, more_words, quality_note
from reports.words.say import LANGUAGES, speaking

NAMES = (
    "good", "early", "early and small", "short", "forward", "asymmetric", "stuck", "yank", "missed", "one plate",
    "stuck clean", "short clean", "no history", "pattern", "power position", "hang", "pull", "unsegmented",
)  # fmt: skip
Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_page_overlaps_another_and_nothing_leaves_the_box(
    name: str, language: str, make_page: Callable[..., LiftPage]
) -> None:
    with speaking(language):
        groups = lay_out(make_page(name))
    assert overlaps(groups) == []
    assert outside(groups) == []


def test_every_case_is_looked_at(cases: dict[str, object]) -> None:
    assert set(NAMES) == set(cases)


LETTERS = st.characters(min_codepoint=0x41, max_codepoint=0x17E, categories=("Lu", "Ll"))
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=14), max_size=22).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(athlete=WORDS, lab=WORDS, report_id=st.text(LETTERS, max_size=40), note=WORDS, version=st.integers(1, 120))
def test_names_and_notes_of_any_length_fit_or_are_refused(
    athlete: str, lab: str, report_id: str, note: str, version: int, make_page: Callable[..., LiftPage]
) -> None:
    details = ReportDetails(athlete=athlete, lab=lab, report_id=report_id, note=note, version=version)
    page = make_page("early", details)
    try:
        groups = (*lay_out_top(page), *lay_out_bottom(page))
    except ReportOverflow:
        return
    assert overlaps(groups) == []
    assert outside(groups) == []


@pytest.mark.parametrize("count", range(len(SHORT_REASONS) + 1))
def test_any_number_of_quality_flags_fits_and_hidden_ones_are_counted(
    count: int, make_page: Callable[..., LiftPage]
) -> None:
    flags = tuple(quality_note(code) for code in list(SHORT_REASONS)[:count])
    page = replace(make_page("good"), quality=DataQuality("poor", flags, make_page("good").quality.facts))
    groups = lay_out_bottom(page)
    printed = " ".join(text.text for text in texts(groups)).replace("  ", " ")
    hidden = [flag for flag in flags if flag not in printed]
    assert overlaps(groups) == []
    assert not hidden or more_words(len(hidden)) in printed


@given(st.lists(st.floats(0.0, 40.0), min_size=1, max_size=5))
def test_labels_are_spread_apart_inside_their_limits(wanted: list[float]) -> None:
    placed = sorted(spread(wanted, 3.3, 0.0, 40.0))
    assert all(b - a >= 3.3 - 1e-9 for a, b in pairwise(placed))
    assert placed[-1] <= 40.0 + 1e-9
    assert placed[0] >= -1e-9


def test_a_frame_knows_its_edges() -> None:
    assert Frame(1.0, 2.0, 3.0, 4.0).right == 4.0
    assert Frame(1.0, 2.0, 3.0, 4.0).bottom == 6.0


@pytest.mark.parametrize("strength", ["clear", "likely"])
@pytest.mark.parametrize("leading", ORDER)
def test_the_longest_evidence_of_every_finding_fits(leading: str, strength: str, cases: dict[str, Case]) -> None:
    lift, earlier = cases["missed"]
    assert lift.curves is not None
    told = [
        {
            "code": code,
            "strength": strength,
            "because": [key for family in FAMILIES[code] for key, _ in family],
            "sessions": 1,
            "side": "right",
        }
        for code in ORDER[ORDER.index(leading) :]
    ]
    for kind in ("snatch", "power_position_power_clean"):
        flag = {"code": "saturated", "severity": "error", "message": "m", "about": []}
        document = {
            **lift.document,
            "findings": told,
            "lift": {**lift.document["lift"], "kind": kind},
            "quality": [flag],
        }
        page = lift_page(document, lift.curves, [each.document for each in earlier], ReportDetails(note="n" * 60))
        groups = lay_out(page)
        assert overlaps(groups) == []
        assert outside(groups) == []


def test_a_page_is_put_together_without_any_pdf_library() -> None:
    script = "import sys, reports.model; print([m for m in sys.modules if m.startswith(('reportlab', 'pikepdf'))])"
    printed = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
