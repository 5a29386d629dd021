"""How often the ladder says to go lower, on simulated days whose pushes are the same, or poorer by a little."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from processing.result import Document
from reports.session.ladder import ladders
from reports.words import session as words
from reports.words.say import say
from sim_data.athlete import Athlete, random_athlete

DAYS = 30
ATHLETES = (Athlete(), random_athlete(1), random_athlete(2))
POORER: tuple[dict[str, Any], ...] = (
    {"fault": "early_cut", "severity": 0.1},
    {"fault": "early_cut", "severity": 0.3},
    {"fault": "short_extension", "severity": 0.3},
    {"fault": "short_extension", "severity": 1.0},
)
HEAVIER: tuple[dict[str, Any], ...] = (
    {"fault": "early_cut", "severity": 0.3},
    {"fault": "early_cut", "severity": 1.0},
    {"fault": "short_extension", "severity": 1.0},
)
ODD: tuple[dict[str, Any], ...] = (
    {"fault": "early_cut", "severity": 0.5},
    {"fault": "early_cut", "severity": 1.0},
    {"fault": "short_extension", "severity": 1.0},
)
"""Faults of the fifth lift from power position."""
Measure = Callable[..., Document]


@pytest.fixture(scope="module")
def push() -> Callable[..., Document]:
    """A push of an athlete from power position; each is simulated once."""
    known: dict[tuple[str, int, int, str], Document] = {}

    def made(athlete: Athlete, day: int, number: int, wishes: dict[str, Any], measure_lift: Measure) -> Document:
        key = (athlete.code, day, number, str(wishes))
        if key not in known:
            load = round(0.65 * athlete.snatch_kg)
            order = ("power_position_snatch", load, {"athlete": athlete, **wishes})
            known[key] = measure_lift(order, day, number, ())
        return copy.deepcopy(known[key])

    return made


def told_of(wishes: dict[str, Any]) -> str:
    """A push in words."""
    return "the same push" if not wishes else f"{wishes['fault']} {wishes['severity']}"


def days_that_go_lower(
    athlete: Athlete, wishes: dict[str, Any], measure_lift: Measure, push: Measure, odd: dict[str, Any] | None = None
) -> int:
    """Of :data:`DAYS` days with four lifts from power position and three below, those that say to go lower.

    With ``odd`` there is a fifth lift from power position, in the middle, that bears this fault.
    """
    said = 0
    for day in range(DAYS):
        lifts = [push(athlete, day, 1 + number, {}, measure_lift) for number in range(4)]
        if odd:
            lifts.append(push(athlete, day, 5, odd, measure_lift))
        for number in range(3):
            rung = push(athlete, day, 10 + number, wishes, measure_lift)
            rung["lift"]["kind"] = "hang_snatch"  # the same push, told as one from the hang
            lifts.append(rung)
        ladder = ladders(lifts)[0]
        said += bool(ladder.rungs) and ladder.rungs[0].sentence == say(words.GO_LOWER["hang_"])
    beside = f", one of five from power position {told_of(odd)}" if odd else ""
    print(f"{athlete.code}, {told_of(wishes)}{beside}: go lower on {said} of {DAYS} days")
    return said


@pytest.mark.campaign
@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda athlete: athlete.code)
def test_going_lower_is_said_on_most_days_with_equal_pushes(
    athlete: Athlete, measure_lift: Measure, push: Measure
) -> None:
    assert days_that_go_lower(athlete, {}, measure_lift, push) > DAYS / 2


@pytest.mark.campaign
@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda athlete: athlete.code)
@pytest.mark.parametrize("wishes", POORER, ids=lambda wishes: f"{wishes['fault']}-{wishes['severity']}")
def test_going_lower_is_hardly_ever_said_with_poorer_pushes(
    wishes: dict[str, Any], athlete: Athlete, measure_lift: Measure, push: Measure
) -> None:
    assert days_that_go_lower(athlete, wishes, measure_lift, push) <= DAYS / 10


@pytest.mark.campaign
@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda athlete: athlete.code)
@pytest.mark.parametrize("odd", ODD, ids=told_of)
def test_one_faulty_lift_from_power_position_changes_nothing(
    odd: dict[str, Any], athlete: Athlete, measure_lift: Measure, push: Measure
) -> None:
    assert days_that_go_lower(athlete, {}, measure_lift, push, odd) > DAYS / 2
    for wishes in POORER:
        assert days_that_go_lower(athlete, wishes, measure_lift, push, odd) <= DAYS / 10


def told_of_heavier_lifts(athlete: Athlete, wishes: dict[str, Any], measure_lift: Measure) -> dict[str, int]:
    """What is said on ten days whose three lifts below weigh 10 kg more than the four from power position."""
    told = {"go": 0, "stay": 0, "apart": 0}
    load = round(0.65 * athlete.snatch_kg)
    for day in range(10):
        lifts = [
            measure_lift(("power_position_snatch", load, {"athlete": athlete}), day, 1 + number, ())
            for number in range(4)
        ]
        order = ("power_position_snatch", load + 10.0, {"athlete": athlete, **wishes})
        for number in range(3):
            rung = measure_lift(order, day, 10 + number, ())
            rung["lift"]["kind"] = "hang_snatch"
            lifts.append(rung)
        sentence = ladders(lifts)[0].rungs[0].sentence
        known = {say(words.GO_LOWER["hang_"]): "go", say(words.NOT_YET["hang_"]): "stay"}
        told[known.get(sentence, "apart")] += 1
    print(f"{athlete.code}, 10 kg more, {wishes or 'the same push'}: {told}")
    return told


@pytest.mark.campaign
@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda athlete: athlete.code)
def test_a_heavier_bar_alone_never_says_to_stay(athlete: Athlete, measure_lift: Measure) -> None:
    assert told_of_heavier_lifts(athlete, {}, measure_lift)["stay"] == 0


@pytest.mark.campaign
@pytest.mark.parametrize("athlete", ATHLETES, ids=lambda athlete: athlete.code)
@pytest.mark.parametrize("wishes", HEAVIER, ids=lambda wishes: f"{wishes['fault']}-{wishes['severity']}")
def test_poorer_pushes_under_a_heavier_bar_are_never_told_to_go_lower(
    wishes: dict[str, Any], athlete: Athlete, measure_lift: Measure
) -> None:
    assert told_of_heavier_lifts(athlete, wishes, measure_lift)["go"] == 0
