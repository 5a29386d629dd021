"""Butterworth low-passes as second-order sections, in closed form."""

from __future__ import annotations

import math

import numpy as np

from acquisition.plate import FloatArray


def butterworth(order: int, corner_hz: float, rate_hz: float) -> FloatArray:
    """A digital Butterworth low-pass, 3 dB down at the corner.

    Parameters
    ----------
    order : int
        Even, 2 or more.
    corner_hz, rate_hz : float
        Corner, under half of the sample rate.

    Returns
    -------
    ndarray, shape (order / 2, 5)
        Per section b0, b1, b2, a1, a2, with a0 = 1: the pair of poles nearest to the unit circle last, the whole gain
        in the first section, as ``scipy.signal.butter(…, output="sos")`` has them.

    Raises
    ------
    ValueError
        An odd order, or a corner that is not between 0 and half of the rate.

    Notes
    -----
    The poles of the analog filter lie evenly on the left half of the unit circle (Butterworth 1930): each pair is
    s² + 2 cos(θ) s + 1 with θ = π m / (2 · order), m = 1, 3, …. The bilinear transform with the corner bent back puts
    s = (1 − z⁻¹) / (1 + z⁻¹) / tan(π · corner / rate).
    """
    if order < 2 or order % 2 or not 0.0 < corner_hz < 0.5 * rate_hz:
        raise ValueError(f"a low-pass of order {order} at {corner_hz} Hz of {rate_hz} Hz")
    bent = math.tan(math.pi * corner_hz / rate_hz)
    sections, gain = np.empty((order // 2, 5)), 1.0
    for number, section in enumerate(sections):
        damping = 2.0 * math.cos(math.pi * (2 * number + 1) / (2 * order)) * bent
        whole = 1.0 + damping + bent * bent
        gain *= bent * bent / whole
        section[:] = 1.0, 2.0, 1.0, 2.0 * (bent - 1.0) * (bent + 1.0) / whole, (1.0 - damping + bent * bent) / whole
    sections[0, :3] *= gain
    return sections


def steady_state(sections: FloatArray) -> FloatArray:
    """What sections hold once a constant input of 1 has been on for ever, shape (n_sections, 2).

    Direct form II transposed, one section feeding the next; in the order of operations of ``scipy.signal.sosfilt_zi``.
    """
    rest, reaches = np.empty((len(sections), 2)), 1.0
    for state, (b0, b1, b2, a1, a2) in zip(rest, sections.tolist(), strict=True):
        first = ((b1 - a1 * b0) + (b2 - a2 * b0)) / ((1.0 + a1) + a2)
        state[:] = reaches * first, reaches * ((1.0 + a1) * first - (b1 - a1 * b0))
        reaches *= (b0 + b1 + b2) / (1.0 + a1 + a2)
    return rest
