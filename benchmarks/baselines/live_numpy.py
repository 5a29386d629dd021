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
    """Stage after stage: volts, tare, matrix, surface, rotation, filter, pressure, sums, integral."""

    def __init__(
        self,
        plates: Sequence[ForcePlate],
        tare: Sequence[FloatArray],
        rate_hz: float,
        floor_n: float,
        volts_per_code: FloatArray,
    ) -> None:
        self._tares = [values[:, np.newaxis] for values in tare]
        self._scale = volts_per_code[:, np.newaxis]
        self._matrices = [plate.matrix for plate in plates]
        self._rotations = [plate.reaction * plate.rotation for plate in plates]
        self._surfaces_m = [plate.surface_mm / 1000.0 for plate in plates]
        self._centres_mm = [plate.centre_mm for plate in plates]
        self._floor_n = floor_n
        self._sos = butter(ORDER, CORNER_HZ, fs=rate_hz, output="sos")
        self._states: list[FloatArray | None] = [None for _ in plates]
        self._integrate = RunningImpulse(rate_hz)

    def __call__(self, codes: Codes) -> Result:
        """Wrenches of codes, shape (n_channels, n)."""
        volts = codes * self._scale
        forces, moments, pressures, load = [], [], [], np.zeros(codes.shape[1])
        first = 0
        for k, matrix in enumerate(self._matrices):
            channels = volts[first : first + matrix.shape[1]] - self._tares[k]
            first += matrix.shape[1]
            sensor = matrix @ channels
            x, y, z = self._surfaces_m[k]
            fx, fy, fz = sensor[:3]
            at_surface = sensor[3:] + np.stack([fy * z - fz * y, fz * x - fx * z, fx * y - fy * x])
            wrench = np.concatenate([self._rotations[k] @ sensor[:3], self._rotations[k] @ at_surface])
            load += wrench[2]
            wrench = self._filtered(k, wrench)
            forces.append(wrench[:3])
            moments.append(wrench[3:])
            pressures.append(self._pressure(wrench[2], wrench[3:], self._centres_mm[k]))
        total = forces[0][2] + forces[1][2]
        about_origin = np.stack([moments[0][0] + moments[1][0], moments[0][1] + moments[1][1]])
        for centre_mm, force in zip(self._centres_mm, forces, strict=True):
            about_origin[0] += centre_mm[1] / 1000.0 * force[2]
            about_origin[1] -= centre_mm[0] / 1000.0 * force[2]
        common = self._pressure(total, about_origin, np.zeros(3))
        return np.stack(forces), np.stack(moments), np.stack(pressures), total, common, self._integrate(load)

    def _filtered(self, plate: int, wrench: FloatArray) -> FloatArray:
        """Causal Butterworth, begun as if the first sample had always been."""
        state = self._states[plate]
        if state is None:
            state = sosfilt_zi(self._sos)[:, np.newaxis] * wrench[:, :1]
        filtered, self._states[plate] = sosfilt(self._sos, wrench, axis=1, zi=state)
        return np.asarray(filtered)

    def _pressure(self, fz: FloatArray, moment: FloatArray, centre_mm: FloatArray) -> FloatArray:
        """Centre of pressure, NaN under the floor."""
        loaded = np.where(fz >= self._floor_n, fz, np.nan)
        x_mm = centre_mm[0] - 1000.0 * moment[1] / loaded
        return np.stack([x_mm, centre_mm[1] + 1000.0 * moment[0] / loaded])


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
