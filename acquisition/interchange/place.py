"""The place of plates whose file does not say it, from a rig."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from acquisition.errors import OptionNeeded
from acquisition.interchange.netforce import PLACE_UNKNOWN
from acquisition.interchange.polarity import with_reactions
from acquisition.interchange.record import PlateRecord
from acquisition.plate import ForcePlate

ABOUT_SENSORS = ("netforce", "columns", "tdms")
"""Formats whose moments are about the plates' own origins, in plate axes."""
ABOUT_SURFACE = ("bioware",)
"""Formats whose moments are about the middle of each plate's surface, in plate axes."""
VERTICAL_ONLY = "its plates measure vertical force only: no centre of pressure and no balance is told from it"
OWN_CENTRES = (
    "the file does not say where its plates lie: each centre of pressure is from its own plate's centre, in that "
    "plate's axes; give --rig RIG.toml for places, directions and sides"
)
NOT_USED = "the file says where its plates lie; --rig is not used"
NO_USE = "a rig would not tell where its forces act; --rig is not used"


def lacks_place(record: PlateRecord) -> bool:
    """Whether the corners of any plate are unknown."""
    return not all(np.isfinite(plate.corners_mm).all() for plate in record.plates)


def has_moments(plate: ForcePlate) -> bool:
    """Whether a plate's channels give the two moments that a centre of pressure needs."""
    return bool(plate.matrix[3:5].any(axis=1).all())


def with_place(record: PlateRecord, rig_plates: Sequence[ForcePlate] | None, rig_sha256: str = "") -> PlateRecord:
    """The record with corners and surface vectors of a rig's plates, where the file gives none.

    The file's channels are force and moment already, so the rig's matrices are not used. Without a rig the record only
    gets a warning.

    Raises
    ------
    OptionNeeded
        The rig has another number of plates.
    """
    if record.rig_sha256 is not None:
        return record
    if not lacks_place(record):
        return _noted(record, NOT_USED) if rig_plates is not None else record
    if not all(has_moments(plate) for plate in record.plates):
        return _noted(record, VERTICAL_ONLY, *([NO_USE] if rig_plates is not None else []))
    if record.format not in (*ABOUT_SENSORS, *ABOUT_SURFACE) or rig_plates is None:
        unused = [NO_USE] if rig_plates is not None else []
        return _noted(record, OWN_CENTRES if record.format in ABOUT_SURFACE else PLACE_UNKNOWN, *unused)
    if len(rig_plates) != len(record.plates):
        raise OptionNeeded(
            f"holds {len(record.plates)} plates, the rig {len(rig_plates)}", record.path, "give --rig another RIG.toml"
        )
    placed = [
        replace(
            own,
            name=other.name,
            corners_mm=other.corners_mm,
            surface_mm=own.surface_mm if record.format in ABOUT_SURFACE else other.surface_mm,
            serial=other.serial,
        )
        for own, other in zip(record.plates, rig_plates, strict=True)
    ]
    return replace(record, plates=with_reactions(placed, record.signals), rig_sha256=rig_sha256)


def _noted(record: PlateRecord, *words: str) -> PlateRecord:
    return replace(record, warnings=(*record.warnings, *words))
