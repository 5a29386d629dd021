"""Corner presses prove a right rig and name the one thing that is wrong, for every kind of plate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import Rig, parse_rig
from processing.corner_mistakes import (
    Mistake,
    diagnose,
    exchanged_plates,
    exchanges,
    inversions,
    single_mistakes,
)
from processing.corner_press import CORNERS, Press, Wiring, look, nearest_corner
from sim_data.corner_session import corner_presses
from sim_data.plate_kinds import plate_set
from sim_data.rig_text import rig_text

KINDS = ("amti", "bertec", "kistler", "cells", "cells-9237")
MakeWiring = Callable[[str], Wiring]


def rig_of(kind: str) -> Rig:
    """The simulated plates of a kind, as their rig file describes them."""
    return parse_rig(rig_text("grpc://127.0.0.1:1", plates=plate_set(kind)))


def wiring_of(kind: str) -> Wiring:
    rig = rig_of(kind)
    return Wiring(rig.plates(), rig.plate_channels)


def pressed(kind: str, *, seed: int = 7, push: float = 1.0) -> list[Press]:
    """The presses of the simulated session, noiseless, ``push`` times as hard along the edge."""
    session, plates, wiring = corner_presses(seed), plate_set(kind).plates, wiring_of(kind)
    presses = []
    for load in session.loads:
        force_n, cop_mm, free_moment_nm = session.wrench(round((load.start_s + 1.0) * session.rate_hz), 1)
        force_n[:, :2] *= push
        volts = [
            plate.volts(plate.wrench(force_n[k], cop_mm[k], free_moment_nm[k]))[:, 0] for k, plate in enumerate(plates)
        ]
        presses.append(Press(load.side, load.place, np.concatenate(volts)))
    # Bridges are in V/V there and in mV/V in the rig file.
    scale = session.loads[0].on_plate_n[2] / look(presses[0], wiring).fz_n
    assert scale == pytest.approx(1.0, abs=1e-6) or scale == pytest.approx(1000.0, rel=1e-6)
    return [replace(press, volts=press.volts * scale) for press in presses]


def same(one: Mistake, other: Mistake) -> bool:
    return (one.kind, one.channels) == (other.kind, other.channels)


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_rig_passes(kind: str) -> None:
    diagnosis = diagnose(pressed(kind), wiring_of(kind))
    assert diagnosis.passed
    assert (diagnosis.odd, diagnosis.mistakes, diagnosis.silent, diagnosis.unproved) == ((), (), (), ())


def test_a_press_is_seen_as_it_was_made() -> None:
    wiring, load = wiring_of("amti"), corner_presses(7).loads[6]
    seen = look(pressed("amti")[6], wiring)
    assert (load.side, load.place) == ("right", "back right")
    assert seen.fz_n == pytest.approx(load.on_plate_n[2])
    assert seen.cop_mm == pytest.approx(load.cop_mm)
    assert seen.along_n == pytest.approx(-load.on_plate_n[0])  # the arrow points left there
    assert seen.free_moment_nm == pytest.approx(0.0, abs=1e-9)
    assert nearest_corner(seen, wiring) == "back right"


@pytest.mark.parametrize("kind", ["amti", "kistler", "cells"])
def test_every_channel_with_a_wrong_sign_is_named(kind: str) -> None:
    presses, wiring = pressed(kind), wiring_of(kind)
    mistaken = list(inversions(wiring))
    assert len(mistaken) == sum(len(rows) for rows in wiring.rows)
    for mistake in mistaken:
        found = diagnose(presses, mistake.wiring).mistakes
        assert [same(one, mistake) for one in found] == [True], mistake.channels


@pytest.mark.parametrize("kind", ["amti", "kistler", "cells"])
def test_any_two_channels_in_each_others_place_are_named(kind: str) -> None:
    presses, wiring = pressed(kind, seed=8), wiring_of(kind)
    for mistake in list(exchanges(wiring))[:: 5 if kind == "kistler" else 2]:
        found = diagnose(presses, mistake.wiring).mistakes
        assert [same(one, mistake) for one in found] == [True], mistake.channels


@pytest.mark.parametrize("kind", ["amti", "cells"])
def test_whatever_is_wrong_with_a_plate_the_change_restores_its_forces(kind: str) -> None:
    presses, right = pressed(kind), wiring_of(kind)
    of_plates = [mistake for mistake in single_mistakes(right) if mistake.kind not in ("inverted", "swapped")]
    assert {mistake.kind for mistake in of_plates} == {"plates swapped", "order", "measures", "corners", "mirrored"}
    for mistake in of_plates:
        found = diagnose(presses, mistake.wiring).mistakes
        assert found, (mistake.kind, mistake.plates, mistake.order)
        for press in presses:
            restored, true = found[0].wiring.wrenches(press.volts), right.wrenches(press.volts)
            np.testing.assert_allclose(restored, true, atol=4.0)  # the plates' own crosstalk differs by so much


def test_exchanged_plates_are_named() -> None:
    (mistake,) = exchanged_plates(wiring_of("bertec"))
    diagnosis = diagnose(pressed("bertec"), mistake.wiring)
    assert diagnosis.odd == tuple(range(8))
    assert [one.kind for one in diagnosis.mistakes] == ["plates swapped"]


def test_a_turned_plate_of_four_cells_may_be_its_corners_or_its_channels() -> None:
    # Four cells feel the vertical alone: half a turn of the corners is half a turn of the plugs.
    wiring = wiring_of("cells")
    turned = next(
        mistake for mistake in single_mistakes(wiring) if mistake.kind == "corners" and mistake.order == (2, 3, 0, 1)
    )
    found = diagnose(pressed("cells"), turned.wiring).mistakes
    assert {mistake.kind for mistake in found} == {"corners", "order"}


@pytest.mark.parametrize("channel", [0, 2, 5, 11])
def test_a_dead_channel_is_named(channel: int) -> None:
    presses = pressed("amti")
    for press in presses:
        press.volts[channel] = 0.0
    diagnosis = diagnose(presses, wiring_of("amti"))
    assert diagnosis.silent == (channel,)
    assert not diagnosis.mistakes
    assert not diagnosis.passed


def test_presses_straight_down_leave_the_horizontal_channels_unproved() -> None:
    diagnosis = diagnose(pressed("amti", push=0.0), wiring_of("amti"))
    assert not diagnosis.passed
    assert not diagnosis.odd
    assert set(diagnosis.silent) | set(diagnosis.unproved) == {0, 1, 5, 6, 7, 11}


def test_four_cells_need_no_push_along_the_edge() -> None:
    assert diagnose(pressed("cells", push=0.0), wiring_of("cells")).passed


def test_a_push_against_the_arrow_is_told_from_a_wrong_sign() -> None:
    presses = pressed("amti")
    against = pressed("amti", push=-1.0)
    diagnosis = diagnose([against[0], *presses[1:2], against[2], *presses[3:]], wiring_of("amti"))
    assert diagnosis.odd == (0, 2)
    assert not diagnosis.mistakes
    assert diagnosis.seen[0].odd == ("direction",)


def test_another_corner_than_asked_for_is_odd_but_no_mistake_of_the_rig() -> None:
    presses = pressed("amti")
    presses[3] = replace(presses[2], corner="back left")
    diagnosis = diagnose(presses, wiring_of("amti"))
    assert diagnosis.odd == (3,)
    assert "place" in diagnosis.seen[3].odd
    assert not diagnosis.mistakes


def test_two_mistakes_at_once_are_not_explained_away() -> None:
    wiring = wiring_of("amti")
    first = next(mistake for mistake in inversions(wiring) if mistake.channels == (1,))
    both = next(mistake for mistake in exchanges(first.wiring) if mistake.channels == (3, 8))
    diagnosis = diagnose(pressed("amti"), both.wiring)
    assert diagnosis.odd
    assert not diagnosis.mistakes


def test_careless_feet_still_prove_a_rig_and_still_name_a_wrong_sign() -> None:
    wiring, draw = wiring_of("amti"), np.random.default_rng(5)
    mistaken = list(inversions(wiring))
    for _ in range(10):
        presses = [careless(side, corner, draw) for side in ("left", "right") for corner in CORNERS]
        assert diagnose(presses, wiring).passed
        mistake = mistaken[draw.integers(len(mistaken))]
        assert [same(one, mistake) for one in diagnose(presses, mistake.wiring).mistakes] == [True]


def careless(side: str, corner: str, draw: np.random.Generator) -> Press:
    """Anywhere near the corner, up to 25° off the arrow, with some twist and noise."""
    number = ("left", "right").index(side)
    plate, load = (plate_set("amti").plates[number], corner_presses(7).loads[CORNERS.index(corner) + 4 * number])
    down_n = draw.uniform(120.0, 400.0)
    direction = np.array(load.on_plate_n[:2]) / np.hypot(*load.on_plate_n[:2])
    angle = draw.uniform(-0.45, 0.45)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    push_n = draw.uniform(20.0, 60.0) * (turn @ direction)
    inward = np.sign(np.array(plate.centre_mm) - load.cop_mm)
    cop_mm = np.array(load.cop_mm) + inward * draw.uniform(-40.0, 80.0, 2)
    force_n = np.array([-push_n[0], -push_n[1], down_n])
    twist_nm = np.array([draw.uniform(-0.01, 0.01) * down_n])
    volts: FloatArray = draw.normal(0.0, 0.0005, 12)
    volts[6 * number : 6 * number + 6] += plate.volts(plate.wrench(force_n[:, None], cop_mm[:, None], twist_nm))[:, 0]
    return Press(side, corner, volts)
