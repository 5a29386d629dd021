"""Streams with holes and streams that stop: what cannot be seen is unknown, and a short hole decides nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from processing.detect import Activity, LiftDetector
from processing.detect_gaps import GapBridge
from sim_data.jump import simulate_jump
from sim_data.lifter import SimulatedLift, simulate_lift

Detect = Callable[..., list[Activity]]
KINDS = ("snatch", "clean", "hang_snatch", "power_position_clean")


def vertical_n(lift: SimulatedLift) -> FloatArray:
    """Vertical force of both plates, shape (2, n)."""
    return lift.force_n[:, 2, :].copy()


def body_first_n(lift: SimulatedLift) -> FloatArray:
    """The same; before a lift from the hang, 3 s of the lifter alone and a short while of taking the bar."""
    force_n = vertical_n(lift)
    if lift.kind.startswith(("hang_", "power_")):
        alone = np.full((2, 3000), 0.5 * lift.body_mass_kg * lift.g_m_s2)
        rising = np.linspace(alone[:, -1], force_n[:, 0], 600, axis=1)
        return np.concatenate([alone, rising, force_n], axis=1)
    return force_n


def outcomes(told: list[Activity]) -> list[str]:
    return [activity.lift.outcome for activity in told if activity.lift is not None]


def with_gap(fz_n: FloatArray, at: int, width: int) -> FloatArray:
    gone = fz_n.copy()
    gone[:, at : at + width] = np.nan
    return gone


@pytest.mark.parametrize("kind", KINDS)
def test_a_lift_that_the_stream_cuts_off_is_never_told_as_missed(kind: str, detect: Detect) -> None:
    lift = simulate_lift(kind, seed=7)
    events, labels = lift.truth.events, [LiftLabel(0, kind, lift.load_kg)]
    assert events["bottom"] is not None
    assert events["hold_start"] is not None
    found = []
    for stop_s in np.arange(events["bottom"] - 0.4, events["hold_start"], 0.2):
        found += outcomes(detect(vertical_n(lift)[:, : int(stop_s * 1000)], labels))
    assert len(found) >= 5
    assert set(found) == {"unknown"}


@pytest.mark.parametrize("miss", ["bottom", "squat", "recovery", "stepped_off"])
def test_a_miss_that_the_stream_shows_to_its_end_stays_one(miss: str, detect: Detect) -> None:
    lift = simulate_lift("clean", seed=1, missed=True, miss=miss)
    assert outcomes(detect(vertical_n(lift), [LiftLabel(0, "clean", lift.load_kg)])) == ["missed"]


def test_plates_that_had_just_become_empty_when_the_stream_ended_were_left(detect: Detect) -> None:
    lift = simulate_lift("clean", seed=1, missed=True, miss="stepped_off")
    assert lift.truth.ended_s is not None
    cut = vertical_n(lift)[:, : int((lift.truth.ended_s + 0.7) * 1000)]
    assert outcomes(detect(cut, [LiftLabel(0, "clean", lift.load_kg)])) == ["missed"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [1, 20, 99])
def test_a_short_gap_changes_nothing_that_is_told(kind: str, width: int, detect: Detect) -> None:
    lift = simulate_lift(kind, seed=7)
    fz_n, labels = body_first_n(lift), [LiftLabel(0, kind, lift.load_kg)]
    whole = [a.lift for a in detect(fz_n, labels) if a.lift is not None]
    assert len(whole) == 1
    for at in range(1000, fz_n.shape[1] - 500, 500):
        (found,) = (a.lift for a in detect(with_gap(fz_n, at, width), labels) if a.lift is not None)
        assert (found.kind, found.outcome) == (kind, "made"), at
        assert found.drive_end == pytest.approx(whole[0].drive_end, abs=60), at


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [120, 300, 800])
def test_a_long_gap_never_makes_a_miss(kind: str, width: int, detect: Detect) -> None:
    lift = simulate_lift(kind, seed=7)
    fz_n, labels = body_first_n(lift), [LiftLabel(0, kind, lift.load_kg)]
    drive_end = lift.truth.events["drive_end"]
    assert drive_end is not None
    over = round(drive_end * 1000) + fz_n.shape[1] - vertical_n(lift).shape[1]
    for at in range(1000, fz_n.shape[1] - 500, 250):
        found = outcomes(detect(with_gap(fz_n, at, width), labels))
        assert found in (["made"], ["unknown"], []), at
        assert found or abs(at + width / 2 - over) < width / 2 + 300, at  # lost only where the push itself is


def test_who_stood_up_before_a_gap_has_made_the_lift(detect: Detect) -> None:
    lift = simulate_lift("snatch", seed=7)
    hold = lift.truth.events["hold_start"]
    assert hold is not None
    assert outcomes(detect(with_gap(vertical_n(lift), int((hold + 1.2) * 1000), 300))) == ["made"]


def test_a_miss_with_a_long_gap_after_its_push_is_unknown(detect: Detect) -> None:
    lift = simulate_lift("clean", seed=1, missed=True, miss="squat")
    bottom = lift.truth.events["bottom"]
    assert bottom is not None
    gone = with_gap(vertical_n(lift), int(bottom * 1000) + 100, 300)
    assert outcomes(detect(gone, [LiftLabel(0, "clean", lift.load_kg)])) == ["unknown"]


def test_a_jump_with_a_long_gap_is_no_lift(detect: Detect) -> None:
    jump = simulate_jump("countermovement_jump", seed=3)
    fz_n = jump.force_n[:, 2, :]
    for width in (120, 300):
        for at in range(500, fz_n.shape[1] - 500, 150):
            assert outcomes(detect(with_gap(fz_n, at, width))) == [], (width, at)


@pytest.mark.parametrize("size", [1, 7, 50, 333])
def test_gaps_do_not_depend_on_the_blocks(size: int, detect: Detect) -> None:
    lift = simulate_lift("snatch", seed=7)
    fz_n = vertical_n(lift)
    for at, width in ((1500, 30), (5400, 100), (6300, 101), (8000, 250)):
        fz_n = with_gap(fz_n, at, width)
    assert detect(fz_n, block=size) == detect(fz_n)


def test_a_bridge_draws_a_line_over_short_gaps_alone() -> None:
    samples = np.arange(12.0)[None].repeat(2, axis=0)
    broken = samples.copy()
    broken[0, 3:5] = np.nan
    broken[:, 7:10] = np.nan
    bridge = GapBridge(2, 2)
    told = bridge.push(broken)
    np.testing.assert_allclose(told[:, :7], samples[:, :7])
    assert np.isnan(told[:, 7:10]).all()
    assert bridge.bridged == [(3, 5)]
    assert np.isnan(broken[0, 3])


def test_a_gap_at_the_end_of_a_block_waits_for_the_next_one() -> None:
    bridge = GapBridge(1, 3)
    assert bridge.push(np.array([[1.0, np.nan, np.nan]])).tolist() == [[1.0]]
    assert bridge.push(np.array([[np.nan, 5.0]])).tolist() == [[2.0, 3.0, 4.0, 5.0]]
    first = GapBridge(1, 3).push(np.array([[np.nan, 2.0]]))
    assert np.isnan(first[0, 0])


def test_a_bridged_line_weighs_nobody() -> None:
    level = np.full((2, 6000), 400.0)
    level[:, :1000] = 0.0
    level[:, 2400:2450] = np.nan
    level[:, 2399] = level[:, 2450] = 500.0  # the line would lie far over what stands there
    detector = LiftDetector(1000.0, 2)
    told = detector.push(level) + detector.finish()
    (weighing,) = (a for a in told if a.reason == "weighing" and a.force_n is not None)
    assert weighing.force_n == pytest.approx(800.0, abs=8.0)
