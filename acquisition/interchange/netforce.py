"""NetForce text in: six columns a plate (Fx Fy Fz Mx My Mz; N, N·m), no header, no rate, no geometry."""

from __future__ import annotations

import numpy as np

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.digest import measured, samples_sha256
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.polarity import with_reactions
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.text_table import EXPORT_AGAIN, TextTable
from acquisition.plate import ForcePlate

COMPONENTS = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
MOST_PLATES = 4
PLACE_UNKNOWN = (
    "the file does not say where its plates lie: no centre of pressure, no horizontal direction and no side is told "
    "from it; give --rig RIG.toml"
)


def is_netforce(table: TextTable) -> bool:
    """Whether it is a table without words, of six columns between commas for each of one to four plates."""
    columns = len(table.header)
    wordless = not table.above and not any(table.header)
    fits = table.separator == "," and columns % 6 == 0 and 0 < columns // 6 <= MOST_PLATES
    return wordless and fits and bool(np.isfinite(table.values[:, :1]).all())


def read_netforce(table: TextTable, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read a NetForce export.

    Parameters
    ----------
    table : TextTable
        The file's numbers.
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
        A cell is empty.
    OptionNeeded
        No rate was given.
    """
    sound = measured(table.values).all(axis=0)
    if not sound.all():
        row = int(sound.argmin()) + 1
        raise UnreadableFile(f"row {row} of the NetForce file lacks a force or moment", where, EXPORT_AGAIN)
    if rate_hz is None:
        raise OptionNeeded("a NetForce file states no sample rate", where, "give it: --rate HZ")
    signals = [np.ascontiguousarray(table.values[first : first + 6]) for first in range(0, len(table.header), 6)]
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
