"""Two simulated six-component plates: force on the lifter in, amplifier volts out.

Laboratory frame: x to the lifter's right, y forward, z up, surface at z = 0, origin midway between the plates.
Plate axes: x right, y backward, z down; the sensor's origin lies 40 mm under the centre of the surface.

A foot feels the force F at the pressure point P and a free moment T about the vertical. The plate feels −F and −T, so
about the sensor's origin O, still in the laboratory frame, its moment is (P − O) × (−F) + (0, 0, −T). Turned into
plate axes (x, −y, −z) the six components go through the inverse of the calibration matrix: that is what the
amplifier would give if it were perfect. :mod:`sim_data.amplifier` makes it imperfect, :mod:`sim_data.digitiser`
samples it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from sim_data.amplifier import PlateSettings
from sim_data.digitiser import CHUNK, FloatArray, Scan, sampled

SENSOR_DEPTH_MM = 40.0
N_CHANNELS = 12
KEPT_CHUNKS = 4
INTO_PLATE_AXES = np.array([1.0, -1.0, -1.0])
"""Signs that turn a laboratory vector into plate axes."""


class PlateForces(Protocol):
    """What acts on the lifter, at a fixed rate and for any span of samples."""

    @property
    def rate_hz(self) -> float:
        """Samples a second."""

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Force (2, 3, n) in N, pressure point (2, 2, n) in mm, free moment (2, n) in N·m; left foot first."""


class RecordedLift(Protocol):
    """What :func:`lift_volts` needs of a simulated lift."""

    @property
    def rate_hz(self) -> float:
        """Samples a second."""

    @property
    def force_n(self) -> FloatArray:
        """Shape (2, 3, n)."""

    @property
    def cop_mm(self) -> FloatArray:
        """Shape (2, 2, n)."""

    @property
    def free_moment_nm(self) -> FloatArray:
        """Shape (2, n)."""


@dataclass(frozen=True, eq=False)
class SimulatedPlate:
    """One plate.

    Attributes
    ----------
    side, serial : str
        ``left`` or ``right``, and what its sheet says.
    centre_mm : (float, float)
        Centre of the surface, right and forward.
    size_mm : (float, float)
        Width and length of the surface.
    matrix : ndarray, shape (6, 6)
        N and N·m per volt.
    """

    side: str
    serial: str
    centre_mm: tuple[float, float]
    size_mm: tuple[float, float]
    matrix: FloatArray

    def wrench(self, force_n: FloatArray, cop_mm: FloatArray, free_moment_nm: FloatArray) -> FloatArray:
        """Force and moment on the plate about the sensor's origin, plate axes.

        Parameters
        ----------
        force_n : ndarray, shape (3, n)
            Force on the lifter, laboratory frame.
        cop_mm : ndarray, shape (2, n)
            Pressure point, laboratory frame; anything where there is no force.
        free_moment_nm : ndarray, shape (n,)
            Free moment on the lifter about the vertical.

        Returns
        -------
        ndarray, shape (6, n)
            N and N·m.
        """
        on_plate = -force_n
        centre = np.asarray(self.centre_mm)[:, np.newaxis]
        across = np.where(np.isfinite(cop_mm), cop_mm - centre, 0.0) / 1000.0
        lever = np.concatenate([across, np.full((1, across.shape[1]), SENSOR_DEPTH_MM / 1000.0)])
        moment = np.cross(lever, on_plate, axis=0)
        moment[2] -= free_moment_nm
        signs = INTO_PLATE_AXES[:, np.newaxis]
        return np.concatenate([signs * on_plate, signs * moment])


LEFT = SimulatedPlate(
    "left",
    "SIM-L",
    (-301.0, 0.0),
    (600.0, 900.0),
    np.array(
        [
            [250.0, 0.8, -0.5, 0.0, 0.4, 0.0],
            [-0.6, 250.0, 0.7, 0.5, 0.0, 0.0],
            [1.1, -0.9, 500.0, 0.3, -0.2, 0.1],
            [0.0, 0.1, 0.2, 150.0, 0.1, 0.0],
            [0.1, 0.0, -0.1, 0.2, 100.0, 0.0],
            [0.0, 0.0, 0.1, 0.0, 0.1, 75.0],
        ]
    ),
)
RIGHT = SimulatedPlate(
    "right",
    "SIM-R",
    (301.0, 0.0),
    (600.0, 900.0),
    np.array(
        [
            [250.0, -0.7, 0.4, 0.0, -0.3, 0.0],
            [0.5, 250.0, -0.8, -0.4, 0.0, 0.0],
            [-0.9, 1.2, 500.0, -0.2, 0.3, -0.1],
            [0.0, -0.1, 0.1, 150.0, -0.1, 0.0],
            [-0.1, 0.0, 0.2, -0.2, 100.0, 0.0],
            [0.0, 0.0, -0.1, 0.0, -0.1, 75.0],
        ]
    ),
)
PAIR = (LEFT, RIGHT)


@dataclass(frozen=True, eq=False)
class LiftForces:
    """A simulated lift as plate forces; before and after it its first and last samples go on."""

    lift: RecordedLift

    @property
    def rate_hz(self) -> float:
        """Rate of the lift."""
        return self.lift.rate_hz

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`PlateForces.wrench`."""
        at = np.clip(np.arange(first, first + n), 0, self.lift.force_n.shape[-1] - 1)
        return self.lift.force_n[..., at], self.lift.cop_mm[..., at], self.lift.free_moment_nm[..., at]


def perfect_volts(
    force_n: FloatArray, cop_mm: FloatArray, free_moment_nm: FloatArray, settings: PlateSettings
) -> FloatArray:
    """Volts of both plates before the amplifier's faults.

    Parameters
    ----------
    force_n, cop_mm, free_moment_nm : ndarray, shapes (2, 3, n), (2, 2, n), (2, n)
        As :meth:`PlateForces.wrench` gives them.
    settings : PlateSettings
        Tilt and crosstalk.

    Returns
    -------
    ndarray, shape (12, n)
        Left plate's six channels, then the right one's, V.
    """
    volts = np.empty((N_CHANNELS, force_n.shape[-1]))
    for number, plate in enumerate(PAIR):
        wrench = plate.wrench(force_n[number], cop_mm[number], free_moment_nm[number])
        volts[6 * number : 6 * number + 6] = np.linalg.solve(plate.matrix, settings.sensed(wrench))
    return volts


def sensitivity_n_per_v() -> FloatArray:
    """Each channel's own sensitivity, N or N·m per V, shape (12,)."""
    return np.concatenate([np.diagonal(plate.matrix) for plate in PAIR])


class PlatePair:
    """The volts of both plates at any sample of a task.

    The value at sample i depends on i alone, whatever was asked for before.

    Parameters
    ----------
    forces : PlateForces
        What acts on the lifter.
    settings : PlateSettings
        The faults of the chain.
    scan : Scan, optional
        Rate, order of the channels and time between two of them; all 12 at the rate of the forces by default.
    ranges_v : ndarray, shape (n_channels,), optional
        Range of the converter per channel of the scan; that of the settings by default.
    """

    def __init__(
        self,
        forces: PlateForces,
        settings: PlateSettings,
        scan: Scan | None = None,
        ranges_v: FloatArray | None = None,
    ) -> None:
        self._forces, self._settings = forces, settings
        self._scan = scan or Scan(forces.rate_hz, tuple(range(N_CHANNELS)), settings.convert_period_s)
        self._ranges_v = ranges_v
        self._amplifier = settings.amplifier(sensitivity_n_per_v())
        self._chunk = lru_cache(maxsize=KEPT_CHUNKS)(self._computed)

    def volts(self, first: int, n: int) -> FloatArray:
        """Volts at ``n`` samples from ``first`` on, shape (n_channels, n), in the scan's order."""
        volts = np.empty((len(self._scan.channels), n))
        done = 0
        while done < n:
            number, start = divmod(first + done, CHUNK)
            part = self._chunk(number)[:, start : start + n - done]
            volts[:, done : done + part.shape[1]] = part
            done += part.shape[1]
        return volts

    def _computed(self, number: int) -> FloatArray:
        """Volts of one chunk: always the same samples together, so that rounding does not depend on who asks."""
        scan, first = self._scan, number * CHUNK
        clean = sampled(self._on_grid, self._forces.rate_hz, scan, first, CHUNK)
        added = self._amplifier.disturbance(list(scan.channels), scan.times_s(first, CHUNK), number)
        return self._settings.digitised(clean + added, self._ranges_v)

    def _on_grid(self, first: int, n: int) -> FloatArray:
        """Perfect volts at the samples of the forces."""
        return perfect_volts(*self._forces.wrench(first, n), self._settings)


def lift_volts(lift: RecordedLift, settings: PlateSettings | None = None) -> FloatArray:
    """Volts of a whole simulated lift.

    Parameters
    ----------
    lift : SimulatedLift
        Anything with its ``rate_hz``, ``force_n``, ``cop_mm`` and ``free_moment_nm``.
    settings : PlateSettings, optional
        The faults of the chain.

    Returns
    -------
    ndarray, shape (12, n)
        Left plate's ``Fx Fy Fz Mx My Mz``, then the right one's, V.
    """
    pair = PlatePair(LiftForces(lift), settings or PlateSettings())
    return pair.volts(0, lift.force_n.shape[-1])
