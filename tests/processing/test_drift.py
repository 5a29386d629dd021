"""Charge amplifiers that run away: the line between the empty moments brings the force back."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from acquisition.interchange.record import PlateRecord, Tare
from acquisition.rig import parse_rig
from processing.analysis import analyze
from processing.drift import without_drift
from processing.options import AnalysisOptions
from processing.preparing import prepared
from processing.wrench import plate_forces
from sim_data.charge import ResetEdge
from sim_data.daq_training import SessionForces, single
from sim_data.plate_kinds import KISTLER
from sim_data.plates import PlatePair
from sim_data.rig_text import rig_text

AS_READ = AnalysisOptions()


@lru_cache(maxsize=1)
def session() -> SessionForces:
    return single(7)[0]


def recorded(seed: int = 1, resets: tuple[ResetEdge, ...] = (), tared: bool = True, n: int = 0) -> PlateRecord:
    """One lift on simulated Kistler plates, as a recording would hold it."""
    forces = session()
    settings = replace(KISTLER.settings(seed), charge_n_s=(0.05, 0.1), convert_period_s=0.0)
    volts = PlatePair(forces, settings, plates=KISTLER, resets=lambda: resets).volts(0, n or forces.session.n)
    signals = (volts[:8], volts[8:])
    means = tuple(each[:, 500:1500].mean(axis=1) for each in signals)
    rig = parse_rig(rig_text("grpc://127.0.0.1:1", plates=KISTLER))
    zeros = (Tare(500, 1500, means, means),) if tared else ()
    return PlateRecord("a.mcap", "recording", 1000.0, rig.plates(), signals, tares=zeros)


def error_n(record: PlateRecord) -> np.ndarray:
    """Largest error of each component of both plates, means of 50 ms against the truth, N, shape (2, 3)."""
    wrong = plate_forces(record, AS_READ).force_n - session().wrench(0, record.n)[0]
    blocks = wrong[:, :, : record.n // 50 * 50].reshape(2, 3, -1, 50).mean(axis=3)
    return np.asarray(np.abs(blocks).max(axis=2))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("tared", [True, False])
def test_the_force_is_right_within_a_newton(seed: int, tared: bool) -> None:
    raw = recorded(seed, tared=tared)
    assert error_n(raw).max() > 2.0
    assert error_n(without_drift(raw)).max() < 1.0
    assert raw.signals[0] is not without_drift(raw).signals[0]


def test_both_plates_say_what_was_taken_away_and_it_is_only_information() -> None:
    record = recorded()
    said = without_drift(record).drift
    assert [each.split(" N/s; ")[1] for each in said] == [
        "a line between the moments when it is empty was taken away"
    ] * 2
    speeds = [float(each.split("up to ")[1].split(" ")[0]) for each in said]
    assert all(0.05 < speed <= 0.102 for speed in speeds)
    quality = analyze(record, AS_READ).document["quality"]
    assert [entry["severity"] for entry in quality if entry["code"] == "zero_drift"] == ["info", "info"]


def test_a_record_that_ends_under_load_is_continued_from_its_start_and_says_so() -> None:
    record = recorded(n=21_000)
    straight = without_drift(record)
    assert all("not empty at both ends" in each for each in straight.drift)
    assert error_n(straight).max() < error_n(record).max()
    warned = [entry for entry in analyze(record, AS_READ).document["quality"] if entry["code"] == "zero_drift"]
    assert {entry["severity"] for entry in warned} == {"warning"}


def test_a_reset_of_empty_plates_is_followed() -> None:
    end = session().session.n
    pulse = (ResetEdge(end - 5000, operate=False), ResetEdge(end - 4500, operate=True))
    straight = without_drift(recorded(resets=pulse))
    forces = plate_forces(straight, AS_READ).force_n
    # While the amplifiers are held in reset and in the windows around it nothing is known.
    assert np.abs(forces[:, 2, : end - 6500].mean()) > 100.0
    lift = slice(0, end - 6500)
    wrong = forces[:, :, lift] - session().wrench(0, end)[0][:, :, lift]
    blocks = wrong[:, :, : wrong.shape[2] // 50 * 50].reshape(2, 3, -1, 50).mean(axis=3)
    assert np.abs(blocks).max() < 1.0


def test_a_reset_under_load_is_told() -> None:
    pulse = (ResetEdge(12_000, operate=False), ResetEdge(12_010, operate=True))
    record = recorded(resets=pulse)
    load_n = session().wrench(12_010, 1)[0][:, 2, 0]
    assert load_n.min() > 100.0
    assert all("not empty at both ends" in each for each in without_drift(record).drift)


def test_somebody_who_stands_there_all_the_time_is_not_taken_for_a_drift() -> None:
    forces = session()
    record = recorded(tared=False)
    start = int(np.flatnonzero(forces.wrench(0, record.n)[0][:, 2].min(axis=0) > 300.0)[0]) + 300
    standing = replace(record, signals=tuple(each[:, start : start + 2500] for each in record.signals))
    straight = without_drift(standing)
    assert all("never empty" in each for each in straight.drift)
    np.testing.assert_array_equal(straight.signals[0], standing.signals[0])


def test_zeros_outside_of_a_span_hold_its_line_at_both_ends() -> None:
    whole = recorded()
    end = whole.n
    late = tuple(each[:, end - 1500 : end - 500].mean(axis=1) for each in whole.signals)
    zeros = (*whole.tares, Tare(end - 1500, end - 500, late, late))
    lift = session().session.plan[0]
    first, stop = lift.start, lift.stop - 200
    span = replace(whole, tares=zeros, first_index=first, signals=tuple(each[:, first:stop] for each in whole.signals))
    wrong = plate_forces(without_drift(span), AS_READ).force_n - session().wrench(first, stop - first)[0]
    assert np.abs(wrong.mean(axis=2)).max() < 1.0


def test_plates_without_charge_amplifiers_and_files_of_others_are_left_alone() -> None:
    record = recorded()
    assert prepared(replace(record, format="c3d")).drift == ()
    strain = replace(record, plates=tuple(replace(plate, kind="6-component") for plate in record.plates))
    assert without_drift(strain) is strain


def test_a_record_shorter_than_a_window_is_held_by_the_zeros_around_it() -> None:
    whole = recorded()
    short = replace(whole, first_index=3000, signals=tuple(each[:, 3000:3200] for each in whole.signals))
    straight = without_drift(short)
    assert np.abs(np.concatenate(straight.signals).mean(axis=1) * KISTLER.n_per_v).max() < 0.5
    assert all("never empty" in each for each in without_drift(replace(short, tares=())).drift)
