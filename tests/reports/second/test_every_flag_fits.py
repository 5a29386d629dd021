"""Whatever is flagged or told of a miss finds its place on page 2, in every language; what gives way is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_faults import outside, overlaps, texts

from processing.miss import PHASES
from processing.quality import CODES
from processing.result import Document, LiftAnalysis
from reports.details import ReportDetails
from reports.layout.second import lay_out_second
from reports.layout.second_phases import lay_out_phases
from reports.marks import Group
from reports.second.phase_rows import phase_rows
from reports.second.small_print import LogEntry
from reports.second_page import SecondPage, second_page
from reports.words import second_page as words
from reports.words.reasons import quality_note
from reports.words.say import LANGUAGES, capitalised, say, speaking
from reports.words.told import MESSAGES

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]
MakeSecond = Callable[..., SecondPage]


def printed(groups: tuple[Group, ...]) -> str:
    """All words in order."""
    return " ".join(text.text for text in texts(groups)).replace("\u00a0", " ").replace("  ", " ")


def missed(phase: str, families: tuple[dict[str, Any], ...], score: float) -> Document:
    """A miss that left the makes in a phase by all numbers of these families."""
    because = [{"phase": phase, "number": key, "score": score} for family in families for key in family]
    return {"left_makes_in": phase, "because": because, "lifts": 20, "sessions": 5, "missing": 0}


@pytest.mark.parametrize("rows", [7, 5, 3])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", PHASES)
def test_where_a_miss_left_the_makes_is_told_with_every_sign(
    phase: str, language: str, rows: int, second_cases: dict[str, Case]
) -> None:
    lift, _ = second_cases["missed"]
    families = tuple(PHASES[phase].values())
    for count in range(1, len(families) + 1):
        for chosen in combinations(families, count):
            for score in (4.0, -4.0):
                told = missed(phase, chosen, score)
                document = {**lift.document, "phases": lift.document["phases"][:rows], "miss": told}
                with speaking(language):
                    table = phase_rows(document)
                    groups = lay_out_phases(table)
                assert overlaps(groups) == []
                assert table.miss.replace("\u00a0", " ") in printed(groups)


def test_columns_then_reasons_then_signs_give_way_where_room_ends(second_cases: dict[str, Case]) -> None:
    lift, _ = second_cases["missed"]
    families = tuple(PHASES["drive"].values())
    table = phase_rows({**lift.document, "miss": missed("drive", families, 4.0)})
    reasons = tuple(f"Remark {number} {'x' * 9}." for number in range(8))
    few = printed(lay_out_phases(replace(table, remarks=reasons[:1])))
    many = printed(lay_out_phases(replace(table, remarks=reasons * 3)))
    assert say(words.PHASES_NOTE) not in many
    assert reasons[0] in few
    assert reasons[0] in many
    assert table.miss in many
    long = [words.miss_words("extension", ["sign " * 9] * kept, 8 - kept) for kept in range(8, 0, -1)]
    cut = printed(lay_out_phases(replace(table, remarks=reasons, miss=long[0], shorter=tuple(long[1:]))))
    assert reasons[0] not in cut
    assert "more in the attached lift.json)." in cut


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["good", "no shear", "missed", "one plate", "pull", "unsegmented"])
def test_everything_that_was_flagged_stands_on_an_ordinary_page(
    name: str, language: str, second_cases: dict[str, Case]
) -> None:
    lift, earlier = second_cases[name]
    assert lift.curves is not None
    with speaking(language):
        page = second_page(lift.document, lift.curves, [each.document for each in earlier])
        told = printed(lay_out_second(page))
    for entry in lift.document["quality"]:
        with speaking(language):
            assert capitalised(quality_note(str(entry["code"]))) in told
    assert "lift.json" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["good", "no shear", "missed", "clean", "pull", "unsegmented"])
def test_every_word_is_explained_on_an_ordinary_page(name: str, language: str, second_cases: dict[str, Case]) -> None:
    lift, earlier = second_cases[name]
    assert lift.curves is not None
    with speaking(language):
        page = second_page(lift.document, lift.curves, [each.document for each in earlier])
        told = printed(lay_out_second(page))
        assert [say(word) for word, _ in words.GLOSSARY if f"{say(word)}:" not in told] == []


def test_what_usual_and_clear_mean_stands_where_there_is_little_room(make_second: MakeSecond) -> None:
    page = make_second("good")
    versions = tuple(f"Version {number}: {'weights corrected ' * 3}" for number in range(9))
    told = printed(lay_out_second(replace(page, small_print=replace(page.small_print, versions=versions))))
    assert all(f"{word}:" in told for word in ("usual", "±", "clear, likely"))


def test_flags_that_find_no_room_in_full_are_named_the_last_first(make_second: MakeSecond) -> None:
    log = tuple(LogEntry("warning", f"Flag{n}", "Something long was seen in the recording there.") for n in range(22))
    page = make_second("good")
    groups = lay_out_second(replace(page, small_print=replace(page.small_print, log=log)))
    told = printed(groups)
    assert overlaps(groups) == []
    assert "Flag0: Something" in told
    assert "Flag20; Flag21." in told
    assert "lift.json" not in told


FLAGS = st.lists(
    st.builds(
        lambda code, severity, message: {"code": code, "severity": severity, "message": message, "about": []},
        st.sampled_from(sorted(CODES)),
        st.sampled_from(["error", "warning", "info"]),
        st.sampled_from(["m", "W" * 200, *MESSAGES]),
    ),
    max_size=36,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["good", "missed", "one plate", "pull", "unsegmented"]),
    flags=FLAGS,
    language=st.sampled_from(LANGUAGES),
    phase=st.sampled_from(sorted(PHASES)),
    rows=st.integers(1, 7),
)
def test_a_page_of_any_flags_fits(
    name: str,
    flags: list[dict[str, Any]],
    language: str,
    phase: str,
    rows: int,
    second_cases: dict[str, Case],
) -> None:
    lift, earlier = second_cases[name]
    assert lift.curves is not None
    told = missed(phase, tuple(PHASES[phase].values()), 4.0)
    document = {**lift.document, "quality": flags, "phases": lift.document["phases"][:rows], "miss": told}
    with speaking(language):
        page = second_page(document, lift.curves, [each.document for each in earlier], ReportDetails("A. Example"))
        groups = lay_out_second(page)
    assert overlaps(groups) == []
    assert outside(groups) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["drive_duration", "drive_velocity_gain"])
def test_a_push_that_was_not_measured_says_so(key: str, language: str, second_cases: dict[str, Case]) -> None:
    lift, earlier = second_cases["good"]
    assert lift.curves is not None
    document = {**lift.document, "metrics": {**lift.document["metrics"], key: None}}
    with speaking(language):
        groups = lay_out_second(second_page(document, lift.curves, [each.document for each in earlier]))
        assert say(words.SLOWER_MISSING).replace("\u00a0", " ") in printed(groups)
    assert overlaps(groups) == []
