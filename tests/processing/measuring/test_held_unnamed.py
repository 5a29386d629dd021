"""A lift that begins with the bar in the hands and that nobody named: the reason says so, and nothing is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from acquisition.interchange.record import PlateRecord
from processing.analysis import analyze
from processing.options import AnalysisOptions
from sim_data.lifter import SimulatedLift

Lift = Callable[..., SimulatedLift]


def begins_with_the_lift(record: PlateRecord) -> PlateRecord:
    """The record without the empty plates at its beginning."""
    empty = round(2 * record.rate_hz)
    return replace(record, signals=tuple(rows[:, empty:] for rows in record.signals))


@pytest.mark.parametrize("kind", ["hang_clean", "hang_snatch", "power_position_clean"])
@pytest.mark.parametrize("missed", [False, True])
def test_a_lift_from_the_hang_without_a_name_asks_for_it(
    lift: Lift, recorded: Callable[..., PlateRecord], kind: str, missed: bool
) -> None:
    document = analyze(begins_with_the_lift(recorded(lift(kind, missed=missed), tares=()))).document
    (why,) = [entry["message"] for entry in document["quality"] if entry["code"] == "unsegmented"]
    assert ("kg less stand there" if missed else "m higher after the push") in why
    assert "--lift hang_clean" in why


def test_what_the_detector_saw_of_a_lift_from_the_hang_is_not_told_of_one_from_the_floor(
    lift: Lift, recorded: Callable[..., PlateRecord]
) -> None:
    made = lift("hang_clean")
    record = begins_with_the_lift(recorded(made, tares=()))
    unnamed = analyze(record).document
    assert not unnamed["segmented"]
    assert unnamed["lift"]["kind_assumed"]
    assert unnamed["lift"]["outcome"] == "unknown"
    named = analyze(record, AnalysisOptions(kind="hang_clean")).document
    assert named["segmented"]
    assert named["lift"]["outcome"] == "made"
