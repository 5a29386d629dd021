"""What an amplifier and a converter add to a plate's perfect volts.

Every random value comes from a counter-based generator (Philox) that is set to the sample's own place, so that a sample
is the same whether it is computed alone, in a block or in a whole recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from sim_data.digitiser import CHUNK, FloatArray

MOMENT_ARM_M = 0.2
"""What a disturbance of 1 N in the force channels is in the moment channels, N·m."""
HUM_HZ = 50.0
THIRD_HARMONIC = 0.3
"""Amplitude of the third harmonic, share of the hum's."""
BITS = 16
CODES = 2**BITS


@dataclass(frozen=True)
class PlateSettings:
    """How far the simulated plates are from perfect ones. Disturbances are given as newtons of the force channels.

    Attributes
    ----------
    seed : int
        The same seed gives the same volts.
    offset_n : float
        Offsets lie between minus and plus this.
    drift_n, drift_period_s : float
        Amplitude and period of a slow drift that starts at 0.
    noise_sd_n : float
        White noise.
    hum_n : float
        Amplitude of the mains hum at 50 Hz; its third harmonic is 0.3 of that.
    crosstalk : (float, float)
        Share of Fz that shows in Fx and Fy beyond what the calibration matrix takes away.
    tilt_deg : (float, float)
        Tilt of the sensor against the floor about the plate's x and y axes.
    span_v : float
        Where the amplifier saturates.
    range_v : float or None
        Range of the converter; ``None`` leaves the volts as they are.
    convert_period_s : float
        Time from one channel's conversion to the next one's.
    charge_n_s : (float, float)
        Charge amplifiers run away steadily, each by so many newtons a second, up or down, from their last reset on;
        (0, 0) for amplifiers that do not.
    bits : int
        Resolution of the converter.
    """

    seed: int = 0
    offset_n: float = 20.0
    drift_n: float = 1.5
    drift_period_s: float = 1200.0
    noise_sd_n: float = 1.0
    hum_n: float = 0.5
    crosstalk: tuple[float, float] = (0.002, -0.002)
    tilt_deg: tuple[float, float] = (0.0, 0.0)
    span_v: float = 10.0
    range_v: float | None = 10.0
    convert_period_s: float = 14e-6
    charge_n_s: tuple[float, float] = (0.0, 0.0)
    bits: int = BITS

    @classmethod
    def ideal(cls) -> Self:
        """A chain without any fault, not even a span or steps."""
        return cls(
            offset_n=0.0,
            drift_n=0.0,
            noise_sd_n=0.0,
            hum_n=0.0,
            crosstalk=(0.0, 0.0),
            span_v=np.inf,
            range_v=None,
            convert_period_s=0.0,
            charge_n_s=(0.0, 0.0),
        )

    def sensed(self, wrench: FloatArray) -> FloatArray:
        """The wrench as tilted, cross-talking sensors feel it, shape (6, n)."""
        felt = wrench
        if self.tilt_deg != (0.0, 0.0):
            turn = tilt_matrix(*np.radians(self.tilt_deg))
            felt = np.concatenate([turn @ wrench[:3], turn @ wrench[3:]])
        if self.crosstalk != (0.0, 0.0):
            leak = np.asarray(self.crosstalk)[:, np.newaxis] * felt[2]
            felt = np.concatenate([felt[:2] + leak, felt[2:]])
        return felt

    def amplifier(self, n_per_v: FloatArray, moments: Sequence[bool] | None = None) -> Amplifier:
        """The amplifier of channels with these sensitivities."""
        return Amplifier(self, n_per_v, moments)

    def digitised(self, volts: FloatArray, ranges_v: FloatArray | None = None) -> FloatArray:
        """Volts after the amplifier's span and the converter's steps, shape (n_channels, n).

        ``ranges_v`` of shape (n_channels,) takes the place of the settings' range where that is not ``None``.
        """
        held = np.clip(volts, -self.span_v, self.span_v)
        if self.range_v is None:
            return held
        limits_v = np.full(volts.shape[0], self.range_v) if ranges_v is None else ranges_v
        codes = 2**self.bits
        step_v = (2.0 * limits_v / codes)[:, np.newaxis]
        numbers = np.clip(np.rint(held / step_v), -codes // 2, codes // 2 - 1) + 0.0  # a converter knows no −0
        stepped: FloatArray = numbers * step_v
        return stepped


def tilt_matrix(about_x_rad: float, about_y_rad: float) -> FloatArray:
    """Turns a vector into the axes of a sensor that is tilted about x, then about y, shape (3, 3)."""
    sx, cx = np.sin(about_x_rad), np.cos(about_x_rad)
    sy, cy = np.sin(about_y_rad), np.cos(about_y_rad)
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, cx, sx], [0.0, -sx, cx]])
    about_y = np.array([[cy, 0.0, -sy], [0.0, 1.0, 0.0], [sy, 0.0, cy]])
    turn: FloatArray = about_y @ about_x
    return turn


class Amplifier:
    """Offset, drift, noise and hum of each channel.

    Parameters
    ----------
    settings : PlateSettings
        Sizes and seed.
    n_per_v : ndarray, shape (n_channels,)
        Sensitivity of each channel, N or N·m per V.
    moments : sequence of bool, optional
        Which channels are moments; by default six channels a plate, forces first.
    """

    def __init__(self, settings: PlateSettings, n_per_v: FloatArray, moments: Sequence[bool] | None = None) -> None:
        self._settings = settings
        n = n_per_v.size
        arms = np.where(np.arange(n) % 6 < 3 if moments is None else ~np.asarray(moments), 1.0, MOMENT_ARM_M)
        self._v_per_n = arms / n_per_v
        draw = np.random.Generator(np.random.Philox(key=[settings.seed, 1]))
        self.offset_v: FloatArray = draw.uniform(-1.0, 1.0, n) * settings.offset_n * self._v_per_n
        self._drift_phase = draw.uniform(0.0, 2.0 * np.pi, n)
        self._hum_phase = draw.uniform(0.0, 2.0 * np.pi, (2, n))
        speed = draw.uniform(*settings.charge_n_s, n) * np.where(draw.uniform(size=n) < 0.5, -1.0, 1.0)
        self.charge_v_s: FloatArray = speed * self._v_per_n
        """How fast each channel runs away, V/s."""

    def disturbance(self, rows: list[int], times_s: FloatArray, number: int) -> FloatArray:
        """Volts added to the channels ``rows`` in one chunk of samples.

        Parameters
        ----------
        rows : list of int
            Channels.
        times_s : ndarray, shape (len(rows), 1000)
            When each of their samples is taken.
        number : int
            Number of the chunk.

        Returns
        -------
        ndarray, shape (len(rows), 1000)
        """
        settings = self._settings
        added_v = np.repeat(self.offset_v[rows, np.newaxis], times_s.shape[1], axis=1)
        scale = self._v_per_n[rows, np.newaxis]
        if settings.drift_n:
            phase = self._drift_phase[rows, np.newaxis]
            turn = 2.0 * np.pi / settings.drift_period_s * times_s
            added_v += scale * settings.drift_n * (np.sin(turn + phase) - np.sin(phase))
        if settings.hum_n:
            added_v += scale * settings.hum_n * self._hum(rows, times_s)
        if settings.noise_sd_n:
            added_v += scale * settings.noise_sd_n * self._noise(number)[rows]
        return added_v

    def _hum(self, rows: list[int], times_s: FloatArray) -> FloatArray:
        """Mains hum of amplitude 1 with its third harmonic."""
        phase, third = self._hum_phase[:, rows, np.newaxis]
        turn = 2.0 * np.pi * HUM_HZ * times_s
        hum: FloatArray = np.sin(turn + phase) + THIRD_HARMONIC * np.sin(3.0 * turn + third)
        return hum

    def _noise(self, number: int) -> FloatArray:
        """White noise of SD 1 of a chunk, shape (n_channels, 1000)."""
        place = np.random.Philox(key=[self._settings.seed, 2], counter=[0, 0, 0, number])
        return np.random.Generator(place).standard_normal((self._v_per_n.size, CHUNK))
