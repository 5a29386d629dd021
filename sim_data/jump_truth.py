"""The truth about a simulated jump, from its closed forms: keys, units and definitions of ``docs/metrics.md``."""

from __future__ import annotations

from sim_data.crossings import Curve, at, crossings, extreme, integral
from sim_data.feet import RELEASE_S
from sim_data.jump_model import JumpModel
from sim_data.truth import LiftTruth
from sim_data.truth_events import CONTACT_N, Events
from sim_data.truth_metrics import Metrics
from sim_data.vertical import FloatArray

SQUAT_JUMP = "squat_jump"


def jump_truth(model: JumpModel, kind: str) -> LiftTruth:
    """Events, metrics and spans of one jump; what a jump does not have is not among the keys."""
    events = jump_events(model, kind)
    profile = model.profile
    return LiftTruth(
        outcome="made",
        events=events,
        metrics=heights(model) | phases(model, kind, events) | asymmetry(model, kind, events) | landing(model, events),
        cop={},
        spans={"quiet": profile.quiet_s, "standing_after": (profile.stands_s, profile.end_s)},
    )


def jump_events(model: JumpModel, kind: str) -> Events:
    """Events, s from the record's first sample.

    ``takeoff`` and ``landing`` are crossings of the contact threshold, as for each foot; the metrics know the last
    contact itself.
    """
    profile = model.profile
    onset, takeoff, landing = profile.onset_s, profile.takeoff_s, profile.landing_s
    reach = 2.0 * RELEASE_S
    lowest = onset if kind == SQUAT_JUMP else crossings(model.velocity, 0.0, onset + 0.05, takeoff, upward=True)[-1]
    braking = None if kind == SQUAT_JUMP else extreme(model.velocity, onset, lowest, largest=False)[0]
    found: Events = {
        "quiet": profile.quiet_s[0],
        "jump_onset": onset,
        "braking_start": braking,
        "propulsion_start": lowest,
        "peak_2": extreme(model.total_n, onset, takeoff, largest=True)[0],
        "takeoff": crossings(model.total_n, CONTACT_N, takeoff - reach, takeoff, upward=False)[-1],
        "landing": crossings(model.total_n, CONTACT_N, landing, landing + reach, upward=True)[0],
        "catch_peak": extreme(model.total_n, landing, profile.bottom_s, largest=True)[0],
        "bottom": profile.bottom_s,
    }
    for foot, side in enumerate(("left", "right")):
        curve = foot_curve(model, foot)
        found[f"foot_off_{side}"] = crossings(curve, CONTACT_N, takeoff - reach, takeoff, upward=False)[-1]
        found[f"foot_on_{side}"] = crossings(curve, CONTACT_N, landing, landing + reach, upward=True)[0]
    return found


def foot_curve(model: JumpModel, foot: int) -> Curve:
    """Vertical force of one foot."""

    def curve(t: FloatArray) -> FloatArray:
        force: FloatArray = model.feet_n(t)[foot]
        return force

    return curve


def heights(model: JumpModel) -> Metrics:
    """Take-off velocity, flight, and the height of the centre of mass over its place at take-off."""
    profile, g = model.profile, model.g_m_s2
    velocity = at(model.velocity, profile.takeoff_s)
    air = profile.landing_s - profile.takeoff_s
    height = velocity**2 / (2.0 * g)
    return {
        "body_mass": model.body_mass_kg,
        "system_weight": model.weight_n,
        "takeoff_velocity": velocity,
        "takeoff_impulse": velocity * model.body_mass_kg,
        "flight_time": air,
        "jump_height_impulse": height,
        "jump_height_flight": g * air**2 / 8.0,
        "jump_height_difference": g * air**2 / 8.0 - height,
    }


def phases(model: JumpModel, kind: str, events: Events) -> Metrics:
    """Durations, impulses, depth."""
    times = {key: value for key, value in events.items() if value is not None}
    onset, lowest, takeoff = times["jump_onset"], times["propulsion_start"], model.profile.takeoff_s
    peak_n = extreme(model.total_n, onset, takeoff, largest=True)[1]
    speed = {key: at(model.velocity, time) for key, time in times.items()}
    mass = model.body_mass_kg
    found: Metrics = {
        "peak_force": peak_n,
        "peak_force_ratio": peak_n / model.weight_n,
        "time_to_takeoff": takeoff - onset,
        "propulsion_duration": takeoff - lowest,
        "propulsion_impulse": mass * (at(model.velocity, takeoff) - speed["propulsion_start"]),
    }
    if kind == SQUAT_JUMP:
        return found
    braking = times["braking_start"]
    return found | {
        "unweighting_duration": braking - onset,
        "unweighting_depth": extreme(model.total_n, onset, braking, largest=False)[1] / model.weight_n,
        "unweighting_impulse": mass * (speed["braking_start"] - speed["jump_onset"]),
        "braking_duration": lowest - braking,
        "braking_impulse": mass * (speed["propulsion_start"] - speed["braking_start"]),
        "countermovement_depth": at(model.rise, onset) - at(model.rise, lowest),
    }


def asymmetry(model: JumpModel, kind: str, events: Events) -> Metrics:
    """How both feet share the phases."""
    lowest, takeoff = events["propulsion_start"], events["takeoff"]
    assert lowest is not None
    assert takeoff is not None
    begins = events["braking_start"] if kind != SQUAT_JUMP else lowest
    assert begins is not None
    left, right = _loads(model, begins, takeoff)
    found: Metrics = {
        "left_share": left / (left + right),
        "left_right_index": 100.0 * (right - left) / (right + left),
        "propulsion_left_right_index": _index(model, lowest, takeoff),
        "landing_left_right_index": _index(model, model.profile.landing_s, model.profile.bottom_s),
    }
    return found if kind == SQUAT_JUMP else found | {"braking_left_right_index": _index(model, begins, lowest)}


def landing(model: JumpModel, events: Events) -> Metrics:
    """The landing's peak, and how long each foot was off."""
    peak, down = events["catch_peak"], events["landing"]
    assert peak is not None
    assert down is not None
    times = {key: value for key, value in events.items() if value is not None}
    found: Metrics = {
        "catch_peak_ratio": at(model.total_n, peak) / model.weight_n,
        "landing_to_catch_peak": peak - down,
        "release_offset": times["foot_off_right"] - times["foot_off_left"],
    }
    return found | {f"release_{s}": times[f"foot_on_{s}"] - times[f"foot_off_{s}"] for s in ("left", "right")}


def _loads(model: JumpModel, start: float, stop: float) -> tuple[float, float]:
    left, right = (integral(foot_curve(model, foot), start, stop) for foot in (0, 1))
    return left, right


def _index(model: JumpModel, start: float, stop: float) -> float:
    left, right = _loads(model, start, stop)
    return 100.0 * (right - left) / (right + left)


__all__ = ["jump_events", "jump_truth"]
