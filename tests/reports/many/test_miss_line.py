"""Page 1 of a miss names the phase in which it left the makes, where that is known and finds room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from processing.result import LiftAnalysis
from reports.details import ReportDetails
from reports.layout import lay_out
from reports.model import LiftPage, lift_page
from reports.words.say import LANGUAGES, speaking

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]
BECAUSE = [
    {"phase": "drive", "number": "late_drive_share", "score": -4.0},
    {"phase": "air", "number": "release_left", "score": -3.0},
]


def miss_page(case: Case, miss: dict[str, Any] | None, language: str = "en") -> LiftPage:
    """Page 1 of a lift that was missed."""
    lift, earlier = case
    assert lift.curves is not None
    told = {**lift.document["lift"], "outcome": "missed"}
    document = {**lift.document, "lift": told, "miss": miss}
    details = ReportDetails(language=language)
    return lift_page(document, lift.curves, [each.document for each in earlier], details)


def shown(page: LiftPage) -> str:
    """All words of a page."""
    return " ".join(group.text for group in lay_out(page)).replace("\u00a0", " ")


def test_a_miss_that_left_the_makes_says_where(cases: dict[str, Case]) -> None:
    page = miss_page(cases["early"], {"left_makes_in": "drive", "because": BECAUSE, "missing": 0})
    assert "This miss first left the makes in: extension (less push late)." in shown(page)


def test_a_miss_like_the_makes_or_without_enough_of_them_adds_nothing(cases: dict[str, Case]) -> None:
    told: tuple[dict[str, Any] | None, ...] = (
        {"left_makes_in": None, "because": [], "missing": 0},
        {"left_makes_in": None, "missing": 3},
        None,
    )
    for miss in told:
        assert miss_page(cases["early"], miss).verdict.miss == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_finds_no_room_gives_way_to_the_evidence(language: str, cases: dict[str, Case]) -> None:
    with speaking(language):
        page = miss_page(cases["early"], {"left_makes_in": "drive", "because": BECAUSE, "missing": 0}, language)
        long = replace(page, verdict=replace(page.verdict, miss="The bar went away. " * 30))
        assert "The bar went away." not in shown(long)
        assert page.verdict.evidence.replace("\u00a0", " ")[:40] in shown(long)
