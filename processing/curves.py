"""Curves of one lift for drawing, low-passed at 50 Hz; they never feed a metric."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing.result import LiftCurves
from processing.signals import LiftSignals


def lift_curves(signals: LiftSignals, first_index: int) -> LiftCurves:
    """Curves over the analysed span, on the document's time.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    first_index : int
        Sample of the file at which the span begins.
    """
    none: FloatArray = np.full(signals.n, np.nan)
    nowhere: FloatArray = np.full((2, signals.n), np.nan)
    feet = signals.pressure.feet
    return LiftCurves(
        time_s=(first_index + np.arange(signals.n)) / signals.rate_hz,
        total_n=signals.pressure.combined.fz_n,
        left_n=feet["left"].fz_n if feet else none,
        right_n=feet["right"].fz_n if feet else none,
        cop_left_mm=feet["left"].places_mm() if feet else nowhere,
        cop_right_mm=feet["right"].places_mm() if feet else nowhere,
        cop_combined_mm=signals.pressure.combined.places_mm(),
    )
