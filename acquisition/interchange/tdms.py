"""TDMS in, whole or torn: the channels of one group as columns. Nothing in it says what a channel measures."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.column_table import NamedColumns, position
from acquisition.interchange.columns_option import Chosen
from acquisition.interchange.rig_columns import rig_positions
from acquisition.interchange.text_table import EXPORT_AGAIN
from acquisition.plate import FloatArray

if TYPE_CHECKING:
    from acquisition.rig import Rig

TDMS = b"TDSm"
LARGEST = 8
"""Bytes in memory per byte of the file, at the most: a channel of 8-bit numbers becomes 64-bit ones."""


@contextmanager
def _quiet() -> Iterator[None]:
    """The library logs what it mends in a torn file to standard error; the record's own warnings say it better."""
    noisy = [logging.getLogger(name) for name in list(logging.Logger.manager.loggerDict) if name.startswith("nptdms")]
    before = [(logger, logger.disabled) for logger in noisy]
    try:
        for logger in noisy:
            logger.disabled = True
        yield
    finally:
        for logger, disabled in before:
            logger.disabled = disabled


def read_tdms(content: bytes, where: str, chosen: Sequence[Chosen] = (), rig: Rig | None = None) -> NamedColumns:
    """Read the numeric channels of a TDMS file.

    Parameters
    ----------
    content : bytes
        The whole file.
    where : str
        Its name, for messages.
    chosen : sequence of Chosen
        What ``--columns`` named.
    rig : Rig, optional
        Its channels are the file's where nothing else was named.

    Returns
    -------
    NamedColumns
        Cut to the shortest of the channels that are used; the samples that only some of them have are lost. Where
        another channel is shorter still, its values end in NaN.

    Raises
    ------
    UnreadableFile
        Damaged, without channels of numbers, or with used channels of several rates.
    OptionNeeded
        A channel that the file has not.
    """
    import nptdms

    with _quiet(), np.errstate(all="ignore"):
        try:
            file = nptdms.TdmsFile.open(io.BytesIO(content))
            channels = [channel for group in file.groups() for channel in group.channels() if _is_numeric(channel)]
            if sum(len(channel) for channel in channels) > LARGEST * len(content):
                raise ValueError("it promises more samples than it holds bytes")
            columns = [np.asarray(channel[:], dtype=np.float64) for channel in channels]
        except Exception as error:  # the library meets damage with whatever its parsers raise
            what = f"the TDMS file is damaged ({type(error).__name__}: {error})".replace("\n", " ")
            raise UnreadableFile(f"{what:.200}", where, EXPORT_AGAIN) from None
    if not channels or not all(column.ndim == 1 for column in columns):
        raise UnreadableFile("is a TDMS file without channels of numbers", where, EXPORT_AGAIN)
    return _columns(channels, columns, where, chosen, rig)


def _is_numeric(channel: Any) -> bool:
    return channel.dtype is not None and np.dtype(channel.dtype).kind in "iuf" and len(channel) > 0


def _columns(
    channels: list[Any], columns: list[FloatArray], where: str, chosen: Sequence[Chosen], rig: Rig | None
) -> NamedColumns:
    """The table; length, rate and start are those of the channels that are used."""
    table = NamedColumns(
        form="tdms",
        names=tuple(_name(channel, channels) for channel in channels),
        units=tuple(str(channel.properties.get("unit_string", "")) for channel in channels),
        values=np.empty((len(channels), 0)),
    )
    used = _used(table, where, chosen, rig)
    rate_hz = _rate([channels[k] for k in used], where) if chosen or rig is not None else None
    if rate_hz is None and table.time_column is not None and not any(each.plate == "time" for each in chosen):
        used = sorted({*used, table.time_column})
    lengths = {k: len(columns[k]) for k in used}
    shortest, longest = min(lengths.values()), max(lengths.values())
    values = np.full((len(columns), shortest), np.nan)
    for row, column in zip(values, columns, strict=True):
        row[: len(column)] = column[:shortest]
    torn = min(used, key=lengths.__getitem__)
    words = f"the file is torn: channel {channels[torn].name} holds {shortest} of {longest} samples; all are used up to"
    return replace(
        table,
        values=values,
        rate_hz=rate_hz,
        samples_lost=((shortest, longest),) if shortest < longest else (),
        started_utc=_start(channels[used[0]]),
        warnings=(f"{words} there",) if shortest < longest else (),
    )


def _used(table: NamedColumns, where: str, chosen: Sequence[Chosen], rig: Rig | None) -> list[int]:
    """Positions of the channels that were named or are the rig's; of all where nothing tells.

    Others may run at rates of their own, as a thermometer beside the plates does.
    """
    found = {position(table, each.column, where) for each in chosen}
    if rig is not None and all(each.plate in ("rig", "time") for each in chosen):
        found.update(rig_positions(table, where, chosen, rig)[0])
    return sorted(found) or list(range(len(table.names)))


def _name(channel: Any, channels: list[Any]) -> str:
    """Name of a channel, with its group's where the name alone would be two channels'."""
    twice = sum(other.name == channel.name for other in channels) > 1
    return f"{channel.group_name}/{channel.name}" if twice else str(channel.name)


def _rate(channels: list[Any], where: str) -> float | None:
    """Samples per second from the waveforms' increment; ``None`` where no channel states it."""
    steps = {
        float(channel.properties["wf_increment"])
        for channel in channels
        if isinstance(channel.properties.get("wf_increment"), (int, float))
    }
    steps = {step for step in steps if np.isfinite(step) and 1e-6 <= step < 1.0}
    if len(steps) > 1:
        raise UnreadableFile(
            "is a TDMS file whose channels have several rates", where, "save the plates' channels alone"
        )
    if not steps:
        return None
    rate = 1.0 / steps.pop()
    even = round(rate, 2)
    return even if abs(rate - even) < 1e-6 * rate else rate


def _start(channel: Any) -> datetime | None:
    """UTC time of the first sample; an empty one is LabVIEW's year 1904."""
    start = channel.properties.get("wf_start_time")
    if not isinstance(start, np.datetime64) or np.isnat(start):
        return None
    try:
        seconds = start.astype("datetime64[us]").astype(np.int64) / 1e6
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if moment.year > 1970 else None
