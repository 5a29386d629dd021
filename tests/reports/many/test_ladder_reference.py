"""One faulty lift from the power position neither widens the ladder's limit nor moves its reference."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from processing.result import Document
from reports.session.ladder import ladders
from reports.session.reference import among_themselves, reference_lifts, tolerance
from reports.words import session as words
from reports.words.say import say

MeasureLift = Callable[..., Document]
Wishes = dict[str, Any]
CLEARLY = {"code": "drive_shorter", "strength": "clear", "because": [], "lifts": 9}


@pytest.fixture(scope="module")
def day(measure_lift: MeasureLift) -> Callable[..., list[Document]]:
    """Five lifts from power position and three from the hang, at one load; each with its fault."""
    known: dict[str, Document] = {}

    def one(kind: str, number: int, wishes: Wishes) -> Document:
        key = f"{kind} {number} {wishes}"
        if key not in known:
            known[key] = measure_lift((kind, 65.0, wishes), 60, number, ())
        return copy.deepcopy(known[key])

    def made(high: Sequence[Wishes], low: Sequence[Wishes]) -> list[Document]:
        lifts = [("power_position_snatch", each) for each in high] + [("hang_snatch", each) for each in low]
        return [one(kind, number, wishes) for number, (kind, wishes) in enumerate(lifts, 1)]

    return made


def early(severity: float) -> Wishes:
    """A push that ends early."""
    return {"fault": "early_cut", "severity": severity}


@pytest.mark.parametrize("odd", [early(1.0), early(0.5), {"fault": "short_extension"}], ids=str)
@pytest.mark.parametrize("severity", [0.3, 0.5, 0.7])
def test_one_faulty_lift_does_not_let_early_pushes_pass(
    odd: Wishes, severity: float, day: Callable[..., list[Document]]
) -> None:
    ladder = ladders(day([{}, {}, odd, {}, {}], [early(severity)] * 3))[0]
    assert ladder.rungs[0].sentence == say(words.NOT_YET["hang_"])
    assert ladder.sentences[-1] == words.aside_words(1)
    assert ladder.title.replace("\u00a0", " ") == "Snatch, against 4 lifts from power position"
    assert len(ladder.among) == 4


def test_lifts_that_push_alike_all_count(day: Callable[..., list[Document]]) -> None:
    ladder = ladders(day([{}] * 5, [early(0.5)] * 3))[0]
    assert len(ladder.among) == 5
    assert not any("left out" in sentence for sentence in ladder.sentences)


def test_a_finding_about_the_push_takes_a_lift_out_and_one_about_the_feet_does_not(
    day: Callable[..., list[Document]],
) -> None:
    lifts = day([{}] * 5, [])
    lifts[1]["findings"] = [CLEARLY]
    lifts[2]["findings"] = [{**CLEARLY, "code": "landed_forward"}]
    lifts[3]["findings"] = [{**CLEARLY, "strength": "no_clear_change"}]
    assert [lift["lift"]["attempt"] for lift in reference_lifts(lifts)] == [1, 3, 4, 5]


def test_too_few_that_are_left_make_no_reference_and_the_page_says_why(day: Callable[..., list[Document]]) -> None:
    for lifts in (day([{}, early(1.0), {}], [{}] * 3), day([{}, early(0.5), {}], [{}] * 3)):
        ladder = ladders(lifts)[0]
        assert ladder.rungs == ()
        assert ladder.sentences == (words.reference_few(2, 3), words.aside_words(1))


def test_lifts_at_loads_some_kilograms_apart_all_count(last_day: tuple[list[Document], list[Document]]) -> None:
    high = last_day[0][:4]
    assert {lift["lift"]["load_kg"] for lift in high} == {60.0, 65.0, 70.0}
    assert reference_lifts(high) == high


def test_a_lift_without_a_known_length_is_judged_by_its_shape_alone(day: Callable[..., list[Document]]) -> None:
    lifts = day([{}] * 5, [])
    lifts[0]["metrics"]["drive_duration"] = {"value": None}
    assert reference_lifts(lifts) == lifts
    for lift in lifts:
        lift["metrics"]["drive_duration"] = {"value": None}
    assert reference_lifts(lifts) == lifts


def test_the_limit_is_half_as_far_again_as_the_middle_lift(day: Callable[..., list[Document]]) -> None:
    lifts = day([{}] * 5, [])
    assert tolerance(lifts) == pytest.approx(1.5 * float(np.median(among_themselves(lifts))))
