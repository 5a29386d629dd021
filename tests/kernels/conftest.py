"""The wrench pass in plain NumPy, as a careful reader of a calibration sheet would write it, stage after stage."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from acquisition.plate import FloatArray, ForcePlate


@dataclass(frozen=True, eq=False)
class StagedWrench:
    """What every stage of the twin leaves behind."""

    force_n: FloatArray
    moment_nm: FloatArray
    cop_mm: FloatArray
    combined_cop_mm: FloatArray
    impulse_ns: FloatArray


def staged(
    plates: list[ForcePlate], volts: FloatArray, tare: list[FloatArray], rate_hz: float, floor_n: float
) -> StagedWrench:
    """Tare, matrix, surface, axes, sign, centre of pressure, sum, integral: one stage after the other."""
    forces, moments, pressures = [], [], []
    first = 0
    for plate, zero in zip(plates, tare, strict=True):
        channels = volts[first : first + len(zero)] - zero[:, np.newaxis]
        first += len(zero)
        at_sensors = plate.matrix @ channels
        force, moment = at_sensors[:3], at_sensors[3:]
        moment = moment + np.cross(force, plate.surface_mm[:, np.newaxis] / 1000.0, axis=0)
        force, moment = (plate.reaction * (plate.rotation @ vector) for vector in (force, moment))
        forces.append(force)
        moments.append(moment)
        pressures.append(pressure(force, moment, plate.centre_mm, floor_n))
    middle = np.array([0.0, 0.0, np.mean([plate.centre_mm[2] for plate in plates])])
    total = np.sum(forces, axis=0)
    about_origin = np.zeros_like(total)
    for plate, force, moment in zip(plates, forces, moments, strict=True):
        about_origin += moment + np.cross((plate.centre_mm - middle)[:, np.newaxis] / 1000.0, force, axis=0)
    steps = 0.5 * (total[2, 1:] + total[2, :-1]) / rate_hz
    impulse = np.concatenate([np.zeros(min(1, total.shape[1])), np.cumsum(steps)])
    return StagedWrench(
        np.stack(forces),
        np.stack(moments),
        np.stack(pressures),
        pressure(total, about_origin, np.zeros(3), floor_n),
        impulse,
    )


def pressure(force: FloatArray, moment: FloatArray, centre_mm: FloatArray, floor_n: float) -> FloatArray:
    """x = −My/Fz, y = Mx/Fz from the centre; NaN under the floor."""
    with np.errstate(invalid="ignore", divide="ignore"):
        points = 1000.0 * np.stack([-moment[1], moment[0]]) / force[2] + centre_mm[:2, np.newaxis]
    return np.where(force[2] >= floor_n, points, np.nan)


@pytest.fixture(scope="session")
def numpy_wrench() -> Callable[..., StagedWrench]:
    """The wrench pass in plain NumPy."""
    return staged


def made_plate(rng: np.random.Generator, number: int, n_channels: int) -> ForcePlate:
    """A plate with a full matrix, turned and tilted a little, its surface at its own height."""
    angle = 0.3 * number - 0.2
    turn = np.array([[np.cos(angle), -np.sin(angle), 0.0], [np.sin(angle), np.cos(angle), 0.0], [0.0, 0.0, 1.0]])
    flat = np.array([[300.0, 450.0, 0.0], [-300.0, 450.0, 0.0], [-300.0, -450.0, 0.0], [300.0, -450.0, 0.0]])
    upside_down = flat * [-1.0, 1.0, 1.0]
    matrix = rng.normal(scale=2.0, size=(6, n_channels))
    matrix[range(min(6, n_channels)), range(min(6, n_channels))] += [250.0, 250.0, -500.0, 150.0, 100.0, 75.0][
        :n_channels
    ]
    return ForcePlate(
        f"plate {number}",
        "6-component",
        matrix,
        upside_down @ turn.T + [700.0 * number - 350.0, 20.0 * number, 15.0 * number],
        np.array([2.0, -1.0, -40.0 - number]),
        reaction=1 if number % 2 else -1,
    )


@pytest.fixture
def make_plates() -> Callable[[int, int], list[ForcePlate]]:
    """``make_plates(n_plates, n_channels)``."""
    return lambda n_plates, n_channels: [made_plate(np.random.default_rng(k), k, n_channels) for k in range(n_plates)]


@dataclass(frozen=True, eq=False)
class FilteredWrench:
    """What the filtering twin gives."""

    force_n: FloatArray
    moment_nm: FloatArray
    cop_mm: FloatArray
    total_fz_n: FloatArray
    combined_cop_mm: FloatArray
    impulse_ns: FloatArray


def filtered(plates: list[ForcePlate], wrench: StagedWrench, rate_hz: float, floor_n: float) -> FilteredWrench:
    """The staged twin's forces and moments through scipy's filter, begun at the first sample; then the pressure."""
    from scipy.signal import butter, sosfilt, sosfilt_zi

    sections = butter(4, 50.0, fs=rate_hz, output="sos")
    rest = sosfilt_zi(sections)[:, np.newaxis, np.newaxis, :]

    def smooth(values: FloatArray) -> FloatArray:
        if values.shape[2] == 0:
            return values
        return np.asarray(sosfilt(sections, values, axis=2, zi=rest * values[np.newaxis, :, :, :1])[0])

    force, moment = smooth(wrench.force_n), smooth(wrench.moment_nm)
    total, about_origin = force.sum(axis=0), np.zeros((3, force.shape[2]))
    middle = np.array([0.0, 0.0, np.mean([plate.centre_mm[2] for plate in plates])])
    for k, plate in enumerate(plates):
        about_origin += moment[k] + np.cross((plate.centre_mm - middle)[:, np.newaxis] / 1000.0, force[k], axis=0)
    pressures = [pressure(force[k], moment[k], plate.centre_mm, floor_n) for k, plate in enumerate(plates)]
    common = pressure(total, about_origin, np.zeros(3), floor_n)
    return FilteredWrench(force, moment, np.stack(pressures), total[2], common, wrench.impulse_ns)


@pytest.fixture(scope="session")
def numpy_filtered() -> Callable[..., FilteredWrench]:
    """The filtered wrench in NumPy and scipy."""
    return filtered


@pytest.fixture(scope="session")
def numpy_twins(root: Path) -> Callable[[str], ModuleType]:
    """A module of ``benchmarks.baselines``: twins that the speed is measured against too."""
    if str(root) not in sys.path:
        sys.path.append(str(root))  # behind the installed wheel, which has the kernels
    return lambda name: import_module(f"benchmarks.baselines.{name}")
