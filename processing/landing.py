"""Where the feet stand before and after the lift, and whether what they stand on sees all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from acquisition.plate import FloatArray
from processing.cop import NO_PLACE
from processing.feet import LANDING_KEYS, Stance, landing_metrics, stance, stepped
from processing.methods import limit
from processing.missing import Missing, Values, all_missing, known
from processing.phases import Pull
from processing.signals import SIDES, LiftSignals
from processing.weighing import Still
from processing.weights import Known, Weights


@dataclass(frozen=True)
class Landing:
    """Feet before and after.

    Attributes
    ----------
    metrics : dict
        Landing shift and stance widening.
    uncertainties : dict
        Their standard uncertainties, mm.
    shares : dict or None
        Share of each foot in standing before the lift (after it where the bar's discs rest on the plates).
    edges : list of (str, list of str)
        Remarks on pressure near a plate's edge, and what they are about.
    beside : list of str
        Remarks on a foot that stood beside the plates while the lifter was weighed.
    """

    metrics: Values
    uncertainties: dict[str, float] = field(default_factory=dict)
    shares: dict[str, float] | None = None
    edges: list[tuple[str, list[str]]] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def landing(
    signals: LiftSignals, weights: Weights, start: Known, found: tuple[Pull, Values], stood: tuple[Still | None, float]
) -> Landing:
    """Compare the standing before the lift with the standing after it.

    ``stood``: where in the quiet standing the feet's places are read, and the floor of the shift's uncertainty, mm.
    """
    shares, beside = _shares(signals, weights, start)
    before = _before(signals, stood[0], start)
    after = _after(signals, weights)
    edges = [] if start.on_plates else _near_edges(signals, before, "before")
    edges += _near_edges(signals, after, "after")
    reason = _void(signals, weights, start, found)
    if reason is None and edges:
        reason = Missing("foot_off_plate", edges[0][0])
    if reason is not None:
        return Landing(all_missing(LANDING_KEYS, reason), {}, shares, edges, beside)
    metrics = landing_metrics(before, after)
    spread = _spread(before, after, stood[1])
    uncertainties = {} if spread is None else dict.fromkeys(LANDING_KEYS, spread)
    return Landing(metrics, uncertainties, shares, edges, beside)


def _void(signals: LiftSignals, weights: Weights, start: Known, found: tuple[Pull, Values]) -> Missing | None:
    """Why the place of the landing cannot be compared; ``None`` where it can."""
    if start.is_pull:
        return Missing("not_in_kind", "a pull has no landing")
    if weights.rejected:
        foot = weights.off_plate
        if foot is None:
            return Missing("hold_rejected", weights.rejected)
        return Missing("foot_off_plate", f"the {foot} foot stands partly beside its plate: {weights.rejected}")
    pull, events = found
    quiet, hold = weights.quiet, weights.hold
    if quiet is not None and stepped(signals, quiet.stop, int(pull.start)):
        return Missing("stepped", "a foot was lifted between the quiet standing and the lift")
    landed = [known(events[f"foot_on_{side}"]) for side in SIDES]
    last = max((time for time in landed if time is not None), default=float(pull.under))
    settle = int(last + limit("contact_hold_s") * signals.rate_hz)
    if hold is not None and stepped(signals, settle, hold.start):
        return Missing("stepped", "a foot was lifted between the landing and the hold")
    return None


def _before(signals: LiftSignals, quiet: Still | None, start: Known) -> Stance | Missing:
    if start.on_plates:
        return Missing("bar_on_plates", "the bar's discs on the plates move the pressure of the quiet standing")
    if not signals.has_place:
        return NO_PLACE
    if quiet is None:
        return Missing("not_still", "nobody stands still for a second before the lift")
    found = stance(signals, quiet)
    return found or Missing("low_load", "a foot carries too little in the quiet standing")


def _after(signals: LiftSignals, weights: Weights) -> Stance | Missing:
    if not signals.has_place:
        return NO_PLACE
    if weights.hold is None:
        return Missing("no_hold", "no standing hold after the lift")
    found = stance(signals, weights.hold)
    return found or Missing("low_load", "a foot carries too little in the hold")


def _shares(signals: LiftSignals, weights: Weights, start: Known) -> tuple[dict[str, float] | None, list[str]]:
    """Shares of the feet in standing, and who stood beside the plates."""
    if not signals.two_feet:
        return None, []
    beside = []
    for stand, when in ((weights.quiet, "before the lift"), (weights.hold, "in the hold")):
        for side in SIDES if stand is not None else ():
            assert stand is not None
            if float(signals.feet[side].raw[stand.start : stand.stop].mean()) < limit("contact_n"):
                beside.append(f"the {side} plate carries nothing while the lifter stands still {when}")
    stand = weights.hold if start.on_plates else weights.quiet
    if stand is None or beside:
        return None, beside
    return {side: signals.share(side, stand.start, stand.stop) for side in SIDES}, beside


def _spread(before: Stance | Missing, after: Stance | Missing, least_mm: float) -> float | None:
    if isinstance(before, Missing) or isinstance(after, Missing):
        return None
    return max(least_mm, math.hypot(before.sway_mm, after.sway_mm))


def _near_edges(signals: LiftSignals, stood: Stance | Missing, when: str) -> list[tuple[str, list[str]]]:
    """Feet whose standing pressure lies within 20 mm of an edge of their plate."""
    if isinstance(stood, Missing):
        return []
    about = [f"metrics.{key}" for key in (*LANDING_KEYS, "left_share", "left_right_index")]
    found = []
    for side, plate in signals.plates.items():
        gap_mm = edge_distance_mm(signals.forces.corners_mm[plate, :, :2], stood.place_mm[side])
        if gap_mm < limit("edge_mm"):
            found.append(
                (f"the {side} foot's pressure lies {gap_mm:.0f} mm from its plate's edge {when} the lift", about)
            )
    return found


def edge_distance_mm(corners_mm: FloatArray, place_mm: FloatArray) -> float:
    """Distance from a place to the nearest edge of a rectangle; negative outside. Infinite where corners are unknown.

    Parameters
    ----------
    corners_mm : ndarray, shape (4, 2)
        Corners in order around the rectangle.
    place_mm : ndarray, shape (2,)
        Place.
    """
    if np.isnan(corners_mm).any():
        return math.inf
    centre = corners_mm.mean(axis=0)
    gaps = []
    for a, b in ((0, 1), (1, 2)):
        along = corners_mm[a] - corners_mm[b]
        length = float(np.linalg.norm(along))
        gaps.append(0.5 * length - abs(float((place_mm - centre) @ along)) / length)
    return min(gaps)
