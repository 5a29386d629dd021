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


def lacks_place(record: PlateRecord) -> bool:
    """Whether the corners of any plate are unknown."""
    return not all(np.isfinite(plate.corners_mm).all() for plate in record.plates)


def with_place(record: PlateRecord, rig_plates: Sequence[ForcePlate] | None, rig_sha256: str = "") -> PlateRecord:
    """The record with corners and surface vectors of a rig's plates, where the file gives none.

    The file's channels are force and moment already, so the rig's matrices are not used. Without a rig the record only
    gets a warning.

    Raises
    ------
    OptionNeeded
        The rig has another number of plates.
    """
    if not lacks_place(record):
        unused = "the file says where its plates lie; --rig is not used"
        return replace(record, warnings=(*record.warnings, unused)) if rig_plates is not None else record
    if rig_plates is None:
        return replace(record, warnings=(*record.warnings, PLACE_UNKNOWN))
    if len(rig_plates) != len(record.plates):
        raise OptionNeeded(
            f"holds {len(record.plates)} plates, the rig {len(rig_plates)}", record.path, "give --rig another RIG.toml"
        )
    placed = [
        replace(own, name=other.name, corners_mm=other.corners_mm, surface_mm=other.surface_mm, serial=other.serial)
        for own, other in zip(record.plates, rig_plates, strict=True)
    ]
    return replace(record, plates=with_reactions(placed, record.signals), rig_sha256=rig_sha256)
