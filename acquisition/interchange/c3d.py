"""C3D files in: plates, channels and rate of FORCE_PLATFORM types 1 to 5."""

from __future__ import annotations

import numpy as np

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.c3d_calibration import force_plate
from acquisition.interchange.c3d_data import Layout, analog_values, layout_of, number_of, texts_of
from acquisition.interchange.c3d_parameters import GET_ANOTHER_COPY, C3dHeader, Groups, read_c3d_head
from acquisition.interchange.c3d_plates import StoredPlate, stored_plates
from acquisition.interchange.digest import measured, samples_sha256
from acquisition.interchange.polarity import with_reactions
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray, ForcePlate

RATES_HZ = (1.0, 1e6)
"""Plates are sampled at tens to thousands a second; what a file states outside of these is no rate."""


def read_c3d(content: bytes, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read the force plates of a C3D file.

    Parameters
    ----------
    content : bytes
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
    header, groups, numbers = read_c3d_head(content, where)
    layout = layout_of(header, groups, len(content), where)
    stored = stored_plates(groups, layout.channels, where)
    rate, warnings = _rate(header, groups, layout, rate_hz, where)
    plates: list[ForcePlate] = []
    signals: list[FloatArray] = []
    units = texts_of(groups, "POINT", "UNITS")
    for plate in stored:
        described, mended = force_plate(plate, units[0] if units else "", where)
        values = analog_values(content, layout, groups, numbers, plate.channels, where)
        check_values(values, plate, where)
        plates.append(described)
        signals.append(moments_from_cop(values) if plate.kind == 1 else values)
        warnings += [*mended, *_first_type_note(plate)]
    return PlateRecord(
        path=where,
        format="c3d",
        rate_hz=rate,
        plates=with_reactions(plates, signals),
        signals=tuple(signals),
        full_scale=tuple(np.full(len(values), np.nan) for values in signals),
        simulated=number_of(groups, "LEGDRIVE", "SIMULATED") != 0.0,
        samples_sha256=samples_sha256(signals),
        warnings=tuple(warnings),
    )


def _rate(
    header: C3dHeader, groups: Groups, layout: Layout, given_hz: float | None, where: str
) -> tuple[float, list[str]]:
    """Analog samples per second: ANALOG:RATE, else frames per second times samples per frame, else what was typed."""
    stated = number_of(groups, "ANALOG", "RATE")
    frames_hz = number_of(groups, "POINT", "RATE") or header.frame_rate_hz
    for rate in (stated, frames_hz * layout.samples_per_frame):
        if np.isfinite(rate) and RATES_HZ[0] <= rate <= RATES_HZ[1]:
            given_in_vain = given_hz is not None and abs(given_hz - rate) > 1e-3
            return rate, [f"the file states {rate:g} Hz; --rate {given_hz:g} is not used"] if given_in_vain else []
    if given_hz is None:
        raise OptionNeeded("states no sample rate", where, "give it: --rate HZ")
    return given_hz, []


def check_values(values: FloatArray, plate: StoredPlate, where: str) -> None:
    """Raise ``UnreadableFile`` where a plate's channel holds something that is no measurement."""
    sound = measured(values)
    if not sound.all():
        row, sample = np.argwhere(~sound)[0]
        raise UnreadableFile(
            f"channel {plate.labels[row]} of plate {plate.number} holds no number at sample {sample}", where,
            GET_ANOTHER_COPY,
        )  # fmt: skip


def _first_type_note(plate: StoredPlate) -> list[str]:
    return (
        [f"plate {plate.number}: moments made from its stored centre of pressure (type 1)"] if plate.kind == 1 else []
    )


def moments_from_cop(values: FloatArray) -> FloatArray:
    """Fx Fy Fz Px Py Tz of a type 1 plate as Fx Fy Fz Mx My Mz about its surface centre, in the file's units."""
    fx, fy, fz, px, py, tz = values
    return np.stack([fx, fy, fz, py * fz, -px * fz, tz + px * fy - py * fx])
