"""What a campaign holds the measurements to: limits of the errors, claims of coverage, and where ``null`` is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.draws import Draw
from processing.document import CLAIMED_EVENTS, CLAIMED_METRICS
from processing.methods import limit
from processing.options import is_floor, is_pull
from processing.result import Document


@dataclass(frozen=True)
class Limit:
    """How far 95 % of the lifts may be off, without sway and with it; ``relative``: as a share of the truth."""

    sway: float
    still: float
    relative: bool = False


def both(value: float, *, relative: bool = False) -> Limit:
    """The same with sway and without."""
    return Limit(value, value, relative)


ACCURACY: dict[str, Limit] = {
    "events.separation": both(0.002),
    "events.drive_start": both(0.002),
    "events.drive_end": both(0.001),
    "events.foot_off_left": both(0.0012),
    "events.foot_off_right": both(0.0012),
    "events.foot_on_left": both(0.0012),
    "events.foot_on_right": both(0.0012),
    "metrics.drive_impulse": both(0.01, relative=True),
    "metrics.late_drive_share": both(0.006),
    "metrics.drive_fullness": both(0.01),
    "metrics.left_share": both(0.002),
    "metrics.peak_force": both(0.0025, relative=True),
    "metrics.body_mass": Limit(0.3, 0.15),
    "metrics.bar_mass_measured": Limit(0.6, 0.3),
    "metrics.drive_forward_impulse": both(0.5),
    "metrics.landing_shift_forward": Limit(25.0, 6.0),
    "metrics.landing_shift_forward_left": Limit(25.0, 6.0),
    "metrics.landing_shift_forward_right": Limit(25.0, 6.0),
}
"""What 95 % of the lifts must keep, in the document's units; all else is printed without a limit."""
CLAIMED = (
    *(f"events.{key}" for key in CLAIMED_EVENTS),
    *(f"metrics.{key}" for key in CLAIMED_METRICS),
)
"""What has a claim of coverage: 90 to 98 % of the 95 % intervals hold the truth, under sway."""
COVERED, SHARP, ENOUGH = (0.90, 0.98), 1.5, 1000
"""Bounds of the coverage, of the median uncertainty over the rms error, and intervals from which both are judged."""
"""Known to be a little wide; the docs say so."""
COP_MM = 2.0
EVENT_LIMITS_S: dict[str, float] = {
    "events.tension_onset": 0.005,
    "events.separation": 0.002,
    "events.unweighting_start": 0.002,
    "events.trough": 0.005,
    "events.drive_start": 0.002,
    "events.peak_2": 0.005,
    "events.drive_end": 0.001,
    "events.foot_off_left": 0.0012,
    "events.foot_off_right": 0.0012,
    "events.foot_on_left": 0.0012,
    "events.foot_on_right": 0.0012,
    "events.catch_peak": 0.005,
    "events.bottom": 0.003,
    "events.hold_start": 0.25,
}
"""An event further off than this counts as wrong."""
RELEASE = tuple(f"events.foot_{way}_{side}" for way in ("off", "on") for side in ("left", "right"))


def excused(draw: Draw, key: str) -> tuple[str, ...]:
    """Codes with which ``null`` is right for a key of this lift though the simulator knows a value; empty: none is."""
    table, name = key.split(".")
    lift = draw.lift
    on_plates = draw.options.set_up == "on-plates"
    landing = name.startswith("landing_shift") or name == "stance_widening"
    before = ("separation", "tension_onset", "first_pull_impulse", "pull_balance")
    if on_plates and (name in before or name.startswith("pressure_") or landing):
        return ("bar_on_plates",)
    if lift.fault == "foot_off_plate" and not is_pull(lift.kind):
        catch = ("catch_peak", "bottom", "catch_peak_ratio", "landing_to_catch_peak", "catch_sway", "settling_time")
        if landing or name in catch or (name == "bar_mass_measured" and is_floor(lift.kind)):
            return ("foot_off_plate",)
    if not draw.body_known and name in ("body_mass", "bar_mass_measured", "least_foot_load"):
        return ("no_weigh_in",)
    if lift.truth.outcome == "missed" and name == "bar_mass_measured" and is_floor(lift.kind):
        return ("no_hold",)
    if name == "settling_time" and all(lift.truth.events[f"foot_on_{side}"] is None for side in ("left", "right")):
        return ("feet_stayed",)
    return ("near_threshold",) if table == "events" and key in RELEASE and near_threshold(draw, name) else ()


def near_threshold(draw: Draw, name: str) -> bool:
    """Whether the foot's least force lies so near the threshold that its release has no time."""
    truth = draw.lift.truth
    start, stop = truth.events["drive_end"], truth.events["bottom"]
    if start is None or stop is None:
        return False
    foot = 0 if name.endswith("left") else 1
    least = float(draw.lift.model.plates_n(np.linspace(start - 0.03, stop, 4001))[foot].min())
    return abs(limit("contact_n") - 0.5 * limit("contact_margin_n") - least) < limit("contact_margin_n")


ABSENT = (
    "not_in_kind",
    "feet_stayed",
    "no_dip",
    "no_hold",
    "not_reached",
    "needs_session",
    "short_span",
    "bar_on_plates",
)
"""Codes that are right where the simulator knows no value either."""


def code_of(document: Document, key: str) -> str | None:
    """Code of the entry that says why a key is ``null``."""
    return next((entry["code"] for entry in document["quality"] if key in entry["about"]), None)
