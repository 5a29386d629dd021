"""Whatever is found in a lift fits its page, in every language: findings, how a miss ended, what was flagged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_faults import outside, overlaps, texts

from processing.options import JUMPS, KINDS
from processing.quality import CODES
from processing.result import Document, LiftAnalysis
from reports.details import ReportDetails
from reports.layout import lay_out
from reports.layout.top import lay_out_top
from reports.model import LiftPage, lift_page
from reports.verdict import FAMILIES, ORDER
from reports.words import verdicts
from reports.words.say import LANGUAGES, UNITS, Units, speaking
from reports.words.told import MESSAGES, REASONS

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]
MakePage = Callable[[str, Document], LiftPage]
STRENGTHS = ("clear", "likely")
ENDS = (
    (None, None),
    *(("bar_dropped", phase) for phase in verdicts.BAR_LOST),
    *(("stepped_off", phase) for phase in verdicts.LEFT_THE_PLATES),
)
POOR = {"code": "saturated", "severity": "error", "message": "m", "about": []}


def finding(code: str, strength: str, side: str = "right") -> dict[str, Any]:
    """One that rests on all its signs."""
    because = [key for family in FAMILIES[code] for key, _ in family]
    return {"code": code, "strength": strength, "because": because, "sessions": 1, "side": side}


@pytest.fixture(scope="session")
def page_of(cases: dict[str, Case]) -> MakePage:
    """The page of a case with parts of its document changed."""

    def make(name: str, changes: Document) -> LiftPage:
        lift, earlier = cases[name]
        assert lift.curves is not None
        told = {**lift.document, **changes, "lift": {**lift.document["lift"], **changes.get("lift", {})}}
        return lift_page(told, lift.curves, [each.document for each in earlier], ReportDetails("A. Example"))

    return make


@pytest.mark.parametrize("outcome", ["made", "missed"])
@pytest.mark.parametrize("name", ["stuck", "stuck clean"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("code", ORDER)
def test_every_finding_gets_its_sentence_and_evidence(
    code: str, strength: str, language: str, name: str, outcome: str, page_of: MakePage
) -> None:
    others = [each for each in ORDER if each != code]
    kind = "clean" if name == "stuck clean" else "snatch"
    for beside in ((), *combinations(others, 2)):
        for side in ("left", "right", ""):
            found = [finding(each, strength, side) for each in (code, *beside)]
            lift = {"kind": kind, "outcome": outcome}
            with speaking(language):
                groups = lay_out_top(page_of(name, {"findings": found, "lift": lift, "quality": [POOR]}))
            assert overlaps(groups) == []
            assert outside(groups) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("end", ENDS, ids=str)
def test_a_miss_says_where_it_ended_whatever_else_holds(
    end: tuple[str | None, str | None], language: str, page_of: MakePage
) -> None:
    lift = {"outcome": "missed", "ended_how": end[0], "ended": end[1]}
    for leading in ORDER:
        found = [finding(code, "likely") for code in ORDER[ORDER.index(leading) :]]
        with speaking(language):
            groups = lay_out_top(page_of("missed", {"findings": found, "lift": lift, "quality": [POOR]}))
            told = verdicts.ended_words(*end)
            printed = " ".join(text.text for text in texts(groups)).replace("\u00a0", " ")
        assert overlaps(groups) == []
        assert told.replace("\u00a0", " ") in printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", ["made", "missed"])
@pytest.mark.parametrize(
    "code", [*verdicts.PATTERNS, "nothing_unusual", "no_clear_change", "few_comparable", "not_judged"]
)
def test_a_lift_in_which_nothing_holds_fits_too(code: str, outcome: str, language: str, page_of: MakePage) -> None:
    strength = {"no_clear_change": "no_clear_change"}.get(code, "pattern" if code in verdicts.PATTERNS else "none")
    told = [{"code": code, "strength": strength, "because": [], "sessions": 1, "missing": 3, "lifts": 2}]
    if code == "no_clear_change":
        told = [{**told[0], "code": each} for each in ORDER]
    if code in verdicts.PATTERNS:
        told = [{**told[0], "code": each} for each in verdicts.PATTERNS]
    with speaking(language, "lb"):
        groups = lay_out_top(
            page_of(
                "no history", {"findings": told, "lift": {"outcome": outcome, "kind": "power_position_power_clean"}}
            )
        )
    assert overlaps(groups) == []
    assert outside(groups) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [*REASONS, "W" * 300, "word " * 90])
def test_why_no_lift_was_found_fits(reason: str, language: str, page_of: MakePage) -> None:
    numbers = {"mass": "122.5", "rise": "0.02", "air": "0.512"}
    note = {**POOR, "code": "unsegmented", "message": f"no lift was found: {reason.format(**numbers)}"}
    with speaking(language):
        groups = lay_out(page_of("unsegmented", {"quality": [note]}))
    assert overlaps(groups) == []
    assert outside(groups) == []


FOUND = st.lists(
    st.builds(finding, st.sampled_from(ORDER), st.sampled_from(STRENGTHS), st.sampled_from(["left", "right", ""])),
    max_size=7,
    unique_by=lambda each: str(each["code"]),
)
FLAGS = st.lists(
    st.builds(
        lambda code, severity, message: {"code": code, "severity": severity, "message": message, "about": []},
        st.sampled_from(sorted(CODES)),
        st.sampled_from(["error", "warning", "info"]),
        st.sampled_from(["m", *MESSAGES]),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["good", "early", "asymmetric", "missed", "one plate", "short clean", "no history", "pull"]),
    kind=st.sampled_from([kind for kind in KINDS if kind not in JUMPS]),
    end=st.sampled_from(ENDS),
    outcome=st.sampled_from(["made", "missed", "unknown"]),
    found=FOUND,
    flags=FLAGS,
    language=st.sampled_from(LANGUAGES),
    units=st.sampled_from(UNITS),
)
def test_a_page_of_any_findings_and_flags_fits(
    name: str,
    kind: str,
    end: tuple[str | None, str | None],
    outcome: str,
    found: list[dict[str, Any]],
    flags: list[dict[str, Any]],
    language: str,
    units: Units,
    page_of: MakePage,
) -> None:
    lift = {"kind": kind, "outcome": outcome, "ended_how": end[0], "ended": end[1]}
    with speaking(language, units):
        groups = lay_out(page_of(name, {"lift": lift, "findings": found, "quality": flags}))
    assert overlaps(groups) == []
    assert outside(groups) == []
