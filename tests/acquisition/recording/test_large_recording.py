"""What a long session needs: any span without reading the file, an index that opens it, memory that does not grow."""

from __future__ import annotations

import mmap
import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from mcap.data_stream import RecordBuilder
from mcap.records import ChunkIndex
from mcap.writer import CompressionType

from acquisition.block import SampleBlock
from acquisition.recording import RecordingWriter, read_recording, recording_info, verify
from acquisition.recording.chunk_list import ChunkList
from acquisition.recording.container import Container
from acquisition.recording.layout import VOLTS_ID
from acquisition.recording.mcap_file import begin_file
from acquisition.recording.survey import survey_by_summary
from acquisition.rig import read_rig

Write = Callable[..., RecordingWriter]
N_BLOCKS = 4000
BLOCK_BYTES = 12 * 50 * 8
INDEX_BYTES = 120
"""A chunk's record in the summary, with room to spare."""
FACTS_BYTES = 60_000
"""Header, metadata and the first mark: the same in every file."""


class CountingMap(mmap.mmap):
    """A mapped file that counts the bytes taken out of it."""

    taken = 0

    def __getitem__(self, at: Any) -> Any:
        part = super().__getitem__(at)
        CountingMap.taken += len(part) if isinstance(part, bytes) else 1
        return part


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A plain file of 4000 blocks of volts that lie on no grid, 20 MB."""
    rig = read_rig(Path(__file__).parents[3] / "examples" / "rig.toml")

    facts = SimpleNamespace(rate_hz=1000.0, rig_toml=rig.toml_text, driver={"device": "Dev1"}, clock={})
    path = tmp_path_factory.mktemp("large") / "large.mcap"
    writer = RecordingWriter(path, facts, codes=False)
    draw = np.random.default_rng(8)
    for number in range(N_BLOCKS):
        volts = draw.standard_normal((12, 50))
        writer.append(SampleBlock(50 * number, volts, 0.0, 1.7e9, 0.0, 1.7e9, np.zeros(12, np.bool_)))
    writer.mark({"mark": "stop", "index": 50 * N_BLOCKS, "reason": "test"})
    writer.close(compress=False)
    yield path
    path.unlink()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[CountingMap]:
    """Counts what is read from now on."""
    monkeypatch.setattr("acquisition.recording.container.mmap.mmap", CountingMap)
    CountingMap.taken = 0
    return CountingMap


@pytest.mark.parametrize("first", [0, 20_000, 123_456, 190_000], ids=lambda first: f"from {first}")
def test_a_span_takes_its_own_chunks_and_the_index_and_nothing_else(
    large: Path, counted: type[CountingMap], first: int
) -> None:
    record = read_recording(large, first, first + 10_000)
    assert (record.n, record.samples_lost) == (10_000, ())
    blocks = 10_000 // 50 + 1 + 2  # the span's, and the first and last of the file for its clock and its end
    most = blocks * 1.1 * BLOCK_BYTES + N_BLOCKS * INDEX_BYTES + FACTS_BYTES
    assert counted.taken < most < large.stat().st_size / 10


def test_what_is_in_a_recording_is_told_from_its_index(large: Path, counted: type[CountingMap]) -> None:
    assert recording_info(large).n == 50 * N_BLOCKS
    assert counted.taken < N_BLOCKS * INDEX_BYTES + FACTS_BYTES < large.stat().st_size / 30


def test_a_proof_reads_every_byte(large: Path, counted: type[CountingMap]) -> None:
    assert verify(large).whole
    assert counted.taken > large.stat().st_size


def test_summary_and_walk_find_the_same(large: Path) -> None:
    with Container(large) as by_summary, Container(large, walk=True) as walked:
        assert by_summary.survey == walked.survey
        assert len(walked.survey.chunks) == N_BLOCKS + 2


@pytest.mark.parametrize("end", [1, 8, 20, 37, 100, 10_000, 300_000], ids=lambda end: f"{end} bytes from the end")
def test_a_summary_with_one_wrong_byte_is_not_believed(large: Path, end: int) -> None:
    data = bytearray(large.read_bytes())
    assert survey_by_summary(bytes(data)) is not None
    data[-end] ^= 0x10
    assert survey_by_summary(bytes(data)) is None


def test_damage_to_the_frame_of_a_chunk_costs_a_finished_recording_nothing(
    tmp_path: Path, write_recording: Write, make_source: Any
) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 1000)).close(compress=False)
    with Container(path) as container:
        at = container.survey.chunks[7].offset
    data = bytearray(path.read_bytes())
    data[at + 5] = 0x7F  # the chunk now claims to be larger than the file
    path.write_bytes(data)
    record = read_recording(path)
    np.testing.assert_array_equal(np.vstack(record.signals), make_source().known_volts(0, 1000))
    assert not verify(path).whole


def test_a_growing_recording_is_surveyed_on_from_where_the_last_reader_was(
    tmp_path: Path, write_recording: Write, make_source: Any, counted: type[CountingMap]
) -> None:
    path, source = tmp_path / "live.mcap", make_source()
    writer = write_recording(path, (0, 50_000), marks=({"mark": "note", "text": "early"},))
    read_recording(path, 0, 50)
    for first in (50_000, 50_050):
        writer.append(source.block(first, source.known_volts(first, 50)))
    writer.mark({"mark": "label", "index": 50_020, "kind": "snatch"})
    counted.taken = 0
    record = read_recording(path, 49_980, 50_100)
    np.testing.assert_array_equal(np.vstack(record.signals), source.known_volts(49_980, 120))
    assert record.labels[0].kind == "snatch"
    assert counted.taken < FACTS_BYTES < path.stat().st_size / 50
    writer.abandon()


def test_another_growing_recording_in_the_same_place_is_surveyed_anew(
    tmp_path: Path, write_recording: Write, make_source: Any
) -> None:
    path, other = tmp_path / "live.mcap", tmp_path / "other.mcap"
    write_recording(path, (0, 500)).abandon()
    write_recording(other, (1000, 1600)).abandon()
    read_recording(path)
    path.write_bytes(other.read_bytes())
    record = read_recording(path)
    assert (record.n, record.samples_lost) == (1600, ((0, 1000),))


def test_a_torn_block_that_is_whole_later_is_found_later(
    tmp_path: Path, write_recording: Write, make_source: Any
) -> None:
    path, live = tmp_path / "whole.mcap", tmp_path / "live.mcap"
    write_recording(path, (0, 500)).abandon()
    data = path.read_bytes()
    for length in range(len(data) - 12_000, len(data), 1700):
        with live.open("wb" if not live.exists() else "r+b") as file:
            file.write(data[:length])
        got = np.vstack(read_recording(live).signals)
        np.testing.assert_array_equal(got, make_source().known_volts(0, got.shape[1]))
    live.write_bytes(data)
    assert read_recording(live).n == 500


def test_the_index_of_a_growing_file_takes_less_than_64_bytes_a_chunk() -> None:
    writer = begin_file(BytesIO(), {}, CompressionType.NONE)
    index = vars(writer)["_Writer__chunk_indices"]
    assert isinstance(index, ChunkList)
    for number in range(100):
        writer.add_message(VOLTS_ID, number, b"", number)
        writer.flush()
    assert len(index) == 100
    tracemalloc.start()
    for number in range(20_000):
        start = 10**18 + number
        index.append(ChunkIndex(100, 10**10 + number, "", 50, start, 31, {VOLTS_ID: 10**10 + number + 100}, start, 50))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 20_000 * 64 * 1.13  # an array grows by an eighth at a time


def test_the_small_index_gives_back_what_it_was_given() -> None:
    given = [
        ChunkIndex(100, 1000, "", 60, 7, 31, {3: 1100}, 5, 60),
        ChunkIndex(90, 1131, "", 50, 9, 62, {1: 1221, 2: 1252}, 8, 50),
        ChunkIndex(80, 1283, "zstd", 40, 12, 31, {2: 1363}, 11, 77),
        ChunkIndex(80, 1394, "zstd", 40, 14, 0, {}, 13, 77),
    ]
    index = ChunkList()
    for record in given:
        index.append(record)
    assert list(index) == given
    assert [written(record) for record in index] == [written(record) for record in given]


def written(record: ChunkIndex) -> bytes:
    """A record's bytes."""
    builder: Any = RecordBuilder()
    record.write(builder)
    return bytes(builder.end())
