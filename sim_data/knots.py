"""Knots of the phases of a pull, between their good and their faulty shape."""

from __future__ import annotations

import numpy as np

from sim_data.faults import DRIVES, FINISHES, FIRST_PULLS, Knots
from sim_data.kinds import lift_of, start_of
from sim_data.vertical import FloatArray, from_knots

DENSE = 48
"""Knots a blended phase is drawn with."""
DRIVE_FACTOR = {"": 1.0, "block_": 1.05, "hang_": 1.35, "power_position_": 1.5}
"""The later the start, the more of the velocity the drive itself must give."""


def blended(good: FloatArray, fault: FloatArray, severity: float) -> FloatArray:
    """A phase between its good and its faulty shape, over blended time; knots, shape (n, 2).

    Parameters
    ----------
    good, fault : ndarray, shape (n, 2)
        Knots of the phase and of what comes right before and after it, so that no slope is lost where phases meet: the
        phase lies between the first knot at or after time 0 and the last but one.
    severity : float
        0 good, 1 fault.
    """
    u = np.linspace(0.0, 1.0, DENSE + 1)
    (t_good, y_good), (t_fault, y_fault) = (
        (knots[-2, 0], from_knots(knots)(u * knots[-2, 0])) for knots in (good, fault)
    )
    return np.column_stack([u * (t_good + severity * (t_fault - t_good)), y_good + severity * (y_fault - y_good)])


def pull_knots(kind: str, fault: str | None, severity: float, *, dips: bool = True) -> FloatArray:
    """First pull and scoop, or the dip of a hang or power position."""
    start, lift = start_of(kind), lift_of(kind)
    if start == "power_position_" and not dips:
        return np.array(((0.0, 1.0), (0.06, 1.0)))
    if start in ("hang_", "power_position_"):
        return np.array(FIRST_PULLS[start.rstrip("_")], dtype=float)
    if fault == "yank":
        good, yanked = (followed(FIRST_PULLS[key], DRIVES[lift][1]) for key in (lift, "yank"))
        return blended(good, yanked, severity)
    return np.array(FIRST_PULLS[lift], dtype=float)


def drive_knots(kind: str, fault: str | None, severity: float) -> FloatArray:
    """The drive, from W up and back to W."""
    lift = lift_of(kind)
    drive = np.array(DRIVES[lift], dtype=float)
    if fault in DRIVES:
        (before, low), (ends, _) = FIRST_PULLS[lift][-2:]
        good, cut = (
            np.vstack([[before - ends, low], followed(DRIVES[key], FINISHES.get(key, FINISHES["good"])[-1])])
            for key in (lift, fault)
        )
        drive = blended(good, cut, severity)
    drive[:, 1] = 1 + (drive[:, 1] - 1) * DRIVE_FACTOR[start_of(kind)]
    return drive


def followed(knots: Knots, after: tuple[float, float]) -> FloatArray:
    """The knots and one more, its time counted from their end."""
    return np.array([*knots, (knots[-1][0] + after[0], after[1])], dtype=float)


def finish_knots(fault: str | None, severity: float, remaining: float) -> FloatArray:
    """From W to the last contact, or to the load that remains."""
    points = np.array(FINISHES["good"], dtype=float)
    if fault in FINISHES:
        points[-1, 0] += severity * (FINISHES[fault][-1][0] - points[-1, 0])
    points[-1, 1] = remaining
    return points
