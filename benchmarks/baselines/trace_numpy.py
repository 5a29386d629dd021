"""What is read from one force, in NumPy, as most people write it: the twins of ``processing.trace_kernels``.

The tests hold the kernels to these, and ``whole_lift`` measures what a lift costs with them in the kernels' place.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

IndexArray = npt.NDArray[np.intp]


def running_sums(values: FloatArray) -> FloatArray:
    """Sums of all samples before each one and before the end."""
    return np.concatenate([[0.0], np.cumsum(values)])


def centred_means(sums: FloatArray, half: int, start: int, stop: int) -> FloatArray:
    """Means over ``half`` samples on either side, from running sums; shorter ones at both ends."""
    n = sums.size - 1
    at = np.arange(max(start, 0), min(stop, n))
    high, low = np.minimum(at + half + 1, n), np.maximum(at - half, 0)
    means: FloatArray = (sums[high] - sums[low]) / (high - low)
    return means


def calm_spread(values: FloatArray, half: int, block: int, quantile: float) -> float:
    """Quantile of the SDs of whole blocks, after a moving mean is taken away."""
    count = values.size // block
    if count == 0:
        return float("nan")
    rest = values - centred_means(running_sums(values), half, 0, values.size)
    return float(np.quantile(rest[: count * block].reshape(count, block).std(axis=1), quantile))


def value_at(values: FloatArray, position: float) -> float:
    """Samples at a position, interpolated; the ends hold beyond them."""
    low = int(np.clip(np.floor(position), 0, values.size - 1))
    high = min(low + 1, values.size - 1)
    part = min(max(position - low, 0.0), 1.0)
    return float(values[low] + part * (values[high] - values[low]))


def integral(values: FloatArray, start: float, stop: float, rate_hz: float) -> float:
    """Trapezoid integral between two positions."""
    if stop < start:
        return -integral(values, stop, start, rate_hz)
    inner = np.arange(int(np.floor(start)) + 1, int(np.ceil(stop)))
    at = np.concatenate([[start], inner, [stop]])
    y = np.concatenate([[value_at(values, start)], values[inner], [value_at(values, stop)]])
    return float((0.5 * (y[1:] + y[:-1]) * np.diff(at)).sum() / rate_hz)


def running_integral(values: FloatArray, start: float, rate_hz: float) -> FloatArray:
    """Running trapezoid integral from a position on; 0 up to it."""
    out = np.zeros(values.size)
    first = int(np.floor(start)) + 1
    if first >= values.size:
        return out
    steps = 0.5 * (values[first + 1 :] + values[first:-1]) / rate_hz
    out[first:] = integral(values, start, float(first), rate_hz) + np.concatenate([[0.0], np.cumsum(steps)])
    return out


def crossings(smooth: FloatArray, level: float, start: int, stop: int, *, rising: bool) -> IndexArray:
    """Samples between which and the next one a level is crossed."""
    start, stop = max(start, 0), min(stop, smooth.size - 1)
    over = smooth[start : max(stop, start) + 1] >= level
    return start + np.flatnonzero((over[1:] & ~over[:-1]) if rising else (over[:-1] & ~over[1:]))


def refined(
    raw: FloatArray, smooth: FloatArray, level: float, near: int, reach: int, late: int, far: float, place: float
) -> float:
    """Between the first and the last crossing of the raw samples around a smoothed one."""
    first, last = max(near - reach, 0), min(near + reach + 1, raw.size - 1)
    apart = np.abs(smooth[first : last + 1] - level) > far
    before, after = np.flatnonzero(apart[: near - first + 1]), np.flatnonzero(apart[near - first + 1 :])
    low = max(first + int(before[-1]) - late if before.size else first, 0)
    high = min(near + 1 + int(after[0]) + late if after.size else last, raw.size - 1)
    over = raw[low : high + 1] - level
    at = np.flatnonzero((over[:-1] < 0) != (over[1:] < 0))
    found = at + over[at] / (over[at] - over[at + 1])
    return near + 0.5 if found.size == 0 else low + float((1.0 - place) * found[0] + place * found[-1])


def extreme(
    raw: FloatArray, smooth: FloatArray, start: int, stop: int, *, largest: bool, halves: IndexArray, enough: float
) -> tuple[float, float]:
    """The largest or smallest sample, by cubics through the raw ones around it."""
    start, stop = max(start, 0), min(stop, raw.size - 1)
    inside = smooth[start : stop + 1]
    best = start + int(inside.argmax() if largest else inside.argmin())
    found = float(best), float(smooth[best])
    for half in halves.tolist():
        turn = _turn(raw, best, half, largest=largest)
        if turn is None:
            continue
        found = turn[:2]
        if turn[2] > enough:
            break
        best = min(max(round(turn[0]), start), stop)
    return found


def _turn(raw: FloatArray, best: int, half: int, *, largest: bool) -> tuple[float, float, float] | None:
    """Peak of a cubic through the samples around one: position, height, fall."""
    low, high = max(best - half, 0), min(best + half + 1, raw.size)
    if high - low < 5:
        return None
    x = (np.arange(low, high) - best) / half
    c3, c2, c1, c0 = np.polyfit(x, raw[low:high], 3).tolist()
    inside = c2 * c2 - 3.0 * c3 * c1
    if inside < 0.0:
        return None
    below = c2 - np.sqrt(inside) if largest else c2 + np.sqrt(inside)
    if below == 0.0 or abs(c1) > abs(below):
        return None
    turn = -c1 / below
    height = ((c3 * turn + c2) * turn + c1) * turn + c0
    return float(best + half * turn), float(height), float(abs(height - (c0 + c2)))


def still_runs(means: FloatArray, share: float, shortest: int, least: float) -> list[tuple[int, int]]:
    """Longest stretches of means within a share of their median, longest first, none over another."""
    left = _reaches(means, 2.0 * share)
    length = np.arange(means.size) - left + 1
    taken: list[tuple[int, int]] = []
    for stop in np.argsort(-length, kind="stable").tolist():
        if length[stop] < shortest:
            break
        first, last = int(left[stop]), stop + 1
        for a, b in taken:
            first = b if a <= first < b else first
            last = a if a < last <= b else last
            last = first if first <= a and b <= last else last
        if last - first < shortest:
            continue
        level = float(np.median(means[first:last]))
        good = np.flatnonzero(np.abs(means[first:last] - level) <= share * abs(level))
        if good.size == 0:
            continue
        first, last = first + int(good[0]), first + int(good[-1]) + 1
        if last - first >= shortest and means[first:last].mean() >= least:
            taken.append((first, last))
    return taken


def _reaches(means: FloatArray, allowed: float) -> IndexArray:
    """For every mean the first one back to which all lie within ``allowed`` times their middle."""
    left = np.zeros(means.size, dtype=np.intp)
    first = 0
    for i in range(means.size):
        low, high = means[first : i + 1].min(), means[first : i + 1].max()
        while high - low > allowed * abs(0.5 * (high + low)):
            first += 1
            low, high = means[first : i + 1].min(), means[first : i + 1].max()
        left[i] = first
    return left


def places(
    smooth: FloatArray, quick_n: FloatArray, centre_mm: FloatArray, floor_n: float, start: int, stop: int
) -> FloatArray:
    """Pressure at every sample; NaN under the floor."""
    inside = slice(max(start, 0), min(stop, smooth.shape[1]))
    enough = np.minimum(smooth[0, inside], quick_n[inside]) >= floor_n
    load = np.where(enough, smooth[0, inside], np.nan)
    right, forward = centre_mm[0] - 1000.0 * smooth[2, inside] / load, centre_mm[1] + 1000.0 * smooth[1, inside] / load
    return np.stack([right, forward])


def pressure_at(
    smooth: FloatArray, quick: FloatArray, raw_n: FloatArray, facts: FloatArray, positions: FloatArray
) -> FloatArray:
    """Pressure at positions, and its standard uncertainty; NaN under the floor."""
    return np.array([_pressure_at(smooth, quick, raw_n, facts, at) for at in positions.tolist()]).reshape(-1, 3).T


def _pressure_at(
    smooth: FloatArray, quick: FloatArray, raw_n: FloatArray, facts: FloatArray, at: float
) -> tuple[float, float, float]:
    centre, (noise_n, noise_mx, noise_my, floor_n, blur) = facts[:2], facts[2:].tolist()
    load = value_at(smooth[0], at)
    if not min(load, value_at(raw_n, at)) >= floor_n:
        return np.nan, np.nan, np.nan
    lean = np.array([-value_at(smooth[2], at), value_at(smooth[1], at)])
    place = centre + 1000.0 * lean / load
    noise = np.hypot(np.abs(place - centre) * noise_n, 1000.0 * np.array([noise_my, noise_mx])) / load
    fz, mx, my = (value_at(row, at) for row in quick)
    if fz >= 0.5 * floor_n:
        noise = np.hypot(noise, blur * (centre + 1000.0 * np.array([-my, mx]) / fz - place))
    return float(place[0]), float(place[1]), float(noise.max())
