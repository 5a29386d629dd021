"""From samples to a frame."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import Rig
from service.live.frames import CLIPPED, WHOLE_TRACE, LiveFrame, decode
from service.live.held import HeadRoom, Stillness
from service.live.trace import COLUMNS, LiveTrace
from service.live.view import LiveView

VoltsOf = Callable[[FloatArray], FloatArray]
RATE_HZ = 1000.0


def shown(view: LiveView) -> LiveFrame:
    return decode(view.frames(whole=False)[0])


def standing(n: int, left_n: float = 400.0, right_n: float = 500.0) -> FloatArray:
    return np.repeat([[left_n], [right_n]], n, axis=1)


def test_total_force_and_mass_are_those_on_the_plates(rig: Rig, volts_of: VoltsOf) -> None:
    view = LiveView(rig, RATE_HZ)
    view.push(0, volts_of(standing(500)))
    values = shown(view).values
    assert values["total_n"] == pytest.approx(900.0, abs=0.01)
    assert values["mass_kg"] == pytest.approx(900.0 / 9.80665, abs=0.01)


def test_left_and_right_are_told_only_where_the_laboratory_wants_it(rig: Rig, volts_of: VoltsOf) -> None:
    off, on = LiveView(rig, RATE_HZ), LiveView(rig, RATE_HZ, share_shown=True)
    for view in (off, on):
        view.push(0, volts_of(standing(500)))
    assert np.isnan(shown(off).values["left_n"])
    assert np.isnan(shown(off).values["right_n"])
    assert shown(on).values["left_n"] == pytest.approx(400.0, abs=0.01)
    assert shown(on).values["right_n"] == pytest.approx(500.0, abs=0.01)


def test_a_foot_in_the_middle_of_each_plate_is_drawn_there(rig: Rig, volts_of: VoltsOf) -> None:
    view = LiveView(rig, RATE_HZ)
    view.push(0, volts_of(standing(500)))
    values = shown(view).values
    # The force acts at the sensor's axis, so each pressure lies at its plate's origin.
    assert values["cop_left_x_mm"] == pytest.approx(values["cop_both_x_mm"], abs=400.0)
    assert np.isfinite([values[f"cop_{side}_{axis}_mm"] for side in ("left", "right", "both") for axis in "xy"]).all()


def test_samples_that_did_not_come_are_counted_and_data_time_goes_on(rig: Rig, volts_of: VoltsOf) -> None:
    view = LiveView(rig, RATE_HZ)
    view.push(0, volts_of(standing(500)))
    view.push(600, volts_of(standing(400)))
    frame = shown(view)
    assert (frame.lost, frame.time_s) == (100, 1.0)


def test_what_was_before_a_screen_looked_on_is_not_lost(rig: Rig, volts_of: VoltsOf) -> None:
    view = LiveView(rig, RATE_HZ)
    view.begin(5000)
    view.push(5000, volts_of(standing(100)))
    assert shown(view).lost == 0


def test_a_frame_has_only_new_columns_and_a_whole_one_all(rig: Rig, volts_of: VoltsOf) -> None:
    view = LiveView(rig, RATE_HZ)
    view.push(0, volts_of(standing(1000)))
    first = shown(view)
    view.push(1000, volts_of(standing(100)))
    news, whole = view.frames(whole=True)
    assert whole is not None
    assert decode(news).first_column == len(first.columns)
    assert decode(whole).first_column == 0
    assert decode(whole).flags & WHOLE_TRACE
    assert len(decode(whole).columns) == len(first.columns) + len(decode(news).columns)


def test_a_channel_at_the_end_of_its_range_is_held_and_said(rig: Rig, volts_of: VoltsOf) -> None:
    view = LiveView(rig, RATE_HZ)
    volts = volts_of(standing(100))
    volts[2, 50] = 9.9
    view.push(0, volts)
    view.push(100, volts_of(standing(2000)))
    frame = shown(view)
    assert frame.head_room[2] == pytest.approx(0.99)
    assert frame.flags & CLIPPED


def test_a_peak_of_one_sample_survives_in_the_trace() -> None:
    trace = LiveTrace(RATE_HZ)
    force_n = np.full(9000, 800.0)
    force_n[8123] = 2500.0
    for first in range(0, 9000, 50):
        trace.push(force_n[first : first + 50])
    first_column, columns = trace.since(0)
    assert len(columns) == COLUMNS
    assert first_column == trace.next_column - COLUMNS
    assert columns[:, 1].max() == 2500.0
    assert columns[:, 0].min() == 800.0


def test_the_trace_is_the_same_whatever_the_portions() -> None:
    force_n = np.random.default_rng(1).normal(800.0, 50.0, 30_000)
    traces = [LiveTrace(RATE_HZ) for _ in range(2)]
    traces[0].push(force_n)
    for first in range(0, len(force_n), 77):
        traces[1].push(force_n[first : first + 77])
    assert traces[0].since(0)[0] == traces[1].since(0)[0]
    assert np.array_equal(traces[0].since(0)[1], traces[1].since(0)[1])


def test_head_room_is_held_for_half_a_minute_and_then_let_go() -> None:
    held = HeadRoom(np.array([10.0]), 100.0)
    held.push(np.array([[-8.0]]))
    held.push(np.zeros((1, 2000)))
    assert held.used[0] == pytest.approx(0.8)
    for _ in range(32):
        held.push(np.zeros((1, 100)))
    assert held.used[0] == 0.0


def test_a_foot_that_rests_is_still_and_one_that_moves_is_not() -> None:
    still = Stillness(2, RATE_HZ)
    assert np.isnan(still.shares).all()
    moving = 100.0 * np.sin(np.arange(1000) * 0.03)
    still.push(np.vstack((np.full(1000, 400.0), 400.0 + moving)))
    assert still.shares.tolist() == [1.0, 0.0]
