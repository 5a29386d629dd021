"""The wrench pass in NumPy, twice: as most people write it, and as well as we could.

Both take the plates' folded or unfolded constants at construction, so that only the work per sample is timed, and both
return force, moment, centre of pressure per plate and together, and the running impulse, as the kernel does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from acquisition.plate import FloatArray, ForcePlate

Result = tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]


class StagedNumpy:
    """Stage after stage, each a line of its own: tare, matrix, surface, rotation, pressure, sum, integral."""

    def __init__(
        self, plates: Sequence[ForcePlate], tare: Sequence[FloatArray], rate_hz: float, floor_n: float
    ) -> None:
        self._tares = [values[:, np.newaxis] for values in tare]
        self._matrices = [plate.matrix for plate in plates]
        self._rotations = [plate.reaction * plate.rotation for plate in plates]
        self._surfaces_m = [plate.surface_mm / 1000.0 for plate in plates]
        self._centres_mm = [plate.centre_mm for plate in plates]
        self._step_s = 1.0 / rate_hz
        self._floor_n = floor_n

    def __call__(self, volts: FloatArray) -> Result:
        """Wrenches of volts, shape (n_channels, n)."""
        forces, moments, pressures = [], [], []
        first = 0
        for k, matrix in enumerate(self._matrices):
            channels = volts[first : first + matrix.shape[1]] - self._tares[k]
            first += matrix.shape[1]
            sensor = matrix @ channels
            x, y, z = self._surfaces_m[k]
            fx, fy, fz = sensor[:3]
            at_surface = sensor[3:] + np.stack([fy * z - fz * y, fz * x - fx * z, fx * y - fy * x])
            force, moment = self._rotations[k] @ sensor[:3], self._rotations[k] @ at_surface
            forces.append(force)
            moments.append(moment)
            pressures.append(self._pressure(force[2], moment, self._centres_mm[k]))
        total = forces[0] + forces[1]
        about_origin = np.stack([moments[0][0] + moments[1][0], moments[0][1] + moments[1][1]])
        for centre_mm, force in zip(self._centres_mm, forces, strict=True):
            about_origin[0] += centre_mm[1] / 1000.0 * force[2]
            about_origin[1] -= centre_mm[0] / 1000.0 * force[2]
        common = self._pressure(total[2], about_origin, np.zeros(3))
        impulse = np.zeros(volts.shape[1])
        impulse[1:] = np.cumsum((total[2, 1:] + total[2, :-1]) * 0.5 * self._step_s)
        return np.stack(forces), np.stack(moments), np.stack(pressures), common, impulse

    def _pressure(self, fz: FloatArray, moment: FloatArray, centre_mm: FloatArray) -> FloatArray:
        """Centre of pressure, NaN under the floor."""
        loaded = np.where(fz >= self._floor_n, fz, np.nan)
        x_mm = centre_mm[0] - 1000.0 * moment[1] / loaded
        return np.stack([x_mm, centre_mm[1] + 1000.0 * moment[0] / loaded])


class FoldedNumpy:
    """Everything linear in one matrix product, leans and sums included; then three divisions and a cumulative sum."""

    def __init__(
        self, gains: FloatArray, offsets: FloatArray, centres_mm: FloatArray, rate_hz: float, floor_n: float
    ) -> None:
        n_plates, _, n_channels = gains.shape
        block = np.zeros((n_plates, 6, n_plates * n_channels))
        for k in range(n_plates):
            block[k, :, k * n_channels : (k + 1) * n_channels] = gains[k]
        wrench = np.concatenate([block, offsets[:, :, np.newaxis]], axis=2)
        leans = np.stack(
            [
                np.stack([x * rows[2] - 1000.0 * rows[4], y * rows[2] + 1000.0 * rows[3]])
                for rows, (x, y, _) in zip(wrench, centres_mm, strict=True)
            ]
        )
        level = leans - centres_mm[:, 2, np.newaxis, np.newaxis] * wrench[:, :2]
        rows = np.concatenate(
            [
                wrench[:, :3].reshape(3 * n_plates, -1),
                wrench[:, 3:].reshape(3 * n_plates, -1),
                leans.reshape(2 * n_plates, -1),
                level.sum(axis=0),
                wrench[:, 2].sum(axis=0, keepdims=True),
            ]
        )
        self._matrix, self._constant = np.ascontiguousarray(rows[:, :-1]), rows[:, -1:].copy()
        self._n_plates = n_plates
        self._half_step_s = 0.5 / rate_hz
        self._floor_n = floor_n

    def __call__(self, volts: FloatArray) -> Result:
        """Wrenches of volts, shape (n_channels, n)."""
        plates, n = self._n_plates, volts.shape[1]
        rows = self._matrix @ volts
        rows += self._constant
        force = rows[: 3 * plates].reshape(plates, 3, n)
        moment = rows[3 * plates : 6 * plates].reshape(plates, 3, n)
        cop = rows[6 * plates : 8 * plates].reshape(plates, 2, n)
        common, load = rows[8 * plates : 8 * plates + 2], rows[-1]
        self._divide(cop, force[:, 2:3])
        self._divide(common, load)
        impulse = np.empty(n)
        impulse[0] = 0.0
        steps = impulse[1:]
        np.add(load[1:], load[:-1], out=steps)
        steps *= self._half_step_s
        np.cumsum(steps, out=steps)
        return force, moment, cop, common, impulse

    def _divide(self, leans: FloatArray, load: FloatArray) -> None:
        """Leans become positions in place; NaN under the floor."""
        leans /= np.where(load >= self._floor_n, load, np.nan)
