"""Curves of one lift for drawing, low-passed at 50 Hz; they never feed a metric."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing.balance import balance_forward_mm
from processing.catch import velocity
from processing.measuring import Measurement
from processing.options import STANDARD_GRAVITY_M_S2
from processing.result import LiftCurves
from processing.signals import LiftSignals


def lift_curves(
    signals: LiftSignals, first_index: int, measured: Measurement | None = None, g_m_s2: float = STANDARD_GRAVITY_M_S2
) -> LiftCurves:
    """Curves over the analysed span, on the document's time.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    first_index : int
        Sample of the file at which the span begins.
    measured : Measurement, optional
        The lift, for velocity and balance; without it there are none.
    g_m_s2 : float
        Gravity.
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
        velocity_m_s=none if measured is None else _speed(signals, measured, g_m_s2),
        balance_forward_mm=none if measured is None else _balance(signals, measured, g_m_s2),
    )


def _balance(signals: LiftSignals, measured: Measurement, g_m_s2: float) -> FloatArray:
    pull = measured.pull
    if pull is None:
        return np.full(signals.n, np.nan)
    return balance_forward_mm(signals, pull, measured.weights, g_m_s2)


def _speed(signals: LiftSignals, measured: Measurement, g_m_s2: float) -> FloatArray:
    """Velocity from where the pull begins to where a bar is lost; NaN before and after."""
    pull, weight = measured.pull, measured.weights.system
    if pull is None or weight is None:
        return np.full(signals.n, np.nan)
    speed = velocity(signals, pull, weight.n, g_m_s2)
    at, ending = np.arange(signals.n), measured.ending
    lost = ending.at if ending.how in ("bar_dropped", "stepped_off") and ending.at is not None else np.inf
    return np.where((at < np.floor(pull.start)) | (at > lost), np.nan, speed)
