"""C3D files in: plates, channels and rate of FORCE_PLATFORM types 1 to 5."""

from __future__ import annotations

import numpy as np

from acquisition.interchange.c3d_file import open_c3d
from acquisition.interchange.c3d_parameters import Content
from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.polarity import with_reactions
from acquisition.interchange.record import PlateRecord


def read_c3d(content: Content, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read the force plates of a C3D file.

    Parameters
    ----------
    content : bytes or mmap
        The whole file.
    where : str
        Its name, for messages and the record.
    rate_hz : float, optional
        Sample rate for a file that states none.

    Raises
    ------
    UnreadableFile
        Damaged, cut, or without plates that can be read.
    OptionNeeded
        It states no rate and none was given.
    """
    file = open_c3d(content, where, rate_hz)
    signals = file.values()
    return PlateRecord(
        path=where,
        format="c3d",
        rate_hz=file.rate_hz,
        plates=with_reactions(file.plates, signals),
        signals=tuple(signals),
        full_scale=tuple(np.full(len(values), np.nan) for values in signals),
        simulated=file.simulated,
        samples_sha256=samples_sha256(signals),
        warnings=file.warnings,
    )
