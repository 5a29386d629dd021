"""What is in a recording, and whether all of it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from acquisition.recording.container import Container
from acquisition.recording.contents import ChunkBlocks, Contents, read_blocks, read_contents
from acquisition.recording.layout import CLOCK, DRIVER, RIG, Facts, intact
from acquisition.recording.reader import Span, end_blocks, gaps, started_utc


@dataclass(frozen=True, eq=False)
class RecordingInfo:
    """What a recording holds, without its samples.

    Attributes
    ----------
    path : str
        The file.
    size : int
        Bytes.
    library : str
        What wrote it.
    rig_name : str
        Laboratory or plates.
    simulated : bool
        Whether the plates were simulated.
    rate_hz : float
        Sample rate as the driver set it.
    n_channels, n : int
        Channels, and samples per channel up to the last one.
    started_utc : datetime
        UTC time of sample 0.
    utc_offset : str
        The laboratory's offset.
    finished : bool
        Whether it was ended properly.
    driver, clock : dict
        Facts.
    marks : tuple of dict
        Everything that was noted, in order.
    """

    path: str
    size: int
    library: str
    rig_name: str
    simulated: bool
    rate_hz: float
    n_channels: int
    n: int
    started_utc: datetime
    utc_offset: str
    finished: bool
    driver: Facts
    clock: Facts
    marks: tuple[Facts, ...]


def recording_info(path: Path | str) -> RecordingInfo:
    """What a recording holds; raises as :func:`acquisition.recording.reader.read_recording`."""
    with Container(path) as container:
        contents = read_contents(container)
        first, last = end_blocks(container)
        return RecordingInfo(
            path=container.path,
            size=len(container.buffer),
            library=container.survey.library,
            rig_name=contents.rig.name,
            simulated=contents.rig.simulated,
            rate_hz=contents.rate_hz,
            n_channels=len(contents.rig.channels),
            n=max(last.next_index, contents.announced_stop),
            started_utc=started_utc(first, contents.rate_hz),
            utc_offset=contents.rig.utc_offset,
            finished=container.survey.finished,
            driver=contents.driver,
            clock=contents.clock,
            marks=contents.marks,
        )


@dataclass(frozen=True, eq=False)
class Verdict:
    """Whether a recording is whole.

    Attributes
    ----------
    n : int
        Samples per channel that were read.
    n_blocks : int
        Blocks that were read.
    problems : tuple of str
        What is wrong and at which sample; empty for a whole recording.
    samples_lost : tuple of (int, int)
        Sample spans ``[first, stop)`` that are not in the file.
    """

    n: int
    n_blocks: int
    problems: tuple[str, ...]
    samples_lost: tuple[Span, ...]

    @property
    def whole(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def verify(path: Path | str) -> Verdict:
    """Check every checksum and that the samples follow on one another.

    Raises
    ------
    UnreadableFile
        No recording, or nothing in it can be read.
    OSError
        The file cannot be opened.
    """
    with Container(path, walk=True) as container:
        contents = read_contents(container)
        chunks = [without_samples(chunk) for chunk in read_blocks(container, container.survey.chunks)]
        held = [span for _, spans in chunks for span in spans]
        whole = (0, max([contents.announced_stop, *(stop for _, stop in held)]))
        lost = gaps([*held, *contents.removed], whole)
        problems = [
            *chunk_problems(chunks),
            *(f"samples {start} to {stop - 1} are not in the file" for start, stop in lost),
            *order_problems(held),
            *file_problems(container, contents, whole[1]),
        ]
        n = sum(stop - start for start, stop in held)
        return Verdict(n, len(held), tuple(problems), tuple(lost))


def without_samples(chunk: ChunkBlocks) -> tuple[ChunkBlocks, list[Span]]:
    """A chunk's place and damage, and the spans of its blocks: their memory is let go."""
    spans = [(block.first_index, block.next_index) for block in chunk.blocks]
    return ChunkBlocks(chunk.place, (), chunk.damage), spans


def chunk_problems(chunks: Sequence[tuple[ChunkBlocks, list[Span]]]) -> Iterator[str]:
    """Chunks that could not be read, with the sample at which each stands."""
    at = 0
    for chunk, spans in chunks:
        if chunk.damage:
            yield f"the chunk at byte {chunk.place.offset} is damaged, from sample {at} on ({chunk.damage})"
        at = max([at, *(stop for _, stop in spans)])


def order_problems(held: Sequence[Span]) -> Iterator[str]:
    """Blocks that begin before the one in front of them has ended."""
    for (_, stop), (start, _) in pairwise(held):
        if start < stop:
            yield f"the block at sample {start} comes behind one that ends at sample {stop}"


def file_problems(container: Container, contents: Contents, n: int) -> Iterator[str]:
    """What is wrong with the file around the blocks."""
    survey = container.survey
    for offset, stop in survey.damage:
        yield f"bytes {offset} to {stop - 1} are no records"
    if not survey.finished:
        yield f"the recording was not ended properly; its last whole block ends at sample {n}"
    elif not container.sums_are_right():
        yield "the checksum of the whole file does not fit"
    for name in (RIG, DRIVER, CLOCK):
        if not intact(survey.metadata.get(name)):
            yield f"the metadata record '{name}' is damaged"
