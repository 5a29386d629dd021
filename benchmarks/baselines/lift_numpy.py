"""One lift analysed with NumPy and SciPy in the kernels' place: the same steps, and the same numbers at the end.

Everything that a kernel computes is done by its twin: the wrench stage after stage, ``scipy.signal.sosfiltfilt``, means
by cumulative sums, crossings by masks, peaks by ``numpy.polyfit``, still stands by sliding windows. What is not a
kernel (the rules, the uncertainties by measuring again, the document) is the same code in both arms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.signal import butter, sosfiltfilt

from acquisition.plate import FloatArray, ForcePlate
from benchmarks.baselines import ticks_numpy, trace_numpy
from benchmarks.baselines.wrench_numpy import StagedNumpy
from processing import filters, tick_kernels, trace_kernels, wrench
from processing.wrench_stream import COP_FLOOR_N, Wrench

TRACE = (
    "running_sums",
    "centred_means",
    "calm_spread",
    "value_at",
    "integral",
    "running_integral",
    "crossings",
    "refined",
    "extreme",
    "still_runs",
    "places",
    "pressure_at",
)
TICKS = ("tick_means", "tick_features", "skipped")
Places = Mapping[ModuleType, Mapping[str, Any]]


def butterworth(order: int, corner_hz: float, rate_hz: float) -> FloatArray:
    """Second-order sections as SciPy writes them."""
    return np.asarray(butter(order, corner_hz, fs=rate_hz, output="sos"))


def zero_lag(rows: FloatArray, sections: FloatArray, pad: int) -> FloatArray:
    """Forward and backward."""
    return np.asarray(sosfiltfilt(sections, rows, axis=-1, padlen=pad))


class StagedStream:
    """``WrenchStream`` on the staged pass; two plates whose corners are right, forward, up already."""

    def __init__(
        self,
        plates: Sequence[ForcePlate],
        plate_channels: Sequence[Sequence[int]],
        rate_hz: float,
        *,
        tare: Sequence[FloatArray] | None = None,
        axes: FloatArray | None = None,
    ) -> None:
        assert axes is None or np.array_equal(axes, np.eye(3))
        tares = [np.zeros(len(rows)) for rows in plate_channels] if tare is None else tare
        self._staged = StagedNumpy(plates, tares, rate_hz, COP_FLOOR_N)

    def push(self, volts: FloatArray) -> Wrench:
        """All samples at once."""
        return Wrench(*self._staged(volts))


PLACES: Places = {
    trace_kernels: {name: getattr(trace_numpy, name) for name in TRACE},
    tick_kernels: {name: getattr(ticks_numpy, name) for name in TICKS},
    filters: {"butterworth": butterworth, "zero_lag": zero_lag},
    wrench: {"WrenchStream": StagedStream},
}


@contextmanager
def in_place(places: Places = PLACES) -> Iterator[None]:
    """Twins stand in the kernels' places inside."""
    patches = [patch.multiple(module, **names) for module, names in places.items()]
    try:
        for each in patches:
            each.start()
        yield
    finally:
        for each in patches:
            each.stop()
