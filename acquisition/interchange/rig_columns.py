"""Columns that are the channels of a rig's plates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.column_table import NamedColumns, listed, position
from acquisition.interchange.columns_option import OPTION, Chosen
from acquisition.interchange.digest import measured, samples_sha256
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray

if TYPE_CHECKING:
    from acquisition.rig import Rig


def rig_record(table: NamedColumns, where: str, chosen: Sequence[Chosen], rig: Rig, rate_hz: float) -> PlateRecord:
    """Channels of the rig's plates, with the rig's own calibration and signs."""
    at, notes = rig_positions(table, where, chosen, rig)
    plates = rig.plates()
    signals = [np.ascontiguousarray(table.values[[at[k] for k in span]]) for span in rig.plate_channels]
    for plate, values in zip(plates, signals, strict=True):
        sound = measured(values).all(axis=0)
        if not sound.all():
            row = int(sound.argmin()) + 1
            raise UnreadableFile(f"{plate.name} lacks a value in row {row}", where, "export the file again")
    return PlateRecord(
        path=where,
        format=table.form,
        rate_hz=rate_hz,
        plates=plates,
        signals=tuple(signals),
        full_scale=tuple(
            rig.full_scale_v[list(span)] * _volts(table, [at[k] for k in span]) for span in rig.plate_channels
        ),
        utc_offset=rig.utc_offset,
        simulated=rig.simulated,
        samples_sha256=samples_sha256(signals),
        rig_sha256=rig.sha256,
        calibrated=True,
        warnings=tuple(notes),
    )


def _volts(table: NamedColumns, at: Sequence[int]) -> FloatArray:
    """1 where a column may be volts, NaN where it states another unit: full scale is known in volts only."""
    factors: FloatArray = np.array(
        [1.0 if table.units[k].lower() in ("", "v", "volts", "volt") else np.nan for k in at]
    )
    return factors


def rig_positions(table: NamedColumns, where: str, chosen: Sequence[Chosen], rig: Rig) -> tuple[list[int], list[str]]:
    """Per channel of the rig its column: as typed, else by the channel's name, else in order with a word about it.

    Raises
    ------
    OptionNeeded
        The rig's channels cannot be told among the columns.
    """
    typed = {each.quantity: position(table, each.column, where) for each in chosen if each.plate == "rig"}
    if typed:
        lacking = [channel for channel in rig.channels if channel not in typed]
        strange = sorted(set(typed) - set(rig.channels))
        if lacking or strange:
            what = f"the rig's {lacking[0]} has no column" if lacking else f"the rig has no channel {strange[0]}"
            raise OptionNeeded(what, where, f"name each of the rig's channels in {OPTION}")
        return [typed[channel] for channel in rig.channels], []
    names = [name.lower() for name in table.names]
    for wanted in (_rig_names(rig), [channel.lower() for channel in rig.channels]):
        found = [[k for k, name in enumerate(names) if _same_channel(name, own)] for own in wanted]
        if all(len(each) == 1 for each in found) and len({each[0] for each in found}) == len(found):
            return [each[0] for each in found], []
    others = [k for k in range(len(names)) if k != table.time_column]
    if len(others) != len(rig.channels):
        raise OptionNeeded(
            f"the rig has {len(rig.channels)} channels, the file {len(others)}: {listed(table)}", where,
            f"name the rig's channels in {OPTION} ai0=COLUMN,ai1=COLUMN,…",
        )  # fmt: skip
    pairs = ", ".join(f"{channel} = {table.names[k] or k + 1}" for channel, k in zip(rig.channels, others, strict=True))
    return others, [f"its columns are taken in the order of the rig's channels: {pairs}; if not, name them in {OPTION}"]


def _rig_names(rig: Rig) -> list[str]:
    """What the rig's channels measure, in small letters."""
    return [name.lower() for wiring in rig.plate for name in wiring.channel_names]


def _same_channel(name: str, own: str) -> bool:
    """Whether a column such as ``Dev1/ai3`` or ``ai3`` is a rig's channel or name."""
    return name == own or re.split(r"[/\\ ]", name)[-1] == own
