"""The live pass in NumPy and scipy, twice: as most people write it, and as well as we could.

Both take a converter's 16-bit codes, prepare what can be prepared at construction, carry the filter's and the impulse's
state from push to push, and return force, moment, pressure per plate, total vertical force, common pressure and running
impulse.
The impulse is that of the force before the filter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.integrate import cumulative_trapezoid
from scipy.signal import butter, sosfilt, sosfilt_zi

from acquisition.plate import FloatArray, ForcePlate

Codes = npt.NDArray[np.int16]
Result = tuple[FloatArray, ...]
ORDER, CORNER_HZ = 4, 50.0


class RunningImpulse:
    """Trapezoids, carried on."""

    def __init__(self, rate_hz: float) -> None:
        self._half_step_s = 0.5 / rate_hz
        self._load_n: float | None = None
        self._area_ns = 0.0

    def __call__(self, load_n: FloatArray) -> FloatArray:
        """Impulse at each sample; the load is not changed."""
        before = -load_n[0] if self._load_n is None else self._load_n
        steps = np.empty_like(load_n)
        steps[0] = self._area_ns + (before + load_n[0]) * self._half_step_s
        np.add(load_n[1:], load_n[:-1], out=steps[1:])
        steps[1:] *= self._half_step_s
        np.cumsum(steps, out=steps)
        self._load_n, self._area_ns = float(load_n[-1]), float(steps[-1])
        return steps


class StagedLive:
    """Stage after stage, each by the libraries' own call: volts, tare, matrix, transfer, filter, pressure, sums.

    The transfers are cross products, the integral is scipy's, every stage has its own arrays: what one writes who knows
    NumPy and wants to be able to check each stage. What can be folded or done in place is left to :class:`FoldedLive`.
    """

    def __init__(
        self,
        plates: Sequence[ForcePlate],
        tare: Sequence[FloatArray],
        rate_hz: float,
        floor_n: float,
        volts_per_code: FloatArray,
    ) -> None:
        self._plates = plates
        self._tare = np.concatenate(tare)[:, np.newaxis]
        self._scale = volts_per_code[:, np.newaxis]
        self._floor_n, self._rate_hz = floor_n, rate_hz
        self._sos = butter(ORDER, CORNER_HZ, fs=rate_hz, output="sos")
        self._states: list[FloatArray | None] = [None for _ in plates]
        self._load_n: FloatArray = np.empty(0)
        self._area_ns = 0.0

    def __call__(self, codes: Codes) -> Result:
        """Wrenches of codes, shape (n_channels, n)."""
        volts = codes * self._scale - self._tare
        forces, moments, pressures = [], [], []
        load_n, force_n, moment_nm = np.zeros(codes.shape[1]), np.zeros((3, 1)), np.zeros((3, 1))
        for k, plate in enumerate(self._plates):
            n_channels = plate.matrix.shape[1]
            wrench = self._about_surface(plate, volts[k * n_channels : (k + 1) * n_channels])
            load_n = load_n + wrench[2]
            wrench = self._filtered(k, wrench)
            force, moment = wrench[:3], wrench[3:]
            forces.append(force)
            moments.append(moment)
            pressures.append(self._pressure(force, moment, plate.centre_mm))
            force_n = force_n + force
            moment_nm = moment_nm + moment + np.cross(plate.centre_mm / 1000.0, force, axisb=0).T
        common = self._pressure(force_n, moment_nm, np.zeros(3))
        return np.stack(forces), np.stack(moments), np.stack(pressures), force_n[2], common, self._impulse(load_n)

    def _about_surface(self, plate: ForcePlate, volts: FloatArray) -> FloatArray:
        """Force and moment about the surface centre, laboratory axes."""
        sensor = plate.matrix @ volts
        force, moment = sensor[:3], sensor[3:]
        moment = moment - np.cross(plate.surface_mm / 1000.0, force, axisb=0).T
        to_laboratory = plate.reaction * plate.rotation
        return np.concatenate([to_laboratory @ force, to_laboratory @ moment])

    def _filtered(self, plate: int, wrench: FloatArray) -> FloatArray:
        """Causal Butterworth, begun as if the first sample had always been."""
        state = self._states[plate]
        if state is None:
            state = sosfilt_zi(self._sos)[:, np.newaxis] * wrench[:, :1]
        filtered, self._states[plate] = sosfilt(self._sos, wrench, axis=1, zi=state)
        return np.asarray(filtered)

    def _pressure(self, force: FloatArray, moment: FloatArray, centre_mm: FloatArray) -> FloatArray:
        """Centre of pressure, NaN under the floor."""
        fz = np.where(force[2] >= self._floor_n, force[2], np.nan)
        return np.stack([centre_mm[0] - 1000.0 * moment[1] / fz, centre_mm[1] + 1000.0 * moment[0] / fz])

    def _impulse(self, load_n: FloatArray) -> FloatArray:
        """Running integral, carried on from the last push."""
        if self._load_n.size:
            joined = np.concatenate([self._load_n, load_n])
            impulse = self._area_ns + cumulative_trapezoid(joined, dx=1.0 / self._rate_hz)
        else:
            impulse = cumulative_trapezoid(load_n, dx=1.0 / self._rate_hz, initial=0)
        self._load_n, self._area_ns = load_n[-1:], float(impulse[-1])
        return np.asarray(impulse)


class FoldedLive:
    """Scale, tare and all that is linear in two matrix products, one filter call for all rows, then three divisions.

    Parameters
    ----------
    gains, offsets, centres_mm : ndarray
        The maps that the kernel uses, from volts; plates read their channels one after the other.
    """

    def __init__(
        self,
        maps: tuple[FloatArray, FloatArray, FloatArray],
        rate_hz: float,
        floor_n: float,
        volts_per_code: FloatArray,
    ) -> None:
        gains, offsets, centres_mm = maps
        self._n_plates, _, n_channels = gains.shape
        rows = np.zeros((6 * self._n_plates, self._n_plates * n_channels))
        for k in range(self._n_plates):
            rows[6 * k : 6 * k + 6, k * n_channels : (k + 1) * n_channels] = gains[k]
        self._matrix, self._constant = rows * volts_per_code, offsets.reshape(-1, 1)
        self._sums = self._wrench_to_sums(centres_mm)
        self._sos = butter(ORDER, CORNER_HZ, fs=rate_hz, output="sos")
        self._state: FloatArray | None = None
        self._floor_n = floor_n
        self._integrate = RunningImpulse(rate_hz)

    def _wrench_to_sums(self, centres_mm: FloatArray) -> FloatArray:
        """Matrix from the plates' rows to their leans, the total vertical force and the common lean."""
        plates = self._n_plates
        sums = np.zeros((2 * plates + 3, 6 * plates))
        for k, (x, y, z) in enumerate(centres_mm):
            sums[2 * k, 6 * k + 2], sums[2 * k, 6 * k + 4] = x, -1000.0
            sums[2 * k + 1, 6 * k + 2], sums[2 * k + 1, 6 * k + 3] = y, 1000.0
            sums[2 * plates, 6 * k + 2] = 1.0
            sums[-2:, 6 * k : 6 * k + 6] = sums[2 * k : 2 * k + 2, 6 * k : 6 * k + 6]
            sums[-2, 6 * k], sums[-1, 6 * k + 1] = -z, -z
        return sums

    def __call__(self, codes: Codes) -> Result:
        """Wrenches of codes, shape (n_channels, n)."""
        plates, n = self._n_plates, codes.shape[1]
        rows = self._matrix @ codes.astype(np.float64)
        rows += self._constant
        impulse = self._integrate(rows[2::6].sum(axis=0))
        if self._state is None:
            self._state = sosfilt_zi(self._sos)[:, np.newaxis] * rows[:, :1]
        filtered, self._state = sosfilt(self._sos, rows, axis=1, zi=self._state)
        wrench = np.asarray(filtered).reshape(plates, 6, n)
        sums = self._sums @ filtered
        cop, total, common = sums[: 2 * plates].reshape(plates, 2, n), sums[2 * plates], sums[-2:]
        self._divide(cop, wrench[:, 2:3])
        self._divide(common, total)
        return wrench[:, :3], wrench[:, 3:], cop, total, common, impulse

    def _divide(self, leans: FloatArray, load_n: FloatArray) -> None:
        """Leans become positions in place; NaN under the floor."""
        leans /= np.where(load_n >= self._floor_n, load_n, np.nan)
