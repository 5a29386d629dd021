"""Answers that are known without the code: momentum, a half sine, free fall, rates, weights, shear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from processing.balance import ShearZero, forward_metrics
from processing.catch import velocity
from processing.crossing import trace
from processing.drive import drive_metrics
from processing.filters import low_pass
from processing.forces import PlateForces
from processing.impulse import integral, running
from processing.phases import Pull, find_pull
from processing.result import Document
from processing.signals import LiftSignals
from sim_data.lifter import SimulatedLift

G = 9.80665
Lift = Callable[..., SimulatedLift]
Forces = Callable[..., PlateForces]
Analysed = Callable[..., Document]


def pulled(made: SimulatedLift, total_n: Any, weight_n: float) -> Pull:
    first = int(made.truth.spans["quiet"][1] * made.rate_hz)
    return find_pull(trace(total_n, made.rate_hz), weight_n, G, first, floor=True, separates=True)


def value(document: Document, key: str) -> float:
    found: float = document["metrics"][key]["value"]
    return found


def test_a_half_sine_push_has_the_impulse_of_the_formula() -> None:
    weight, rate = 180.0 * G, 1000.0
    t = np.arange(601) / rate
    push = np.where((t >= 0.2) & (t <= 0.4), 1000.0 * np.sin(np.pi * (t - 0.2) / 0.2), 0.0)
    force = trace(weight + push, rate)
    pull = Pull(100.0, None, None, None, None, 200.0, 300.0, 400.0, weight + 1000.0, np.nan, False, 500)
    found = drive_metrics(force, pull, weight, G)
    assert found["drive_impulse"] == pytest.approx(127.32, abs=0.02)
    assert found["drive_velocity_gain"] == pytest.approx(0.7074, abs=2e-4)
    assert found["late_drive_share"] == pytest.approx(0.5, abs=1e-9)
    assert found["drive_fullness"] == pytest.approx(0.6366, abs=2e-4)
    assert found["half_height_duty"] == pytest.approx(0.6667, abs=5e-3)
    assert found["peak_velocity"] == pytest.approx(0.7074, abs=2e-4)


@pytest.mark.parametrize("kind", ["snatch", "clean"])
def test_from_standing_to_standing_no_velocity_is_left_and_the_height_is_right(lift: Lift, kind: str) -> None:
    made = lift(kind, still=True, rate_hz=2000.0)
    weight = (made.body_mass_kg + made.bar_mass_kg) * G
    start = made.truth.events["separation"]
    assert start is not None
    begin, stop = start * made.rate_hz, made.truth.spans["hold"][1] * made.rate_hz - 1
    speed = running(made.force_n[:, 2].sum(axis=0) - weight, begin, made.rate_hz) * G / weight
    assert abs(speed[int(stop)]) < 0.005
    assert integral(speed, begin, stop, made.rate_hz) == pytest.approx(made.model.record.profile.rise_m, abs=0.002)


def test_with_noise_and_the_exact_weight_almost_no_velocity_is_left(lift: Lift, simulated_forces: Forces) -> None:
    made = lift(still=True)
    weight = (made.body_mass_kg + made.bar_mass_kg) * G
    start = made.truth.events["separation"]
    assert start is not None
    total = simulated_forces(made, noise_n=2.0).total_fz_n
    speed = running(total - weight, start * made.rate_hz, made.rate_hz) * G / weight
    assert abs(speed[int(made.truth.spans["hold"][1] * made.rate_hz) - 1]) < 0.01


def test_the_end_of_the_drive_is_the_largest_velocity(lift: Lift, simulated_forces: Forces) -> None:
    made = lift()
    signals = LiftSignals(simulated_forces(made, noise_n=2.0, hum_n=1.0))
    weight = (made.body_mass_kg + made.bar_mass_kg) * G
    pull = pulled(made, signals.total.raw, weight)
    speed = velocity(signals, pull, weight, G)
    largest = int(speed[: pull.under].argmax())
    assert abs(largest - pull.drive_end) <= 1.0


def test_in_the_air_lifter_and_bar_fall_freely(lift: Lift, simulated_forces: Forces, analysed: Analysed) -> None:
    made = lift()
    document = analysed(made)
    signals = LiftSignals(simulated_forces(made))
    weight = value(document, "system_weight")
    pull = pulled(made, signals.total.raw, weight)
    speed = velocity(signals, pull, weight, G)
    at = {key: entry["time_s"] * made.rate_hz for key, entry in document["events"].items() if entry}
    start = max(at["foot_off_left"], at["foot_off_right"])
    stop = min(at["foot_on_left"], at["foot_on_right"])
    inside = np.arange(int(start) + 2, int(stop) - 1)
    slope = np.polyfit(inside / made.rate_hz, speed[inside], 1)[0]
    assert slope == pytest.approx(-9.81, abs=0.02)
    fallen = np.interp([start, stop], np.arange(speed.size), speed)
    assert fallen[1] - fallen[0] == pytest.approx(-G * (stop - start) / made.rate_hz, abs=0.02)


@pytest.mark.parametrize(("rate_hz", "allowed"), [(1000.0, 1e-4), (500.0, 5e-4), (250.0, 1e-3), (100.0, 1.5e-3)])
def test_a_lower_rate_moves_the_largest_velocity_little(lift: Lift, rate_hz: float, allowed: float) -> None:
    speeds = []
    for rate in (2000.0, rate_hz):
        made = lift(still=True, rate_hz=rate)
        weight = (made.body_mass_kg + made.bar_mass_kg) * G
        total = made.force_n[:, 2].sum(axis=0)
        pull = pulled(made, total, weight)
        speeds.append(integral(total - weight, pull.start, pull.drive_end, rate) * G / weight)
    assert abs(speeds[1] - speeds[0]) < allowed


@pytest.mark.parametrize("corner_hz", [20.0, 50.0, 100.0])
def test_filtering_hardly_moves_the_impulse_of_the_whole_pull(lift: Lift, corner_hz: float) -> None:
    made = lift(still=True)
    weight = (made.body_mass_kg + made.bar_mass_kg) * G
    total = made.force_n[:, 2].sum(axis=0)
    filtered = low_pass(total, made.rate_hz, corner_hz)
    impulses = []
    for force in (total, filtered):
        pull = pulled(made, force, weight)
        impulses.append(integral(force - weight, pull.drive_start, pull.drive_end, made.rate_hz))
    assert impulses[1] == pytest.approx(impulses[0], rel=0.001)


def test_a_kilogram_too_much_on_the_bar_costs_four_centimetres_a_second(lift: Lift) -> None:
    made = lift(still=True, varied=False)
    weight = (made.body_mass_kg + made.bar_mass_kg) * G
    total = made.force_n[:, 2].sum(axis=0)
    speeds = []
    for entered in (weight, weight + G):
        pull = pulled(made, total, entered)
        speeds.append(integral(total - entered, pull.start, pull.drive_end, made.rate_hz) / 180.0)
    assert weight == pytest.approx(180.0 * G)
    assert speeds[1] - speeds[0] == pytest.approx(-0.041, abs=0.001)


@pytest.mark.parametrize(("error_kg", "warned"), [(1.0, True), (0.5, False), (0.0, False), (-1.0, True)])
def test_the_hold_tells_a_wrong_bar_mass(lift: Lift, analysed: Analysed, error_kg: float, warned: bool) -> None:
    made = lift(still=True, varied=False)
    document = analysed(made, bar_mass_kg=made.bar_mass_kg + error_kg)
    assert any(entry["code"] == "bar_mass_mismatch" for entry in document["quality"]) == warned
    assert document["conditions"]["system_weight_source"] == "hold"
    assert value(document, "bar_mass") == pytest.approx(made.bar_mass_kg, abs=0.1)


def test_the_shear_zero_takes_crosstalk_out_of_the_forward_numbers(
    lift: Lift, analysed: Analysed, simulated_forces: Forces
) -> None:
    made = lift()

    def tilted(forces: PlateForces) -> PlateForces:
        leaking = forces.force_n.copy()
        leaking[:, 1] += 0.01 * leaking[:, 2]
        return replace(forces, force_n=leaking)

    clean, leaking = analysed(made), analysed(made, tilted)
    assert abs(value(leaking, "forward_velocity") - value(clean, "forward_velocity")) < 0.01
    assert abs(value(leaking, "drive_forward_impulse") - value(clean, "drive_forward_impulse")) < 0.05
    weight = value(clean, "system_weight")
    off = min(clean["events"][f"foot_off_{side}"]["time_s"] for side in ("left", "right")) * made.rate_hz
    moved = []
    for forces in (simulated_forces(made), tilted(simulated_forces(made))):
        signals = LiftSignals(forces)
        pull = pulled(made, signals.total.raw, weight)
        found = forward_metrics(signals, pull, weight, G, ShearZero(0.0, 0.0, None), off)
        moved.append(found["forward_velocity"])
    assert isinstance(moved[0], float)
    assert isinstance(moved[1], float)
    assert moved[1] - moved[0] == pytest.approx(0.09, abs=0.01)


def test_a_foot_that_stays_has_no_release_and_no_nan_leaks(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift("clean", fault="stuck"))
    for side in ("left", "right"):
        for way in ("off", "on"):
            assert document["events"][f"foot_{way}_{side}"] is None
        assert document["metrics"][f"release_{side}"] is None
    assert value(document, "least_foot_load") > 0.15
    assert value(document, "drive_impulse") > 0


def test_both_set_ups_give_the_same_drive(lift: Lift, analysed: Analysed) -> None:
    beside, on = (analysed(lift(set_up=set_up, still=True)) for set_up in ("off-plates", "on-plates"))
    assert value(on, "peak_velocity") == pytest.approx(value(beside, "peak_velocity"), abs=0.02)
    for key in ("drive_duration", "late_drive_share", "drive_fullness", "peak_timing"):
        assert value(on, key) == pytest.approx(value(beside, key), abs=0.006)
    gaps = [d["events"]["drive_end"]["time_s"] - d["events"]["peak_2"]["time_s"] for d in (beside, on)]
    assert gaps[0] == pytest.approx(gaps[1], abs=0.002)


def test_a_lift_has_no_jump_height(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift())
    for key in ("jump_height_impulse", "jump_height_flight", "takeoff_velocity", "flight_time"):
        assert document["metrics"][key] is None
        assert any(f"metrics.{key}" in e["about"] and e["code"] == "not_in_kind" for e in document["quality"])
