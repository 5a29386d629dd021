"""A known weight on known places: errors of force and pressure point, and the loads found in running volts."""

from __future__ import annotations

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import parse_rig
from processing.corner_press import Wiring
from processing.load_watch import LoadLimits, LoadWatch, RestingLoad
from processing.point_load import PLACES, PointLoad, measure, place_mm, worst_of
from sim_data.corner_session import placed_weight
from sim_data.plate_kinds import plate_set
from sim_data.rig_text import rig_text

WEIGHT_N = 196.133


@pytest.fixture(scope="module")
def wiring() -> Wiring:
    """The simulated plates."""
    rig = parse_rig(rig_text("grpc://127.0.0.1:1"))
    return Wiring(rig.plates(), rig.plate_channels)


def volts_of(number: int) -> FloatArray:
    """The weight of the simulated session on its place of that number."""
    session = placed_weight()
    force_n, cop_mm, moment_nm = session.wrench(round((session.loads[number].start_s + 2.0) * session.rate_hz), 1)
    plates = plate_set("amti").plates
    return np.concatenate(
        [plate.volts(plate.wrench(force_n[k], cop_mm[k], moment_nm[k]))[:, 0] for k, plate in enumerate(plates)]
    )


def test_a_weight_on_its_mark_is_measured_without_error(wiring: Wiring) -> None:
    for number, load in enumerate(placed_weight().loads):
        measured = measure(volts_of(number), wiring, load.side, load.place, WEIGHT_N)
        assert measured.true_mm == pytest.approx(load.cop_mm)
        assert measured.cop_mm == pytest.approx(load.cop_mm, abs=1e-6)
        assert (measured.force_error_n, measured.other_n) == pytest.approx((0.0, 0.0), abs=1e-3)
        assert measured.passed


def test_marks_lie_in_the_middle_and_half_way_to_the_corners(wiring: Wiring) -> None:
    left = wiring.plates[0]
    assert [place_mm(left, place) for place in PLACES] == [
        (-301.0, 0.0), (-451.0, 225.0), (-151.0, 225.0), (-151.0, -225.0), (-451.0, -225.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("force_n", "shift_mm", "force_passed", "cop_passed"),
    [(198.0, 9.0, True, True), (199.3, 0.0, False, True), (192.0, 0.0, False, True), (196.0, 11.0, True, False)],
)
def test_errors_beyond_a_share_of_the_weight_or_a_centimetre_fail(
    force_n: float, shift_mm: float, force_passed: bool, cop_passed: bool
) -> None:
    load = PointLoad("left", "centre", WEIGHT_N, force_n, 0.0, (-301.0, 0.0), (-301.0, shift_mm))
    assert (load.force_passed, load.cop_passed, load.passed) == (force_passed, cop_passed, force_passed and cop_passed)


def test_a_small_weight_judges_no_pressure_point() -> None:
    load = PointLoad("left", "centre", 49.0, 49.3, 0.0, (0.0, 0.0), (25.0, 0.0))
    assert (load.cop_passed, load.passed) == (None, True)


def test_the_worst_of_all_places_is_told() -> None:
    loads = [
        PointLoad("left", "centre", 100.0, 99.0, 0.0, (0.0, 0.0), (3.0, 4.0)),
        PointLoad("left", "centre", 100.0, 102.0, 0.0, (0.0, 0.0), (1.0, 0.0)),
    ]
    assert worst_of(loads) == (2.0, 5.0)


def test_a_weight_on_the_other_plate_is_refused(wiring: Wiring) -> None:
    with pytest.raises(ValueError, match="the left plate carries 0 N of 196 N"):
        measure(volts_of(5), wiring, "left", "centre", WEIGHT_N)


def loads_in(size_n: FloatArray, portion: int, offset_n: float = 0.0) -> list[RestingLoad]:
    """Loads found in one channel of 1 N a volt at 1000 Hz, pushed in portions."""
    watch = LoadWatch(lambda volts: float(volts[0]), np.zeros(1), 1000.0, LoadLimits(100.0, 40.0, 0.3, 15.0, 0.1))
    found = []
    for first in range(0, size_n.size, portion):
        found += watch.push(size_n[np.newaxis, first : first + portion] + offset_n)
    return found


def stairs(*steps: tuple[float, float]) -> FloatArray:
    """Force that rests at each level for so many seconds, with 0.2 s between them."""
    parts, before = [], 0.0
    for level_n, seconds in steps:
        parts += [np.linspace(before, level_n, 200), np.full(round(1000 * seconds), level_n)]
        before = level_n
    return np.concatenate(parts)


@pytest.mark.parametrize("portion", [7, 50, 1000])
def test_each_load_that_rests_is_found_once_however_the_samples_are_cut(portion: int) -> None:
    loads = loads_in(stairs((0.0, 1.0), (250.0, 2.0), (0.0, 1.0), (180.0, 1.0), (0.0, 1.0)), portion)
    assert [load.volts[0] for load in loads] == pytest.approx([250.0, 180.0], abs=8.0)


def test_a_load_that_is_too_light_too_short_or_shaking_is_none() -> None:
    assert not loads_in(stairs((0.0, 1.0), (90.0, 3.0), (0.0, 1.0), (300.0, 0.1), (0.0, 1.0)), 50)
    shaking = 200.0 + 80.0 * np.sign(np.sin(2.0 * np.pi * 2.0 * np.arange(3000) / 1000.0))
    assert not loads_in(np.concatenate([np.zeros(500), shaking]), 50)


def test_a_load_that_was_not_taken_off_is_not_the_next_one() -> None:
    assert len(loads_in(stairs((0.0, 1.0), (250.0, 1.0), (120.0, 2.0), (260.0, 1.0), (0.0, 1.0)), 50)) == 1


def test_a_slow_creep_of_the_free_plates_is_taken_away() -> None:
    creep = np.linspace(0.0, 4.0, 20_000)
    size_n = creep + np.concatenate([stairs((0.0, 16.0), (200.0, 2.0)), np.zeros(1600)])
    (load,) = loads_in(size_n, 50)
    assert load.volts[0] == pytest.approx(200.0, abs=1.0)  # the creep until then is 3.4 N
