"""NetForce text in: six columns a plate (Fx Fy Fz Mx My Mz; N, N·m), no header, no rate, no geometry."""

from __future__ import annotations

import io

import numpy as np

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.digest import measured, samples_sha256
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.polarity import with_reactions
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray, ForcePlate

COMPONENTS = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
MOST_PLATES = 4
PLACE_UNKNOWN = (
    "the file does not say where its plates lie: no centre of pressure, no horizontal direction and no side is told "
    "from it; give --rig RIG.toml"
)


def is_netforce(text: str) -> bool:
    """Whether the first line that is not blank holds six numbers for each of one to four plates, between commas."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = first.split(",")
    if len(cells) % 6 or not 0 < len(cells) // 6 <= MOST_PLATES:
        return False
    try:
        return all(np.isfinite(float(cell)) for cell in cells)
    except ValueError:
        return False


def read_netforce(text: str, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read a NetForce export.

    Parameters
    ----------
    text : str
        The whole file.
    where : str
        Its name, for messages and the record.
    rate_hz : float, optional
        Sample rate; the file has none.

    Returns
    -------
    PlateRecord
        Its plates have no place (corners NaN) until a rig gives one.

    Raises
    ------
    UnreadableFile
        A line that does not hold the numbers of the first.
    OptionNeeded
        No rate was given.
    """
    table = _numbers(text, where)
    if rate_hz is None:
        raise OptionNeeded("a NetForce file states no sample rate", where, "give it: --rate HZ")
    signals = [np.ascontiguousarray(table[:, first : first + 6].T) for first in range(0, table.shape[1], 6)]
    plates = [
        ForcePlate(
            f"plate {k + 1}",
            "6-component",
            np.eye(6),
            UNKNOWN_CORNERS,
            channels=tuple(f"{component}{k + 1}" for component in COMPONENTS),
        )
        for k in range(len(signals))
    ]
    return PlateRecord(
        path=where,
        format="netforce",
        rate_hz=rate_hz,
        plates=with_reactions(plates, signals),
        signals=tuple(signals),
        full_scale=tuple(np.full(6, np.nan) for _ in signals),
        samples_sha256=samples_sha256(signals),
    )


def _numbers(text: str, where: str) -> FloatArray:
    """The table, shape (n, columns)."""
    try:
        table: FloatArray = np.loadtxt(io.StringIO(text), delimiter=",", ndmin=2, comments=None)
        sound = bool(measured(table).all())
    except ValueError:
        sound = False
    if not sound:
        line = _first_bad_line(text)
        raise UnreadableFile(
            f"line {line} of the NetForce file does not hold the numbers of the first", where, "export the file again"
        )
    return table


def _first_bad_line(text: str) -> int:
    """1-based number of the first line that has another count of cells, or a cell that is no number."""
    count = 0
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split(",")
        if not line.strip():
            continue
        count = count or len(cells)
        try:
            numbers = np.array([float(cell) for cell in cells])
        except ValueError:
            return number
        if not measured(numbers).all() or len(cells) != count:
            return number
    return 0
