"""Commissioning on the simulated plates: loads where and when the plan says, nothing in between."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim_data.corner_session import GRAVITY_M_S2, commissioning, corner_presses, placed_weight
from sim_data.plates import PAIR


def test_every_corner_is_pressed_once_clockwise_and_pushed_clockwise() -> None:
    loads = corner_presses(7).loads
    assert [(load.side, load.place) for load in loads] == [
        (side, place)
        for side in ("left", "right")
        for place in ("front left", "front right", "back right", "back left")
    ]
    for load in loads:
        plate = PAIR[("left", "right").index(load.side)]
        arm = np.array(load.cop_mm) - plate.centre_mm
        assert (np.abs(arm) < np.array(plate.size_mm) / 2.0).all()
        assert ("front" in load.place) == (arm[1] > 0.0)
        assert ("right" in load.place) == (arm[0] > 0.0)
        right_n, forward_n, down_n = load.on_plate_n
        assert 200.0 <= down_n <= 320.0
        assert arm[0] * forward_n - arm[1] * right_n < 0.0  # clockwise, seen from above


def test_a_load_is_there_from_start_to_stop_and_only_on_its_plate() -> None:
    plates = corner_presses(7)
    load = plates.loads[5]
    first = round(load.start_s * plates.rate_hz)
    force_n, cop_mm, free_moment_nm = plates.wrench(first - 500, 3000)
    assert not force_n[0].any()
    assert not free_moment_nm.any()
    np.testing.assert_allclose(force_n[1, 2, 1000:2000], load.on_plate_n[2])
    np.testing.assert_allclose(-force_n[1, :2, 1500], load.on_plate_n[:2])
    np.testing.assert_allclose(cop_mm[1, :, 1500], load.cop_mm)
    assert not force_n[1, 2, :500].any()
    assert not force_n[1, 2, 2501:].any()


@pytest.mark.parametrize("cut", [1, 37, 1000])
def test_the_cut_into_portions_does_not_matter(cut: int) -> None:
    plates = placed_weight()
    whole = plates.wrench(2400, 1000)[0]
    parts = [plates.wrench(first, min(cut, 3400 - first))[0] for first in range(2400, 3400, cut)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=2), whole)


@pytest.mark.parametrize(("session", "loads"), [("corners", 8), ("point_load", 10)])
def test_the_plan_holds_every_load(session: str, loads: int) -> None:
    plan = json.loads(json.dumps(commissioning(session, 7)[1]))
    assert plan["session"] == session
    assert len(plan["loads"]) == loads


def test_a_bar_lies_on_both_plates_for_ever() -> None:
    forces, plan = commissioning("bar", 7)
    assert plan["bar_kg"] == 20.0
    np.testing.assert_allclose(forces.wrench(10**7, 3)[0][:, 2].sum(axis=0), 20.0 * GRAVITY_M_S2)
