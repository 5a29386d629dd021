"""The simulated plates of every kind: geometry, calibration, wires, and what their amplifiers can do.

Laboratory frame: x to the lifter's right, y forward, z up, surface at z = 0, origin midway between the plates. The axes
of every plate lie along those of the laboratory, with signs of their own; z of a plate points down.

A foot feels the force F at the pressure point P and a free moment T about the vertical. The plate feels −F and −T, so
about the sensor's origin O, still in the laboratory frame, its moment is (P − O) × (−F) + (0, 0, −T). Turned into
plate axes the six components go through the inverse of the calibration matrix, which is its pseudo-inverse where the
plate has more sensors than components (Kistler), or feels fewer (vertical cells).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from sim_data.amplifier import PlateSettings
from sim_data.digitiser import FloatArray

SENSOR_DEPTH_MM = 40.0
COMPONENTS = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
KISTLER_NAMES = ("fx12", "fx34", "fy14", "fy23", "fz1", "fz2", "fz3", "fz4")
CELL_NAMES = ("fz1", "fz2", "fz3", "fz4")
KISTLER_M = (0.21, 0.35)
"""Where the sensors of a Kistler plate sit, ± a and ± b, m."""
CELLS_M = (0.25, 0.40)
"""The same of the cells, right and backward."""
Signs = tuple[float, float, float]
Converter = Literal["multiplexed", "NI 9237"]


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
    matrix : ndarray, shape (6, n_channels)
        N and N·m per volt (per V/V for bridges).
    names : tuple of str
        What the channels measure.
    rig_kind : str
        Kind of the plate in a rig file.
    depth_mm : float
        How far the sensor's origin lies under the surface.
    axes : (float, float, float)
        Signs that turn a laboratory vector into plate axes.
    """

    side: str
    serial: str
    centre_mm: tuple[float, float]
    size_mm: tuple[float, float]
    matrix: FloatArray
    names: tuple[str, ...] = COMPONENTS
    rig_kind: str = "6-component"
    depth_mm: float = SENSOR_DEPTH_MM
    axes: Signs = (1.0, -1.0, -1.0)

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
        lever = np.concatenate([across, np.full((1, across.shape[1]), self.depth_mm / 1000.0)])
        moment = np.cross(lever, on_plate, axis=0)
        moment[2] -= free_moment_nm
        signs = np.array(self.axes)[:, np.newaxis]
        # Moments are axial vectors; the axes are right-handed, so the same signs turn them.
        return np.concatenate([signs * on_plate, signs * moment])

    def volts(self, wrench: FloatArray) -> FloatArray:
        """What a perfect amplifier makes of a wrench, shape (n_channels, n)."""
        if self.matrix.shape[1] == len(COMPONENTS):
            return np.asarray(np.linalg.solve(self.matrix, wrench), dtype=np.float64)
        return np.asarray(np.linalg.pinv(self.matrix) @ wrench, dtype=np.float64)

    @property
    def n_per_v(self) -> FloatArray:
        """Each channel's own sensitivity, N or N·m per V, shape (n_channels,)."""
        if self.matrix.shape[1] == len(COMPONENTS):
            return np.diagonal(self.matrix)
        sizes: FloatArray = np.abs(self.matrix[:3]).max(axis=0)
        return sizes

    @property
    def measures_moment(self) -> tuple[bool, ...]:
        """Which channels are moments."""
        return tuple(name.startswith("M") for name in self.names)


@dataclass(frozen=True, eq=False)
class PlateSet:
    """Two plates of one kind and the chain behind them.

    Attributes
    ----------
    name : str
        As in ``--plates``.
    plates : (SimulatedPlate, SimulatedPlate)
        Left, right.
    chain : PlateSettings
        What the amplifiers do; the seed is the session's.
    range_v : float
        Range of the converter that the rig file asks for, V (V/V for bridges).
    terminal : str
        How the inputs are wired.
    converter : str
        One converter for all inputs, or one for each behind bridges (NI 9237).
    modules : tuple of str
        NI names of the device, or of the modules of one chassis that make it up.
    rate_hz : float
        Rate that the rig file asks for.
    reset_line : str
        Digital line that holds the charge amplifiers in reset while it is high; empty where there is none.
    """

    name: str
    plates: tuple[SimulatedPlate, SimulatedPlate]
    chain: PlateSettings = field(default_factory=PlateSettings)
    range_v: float = 10.0
    terminal: str = "NRSE"
    converter: Converter = "multiplexed"
    modules: tuple[str, ...] = ("Dev1",)
    rate_hz: float = 1000.0
    reset_line: str = ""

    @property
    def n_channels(self) -> int:
        """Channels of both plates."""
        return sum(plate.matrix.shape[1] for plate in self.plates)

    @property
    def n_per_v(self) -> FloatArray:
        """Sensitivity of each channel, left plate first."""
        return np.concatenate([plate.n_per_v for plate in self.plates])

    @property
    def moments(self) -> tuple[bool, ...]:
        """Which channels are moments."""
        return tuple(moment for plate in self.plates for moment in plate.measures_moment)

    def settings(self, seed: int) -> PlateSettings:
        """The chain of a session."""
        return replace(self.chain, seed=seed)


def _pair(
    kind: str, left: FloatArray, right: FloatArray, like: SimulatedPlate
) -> tuple[SimulatedPlate, SimulatedPlate]:
    """Two plates of a kind beside each other, 2 mm apart."""
    return (
        replace(like, side="left", serial=f"SIM-{kind}L", centre_mm=(-301.0, 0.0), matrix=left),
        replace(like, side="right", serial=f"SIM-{kind}R", centre_mm=(301.0, 0.0), matrix=right),
    )


def kistler_matrix(n_v: FloatArray, a_m: float, b_m: float) -> FloatArray:
    """Matrix of an eight-channel plate with its sensors at (± a, ± b).

    Fz = Σ fz, Mx = b(fz1 + fz2 − fz3 − fz4), My = a(−fz1 + fz2 + fz3 − fz4),
    Mz = b(−fx12 + fx34) + a(fy14 − fy23) (Kistler's formulas for multicomponent plates).
    """
    matrix = np.zeros((6, 8))
    matrix[0, :2] = matrix[1, 2:4] = matrix[2, 4:] = 1.0
    matrix[3, 4:] = b_m * np.array([1.0, 1.0, -1.0, -1.0])
    matrix[4, 4:] = a_m * np.array([-1.0, 1.0, 1.0, -1.0])
    matrix[5, :4] = [-b_m, b_m, a_m, -a_m]
    scaled: FloatArray = matrix * n_v
    return scaled


def cell_matrix(n_v: FloatArray, x_m: float, y_m: float) -> FloatArray:
    """Matrix of four vertical cells at (+ +), (− +), (− −), (+ −) of the plate's axes: Fz, Mx and My only."""
    matrix = np.zeros((6, 4))
    matrix[2] = 1.0
    matrix[3] = y_m * np.array([1.0, 1.0, -1.0, -1.0])
    matrix[4] = x_m * np.array([-1.0, 1.0, 1.0, -1.0])
    scaled: FloatArray = matrix * n_v
    return scaled


def _row(*values: float) -> FloatArray:
    return np.array(values, dtype=np.float64)


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
RIGHT = replace(
    LEFT,
    side="right",
    serial="SIM-R",
    centre_mm=(301.0, 0.0),
    matrix=np.array(
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
AMTI = PlateSet("amti", (LEFT, RIGHT))
"""Strain gauges with excitation and gain, full 6 × 6 matrix."""

BERTEC = PlateSet(
    "bertec",
    _pair(
        "B",
        np.diag([1000.0, 1000.0, 2000.0, 800.0, 600.0, 400.0]),
        np.diag([1001.0, 998.5, 2004.0, 801.0, 599.0, 401.5]),
        # Mounted with the cable to the lifter: x left, y forward. Forces refer to the surface itself.
        replace(LEFT, depth_mm=0.0, axes=(-1.0, 1.0, -1.0)),
    ),
    # Auto-zero leaves up to 5 mV, 10 N of Fz.
    PlateSettings(offset_n=10.0, noise_sd_n=0.7, span_v=5.0, range_v=5.0),
    range_v=5.0,
)
"""Calibrated digital amplifiers, ± 5 V, diagonal matrix, turned half round on the floor."""

KISTLER = PlateSet(
    "kistler",
    _pair(
        "K",
        kistler_matrix(_row(260.0, 261.5, 259.0, 260.5, 501.0, 498.5, 500.5, 499.0), *KISTLER_M),
        kistler_matrix(_row(259.5, 260.0, 262.0, 260.0, 499.5, 502.0, 498.0, 500.0), *KISTLER_M),
        replace(LEFT, names=KISTLER_NAMES, rig_kind="8-channel", depth_mm=41.0),
    ),
    PlateSettings(offset_n=5.0, drift_n=0.0, noise_sd_n=0.3, hum_n=0.2, crosstalk=(0.0, 0.0), charge_n_s=(0.01, 0.1)),
    reset_line="port0/line0",
)
"""Piezoelectric, eight charge amplifiers a plate that drift and can be reset."""

CELL_LIKE = replace(LEFT, names=CELL_NAMES, rig_kind="4-cell", depth_mm=0.0)
CELLS = PlateSet(
    "cells",
    _pair(
        "C",
        cell_matrix(_row(500.0, 501.5, 499.0, 500.5), *CELLS_M),
        cell_matrix(_row(498.5, 500.0, 502.0, 499.5), *CELLS_M),
        CELL_LIKE,
    ),
    PlateSettings(offset_n=15.0, noise_sd_n=0.7, crosstalk=(0.0, 0.0)),
)
"""Four vertical cells a plate behind voltage conditioners."""

RATED_N, RATED_V_PER_V = 5000.0, 0.002
BRIDGES = PlateSet(
    "cells-9237",
    _pair(
        "W",
        cell_matrix(RATED_N / (RATED_V_PER_V * _row(1.0, 0.997, 1.002, 0.999)), *CELLS_M),
        cell_matrix(RATED_N / (RATED_V_PER_V * _row(1.003, 1.0, 0.998, 1.001)), *CELLS_M),
        CELL_LIKE,
    ),
    PlateSettings(
        offset_n=15.0, noise_sd_n=0.7, crosstalk=(0.0, 0.0), span_v=0.025, range_v=0.025, bits=24, convert_period_s=0.0
    ),
    range_v=0.025,
    converter="NI 9237",
    modules=("cDAQ1Mod1", "cDAQ1Mod2"),
    rate_hz=2000.0,
)
"""Four vertical cells a plate, 2 mV/V at 5000 N, as bridges of an NI 9237."""

PLATE_SETS = {plates.name: plates for plates in (AMTI, BERTEC, KISTLER, CELLS, BRIDGES)}


def plate_set(name: str) -> PlateSet:
    """The plates of a name.

    Raises
    ------
    ValueError
        There are none.
    """
    if name not in PLATE_SETS:
        raise ValueError(f"no plates are called {name}: {', '.join(PLATE_SETS)}")
    return PLATE_SETS[name]
