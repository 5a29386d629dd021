"""C3D out: plates of FORCE_PLATFORM type 2 that other programs open with equal forces and centres of pressure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from acquisition.errors import OptionNeeded
from acquisition.plate import FloatArray, ForcePlate

CHANNELS = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
UNITS = ("N", "N", "N", "Nmm", "Nmm", "Nmm")
OTHER_FORM = "export it as CSV, Parquet or JSON"
INTEGER = 2
"""C3D's code for a parameter of 16-bit integers."""


def write_c3d(
    path: Path,
    plates: Sequence[ForcePlate],
    force_n: Sequence[FloatArray],
    moment_nm: Sequence[FloatArray],
    rate_hz: float,
    *,
    simulated: bool = False,
) -> None:
    """Write forces and moments of plates.

    Parameters
    ----------
    path : Path
        The file to write.
    plates : sequence of ForcePlate
        For their corners.
    force_n, moment_nm : sequence of ndarray, shape (3, n)
        Per plate, in the frame of the corners: force on the lifter, and moment about the surface centre.
    rate_hz : float
        Sample rate.
    simulated : bool
        Marks the file as simulated (LEGDRIVE:SIMULATED).

    Raises
    ------
    OptionNeeded
        As :func:`check_c3d`.
    """
    check_c3d(str(path), plates, force_n, moment_nm)
    import ezc3d

    file = ezc3d.c3d()
    channels = [
        _plate_channels(plate, force, moment) for plate, force, moment in zip(plates, force_n, moment_nm, strict=True)
    ]
    file["data"]["points"] = np.zeros((4, 0, force_n[0].shape[1]))
    file["data"]["analogs"] = np.concatenate(channels)[np.newaxis]
    file["parameters"]["POINT"]["RATE"]["value"] = [rate_hz]
    file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    file["parameters"]["ANALOG"]["RATE"]["value"] = [rate_hz]
    numbers = [str(k + 1) for k in range(len(plates))]
    file["parameters"]["ANALOG"]["LABELS"]["value"] = [name + number for number in numbers for name in CHANNELS]
    file["parameters"]["ANALOG"]["UNITS"]["value"] = list(UNITS) * len(plates)
    _describe_plates(file, plates)
    if simulated:
        file.add_parameter("LEGDRIVE", "SIMULATED", [1])
    file.write(str(path))


def check_c3d(
    where: str,
    plates: Sequence[ForcePlate],
    force_n: Sequence[FloatArray],
    moment_nm: Sequence[FloatArray],
    first_index: int = 0,
) -> None:
    """Check that a C3D file can hold forces and moments of plates: it has no place for what was not measured.

    Parameters
    ----------
    where : str
        The source, for the message.
    plates, force_n, moment_nm
        As :func:`write_c3d` takes them.
    first_index : int
        Of the first sample, for the message.

    Raises
    ------
    OptionNeeded
        A plate's corners are unknown, a plate does not measure all six components, or samples are missing.
    """
    if not all(np.isfinite(plate.corners_mm).all() for plate in plates):
        what = "a C3D file needs the plates' corners, which the source does not state"
        raise OptionNeeded(what, where, "give --rig RIG.toml")
    missing = np.stack([np.isnan(np.concatenate(pair)) for pair in zip(force_n, moment_nm, strict=True)])
    never: npt.NDArray[np.bool_] = np.asarray(missing.all(axis=2), dtype=np.bool_)
    for plate, components in zip(plates, never, strict=True):
        if components.any() and not components.all():
            names = " ".join(name for name, none in zip(CHANNELS, components.tolist(), strict=True) if none)
            what = f"a C3D file needs all six components, and {plate.name} does not measure {names}"
            raise OptionNeeded(what, where, OTHER_FORM)
    if missing.any():
        rows = first_index + np.flatnonzero(missing.any(axis=(0, 1)))
        what = f"samples between {rows[0]} and {rows[-1]} are missing, which a C3D file cannot say"
        raise OptionNeeded(what, where, OTHER_FORM)


def _plate_channels(plate: ForcePlate, force_n: FloatArray, moment_nm: FloatArray) -> FloatArray:
    """The six channels in plate axes, N and N·mm about the surface centre, shape (6, n)."""
    to_plate = plate.rotation.T
    return np.concatenate([to_plate @ force_n, 1000.0 * (to_plate @ moment_nm)])


def _describe_plates(file: Any, plates: Sequence[ForcePlate]) -> None:
    """Fill FORCE_PLATFORM; readers refuse it unless its counts are integers, which ezc3d stores as floats by itself."""
    count = len(plates)
    values = {
        "USED": [count],
        "TYPE": [2] * count,
        "ZERO": [0, 0],
        "CORNERS": np.stack([plate.corners_mm.T for plate in plates], axis=2),
        "ORIGIN": np.zeros((3, count)),
        "CHANNEL": np.arange(1, 6 * count + 1).reshape(count, 6).T,
    }
    for name, value in values.items():
        file.add_parameter("FORCE_PLATFORM", name, np.asarray(value, dtype=np.float64))
    for name in ("USED", "TYPE", "ZERO", "CHANNEL"):
        file["parameters"]["FORCE_PLATFORM"][name]["type"] = INTEGER
