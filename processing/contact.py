"""Events E9 and E10: each foot leaves its plate and comes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.crossing import Trace, runs
from processing.filters import samples
from processing.methods import limit
from processing.missing import Measured, Missing

BEFORE_S = 0.10
"""A foot may leave this long before the end of the drive."""
EMPTY_S = 1.0
EMPTY_MEAN_S = 0.05


@dataclass(frozen=True)
class Contact:
    """One foot's release and landing, positions in samples.

    Attributes
    ----------
    off, on : float or Missing
        Foot-off, foot-on.
    """

    off: Measured
    on: Measured


STAYED = Missing("feet_stayed", "the foot stayed on its plate")


def threshold_n(foot: Trace) -> float:
    """Contact threshold: the larger of 20 N and unloaded mean + 5 SD, where a second without load is there to read."""
    empty = unloaded(foot)
    if empty is None:
        return limit("contact_n")
    mean_n, sd_n = empty
    return max(limit("contact_n"), mean_n + limit("contact_sd") * sd_n)


def unloaded(foot: Trace) -> tuple[float, float] | None:
    """Mean and SD of the last whole second without load, N; ``None`` where there is none."""
    level = foot.means(samples(EMPTY_MEAN_S, foot.rate_hz), 0, foot.raw.size)
    second = samples(EMPTY_S, foot.rate_hz)
    empty = [run for run in runs(np.abs(level) < limit("contact_n")) if run[1] - run[0] >= second]
    if not empty:
        return None
    start, stop = empty[-1]
    edge = min(samples(EMPTY_MEAN_S, foot.rate_hz), (stop - start) // 4)
    inside = foot.raw[start + edge : stop - edge]
    return float(inside.mean()), float(inside.std())


def contact(foot: Trace, drive_end: float, stop: int) -> Contact:
    """Release and landing of one foot between the end of the drive and a later sample.

    Parameters
    ----------
    foot : Trace
        Vertical force of the foot's plate.
    drive_end : float
        E8, position.
    stop : int
        Where the search ends: the bottom of the catch.
    """
    level = threshold_n(foot)
    first = max(0, int(drive_end - BEFORE_S * foot.rate_hz))
    held = samples(limit("contact_hold_s"), foot.rate_hz)
    light = [run for run in runs(foot.smooth[first:stop] < level) if run[1] - run[0] >= held]
    least_n = float(foot.means(held, first, stop).min())
    if 0.0 <= level - least_n < limit("contact_margin_n"):
        why = f"the foot's least force lies within {limit('contact_margin_n'):.0f} N under the contact threshold"
        near = Missing("near_threshold", why)
        return Contact(near, near)
    if not light:
        return Contact(STAYED, STAYED)
    off = foot.refined(level, first + light[0][0] - 1)
    last = first + light[-1][1] - 1
    if last + 1 >= stop:
        return Contact(off, Missing("not_reached", "the foot did not come back to its plate before the lift ended"))
    return Contact(off, foot.refined(level, last))
