"""The zero: mean volts of the empty plates, taken from the first second in which they are empty and still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray, ForcePlate

ZERO_S = 1.0
EMPTY_N = 100.0
"""Vertical force on all plates, by the matrix alone, under which they count as empty: less than the lightest bar
(147 N), more than an amplifier's offset."""
STILL_SD_N = 8.0
STILL_DRIFT_N = 2.0
"""How far the means of the two halves of the second may lie apart, per plate."""
AGAIN_S = 120.0
"""Age of a zero after which empty plates are zeroed again."""
AGAIN_N = 15.0
"""How far the plates may have moved from the last zero to be taken for empty then."""


@dataclass(frozen=True, eq=False)
class Zero:
    """A zero that was taken.

    Attributes
    ----------
    start, stop : int
        Sample span.
    volts, sd : ndarray, shape (n_channels,)
        Mean and standard deviation of one sample, task's channels.
    fz_n : float
        Vertical force that it takes away, all plates.
    """

    start: int
    stop: int
    volts: FloatArray
    sd: FloatArray
    fz_n: float

    @property
    def mark(self) -> dict[str, object]:
        """The recording's mark."""
        return {
            "mark": "tare",
            "start": self.start,
            "stop": self.stop,
            "volts": self.volts.tolist(),
            "sd": self.sd.tolist(),
        }


class ZeroFinder:
    """Looks at the stream and takes a zero when the plates are empty and still.

    Parameters
    ----------
    plates : sequence of ForcePlate
        With their matrices.
    plate_channels : sequence of sequence of int
        Per plate: rows of the volts.
    rate_hz : float
        Sample rate.
    """

    def __init__(self, plates: Sequence[ForcePlate], plate_channels: Sequence[Sequence[int]], rate_hz: float) -> None:
        n_channels = sum(len(rows) for rows in plate_channels)
        self._fz_n_per_v = np.zeros((len(plates), n_channels))
        for number, (plate, rows) in enumerate(zip(plates, plate_channels, strict=True)):
            # Force on the plate along its own vertical: heavy is positive whatever the axes and signs of the sheet.
            upward = -plate.reaction * plate.rotation[2] @ plate.matrix[:3]
            self._fz_n_per_v[number, list(rows)] = -upward
        self._rate_hz = rate_hz
        self._window = np.empty((n_channels, round(rate_hz * ZERO_S)))
        self._filled = 0
        self.last: Zero | None = None
        self.load_n = float("nan")
        """Vertical force on the plates in the last full second, by the last zero or the matrix alone."""

    def push(self, first_index: int, volts: FloatArray) -> Zero | None:
        """Look at the next samples.

        Parameters
        ----------
        first_index : int
            Index of the first of them.
        volts : ndarray, shape (n_channels, n)
            Following on what was pushed before.

        Returns
        -------
        Zero or None
            A zero, where one was due and these samples complete it.
        """
        taken = None
        done = 0
        while done < volts.shape[1]:
            n = min(volts.shape[1] - done, self._window.shape[1] - self._filled)
            self._window[:, self._filled : self._filled + n] = volts[:, done : done + n]
            self._filled += n
            done += n
            if self._filled == self._window.shape[1]:
                taken = self._judge(first_index + done) or taken
        return taken

    def skip(self) -> None:
        """What is pushed next does not follow on: begin the second anew."""
        self._filled = 0

    def _judge(self, stop: int) -> Zero | None:
        """Take the window as a zero, or move on by a quarter of it."""
        mean = self._window.mean(axis=1)
        base = self.last.volts if self.last else np.zeros_like(mean)
        self.load_n = float((self._fz_n_per_v @ (mean - base)).sum())
        start = stop - self._window.shape[1]
        due = self.last is None or start - self.last.stop >= AGAIN_S * self._rate_hz
        limit_n = EMPTY_N if self.last is None else AGAIN_N
        if due and abs(self.load_n) <= limit_n and self._is_still():
            self.last = Zero(
                start, stop, mean, self._window.std(axis=1, ddof=1), float((self._fz_n_per_v @ mean).sum())
            )
            self._filled = 0
            return self.last
        self._keep_three_quarters()
        return None

    def _is_still(self) -> bool:
        """Whether each plate's vertical force rests in the window."""
        fz_n = self._fz_n_per_v @ self._window
        half = fz_n.shape[1] // 2
        drift_n = np.abs(fz_n[:, :half].mean(axis=1) - fz_n[:, half:].mean(axis=1))
        return bool(fz_n.std(axis=1).max() <= STILL_SD_N and drift_n.max() <= STILL_DRIFT_N)

    def _keep_three_quarters(self) -> None:
        """Drop the oldest quarter of the window."""
        step = max(1, self._window.shape[1] // 4)
        kept = self._window.shape[1] - step
        self._window[:, :kept] = self._window[:, step:].copy()
        self._filled = kept
