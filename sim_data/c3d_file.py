"""A simulated lift as a C3D file: two TYPE-2 force plates, and the truth beside it as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from sim_data.jump import SimulatedJump
from sim_data.lifter import SimulatedLift
from sim_data.plates import PAIR, SENSOR_DEPTH_MM, SimulatedPlate
from sim_data.vertical import FloatArray

NAMES = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
UNITS = ("N", "N", "N", "Nmm", "Nmm", "Nmm")
NOISE_ARM_M = 0.2
"""Noise of a moment channel over that of a force channel."""
MOST_FRAMES = 65000
"""The C3D header counts frames in 16 bits."""
INTEGER = 2
Simulated = SimulatedLift | SimulatedJump


def plate_channels(lift: Simulated, noise_n: float, seed: int) -> FloatArray:
    """Forces and moments of both plates about their sensors' origins, shape (12, n), N and N·mm.

    They are the forces **on the lifter** in plate axes (z down), as readers expect: turned through the corners, the
    vertical force in the laboratory is positive.

    Parameters
    ----------
    lift : SimulatedLift
        The lift.
    noise_n : float
        SD of white noise on each force channel; a moment channel gets that times 0.2 m.
    seed : int
        Seed of the noise.
    """
    rng = np.random.default_rng([99, seed])
    level = noise_n * np.array([1.0, 1.0, 1.0, NOISE_ARM_M, NOISE_ARM_M, NOISE_ARM_M])[:, np.newaxis]
    rows = []
    for number, plate in enumerate(PAIR):
        wrench = -plate.wrench(lift.force_n[number], lift.cop_mm[number], lift.free_moment_nm[number])
        wrench += level * rng.normal(size=wrench.shape)
        wrench[3:] *= 1000.0
        rows.append(wrench)
    return np.concatenate(rows)


def corners_mm(plate: SimulatedPlate) -> FloatArray:
    """Corners at (+x +y), (−x +y), (−x −y), (+x −y) in plate axes (y backward), as columns, laboratory frame, mm."""
    half = 0.5 * np.array(plate.size_mm)
    signs = np.array([[1.0, -1.0], [-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])
    flat = np.array(plate.centre_mm) + signs * half
    return np.vstack([flat.T, np.zeros(4)])


def write_lift_c3d(path: Path, lift: Simulated, noise_n: float = 1.0, seed: int = 0) -> None:
    """Write the lift.

    Raises
    ------
    FileExistsError
        Where there is such a file already.
    """
    import ezc3d

    if path.exists():
        raise FileExistsError(17, "there is such a file already; nothing was written", str(path))
    samples = plate_channels(lift, noise_n, seed)
    per_frame = frame_length(samples.shape[1])
    frames = samples.shape[1] // per_frame
    file = ezc3d.c3d()
    file["data"]["points"] = np.zeros((4, 0, frames))
    file["data"]["analogs"] = samples[np.newaxis, :, : frames * per_frame]
    parameters = file["parameters"]
    parameters["POINT"]["RATE"]["value"] = [lift.rate_hz / per_frame]
    parameters["POINT"]["UNITS"]["value"] = ["mm"]
    parameters["ANALOG"]["RATE"]["value"] = [lift.rate_hz]
    parameters["ANALOG"]["LABELS"]["value"] = [name + number for number in ("1", "2") for name in NAMES]
    parameters["ANALOG"]["UNITS"]["value"] = list(UNITS) * 2
    _describe_plates(file)
    with path.open("xb"):
        pass  # ezc3d keeps silent about a file it cannot open
    file.write(str(path))


def frame_length(samples: int) -> int:
    """Samples a frame must hold so that the frames can be counted."""
    return int(np.ceil(samples / MOST_FRAMES))


def _describe_plates(file: Any) -> None:
    """Fill FORCE_PLATFORM; its counts must be integers, which ezc3d would store as floats by itself."""
    values: dict[str, FloatArray] = {
        "USED": np.array([2.0]),
        "TYPE": np.array([2.0, 2.0]),
        "ZERO": np.array([1.0, 0.0]),
        "CORNERS": np.stack([corners_mm(plate) for plate in PAIR], axis=2),
        "ORIGIN": np.repeat([[0.0], [0.0], [-SENSOR_DEPTH_MM]], 2, axis=1),
        "CHANNEL": np.arange(1.0, 13.0).reshape(2, 6).T,
    }
    for name, value in values.items():
        file.add_parameter("FORCE_PLATFORM", name, value)
    for name in ("USED", "TYPE", "ZERO", "CHANNEL"):
        file["parameters"]["FORCE_PLATFORM"][name]["type"] = INTEGER
    file.add_parameter("LEGDRIVE", "SIMULATED", [1])


def truth_document(lift: Simulated) -> dict[str, Any]:
    """The truth about the lift as plain values: s, mm, and the metrics' documented units."""
    return {
        "schema": "legdrive/truth/1",
        "kind": lift.kind,
        "fault": lift.fault,
        "set_up": lift.set_up,
        "athlete": lift.athlete.code,
        "body_mass_kg": lift.body_mass_kg,
        "bar_mass_kg": lift.bar_mass_kg,
        "load_kg": lift.load_kg,
        "g_m_s2": lift.g_m_s2,
        "rate_hz": lift.rate_hz,
        **asdict(lift.truth),
    }


def write_truth(path: Path, lift: Simulated) -> None:
    """Write the truth as JSON.

    Raises
    ------
    FileExistsError
        Where there is such a file already.
    """
    with path.open("x", encoding="utf-8") as file:
        json.dump(truth_document(lift), file, indent=2, allow_nan=False)
        file.write("\n")
