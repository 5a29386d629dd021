"""Read a recording, or a span of it, as the record that the analysis takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from acquisition.block import SampleBlock
from acquisition.errors import NothingRecorded, OptionNeeded, UnreadableFile
from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.record import LiftLabel, PlateRecord, Tare, WeighIn
from acquisition.plate import FloatArray
from acquisition.recording.code_scaling import usable
from acquisition.recording.container import Container
from acquisition.recording.contents import Contents, mark_of, read_blocks, read_contents
from acquisition.recording.survey import ChunkPlace
from acquisition.rig import Rig

Span = tuple[int, int]


def read_recording(path: Path | str, start: int | None = None, stop: int | None = None) -> PlateRecord:
    """Read a recording, finished or torn.

    Samples that are not in the file are NaN in the signals and named in ``samples_lost``. Nothing is written.

    Parameters
    ----------
    path : Path
        A file of layout ``legdrive/recording/1``.
    start, stop : int, optional
        Sample span; as a rule all of it. Only its chunks are unpacked.

    Returns
    -------
    PlateRecord
        ``signals`` in volts; ``started_utc`` is the time of sample 0; ``samples_sha256`` is the SHA-256 of the span's
        volts as little-endian float64, channel after channel in the task's order.

    Raises
    ------
    UnreadableFile
        No recording, or none of its samples can be read.
    OptionNeeded
        The span lies outside of it.
    OSError
        The file cannot be opened.
    """
    with Container(path) as container:
        contents = read_contents(container)
        first, last = end_blocks(container)
        whole = (0, max(last.next_index, contents.announced_stop))
        span = checked_span(container.path, whole, start, stop)
        volts, lost = read_span(container, contents, span)
        return plate_record(container, contents, first, volts, (span[0], lost))


def checked_span(path: str, whole: Span, start: int | None, stop: int | None) -> Span:
    """The span asked for; raises ``OptionNeeded`` where it is not in the recording."""
    span = (whole[0] if start is None else start, whole[1] if stop is None else stop)
    if not whole[0] <= span[0] < span[1] <= whole[1]:
        raise OptionNeeded(
            f"samples {span[0]} to {span[1]} are not a span of this recording",
            path,
            f"ask for samples from {whole[0]} to {whole[1]}",
        )
    return span


def end_blocks(container: Container) -> tuple[SampleBlock, SampleBlock]:
    """The first and the last block that can be read."""
    places = container.survey.chunks
    first = next((block for chunk in read_blocks(container, places) for block in chunk.blocks), None)
    last = next((chunk.blocks[-1] for chunk in read_blocks(container, places[::-1]) if chunk.blocks), None)
    if first is None or last is None:
        raise NothingRecorded("holds no samples", container.path, "the capture ended before the first block")
    return first, last


def read_span(container: Container, contents: Contents, span: Span) -> tuple[FloatArray, list[Span]]:
    """Volts of a span, shape (n_channels, n), and the spans of it that are not in the file (NaN there)."""
    places = container.survey.chunks
    volts, held = fill(container, contents, places_of(places, contents, span), span)
    if gaps(held, span):
        # The chunks' times led to a hole. They have no checksum of their own: look into every chunk.
        volts, held = fill(container, contents, places, span)
    return volts, gaps(held, span)


def places_of(places: Sequence[ChunkPlace], contents: Contents, span: Span) -> list[ChunkPlace]:
    """The chunks whose times say that they hold samples of a span."""
    starts = contents.indices_at([place.start_ns for place in places])
    stops = np.append(starts[1:], span[1])
    inside = (starts < span[1]) & (stops > span[0])
    inside[-1:] |= starts[-1:] < span[1]
    return [place for place, wanted in zip(places, inside.tolist(), strict=True) if wanted]


def fill(
    container: Container, contents: Contents, places: Sequence[ChunkPlace], span: Span
) -> tuple[FloatArray, list[Span]]:
    """Volts of a span from some chunks, and the parts of it that they hold."""
    n_channels = len(contents.rig.channels)
    volts = np.full((n_channels, span[1] - span[0]), np.nan)
    held = []
    for block in (block for chunk in read_blocks(container, places) for block in chunk.blocks):
        start, stop = max(block.first_index, span[0]), min(block.next_index, span[1])
        if start >= stop:
            continue
        if block.volts.shape[0] != n_channels:
            raise UnreadableFile(
                f"has blocks of {block.volts.shape[0]} channels and a rig of {n_channels}", container.path
            )
        source = block.volts[:, start - block.first_index : stop - block.first_index]
        volts[:, start - span[0] : stop - span[0]] = source
        held.append((start, stop))
    return volts, held


def gaps(held: Sequence[Span], span: Span) -> list[Span]:
    """Parts of a span that are not in any of the spans held."""
    found, at = [], span[0]
    for start, stop in [*sorted(held), (span[1], span[1])]:
        if start > at:
            found.append((at, start))
        at = max(at, stop)
    return found


def plate_record(
    container: Container, contents: Contents, first: SampleBlock, volts: FloatArray, place: tuple[int, list[Span]]
) -> PlateRecord:
    """The record of a span that was read; ``place`` holds its first index and what is lost of it."""
    rig = contents.rig
    rows = [list(channels) for channels in rig.plate_channels]
    signals = tuple(volts[channels] for channels in rows)
    return PlateRecord(
        path=container.path,
        format="recording",
        rate_hz=contents.rate_hz,
        plates=rig.plates(),
        signals=signals,
        full_scale=tuple(full_scale_v(contents)[channels] for channels in rows),
        tares=tuple(tares(contents, rig)),
        skew_s=tuple(skew_s(contents)[channels] for channels in rows),
        labels=tuple(labels(contents)),
        first_index=place[0],
        weigh_ins=tuple(weigh_ins(contents)),
        samples_lost=tuple(place[1]),
        started_utc=started_utc(first, contents.rate_hz),
        utc_offset=rig.utc_offset,
        simulated=rig.simulated,
        samples_sha256=samples_sha256(signals),
        rig_sha256=rig.sha256,
        warnings=tuple(warnings(container, contents, place[1])),
        decimate=rig.decimate,
        scaling=scaling(contents, rows),
    )


def scaling(contents: Contents, rows: Sequence[Sequence[int]]) -> tuple[FloatArray, ...]:
    """Per plate the driver's polynomials from codes to volts; empty where it does not tell them."""
    told = usable(contents.driver.get("scaling_coefficients"))
    return () if told is None else tuple(told[list(channels)] for channels in rows)


def full_scale_v(contents: Contents) -> FloatArray:
    """Per channel of the task: smaller of the amplifier's span and the range the device really set, V."""
    spans = contents.rig.full_scale_v
    ranges = contents.driver.get("ranges_v")
    return np.minimum(spans, [float(high) for _, high in ranges]) if ranges else spans


def skew_s(contents: Contents) -> FloatArray:
    """Per channel of the task: how much later than the first it was converted, s; 0 with one converter a channel."""
    order = np.arange(len(contents.rig.channels), dtype=np.float64)
    convert_rate_hz = contents.clock.get("convert_rate_hz")
    return order / float(convert_rate_hz) if convert_rate_hz else np.zeros_like(order)


def started_utc(first: SampleBlock, rate_hz: float) -> datetime:
    """UTC time of sample 0: when the first block was there, less the time its samples took."""
    return datetime.fromtimestamp(first.t_utc_last - (first.next_index - 1) / rate_hz, UTC)


def tares(contents: Contents, rig: Rig) -> Iterator[Tare]:
    """The zeros, per plate."""
    for mark in mark_of("tare", contents.marks):
        volts, sd = np.asarray(mark["volts"], dtype=np.float64), np.asarray(mark["sd"], dtype=np.float64)
        rows = [list(channels) for channels in rig.plate_channels]
        yield Tare(
            int(mark["start"]),
            int(mark["stop"]),
            tuple(volts[channels] for channels in rows),
            tuple(sd[channels] for channels in rows),
        )


LABEL_KEYS = ("kind", "load_kg", "athlete", "attempt", "complex_id", "foot_length_mm")


def labels(contents: Contents) -> list[LiftLabel]:
    """What was typed, by sample; of two labels for one sample the later one counts."""
    typed = {
        int(mark["index"]): LiftLabel(int(mark["index"]), *(mark.get(key) for key in LABEL_KEYS))
        for mark in mark_of("label", contents.marks)
    }
    return [typed[index] for index in sorted(typed)]


def weigh_ins(contents: Contents) -> Iterator[WeighIn]:
    """The weigh-ins in the order taken."""
    for mark in mark_of("weigh_in", contents.marks):
        yield WeighIn(int(mark["start"]), int(mark["stop"]), float(mark["force_n"]), float(mark["uncertainty_n"]))


def warnings(container: Container, contents: Contents, lost: Sequence[Span]) -> Iterator[str]:
    """What a reader of the record should know about the file."""
    if not container.survey.finished:
        yield "the recording was not ended properly (program killed, disk full or file cut); all whole blocks were read"
    if contents.facts_mended:
        yield "the rig in the file's head is damaged; its copy in the first mark was taken"
    if lost:
        spans = ", ".join(f"{start} to {stop - 1}" for start, stop in lost)
        yield f"samples {spans} are not in the file"
