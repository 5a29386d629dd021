"""The force of one lift as a shape: over the weight of lifter and bar, on a time axis that lifts share.

A document keeps it, so that later lifts can be laid over this one without its samples.
"""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from processing.phases import Pull
from processing.signals import LiftSignals

DRIVE_STEPS = 51
"""Points over the drive, both ends among them."""
AROUND_S = (-0.8, 0.7)
"""Seconds from the end of the drive that drawings show."""
STEP_S = 0.005
DIGITS = 4


def lift_shape(signals: LiftSignals, pull: Pull, weight_n: float) -> dict[str, Any]:
    """Force over W, over the drive and around its end.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    pull : Pull
        Events.
    weight_n : float
        W.

    Returns
    -------
    dict
        ``drive``: :data:`DRIVE_STEPS` numbers at equal steps of the time from ``drive_start`` to ``drive_end``, from
        raw samples. ``around_drive_end``: ``from_s``, ``step_s`` and ``force_ratio``, low-passed as curves are,
        ``None`` outside the span.
    """
    drive = _at(signals.total.raw, np.linspace(pull.drive_start, pull.drive_end, DRIVE_STEPS)) / weight_n
    steps = round((AROUND_S[1] - AROUND_S[0]) / STEP_S) + 1
    seconds = AROUND_S[0] + STEP_S * np.arange(steps, dtype=np.float64)
    drawn = _at(signals.pressure.combined.fz_n, pull.drive_end + seconds * signals.rate_hz) / weight_n
    return {
        "drive": drive.round(DIGITS).tolist(),
        "around_drive_end": {
            "from_s": AROUND_S[0],
            "step_s": STEP_S,
            "force_ratio": [None if isnan(value) else value for value in drawn.round(DIGITS).tolist()],
        },
    }


def _at(values: FloatArray, positions: FloatArray) -> FloatArray:
    """Linear interpolation at positions in samples; NaN outside."""
    found: FloatArray = np.interp(positions, np.arange(values.size), values, left=np.nan, right=np.nan)
    return found
