"""Ticks of a stream in NumPy, as most people write it: the twins of ``processing.tick_kernels``."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing.tick_kernels import Features, RestState

IndexArray = npt.NDArray[np.intp]
GRAIN = 1024.0


def tick_means(samples: FloatArray, width: int, means: FloatArray) -> None:
    """Mean of every ``width`` samples in each row, rounded to 2⁻¹⁰."""
    count = samples.shape[1] // width
    blocks = np.ascontiguousarray(samples[:, : count * width]).reshape(samples.shape[0], count, width)
    means[:] = np.round(blocks.mean(axis=2) * GRAIN) / GRAIN


def tick_features(plates_n: FloatArray, new: int, lengths: IndexArray, ranges: FloatArray) -> Features:
    """What the last ``new`` ticks say; windows that reach before the first tick are not still."""
    mean, window, back = lengths.tolist()
    reach = max(window, back) + mean
    missing = np.full((plates_n.shape[0], max(reach + new - plates_n.shape[1], 0)), np.nan)
    padded = np.concatenate([missing, plates_n], axis=1)
    total = padded.sum(axis=0)
    smooth, swing = _swing(total, mean, window)
    foot_swing = np.max([_swing(plate, mean, window)[1] for plate in padded], axis=0)
    if new == 0:
        return Features(np.empty((3, 0)), np.empty(0, dtype=np.uint8))
    level = np.abs(smooth[-new:])
    still = swing[-new:] <= np.maximum(ranges[0] * level, ranges[2])
    still &= foot_swing[-new:] <= np.maximum(ranges[1] * level, ranges[2])
    last = _trailing(total, back)[-new:]
    middle = last.mean(axis=1)
    steady = last.max(axis=1) - last.min(axis=1) <= ranges[3] * np.abs(middle)
    values = np.stack([total[-new:], smooth[-new:], np.where(steady, middle, np.nan)])
    return Features(values, still.astype(np.uint8))


def _swing(values: FloatArray, mean: int, window: int) -> tuple[FloatArray, FloatArray]:
    """Trailing means, and their range over windows."""
    smooth: FloatArray = _trailing(values, mean).mean(axis=1)
    stretch = _trailing(smooth, window - mean + 1)
    return smooth, stretch.max(axis=1) - stretch.min(axis=1)


def _trailing(values: FloatArray, length: int) -> FloatArray:
    windows: FloatArray = np.lib.stride_tricks.sliding_window_view(values, length)
    return windows


def skipped(features: Features, at: int, first: int, state: RestState, lengths: IndexArray, limits: FloatArray) -> int:
    """Carry a still stand on, tick by tick, up to the first tick that must be looked at."""
    window, counts, *looked_at, always = lengths.tolist()
    share, least_n, body_n, near_n, under_n, heavy_n = limits.tolist()
    columns = zip(*features.values[:, at:].tolist(), features.still[at:].tolist(), strict=True)
    for i, (total, smooth, back, still) in enumerate(columns, at):
        growing, start, stop, counted = state.ticks.tolist()
        if growing:
            level = state.sums[0] / (stop - start)
            if not (still and abs(smooth - level) <= max(share * abs(level), least_n)):
                if counted:
                    return i
                growing = state.ticks[0] = 0
        length = stop - start + 1 if growing else window
        gone = abs(back - body_n) < near_n and back < under_n and max(total, state.sums[1]) > heavy_n
        if (length in looked_at or length >= always) if counted else (still and length >= counts) or gone:
            return i
        state.sums[1] = max(total, state.sums[1])
        if still and growing:
            state.ticks[2] += 1
            state.sums[0] += total
        elif still:
            state.ticks[:3] = 1, first + i + 1 - window, first + i + 1
            state.sums[0] = smooth * window
    return int(features.still.size)
