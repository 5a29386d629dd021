"""What an analysis should measure on a simulated lift, from its closed forms."""

from __future__ import annotations

import math

import numpy as np

from sim_data.crossings import Curve, at, crossings, extreme, integral
from sim_data.model import LiftModel
from sim_data.truth_events import Events, foot_curve, load_curve
from sim_data.vertical import FloatArray

NOTCH = 0.05
RFD_S = 0.050
SETTLED = 0.05
SWAY_S = 1.0
UNDEFINED = (
    "transfer_distance",
    "jump_height_impulse",
    "jump_height_flight",
    "takeoff_velocity",
    "flight_time",
)
"""Metrics of other lifts or of a whole session."""

Metrics = dict[str, float | None]


def metrics_of(model: LiftModel, events: Events) -> Metrics:
    """All metrics in their documented units; ``None`` where one has no meaning in this lift."""
    found: Metrics = dict.fromkeys(UNDEFINED)
    for part in (masses, drive, shape, pull, direction, pressure, feet, catch):
        found |= part(model, events)
    return found


def masses(model: LiftModel, events: Events) -> Metrics:
    """Body, bar, system."""
    record = model.record
    bar = (record.system_n - record.body_n) / record.g_m_s2
    return {
        "body_mass": record.body_n / record.g_m_s2,
        "bar_mass": bar,
        "bar_mass_measured": bar if events["hold_start"] is not None or not record.floor else None,
        "system_weight": record.system_n,
    }


def impulse(model: LiftModel, start: float, stop: float) -> float:
    """∫(F − W) dt inside the lift, N·s."""
    record = model.record
    mass, zero = record.system_n / record.g_m_s2, record.timeline.start
    v = record.profile.velocity(np.array([start, stop]) - zero, record.g_m_s2)
    return mass * float(v[1] - v[0])


def drive(model: LiftModel, events: Events) -> Metrics:
    """Size of the drive."""
    record, curve = model.record, load_curve(model)
    start, stop, peak = span_of(events)
    weight, height = record.system_n, at(curve, peak)
    gained = impulse(model, start, stop)
    low = events["trough"] if events["trough"] is not None else start
    at_ends = np.array([low, stop]) - record.timeline.start
    rise = record.profile.rise(at_ends, record.g_m_s2)
    return {
        "peak_force": height * weight,
        "peak_force_ratio": height,
        "drive_duration": stop - start,
        "drive_impulse": gained,
        "drive_velocity_gain": gained / weight * record.g_m_s2,
        "drive_mean_force_ratio": 1 + gained / weight / (stop - start),
        "drive_rise": float(rise[1] - rise[0]),
        "peak_velocity": float(record.profile.velocity(at_ends[1:], record.g_m_s2)[0]),
        "rate_of_force_development": steepest_n_s(curve, low, peak, weight),
    }


def span_of(events: Events) -> tuple[float, float, float]:
    """Start, end and peak of the drive."""
    start, stop, peak = events["drive_start"], events["drive_end"], events["peak_2"]
    if start is None or stop is None or peak is None:
        raise ValueError("a lift without a drive")
    return start, stop, peak


def steepest_n_s(curve: Curve, start: float, stop: float, weight_n: float) -> float | None:
    """Largest mean slope over 50 ms."""
    if stop - start < RFD_S:
        return None
    return extreme(lambda t: curve(t + RFD_S) - curve(t), start, stop - RFD_S, largest=True)[1] * weight_n / RFD_S


def shape(model: LiftModel, events: Events) -> Metrics:
    """Form of the drive."""
    curve = load_curve(model)
    start, stop, peak = span_of(events)
    over = at(curve, peak) - 1
    total = impulse(model, start, stop)
    falls_90 = crossings(curve, 1 + 0.9 * over, peak, stop, upward=False)[0]
    falls_10 = crossings(curve, 1 + 0.1 * over, peak, stop, upward=False)[-1]
    depths = notch_depths(curve, start, stop)
    return {
        "drive_fullness": total / (over * model.record.system_n * (stop - start)),
        "late_drive_share": impulse(model, 0.5 * (start + stop), stop) / total,
        "half_height_duty": duty(curve, 1 + 0.5 * over, start, stop),
        "peak_timing": (peak - start) / (stop - start),
        "decay_rate": 0.8 * over / (falls_10 - falls_90),
        "notch_count": float(len(depths)),
        "notch_depth": max(depths, default=0.0),
    }


def duty(curve: Curve, level: float, start: float, stop: float) -> float:
    """Share of a span at or over a level."""
    up = crossings(curve, level, start, stop, upward=True)
    down = crossings(curve, level, start, stop, upward=False)
    if at(curve, start) >= level:
        up = [start, *up]
    if at(curve, stop) >= level:
        down = [*down, stop]
    return sum(b - a for a, b in zip(up, down, strict=True)) / (stop - start)


def notch_depths(curve: Curve, start: float, stop: float) -> list[float]:
    """Depth over W of the local minima that lie deeper than 5 % W under both neighbouring maxima."""
    y = curve(np.linspace(start, stop, 4001))
    rising = np.diff(y) > 0
    lows = np.flatnonzero(~rising[:-1] & rising[1:]) + 1
    highs = np.concatenate([[0], np.flatnonzero(rising[:-1] & ~rising[1:]) + 1, [y.size - 1]])
    found = []
    for low in lows:
        left, right = y[highs[highs < low]].max(), y[highs[highs > low]].max()
        found.append(float(min(left, right) - y[low]))
    return [depth for depth in found if depth > NOTCH]


def pull(model: LiftModel, events: Events) -> Metrics:
    """First pull and scoop."""
    found: Metrics = dict.fromkeys(
        ("first_pull_impulse", "pull_balance", "unweighting_duration", "unweighting_depth", "unweighting_impulse")
    )
    first, falls, (start, stop, _) = events["separation"], events["unweighting_start"], span_of(events)
    if falls is not None and events["trough"] is not None:
        found["unweighting_duration"] = start - falls
        found["unweighting_depth"] = at(load_curve(model), events["trough"])
        found["unweighting_impulse"] = impulse(model, falls, start)
        if first is not None:
            found["first_pull_impulse"] = impulse(model, first, falls)
            found["pull_balance"] = impulse(model, first, falls) / impulse(model, start, stop)
    return found


def direction(model: LiftModel, events: Events) -> Metrics:
    """Forward impulse, velocity and drift of the combined centre of mass."""
    start, stop, _ = span_of(events)
    begins = model.record.timeline.start if events["separation"] is not None else model.record.timeline.quiet_end
    ends = min((t for t in offs(events) if t is not None), default=stop)
    mass = model.record.system_n / model.record.g_m_s2

    def forward(t: FloatArray) -> FloatArray:
        force: FloatArray = model.level_n(t)[1]
        return force

    def moment(t: FloatArray) -> FloatArray:
        return (ends - t) * forward(t)

    pushed = integral(forward, start, stop)
    vertical = impulse(model, start, stop) + model.record.system_n * (stop - start)
    return {
        "drive_forward_impulse": pushed,
        "forward_velocity": integral(forward, begins, ends) / mass,
        "combined_drift_forward": 1000 * integral(moment, begins, ends) / mass,
        "drive_direction": math.degrees(math.atan(pushed / vertical)),
    }


def offs(events: Events) -> tuple[float | None, float | None]:
    """Both foot-offs."""
    return events["foot_off_left"], events["foot_off_right"]


def pressure(model: LiftModel, events: Events) -> Metrics:
    """Forward position of the combined pressure from the quiet standing's."""
    line = model.record.timeline
    standing = model.combined_mm(np.linspace(0.0, line.quiet_end, 4000))[1].mean()
    begins = line.start if events["separation"] is not None else line.quiet_end
    _, stop, _ = span_of(events)

    def place(t: FloatArray) -> FloatArray:
        forward: FloatArray = model.combined_mm(t)[1] - standing
        return forward

    return {
        "pressure_rearmost": extreme(place, begins, stop, largest=False)[1],
        "pressure_at_drive_end": at(place, stop),
    }


def feet(model: LiftModel, events: Events) -> Metrics:
    """Shares, release and landing of the feet."""
    start, stop, _ = span_of(events)
    line, marks, plan = model.record.timeline, model.record.profile.marks, model.feet
    gross = [integral(foot_curve(model, foot), start, stop) for foot in (0, 1)]
    left_off, right_off = offs(events)
    least = None
    if plan.moves:
        under = model.plates_n(np.linspace(stop, line.start + marks.catch, 20001)).min(axis=1)
        share = np.array([plan.left_share, 1 - plan.left_share])
        least = float((under / (share * model.record.body_n)).min())
    released: Metrics = {}
    for side in ("left", "right"):
        off, on = events[f"foot_off_{side}"], events[f"foot_on_{side}"]
        released[f"release_{side}"] = on - off if off is not None and on is not None else None
    after = plan.moves and model.record.profile.complete
    shift = plan.shift_mm
    first = min((t for t in (left_off, right_off) if t is not None), default=None)
    return released | {
        "left_share": gross[0] / sum(gross),
        "left_right_index": 100 * (gross[1] - gross[0]) / sum(gross),
        "finish_delay": first - stop if first is not None else None,
        "release_offset": right_off - left_off if left_off is not None and right_off is not None else None,
        "least_foot_load": least,
        "landing_shift_forward": 0.5 * (shift[0] + shift[1]) if after else None,
        "landing_shift_forward_left": shift[0] if after else None,
        "landing_shift_forward_right": shift[1] if after else None,
        "stance_widening": plan.landing_stance_mm - plan.stance_mm if after else None,
    }


def catch(model: LiftModel, events: Events) -> Metrics:
    """Landing and settling."""
    found: Metrics = dict.fromkeys(("catch_peak_ratio", "landing_to_catch_peak", "catch_sway", "settling_time"))
    peak = events["catch_peak"]
    if peak is None:
        return found
    line, record = model.record.timeline, model.record
    landed = [events[key] for key in ("foot_on_left", "foot_on_right")]
    first = min((t for t in landed if t is not None), default=None)
    found["catch_peak_ratio"] = float(model.plates_n(np.array([peak])).sum()) / record.system_n
    found["landing_to_catch_peak"] = peak - first if first is not None else None
    if not record.profile.complete:
        return found
    place = model.combined_mm(np.linspace(peak, peak + SWAY_S, 5001))[1]
    found["catch_sway"] = float(place.max() - place.min())
    t = np.linspace(peak, line.settled, 20001)
    restless = np.flatnonzero(np.abs(load_curve(model)(t) - 1) > SETTLED)
    last = float(t[restless[-1]]) if restless.size else peak
    found["settling_time"] = last - first if first is not None else None
    return found
