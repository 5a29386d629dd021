"""The one lawful rewrite of a recording: without some spans of samples, and everything else as it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from mcap.records import Message

from acquisition.block import SampleBlock
from acquisition.recording.block_codec import DECODERS, HEAD, encode_block, encode_codes
from acquisition.recording.code_scaling import proved_codes, usable
from acquisition.recording.container import Container, DamagedChunkError
from acquisition.recording.contents import Contents, read_contents
from acquisition.recording.layout import CODES_ID, MARKS_ID, VOLTS_ID, Facts, fact_records
from acquisition.recording.mcap_file import MessageDigest, copy_messages, sync_folder
from acquisition.recording.reader import Span, gaps
from acquisition.recording.salvage import readable_messages

REMOVED = "removed"
"""The mark that names the spans that were taken out."""
KEPT_MARKS = frozenset({"start", "stop", "fault", "tare", REMOVED})
"""Marks that speak of the plates and not of a person; a zero counts for the lifts of others too."""
UNFINISHED = ".erasing-"
READ_BYTES = 1 << 20


@dataclass(frozen=True)
class Rewrite:
    """What was done to a recording.

    Attributes
    ----------
    path : str
        The file.
    sha256_before, sha256_after : str
        Digests of the whole file; the same where nothing was left to take out.
    samples : int
        Samples per channel that were taken out now.
    spans : tuple of (int, int)
        What was asked for, ``[first, stop)``, in order and without overlaps.
    """

    path: str
    sha256_before: str
    sha256_after: str
    samples: int
    spans: tuple[Span, ...]


def rewrite_without_spans(path: Path | str, spans: Sequence[Span], why: str, athlete: str | None = None) -> Rewrite:
    """Rewrite a recording without the samples of some spans, and without what was noted of a person in them.

    The spans become gaps, named by a mark; where the first or the last block goes, an empty one stays in its place, so
    that the file knows when it began and how long it was. Samples outside of them stay bit for bit and keep their
    indices. Labels in the spans stay as moments and lose what they say; zeros stay. The new file takes the old one's
    place only after it was read back. Broken off anywhere, the old file is whole, and the same call does it again; done
    once more on the new file it changes nothing.

    Parameters
    ----------
    path : Path
        A recording that nobody is writing.
    spans : sequence of (int, int)
        Samples ``[first, stop)``.
    why : str
        One clause for the mark; no name.
    athlete : str, optional
        A code that no mark may name any more, also outside of the spans.

    Raises
    ------
    UnreadableFile
        No recording.
    DamagedChunkError
        The new file does not read back right; the old one stays.
    OSError
        No room; the old one stays.
    """
    target, wanted = Path(path), joined(spans)
    before = file_sha256(target)
    folder = target.parent / f"{UNFINISHED}{target.name}"
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was broken off
    if not _anything_in(target, wanted, athlete):
        return Rewrite(str(target), before, before, 0, wanted)
    folder.mkdir()
    try:
        removed = _write_copy(target, folder / target.name, (wanted, why, athlete))
        after = file_sha256(folder / target.name)
        os.replace(folder / target.name, target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Rewrite(str(target), before, after, removed, wanted)


def label_spans(path: Path | str, athlete: str) -> tuple[Span, ...]:
    """Spans in which an athlete's label holds: from each to the next label, or to the end of the recording."""
    with Container(path) as container:
        contents = read_contents(container)
        typed = {int(mark["index"]): mark.get("athlete") for mark in contents.marks if mark["mark"] == "label"}
        if athlete not in typed.values():
            return ()
        samples = (each for each in readable_messages(container) if each.channel_id in DECODERS)
        end = max([contents.announced_stop, *(_span_of(message)[1] for message in samples)])
    starts = sorted(typed)
    stops = [*starts[1:], max([end, *starts])]
    return joined([(start, stop) for start, stop in zip(starts, stops, strict=True) if typed[start] == athlete])


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order; those that touch become one, empty ones go."""
    found: list[Span] = []
    for start, stop in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return tuple(found)


def without(spans: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """Parts of spans that lie in none of the others."""
    kept = joined(others)
    return joined([part for span in joined(spans) for part in _outside(span, kept)])


def _outside(span: Span, spans: Sequence[Span]) -> list[Span]:
    """Parts of one span that lie in none of the others."""
    return gaps([_cut(other, span) for other in spans], span)


def file_sha256(path: Path) -> str:
    """SHA-256 of a whole file, hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while part := file.read(READ_BYTES):
            digest.update(part)
    return digest.hexdigest()


def _cut(span: Span, within: Span) -> Span:
    """The part of a span inside another; empty at its edge where there is none."""
    start = min(max(span[0], within[0]), within[1])
    return start, max(start, min(span[1], within[1]))


def _span_of(message: Message) -> Span:
    """Samples of a block's message, by its head."""
    first_index, _, n, *_ = HEAD.unpack_from(message.data)
    return first_index, first_index + n


def _anything_in(path: Path, spans: Sequence[Span], athlete: str | None) -> bool:
    """Whether a recording holds samples or words of these spans."""
    with Container(path, walk=True) as container:
        for message in readable_messages(container):
            if message.channel_id == MARKS_ID:
                mark = json.loads(message.data)
                if _cleaned(mark, spans, athlete) != mark:
                    return True
            elif message.channel_id in DECODERS:
                span = _span_of(message)
                if span[0] < span[1] and _outside(span, spans) != [span]:
                    return True
    return False


def _write_copy(path: Path, copy: Path, asked: tuple[tuple[Span, ...], str, str | None]) -> int:
    """Write the file without the spans, read it back, and say how many samples it has less."""
    spans = asked[0]
    with Container(path, walk=True) as container:
        contents = read_contents(container)
        metadata = fact_records(contents.rig.toml_text, contents.driver, contents.clock)
        cutter = _Cutter(contents, *asked)
        written = copy_messages(copy, metadata, cutter.messages(container))
    read = MessageDigest()
    with Container(copy) as again:
        for message in again.all_messages():
            read.add(message)
            if message.channel_id in DECODERS:
                span = _span_of(message)
                if span[0] < span[1] and _outside(span, spans) != [span]:
                    raise DamagedChunkError(f"samples {span[0]} to {span[1] - 1} are still in the new file")
        if read.hexadecimal != written or not again.survey.finished:
            raise DamagedChunkError("the new file differs from what was written")
    return cutter.removed


class _Cutter:
    """Passes a recording's messages on, without some spans."""

    def __init__(self, contents: Contents, spans: Sequence[Span], why: str, athlete: str | None) -> None:
        self._spans, self._why, self._athlete = spans, why, athlete
        self._stop = contents.announced_stop
        self._rate_hz = contents.rate_hz
        self._scaling = usable(contents.driver.get("scaling_coefficients"))
        self._begun = False
        self._last_empty: Message | None = None
        self.removed = 0

    def messages(self, container: Container) -> Iterator[Message]:
        """Every message that stays, and at the end the mark."""
        last: Message | None = None
        number = 0
        for message in readable_messages(container):
            last = message
            if message.channel_id == MARKS_ID:
                number = max(number, message.sequence + 1)
                yield from self._mark(message)
            elif message.channel_id in DECODERS:
                yield from self._samples(message)
        if self._last_empty is not None:
            yield self._last_empty
        if last is not None:
            spans = [list(span) for span in self._spans]
            mark = {"mark": REMOVED, "index": self._stop, "spans": spans, "why": self._why}
            yield replace(last, channel_id=MARKS_ID, sequence=number, data=json.dumps(mark).encode())

    def _mark(self, message: Message) -> Iterator[Message]:
        mark = json.loads(message.data)
        cleaned = _cleaned(mark, self._spans, self._athlete)
        if cleaned == mark:
            yield message
        elif cleaned is not None:
            yield replace(message, data=json.dumps(cleaned).encode())

    def _samples(self, message: Message) -> Iterator[Message]:
        """A block as it is, or what is left of it; what was kept as codes is so again where that is proved."""
        span = _span_of(message)
        self._stop = max(self._stop, span[1])
        kept = _outside(span, self._spans)
        first, self._begun, self._last_empty = not self._begun, True, None
        if kept == [span] or span[0] == span[1]:
            yield message
            return
        block = DECODERS[message.channel_id](message.data)
        self.removed += span[1] - span[0] - sum(stop - start for start, stop in kept)
        for part in kept:
            yield self._written(message, block, part)
        if not kept:
            empty = self._written(message, replace(block, overload=np.zeros_like(block.overload)), (span[1], span[1]))
            if first:
                yield empty
            else:
                self._last_empty = empty

    def _written(self, message: Message, block: SampleBlock, part: Span) -> Message:
        """A part of a block as its message, at the time of its first sample."""
        piece = _piece(block, part, self._rate_hz)
        later_ns = round((part[0] - block.first_index) * 1e9 / self._rate_hz)
        times = {"log_time": message.log_time + later_ns, "publish_time": message.publish_time + later_ns}
        codes = proved_codes(np.ascontiguousarray(piece.volts), self._scaling)
        if codes is None or self._scaling is None:
            return replace(message, channel_id=VOLTS_ID, data=encode_block(piece), **times)
        return replace(message, channel_id=CODES_ID, data=encode_codes(piece, codes, self._scaling), **times)


def _piece(block: SampleBlock, span: Span, rate_hz: float) -> SampleBlock:
    """A part of a block; its clocks are moved with it, so that sample 0 stays at its time."""
    head_s, tail_s = (span[0] - block.first_index) / rate_hz, (block.next_index - span[1]) / rate_hz
    return SampleBlock(
        span[0],
        block.volts[:, span[0] - block.first_index : span[1] - block.first_index],
        block.t_mono_first + head_s,
        block.t_utc_first + head_s,
        block.t_mono_last - tail_s,
        block.t_utc_last - tail_s,
        block.overload,
    )


def _cleaned(mark: Facts, spans: Sequence[Span], athlete: str | None) -> Facts | None:
    """A mark without what it says of a person in these spans; ``None`` where nothing of it may stay."""
    if mark["mark"] in KEPT_MARKS:
        return mark
    at = mark.get("drive_end", mark.get("index", mark.get("start")))
    if at is not None and any(start <= float(at) < stop for start, stop in spans):
        return {"mark": "label", "index": mark["index"]} if mark["mark"] == "label" else None
    named = athlete is not None and mark.get("athlete") == athlete
    return {**mark, "athlete": None} if named else mark
