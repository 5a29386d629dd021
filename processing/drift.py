"""Charge amplifiers run away steadily; the drift is a line between the moments when nobody stands on the plate.

Kistler states under 10 mN/s for an amplifier in good order; damp plugs give ten times that, each channel at its own
speed. Nothing but an empty plate tells the drift, so each channel's zero is measured wherever the plate is empty and
still, and joined by straight lines in between: from before the lifter steps on to after the lifter steps off.

A reset of the amplifiers while the plate is empty is a step of the zero and is followed. One under load hides that load
for good and no processing brings it back: the plate does not come back to its zero, and the record says that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from acquisition.interchange.record import PlateRecord, Tare, ZeroLine
from acquisition.plate import FloatArray

DRIFTING_KIND = "8-channel"
WINDOW_S = 0.5
STILL_SD_N = 2.5
STILL_SHIFT_N = 1.0
"""How far the means of a window's halves may lie apart: ten times the fastest drift, a tenth of a settling foot."""
NEAR_N = 15.0
"""How far from the last zero an empty plate may be at once …"""
DRIFT_N_S = 0.5
"""… and per second since then: more than four channels of 0.1 N/s can do."""
FARTHEST_N = 60.0
"""… but never farther: less than a lifter's foot."""
EMPTY_N = 100.0
"""Without any zero: less than this is an amplifier that has run away, more is somebody who stands there."""
SLOPE_S = 5.0
"""An empty plate must be watched this long for its drift to be continued beyond."""
OPEN_S = 2.0
"""How much of the record may lie beyond the first or the last zero."""
TAKEN_AWAY = "a line between the moments when it is empty was taken away"

Zeros = list[tuple[float, FloatArray]]
"""Middle of each zero, as a position in the record, and its channel values."""


@dataclass(frozen=True, eq=False)
class DriftLine:
    """The zero of one plate's channels over a record.

    Attributes
    ----------
    line : ZeroLine
        Its parts.
    zero : ndarray, shape (n_channels, n)
        Channel values of the empty plate at every sample.
    speed_n_s : float
        Fastest drift of a channel over the whole record, N/s.
    open_end : bool
        Whether somebody stands on the plate at an end of the record, so that the line had to be continued there.
    """

    line: ZeroLine
    zero: FloatArray
    speed_n_s: float
    open_end: bool


def without_drift(record: PlateRecord) -> PlateRecord:
    """The record with the drift of its charge amplifiers taken away; one without them comes back itself.

    The channels of such plates then rest at 0 while nobody stands there, and so do the record's zeros.
    A plate that is never empty stays as it is, and the record's ``drift`` says so.
    """
    if record.format != "recording" or not any(plate.kind == DRIFTING_KIND for plate in record.plates):
        return record
    lines = [drift_line(record, k) if plate.kind == DRIFTING_KIND else None for k, plate in enumerate(record.plates)]
    return replace(
        record,
        recorded=record.recorded or record,
        signals=tuple(
            signals if line is None else signals - line.zero
            for signals, line in zip(record.signals, lines, strict=True)
        ),
        tares=tuple(_moved(tare, lines) for tare in record.tares),
        zero_lines=tuple(None if line is None else line.line for line in lines),
        drift=tuple(
            _said(plate.name, line)
            for plate, line in zip(record.plates, lines, strict=True)
            if plate.kind == DRIFTING_KIND
        ),
    )


def drift_severity(sentence: str) -> Literal["info", "warning"]:
    """How far a sentence of a record's ``drift`` limits the trust in the numbers: not, where the line is closed."""
    return "info" if sentence.endswith(TAKEN_AWAY) else "warning"


def _moved(tare: Tare, lines: list[DriftLine | None]) -> Tare:
    """A zero after the line has taken it away."""
    values = [given if line is None else np.zeros_like(given) for given, line in zip(tare.values, lines, strict=True)]
    return replace(tare, values=tuple(values))


def _said(name: str, line: DriftLine | None) -> str:
    """What was done about a plate's drift."""
    if line is None:
        return f"the {name} plate is never empty: the drift of its charge amplifiers is not known"
    drift = f"charge amplifiers of the {name} plate drift by up to {line.speed_n_s:.3f} N/s"
    if line.open_end:
        return f"{drift}; the plate is not empty at both ends, so the line is continued from one"
    return f"{drift}; {TAKEN_AWAY}"


def drift_line(record: PlateRecord, k: int) -> DriftLine | None:
    """The zero of plate ``k`` over the record; ``None`` where the plate is never empty."""
    plate = record.plates[k]
    at, values = empty_moments(record, k)
    if at.size == 0:
        return None
    slopes = np.zeros(len(values))
    if at[-1] - at[0] >= SLOPE_S * record.rate_hz:
        slopes = np.polyfit(at - at[0], values.T, 1)[0]
    samples = np.arange(record.n)
    line = ZeroLine(at, values, slopes)
    beyond = np.minimum(samples - at[0], 0.0) + np.maximum(samples - at[-1], 0.0)
    zero = zero_along(line, samples)
    speeds_n_s = slopes * record.rate_hz * np.abs(plate.matrix[:3]).max(axis=0)
    return DriftLine(
        line, zero, float(np.abs(speeds_n_s).max()), bool(np.abs(beyond).max(initial=0.0) > OPEN_S * record.rate_hz)
    )


def zero_along(line: ZeroLine, samples: npt.NDArray[np.int64]) -> FloatArray:
    """Channel values of the empty plate at some positions of the record, shape (n_channels, n)."""
    at = line.at
    beyond = np.minimum(samples - at[0], 0.0) + np.maximum(samples - at[-1], 0.0)
    level = np.stack([np.interp(samples, at, row) for row in line.values])
    zero: FloatArray = level + line.slopes[:, np.newaxis] * beyond
    return zero


def empty_moments(record: PlateRecord, k: int) -> tuple[FloatArray, FloatArray]:
    """Where plate ``k`` is empty: positions in the record (m,), and channel values there (n_channels, m).

    Zeros that were taken outside of the record's samples count too.
    """
    signals = record.signals[k]
    width = max(2, round(WINDOW_S * record.rate_hz))
    windows = signals[:, : record.n // width * width].reshape(len(signals), -1, width)
    zeros = [(0.5 * (t.start + t.stop) - record.first_index, t.values[k]) for t in record.tares]
    empty = empty_windows(record.plates[k].matrix[2], windows, zeros)
    # Windows beside a load may hold the first touch of a foot.
    inner = empty & np.concatenate([[True], empty[:-1]]) & np.concatenate([empty[1:], [True]])
    taken = inner if inner.any() else empty
    outside = [zero for zero in zeros if not 0 <= zero[0] < record.n]
    at = np.array([*(np.flatnonzero(taken) + 0.5) * width, *(place for place, _ in outside)])
    values = np.concatenate([windows[:, taken].mean(axis=2), *(value[:, np.newaxis] for _, value in outside)], axis=1)
    order = np.argsort(at)
    return at[order], values[:, order]


def empty_windows(fz_row: FloatArray, windows: FloatArray, zeros: Zeros) -> npt.NDArray[np.bool_]:
    """Which windows show an empty plate: still, and near the zero before; shape (m,).

    The zero is followed from one empty window to the next, both ways in time, so that a drift of many newtons in an
    hour is not taken for a load. Near the first zero is empty too: that is where a reset brings the amplifiers back to.

    Parameters
    ----------
    fz_row : ndarray, shape (n_channels,)
        The matrix' row of the vertical force.
    windows : ndarray, shape (n_channels, m, width)
        The record, cut.
    zeros : list of (float, ndarray)
        Those of the record.
    """
    width = windows.shape[2]
    fz_n = np.einsum("c,cmw->mw", fz_row, windows)
    halves = fz_n[:, : width // 2].mean(axis=1) - fz_n[:, width // 2 :].mean(axis=1)
    mean_n = fz_n.mean(axis=1)
    still = (fz_n.std(axis=1) <= STILL_SD_N) & (np.abs(halves) <= STILL_SHIFT_N)
    place, first_n = _first_zero(fz_row, mean_n, still, zeros, width)
    empty = np.zeros(len(mean_n), dtype=bool)
    begin = int(np.clip(place, 0, max(0, len(mean_n) - 1)))
    for numbers in (range(begin, len(mean_n)), range(begin - 1, -1, -1)):
        last_n, last_place = first_n, place
        for number in numbers:
            near_n = min(NEAR_N + DRIFT_N_S * WINDOW_S * abs(number - last_place), FARTHEST_N)
            away_n = min(abs(mean_n[number] - last_n) - near_n, abs(mean_n[number] - first_n) - NEAR_N)
            if still[number] and away_n <= 0.0:
                empty[number], last_n, last_place = True, mean_n[number], float(number)
    return empty


def _first_zero(
    fz_row: FloatArray, mean_n: FloatArray, still: npt.NDArray[np.bool_], zeros: Zeros, width: int
) -> tuple[float, float]:
    """Window and vertical force of the first zero, or of the emptiest still window where there is none."""
    if zeros:
        place, values = zeros[0]
        return place / width, float(fz_row @ values)
    loads = np.where(still, np.abs(mean_n), np.inf)
    if loads.size == 0 or loads.min() > EMPTY_N:
        return 0.0, 0.0
    least = int(loads.argmin())
    return float(least), float(mean_n[least])
