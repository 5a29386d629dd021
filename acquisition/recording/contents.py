"""What a recording holds besides samples, and its blocks one after the other, whole or damaged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from mcap.records import Message

from acquisition.block import SampleBlock
from acquisition.errors import UnreadableFile
from acquisition.recording.block_codec import DECODERS
from acquisition.recording.container import Container, DamagedChunkError
from acquisition.recording.layout import CLOCK, DRIVER, LAYOUT, MARKS_ID, RIG, SAMPLE_IDS, Facts, intact
from acquisition.recording.survey import ChunkPlace
from acquisition.rig import Rig, parse_rig


@dataclass(frozen=True, eq=False)
class Contents:
    """Facts and marks of a recording.

    Attributes
    ----------
    rig : Rig
        As it was when the recording was made.
    driver, clock : dict
        What the driver said, and the rates.
    marks : tuple of dict
        In the order written.
    facts_mended : bool
        True where the metadata were damaged and the copy in the first mark was taken.
    """

    rig: Rig
    driver: Facts
    clock: Facts
    marks: tuple[Facts, ...]
    facts_mended: bool

    @property
    def rate_hz(self) -> float:
        """Sample rate as the driver set it."""
        return float(self.clock["rate_hz"])

    @property
    def announced_stop(self) -> int:
        """Index after the last sample, lost ones included, by the mark that ended the recording; 0 without one."""
        marks = [mark for mark in self.marks if mark["mark"] in ("stop", "fault", "removed") and "index" in mark]
        ends = [int(stop) for mark in marks for stop in (mark["index"], *(mark.get("lost") or ()))]
        return max(ends, default=0)

    @property
    def removed(self) -> list[tuple[int, int]]:
        """Sample spans ``[first, stop)`` that were taken out lawfully."""
        return [(int(span[0]), int(span[1])) for mark in mark_of("removed", self.marks) for span in mark["spans"]]

    def indices_at(self, log_times_ns: Sequence[int]) -> npt.NDArray[np.int64]:
        """Sample indices of log times, shape (n,)."""
        times = np.array(log_times_ns, dtype=np.uint64) - np.uint64(self.clock["epoch_utc_ns"])
        # Unsigned numbers wrap: read as signed ones the differences are right, also before the epoch.
        indices: npt.NDArray[np.int64] = np.rint(times.view(np.int64) * (self.rate_hz / 1e9)).astype(np.int64)
        return indices


def read_contents(container: Container) -> Contents:
    """Facts and marks of an open recording.

    Raises
    ------
    UnreadableFile
        Of another layout, or neither copy of the facts can be read.
    """
    marks = tuple(read_marks(container))
    start = next((mark for mark in marks if mark["mark"] == "start"), {})
    layout = start.get("layout", container.survey.profile)
    if layout != LAYOUT:
        raise UnreadableFile(
            f"is laid out as '{layout}', not {LAYOUT}",
            container.path,
            "update Legdrive" if str(layout).startswith("legdrive/") else "give a file that `legdrive` recorded",
        )
    metadata = container.survey.metadata
    if all(intact(metadata.get(name)) for name in (RIG, DRIVER, CLOCK)):
        rig_toml = metadata[RIG]["toml"]
        driver, clock = (json.loads(metadata[name]["json"]) for name in (DRIVER, CLOCK))
    elif start:
        rig_toml, driver, clock = start["rig_toml"], start["driver"], start["clock"]
    else:
        raise UnreadableFile("has lost its rig and clock", container.path, "nothing in it can be turned into force")
    return Contents(
        parse_rig(rig_toml, f"rig in {container.path}"), driver, clock, marks, not intact(metadata.get(RIG))
    )


def read_marks(container: Container) -> Iterator[Facts]:
    """The marks that can be read, in file order."""
    for place in container.survey.chunks:
        if place.channels and MARKS_ID not in place.channels:
            continue
        try:
            messages = container.messages(place)
        except DamagedChunkError:
            continue
        yield from (json.loads(message.data) for message in messages if message.channel_id == MARKS_ID)


@dataclass(frozen=True, eq=False)
class ChunkBlocks:
    """A chunk that may hold samples.

    Attributes
    ----------
    place : ChunkPlace
        Where it lies.
    blocks : tuple of SampleBlock
        Its blocks; empty where it is damaged.
    damage : str
        What is wrong with it, or empty.
    """

    place: ChunkPlace
    blocks: tuple[SampleBlock, ...]
    damage: str = ""


def read_blocks(container: Container, places: Sequence[ChunkPlace]) -> Iterator[ChunkBlocks]:
    """The blocks of chunks, chunk by chunk; chunks of marks are left out."""
    for place in places:
        if place.channels and not place.channels & SAMPLE_IDS:
            continue
        try:
            yield ChunkBlocks(place, tuple(_blocks(container.messages(place))))
        except ValueError as error:
            yield ChunkBlocks(place, (), str(error))


def _blocks(messages: Sequence[Message]) -> Iterator[SampleBlock]:
    return (DECODERS[message.channel_id](message.data) for message in messages if message.channel_id in DECODERS)


def mark_of(kind: str, marks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The marks of a kind, in the order written."""
    return [mark for mark in marks if mark["mark"] == kind]
