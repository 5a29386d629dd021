"""The same lift measured otherwise gives the same numbers: beside or on the plates, with an offset, a turned plate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from acquisition.interchange.record import LiftLabel, PlateRecord
from processing.analysis import analyze, analyze_forces
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from sim_data.lifter import SimulatedLift

Lift = Callable[..., SimulatedLift]
Forces = Callable[..., PlateForces]
Recorded = Callable[..., PlateRecord]
LABEL = LiftLabel(0, "snatch", 100.0, "A7F3", 7, None)
OFFSETS = np.array([3.0, -4.0, 12.0, 1.5, -2.0, 0.5])
"""A constant in every channel: N and N·m."""


def values(document: Document) -> dict[str, float]:
    return {key: entry["value"] for key, entry in document["metrics"].items() if entry is not None}


def measured(made: SimulatedLift, forces: PlateForces, options_of: Callable[..., AnalysisOptions]) -> LiftAnalysis:
    return analyze_forces(forces, options_of(made))


@pytest.mark.parametrize("kind", ["snatch", "clean", "power_snatch", "block_clean"])
def test_both_set_ups_find_the_same_peak_end_and_velocity(
    lift: Lift, simulated_forces: Forces, options_of: Callable[..., AnalysisOptions], kind: str
) -> None:
    speeds = []
    for set_up in ("off-plates", "on-plates"):
        made = lift(kind, set_up=set_up, still=True)
        found = measured(made, simulated_forces(made, hum_n=0.0), options_of)
        for key, allowed_s in (("drive_end", 0.002), ("peak_2", 0.005)):
            entry = found.document["events"][key]
            assert entry["time_s"] == pytest.approx(made.truth.events[key], abs=allowed_s), (set_up, key)
        assert found.curves is not None
        separated = made.model.record.timeline.start
        since = np.arange(0.1, 0.7, 0.005)
        speeds.append(np.interp(separated + since, found.curves.time_s, found.curves.velocity_m_s))
    assert np.abs(speeds[1] - speeds[0]).max() < 0.02


def test_peak_and_end_lie_within_two_milliseconds_of_each_other(
    lift: Lift, simulated_forces: Forces, options_of: Callable[..., AnalysisOptions]
) -> None:
    made = [lift(set_up=set_up, still=True) for set_up in ("off-plates", "on-plates")]
    times = []
    for one in made:
        events = measured(one, simulated_forces(one, noise_n=0.5, hum_n=0.0), options_of).document["events"]
        start = one.model.record.timeline.start
        times.append([events[key]["time_s"] - start for key in ("peak_2", "drive_end")])
    assert times[1] == pytest.approx(times[0], abs=0.002)


def test_a_constant_offset_changes_nothing_once_it_is_tared(lift: Lift, recorded: Recorded) -> None:
    plain = recorded(lift(), labels=(LABEL,))
    tare = plain.tares[0]
    moved = replace(
        plain,
        signals=tuple(signals + OFFSETS[:, None] for signals in plain.signals),
        tares=(replace(tare, values=(OFFSETS, OFFSETS)),),
    )
    one, other = (values(analyze(record).document) for record in (plain, moved))
    assert other == pytest.approx(one, rel=1e-6, abs=1e-6)


def test_a_plate_turned_half_round_with_its_corners_gives_the_same_lift(lift: Lift, recorded: Recorded) -> None:
    plain = recorded(lift(), labels=(LABEL,))
    left = plain.plates[0]
    turned_plate = replace(left, corners_mm=np.roll(left.corners_mm, 2, axis=0))
    half_round = np.array([-1.0, -1.0, 1.0, -1.0, -1.0, 1.0])
    turned = replace(
        plain,
        plates=(turned_plate, plain.plates[1]),
        signals=(plain.signals[0] * half_round[:, None], plain.signals[1]),
    )
    one, other = (values(analyze(record).document) for record in (plain, turned))
    assert other == pytest.approx(one, rel=1e-6, abs=1e-6)
