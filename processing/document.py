"""The ``legdrive/lift/1`` document: its keys, units and evidence, and how it is put together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from processing.missing import Measured, Missing

SCHEMA = "legdrive/lift/1"

EVENT_KEYS: tuple[str, ...] = (
    "quiet",
    "tension_onset",
    "separation",
    "peak_1",
    "unweighting_start",
    "trough",
    "drive_start",
    "peak_2",
    "drive_end",
    "foot_off_left",
    "foot_off_right",
    "foot_on_left",
    "foot_on_right",
    "catch_peak",
    "bottom",
    "hold_start",
    "jump_onset",
    "braking_start",
    "propulsion_start",
    "takeoff",
    "landing",
)
"""Events in the order of the lift, then those of jumps alone."""
JUMP_EVENTS = ("jump_onset", "braking_start", "propulsion_start", "takeoff", "landing")

METRIC_UNITS: dict[str, str] = {
    "body_mass": "kg",
    "bar_mass": "kg",
    "bar_mass_measured": "kg",
    "system_weight": "N",
    "peak_force": "N",
    "peak_force_ratio": "1",
    "drive_duration": "s",
    "drive_impulse": "N·s",
    "drive_velocity_gain": "m/s",
    "drive_mean_force_ratio": "1",
    "drive_fullness": "1",
    "late_drive_share": "1",
    "half_height_duty": "1",
    "peak_timing": "1",
    "decay_rate": "1/s",
    "finish_delay": "s",
    "drive_rise": "m",
    "peak_velocity": "m/s",
    "rate_of_force_development": "N/s",
    "first_pull_impulse": "N·s",
    "pull_balance": "1",
    "unweighting_duration": "s",
    "unweighting_depth": "1",
    "unweighting_impulse": "N·s",
    "drive_forward_impulse": "N·s",
    "forward_velocity": "m/s",
    "combined_drift_forward": "mm",
    "drive_direction": "°",
    "pressure_rearmost": "mm",
    "pressure_at_drive_end": "mm",
    "left_share": "1",
    "left_right_index": "%",
    "release_left": "s",
    "release_right": "s",
    "release_offset": "s",
    "least_foot_load": "1",
    "landing_shift_forward": "mm",
    "landing_shift_forward_left": "mm",
    "landing_shift_forward_right": "mm",
    "stance_widening": "mm",
    "catch_peak_ratio": "1",
    "landing_to_catch_peak": "s",
    "catch_sway": "mm",
    "settling_time": "s",
    "notch_count": "1",
    "notch_depth": "1",
    "transfer_distance": "1",
    "jump_height_impulse": "m",
    "jump_height_flight": "m",
    "takeoff_velocity": "m/s",
    "flight_time": "s",
    "jump_height_difference": "m",
    "takeoff_impulse": "N·s",
    "time_to_takeoff": "s",
    "braking_duration": "s",
    "propulsion_duration": "s",
    "braking_impulse": "N·s",
    "propulsion_impulse": "N·s",
    "countermovement_depth": "m",
    "braking_left_right_index": "%",
    "propulsion_left_right_index": "%",
    "landing_left_right_index": "%",
}
"""Unit of every metric."""

LITERATURE = (
    "peak_force",
    "peak_force_ratio",
    "drive_impulse",
    "drive_mean_force_ratio",
    "rate_of_force_development",
    "first_pull_impulse",
    "pull_balance",
    "unweighting_duration",
    "unweighting_depth",
    "unweighting_impulse",
    "left_share",
    "left_right_index",
    "jump_height_impulse",
    "jump_height_flight",
    "takeoff_velocity",
    "flight_time",
    "takeoff_impulse",
    "time_to_takeoff",
    "braking_duration",
    "propulsion_duration",
    "braking_impulse",
    "propulsion_impulse",
    "countermovement_depth",
)
COACH = (
    "late_drive_share",
    "half_height_duty",
    "finish_delay",
    "drive_duration",
    "drive_rise",
    "pressure_rearmost",
    "pressure_at_drive_end",
    "release_left",
    "release_right",
    "release_offset",
    "least_foot_load",
    "landing_shift_forward",
    "landing_shift_forward_left",
    "landing_shift_forward_right",
    "stance_widening",
)
EVIDENCE: dict[str, str] = {key: "L" if key in LITERATURE else "C" if key in COACH else "M" for key in METRIC_UNITS}
"""What a metric's use rests on: ``L`` measured in the literature, ``M`` mechanics, ``C`` a coach's claim."""

JUMP_KEYS = (
    "jump_height_impulse",
    "jump_height_flight",
    "takeoff_velocity",
    "flight_time",
    "jump_height_difference",
    "takeoff_impulse",
    "time_to_takeoff",
    "braking_duration",
    "propulsion_duration",
    "braking_impulse",
    "propulsion_impulse",
    "countermovement_depth",
    "braking_left_right_index",
    "propulsion_left_right_index",
    "landing_left_right_index",
)
"""Metrics of jumps alone."""
FROM_HEEL = ("pressure_rearmost", "pressure_at_drive_end")
"""Metrics that count from the heel where something tells where it is, else from quiet standing."""
CLAIMED_EVENTS = ("separation", "unweighting_start", "drive_start", "drive_end")
CLAIMED_METRICS = (
    "system_weight",
    "body_mass",
    "bar_mass_measured",
    "drive_impulse",
    "first_pull_impulse",
    "unweighting_impulse",
    "drive_velocity_gain",
    "peak_velocity",
    "forward_velocity",
    "drive_forward_impulse",
)
"""What has a claim of coverage: 90 to 98 % of the 95 % intervals hold the truth of a lift; of jumps nothing has."""
METHOD_VERSION = 1


def number(value: float | None, digits: int = 9) -> float | None:
    """A number for the document, to ``digits`` significant ones; never NaN or infinite.

    Raises
    ------
    ValueError
        For NaN or an infinity: whoever measured it should have said why it is missing.
    """
    if value is None:
        return None
    if not math.isfinite(value):
        raise ValueError(f"{value} in a document")
    return float(f"{value:.{digits}g}")


def event_table(
    events: Mapping[str, Measured], uncertainties_s: Mapping[str, float], first: int, rate_hz: float
) -> dict[str, Any]:
    """Events by key; times in seconds from the file's first sample.

    Parameters
    ----------
    events : mapping of str to float or Missing
        Positions in samples of the analysed span.
    uncertainties_s : mapping
        Standard uncertainties where they are known.
    first : int
        Sample of the file at which the span begins.
    rate_hz : float
        Sample rate.
    """
    table: dict[str, Any] = {}
    for key in EVENT_KEYS:
        value = events[key]
        table[key] = (
            None
            if isinstance(value, Missing)
            else {
                "time_s": number((first + value) / rate_hz),
                "uncertainty_s": number(uncertainties_s.get(key), 3),
            }
        )
    return table


def metric_table(metrics: Mapping[str, Measured], uncertainties: Mapping[str, float]) -> dict[str, Any]:
    """Metrics by key."""
    return {key: metric_entry(key, metrics[key], uncertainties.get(key)) for key in METRIC_UNITS}


def metric_entry(key: str, value: Measured, uncertainty: float | None) -> dict[str, Any] | None:
    """One metric as the document holds it; ``None`` where it is missing."""
    if isinstance(value, Missing):
        return None
    return {
        "value": number(value),
        "unit": METRIC_UNITS[key],
        "uncertainty": number(uncertainty, 3),
        "evidence": EVIDENCE[key],
        "method": f"{key}/{METHOD_VERSION}",
    }
