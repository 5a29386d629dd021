"""One lift analysed with pandas in the kernels' place, as scripts have it: series, rolling, masks, tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from acquisition.plate import FloatArray
from benchmarks.baselines import lift_numpy
from processing import filters, tick_kernels, trace_kernels, wrench
from processing.tick_kernels import Features
from processing.wrench_stream import Wrench

IndexArray = npt.NDArray[np.intp]
GRAIN = 1024.0


def running_sums(values: FloatArray) -> Any:
    """The samples as a series: pandas' windows need no sums."""
    return pd.Series(values)


def centred_means(series: Any, half: int, start: int, stop: int) -> FloatArray:
    """Rolling means."""
    means = series.rolling(2 * half + 1, center=True, min_periods=1).mean()
    return np.asarray(means.iloc[max(start, 0) : max(stop, 0)], dtype=np.float64)


def calm_spread(values: FloatArray, half: int, block: int, quantile: float) -> float:
    """Quantile of the SDs of blocks, by group."""
    series = pd.Series(values)
    rest = series - series.rolling(2 * half + 1, center=True, min_periods=1).mean()
    whole = rest.iloc[: values.size // block * block]
    return float(whole.groupby(np.arange(whole.size) // block).std(ddof=0).quantile(quantile))


def value_at(values: FloatArray, position: float) -> float:
    """A series read between two of its entries."""
    series = pd.Series(values)
    low = int(np.clip(np.floor(position), 0, len(series) - 1))
    part = min(max(position - low, 0.0), 1.0)
    return float(series.iloc[low] + part * (series.iloc[min(low + 1, len(series) - 1)] - series.iloc[low]))


def integral(values: FloatArray, start: float, stop: float, rate_hz: float) -> float:
    """Trapezoids over a cut of a series with both ends put in."""
    if stop < start:
        return -integral(values, stop, start, rate_hz)
    cut = pd.Series(values).iloc[int(np.floor(start)) + 1 : int(np.ceil(stop))]
    ends = pd.Series([value_at(values, start), value_at(values, stop)], index=[start, stop])
    whole = pd.concat([ends.iloc[:1], cut, ends.iloc[1:]])
    return float(np.trapezoid(whole, whole.index) / rate_hz)


def running_integral(values: FloatArray, start: float, rate_hz: float) -> FloatArray:
    """Cumulative sum of a series' trapezoids."""
    out = pd.Series(0.0, index=range(values.size))
    first = int(np.floor(start)) + 1
    if first < values.size:
        steps = pd.Series(values).rolling(2).mean().iloc[first:] / rate_hz
        steps.iloc[0] = integral(values, start, float(first), rate_hz)
        out.iloc[first:] = steps.cumsum()
    return np.asarray(out, dtype=np.float64)


def crossings(smooth: FloatArray, level: float, start: int, stop: int, *, rising: bool) -> IndexArray:
    """A mask and its shift."""
    start, stop = max(start, 0), min(stop, smooth.size - 1)
    over = pd.Series(smooth[start : max(stop, start) + 1] >= level)
    after = over.shift(-1, fill_value=False)
    crossed = (after & ~over) if rising else (over & ~after)
    return start + np.flatnonzero(crossed.iloc[:-1])


def places(
    smooth: FloatArray, quick_n: FloatArray, centre_mm: FloatArray, floor_n: float, start: int, stop: int
) -> FloatArray:
    """Columns of a table."""
    table = pd.DataFrame({"fz": smooth[0], "mx": smooth[1], "my": smooth[2], "quick": quick_n}).iloc[
        max(start, 0) : stop
    ]
    load = table["fz"].where(table[["fz", "quick"]].min(axis=1) >= floor_n)
    table["right"] = centre_mm[0] - 1000.0 * table["my"] / load
    table["forward"] = centre_mm[1] + 1000.0 * table["mx"] / load
    return table[["right", "forward"]].to_numpy().T


def tick_means(samples: FloatArray, width: int, means: FloatArray) -> None:
    """Means by group, rounded to 2⁻¹⁰."""
    table = pd.DataFrame(samples.T).iloc[: samples.shape[1] // width * width]
    grouped = table.groupby(np.arange(len(table)) // width).mean()
    means[:] = (grouped * GRAIN).round().to_numpy().T / GRAIN


def tick_features(plates_n: FloatArray, new: int, lengths: IndexArray, ranges: FloatArray) -> Features:
    """Rolling means and ranges of columns."""
    mean, window, back = lengths.tolist()
    feet = pd.DataFrame(plates_n.T)
    total = feet.sum(axis=1, skipna=False)
    smooth, foot_means = total.rolling(mean).mean(), feet.rolling(mean).mean()
    stretch, foot_stretch = smooth.rolling(window - mean + 1), foot_means.rolling(window - mean + 1)
    level, swing = smooth.abs(), stretch.max() - stretch.min()
    foot_swing = (foot_stretch.max() - foot_stretch.min()).max(axis=1)
    still = (swing <= (ranges[0] * level).clip(lower=ranges[2])) & (
        foot_swing <= (ranges[1] * level).clip(lower=ranges[2])
    )
    look = total.rolling(back)
    middle = look.mean()
    steady = middle.where(look.max() - look.min() <= ranges[3] * middle.abs())
    values = pd.concat([total, smooth, steady], axis=1).iloc[len(total) - new :].to_numpy().T
    return Features(np.ascontiguousarray(values), still.iloc[len(still) - new :].to_numpy().astype(np.uint8))


class TableStream(lift_numpy.StagedStream):
    """``WrenchStream`` over the columns of a table."""

    def push(self, volts: FloatArray) -> Wrench:
        """All samples at once, in a table and out of it again."""
        table = pd.DataFrame(volts.T, columns=[f"ai{k}" for k in range(volts.shape[0])])
        found = super().push(table.to_numpy().T)
        for k, plate in enumerate(found.force_n):
            table[[f"fx{k}", f"fy{k}", f"fz{k}"]] = plate.T
        return found


OWN = (running_sums, centred_means, calm_spread, value_at, integral, running_integral, crossings, places)
PLACES: lift_numpy.Places = {
    trace_kernels: {**lift_numpy.PLACES[trace_kernels], **{each.__name__: each for each in OWN}},
    tick_kernels: {
        **lift_numpy.PLACES[tick_kernels],
        "tick_means": tick_means,
        "tick_features": tick_features,
    },
    filters: lift_numpy.PLACES[filters],
    wrench: {"WrenchStream": TableStream},
}


def as_tables(document: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Metrics and events as such scripts return them."""
    found = ({key: entry for key, entry in document[part].items() if entry} for part in ("metrics", "events"))
    metrics, events = (pd.DataFrame.from_dict(each, orient="index") for each in found)
    return metrics, events
