"""Where a lift may be missed, and the profile cut there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import PPoly

from sim_data.profile import VerticalProfile


@dataclass(frozen=True)
class Miss:
    """One way to miss.

    Attributes
    ----------
    phase : str
        In which phase the lift ends.
    how : str
        ``bar_dropped`` or ``stepped_off`` (the lifter runs off the plates with the bar).
    feet_move : bool
        Whether it gets as far as the feet's new places.
    crouch : float
        How much of the way from the squat to standing is left to the lifter alone.
    """

    phase: str
    how: str
    feet_move: bool
    crouch: float


MISSES: dict[str, Miss] = {
    "first_pull": Miss("first_pull", "bar_dropped", False, 0.4),
    "pull_only": Miss("pull_under", "bar_dropped", False, 0.0),
    "bottom": Miss("catch", "bar_dropped", True, 1.0),
    "squat": Miss("recovery", "bar_dropped", True, 1.0),
    "recovery": Miss("recovery", "bar_dropped", True, 0.5),
    "stepped_off": Miss("recovery", "stepped_off", True, 0.0),
}
"""By name: the bar let go half way up the first pull; after the drive, without going under; at the deepest point; lost
in the squat; half way up; and the lifter who runs off the plates with it."""


def last_s(profile: VerticalProfile, miss: str) -> float:
    """When the lift ends, s from the profile's start."""
    marks = profile.marks
    return {
        "first_pull": 0.45 * marks.pull,
        "pull_only": marks.drive + 0.025,
        "bottom": marks.catch,
        "squat": 0.5 * (marks.catch + marks.squat) + 0.1,
        "recovery": marks.squat + 0.5 * (marks.recovery - marks.squat),
        "stepped_off": 0.5 * (marks.catch + marks.squat) + 0.1,
    }[miss]


def cut(profile: VerticalProfile, miss: str, g_m_s2: float) -> VerticalProfile:
    """The profile up to where a miss ends it."""
    stop = last_s(profile, miss)
    inside = int(np.searchsorted(profile.load.x, stop))
    load = PPoly(profile.load.c[:, :inside], np.append(profile.load.x[:inside], stop))
    rise_m = float(profile.rise(np.array([stop]), g_m_s2)[0])
    return replace(profile, load=load, complete=False, rise_m=rise_m)
