"""How far the zero may be off: the noise of its mean, and the drift since."""

from __future__ import annotations

import math
from collections.abc import Sequence

from acquisition.interchange.record import Tare
from acquisition.plate import ForcePlate
from processing.methods import limit


def zero_noise_n(plates: Sequence[ForcePlate], tare: Tare) -> float:
    """Standard uncertainty of the zero of all plates' vertical force from the noise of the samples it is a mean of, N.

    Parameters
    ----------
    plates : sequence of ForcePlate
        As the record names them.
    tare : Tare
        With the SD of one sample of every channel; without them the answer is 0.
    """
    total = 0.0
    for plate, spread in zip(plates, tare.standard_deviations, strict=False):
        gains = plate.matrix[2]
        if gains.size == spread.size:
            total += float(((gains * spread) ** 2).sum())
    return math.sqrt(total / max(tare.stop - tare.start, 1))


def zero_uncertainty_n(noise_n: float, age_s: float | None) -> float:
    """Standard uncertainty of the zero of all plates' vertical force, N; 0 where the file tells of no zero.

    The allowance for drift grows evenly to ± ``zero_drift_n`` at the age of ``zero_age_s`` (rectangular, so over √3).
    """
    if age_s is None:
        return 0.0
    drift = limit("zero_drift_n") / math.sqrt(3.0) * min(age_s / limit("zero_age_s"), 1.0)
    return math.hypot(noise_n, drift)
