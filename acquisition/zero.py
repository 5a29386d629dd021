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
BARS_KG = (15.0, 20.0)
BAR_SHARE = 0.05
"""A load this near to the weight of a bar may be one."""
OFFSET_N = 20.0
"""And by this much more where no earlier zero takes the amplifiers' offsets away."""
GRAVITY_M_S2 = 9.80665


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


@dataclass(frozen=True)
class ZeroRefusal:
    """Why a second of samples is no zero.

    Attributes
    ----------
    sides : tuple of str
        Names of the plates.
    load_n : tuple of float
        Vertical force per plate, by the last zero or the matrix alone.
    moving_n : tuple of float
        Standard deviation per plate, or the creep from one half of the second to the other where that is more.
    loaded : bool
        Whether something lies there; otherwise something moves.
    since_zero : bool
        Whether the load counts from an earlier zero; it holds an amplifier's offset otherwise.
    """

    sides: tuple[str, ...]
    load_n: tuple[float, ...]
    moving_n: tuple[float, ...]
    loaded: bool
    since_zero: bool

    @property
    def bar_kg(self) -> float | None:
        """Mass of the bar that the load may be."""
        return likely_bar_kg(sum(self.load_n), 0.0 if self.since_zero else OFFSET_N) if self.loaded else None

    @property
    def words(self) -> str:
        """What is wrong, in one or two sentences."""
        if not self.loaded:
            pairs = zip(self.sides, self.moving_n, strict=True)
            moving = [f"the {side} plate by ± {sd_n:.0f} N" for side, sd_n in pairs if sd_n > STILL_DRIFT_N]
            return f"the plates are not still: {', '.join(moving)}"
        load_n = sum(self.load_n)
        each = ", ".join(f"{side} {fz_n:.0f} N" for side, fz_n in zip(self.sides, self.load_n, strict=True))
        parts = f": {each}" if len(self.sides) > 1 else ""
        if load_n < 0.0:
            return f"the plates are lifted by {-load_n:.0f} N{parts}: something was on them at the last zero"
        about = "" if self.since_zero else "about "
        return f"{about}{load_n:.0f} N ({load_n / GRAVITY_M_S2:.1f} kg) on the plates{parts}"

    @property
    def advice(self) -> str:
        """What to do about it."""
        if not self.loaded:
            return "wait until nothing shakes them and try again"
        question = "" if self.bar_kg is None else f"is it the bar ({self.bar_kg:g} kg)? "
        return f"{question}{'C' if question else 'c'}lear the plates and try again"


def likely_bar_kg(load_n: float, offset_n: float = 0.0) -> float | None:
    """Mass of the bar whose weight a load is near to, within 5 % and an offset; ``None`` where it is near to none."""
    nearest = min(BARS_KG, key=lambda kg: abs(load_n - kg * GRAVITY_M_S2))
    off_n = abs(load_n - nearest * GRAVITY_M_S2)
    return nearest if off_n <= BAR_SHARE * nearest * GRAVITY_M_S2 + offset_n else None


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
    earlier_volts : ndarray, shape (n_channels,), optional
        Empty plates a while ago: the first zero, too, must then lie within 15 N of them.
    """

    def __init__(
        self,
        plates: Sequence[ForcePlate],
        plate_channels: Sequence[Sequence[int]],
        rate_hz: float,
        earlier_volts: FloatArray | None = None,
    ) -> None:
        n_channels = 1 + max(max(rows) for rows in plate_channels)
        self._fz_n_per_v = np.zeros((len(plates), n_channels))
        for number, (plate, rows) in enumerate(zip(plates, plate_channels, strict=True)):
            # Force on the plate along its own vertical: heavy is positive whatever the axes and signs of the sheet.
            upward = -plate.reaction * plate.rotation[2] @ plate.matrix[:3]
            self._fz_n_per_v[number, list(rows)] = -upward
        self._sides = tuple(plate.name for plate in plates)
        self._rate_hz = rate_hz
        self._window = np.empty((n_channels, round(rate_hz * ZERO_S)))
        self._filled = 0
        self._earlier_volts = earlier_volts
        self.last: Zero | None = None
        self.load_n = float("nan")
        """Vertical force on the plates in the last full second, by the last zero or the matrix alone."""
        self.refusal: ZeroRefusal | None = None
        """What speaks against the last full second; ``None`` where it would be a zero, or there was none yet."""
        self.plate_load_n: FloatArray = np.full(len(plates), np.nan)
        """As ``load_n``, per plate."""
        self.still = False
        """Whether the plates rested in the last full second, loaded or not."""
        self.asked = False
        """Set from anywhere: the next second of empty, still plates is a zero, however young the last one is."""

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
        if volts.shape[0] != self._window.shape[0]:
            self._widen(volts.shape[0])
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

    def plate_means_n(self, volts: FloatArray) -> FloatArray:
        """Mean vertical force on each plate in some samples, by the last zero or the matrix alone.

        Parameters
        ----------
        volts : ndarray, shape (n_channels, n)
            As they are pushed.
        """
        mean = volts.mean(axis=1)
        loads_n: FloatArray = self._fz_n_per_v @ (mean if self.last is None else mean - self.last.volts)
        return loads_n

    def _widen(self, n_channels: int) -> None:
        """Take rows that belong to no plate, such as a camera's signal: they are averaged and weigh nothing."""
        fz_n_per_v = np.zeros((self._fz_n_per_v.shape[0], n_channels))
        fz_n_per_v[:, : self._fz_n_per_v.shape[1]] = self._fz_n_per_v
        self._fz_n_per_v, self._window = fz_n_per_v, np.empty((n_channels, self._window.shape[1]))
        self._filled = 0

    def _judge(self, stop: int) -> Zero | None:
        """Take the window as a zero, or move on by a quarter of it."""
        mean = self._window.mean(axis=1)
        base = self.last.volts if self.last else self._earlier_volts
        self.plate_load_n = self._fz_n_per_v @ (mean if base is None else mean - base)
        self.load_n = float(self.plate_load_n.sum())
        self.refusal = self._refusal(since_zero=base is not None)
        start = stop - self._window.shape[1]
        due = self.last is None or self.asked or start - self.last.stop >= AGAIN_S * self._rate_hz
        if due and self.refusal is None:
            self.last = Zero(
                start, stop, mean, self._window.std(axis=1, ddof=1), float((self._fz_n_per_v @ mean).sum())
            )
            self._filled, self.asked = 0, False
            return self.last
        self._keep_three_quarters()
        return None

    def _refusal(self, *, since_zero: bool) -> ZeroRefusal | None:
        """What speaks against the window as a zero: a load, or a plate whose vertical force does not rest."""
        loaded = abs(self.load_n) > (AGAIN_N if since_zero else EMPTY_N)
        fz_n = self._fz_n_per_v @ self._window
        half = fz_n.shape[1] // 2
        sd_n, drift_n = fz_n.std(axis=1), np.abs(fz_n[:, :half].mean(axis=1) - fz_n[:, half:].mean(axis=1))
        self.still = bool(sd_n.max() <= STILL_SD_N and drift_n.max() <= STILL_DRIFT_N)
        if self.still and not loaded:
            return None
        worse_n = np.where((sd_n > STILL_SD_N) | (drift_n <= STILL_DRIFT_N), sd_n, drift_n)
        return ZeroRefusal(self._sides, tuple(self.plate_load_n.tolist()), tuple(worse_n.tolist()), loaded, since_zero)

    def _keep_three_quarters(self) -> None:
        """Drop the oldest quarter of the window."""
        step = max(1, self._window.shape[1] // 4)
        kept = self._window.shape[1] - step
        self._window[:, :kept] = self._window[:, step:].copy()
        self._filled = kept
