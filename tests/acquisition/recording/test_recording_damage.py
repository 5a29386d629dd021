"""Torn and damaged recordings: what is whole is read, what is not is named, nothing wrong passes for a sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.errors import UnreadableFile
from acquisition.recording import RecordingWriter, read_recording, salvage, verify
from acquisition.recording.container import Container
from acquisition.recording.layout import MARKS_ID

Write = Callable[..., RecordingWriter]
N = 2000


@pytest.fixture(params=["plain", "compressed", "codes"])
def whole(request: pytest.FixtureRequest, tmp_path: Path, write_recording: Write) -> Path:
    """A finished recording of 2000 samples."""
    path = tmp_path / "whole.mcap"
    marks = ({"mark": "label", "index": 0, "kind": "snatch"},)
    writer = write_recording(path, (0, N), marks=marks, codes=request.param == "codes")
    writer.mark({"mark": "stop", "index": N, "reason": "test"})
    writer.close(compress=request.param != "plain")
    return path


def true_where_held(path: Path, known: Any) -> int:
    """Check every sample that is there against what was recorded; returns how many are there."""
    volts = np.vstack(read_recording(path).signals)
    held = ~np.isnan(volts)
    np.testing.assert_array_equal(volts[held], known(0, volts.shape[1])[held])
    return int(held[0].sum())


def test_a_file_cut_anywhere_keeps_its_whole_blocks(tmp_path: Path, write_recording: Write, make_source: Any) -> None:
    path, cut = tmp_path / "live.mcap", tmp_path / "cut.mcap"
    writer = write_recording(path)
    sizes = [path.stat().st_size]
    source = make_source()
    for first in range(0, 500, 50):
        writer.append(source.block(first, source.known_volts(first, 50)))
        sizes.append(path.stat().st_size)
    writer.abandon()
    data = path.read_bytes()
    for length in (*sizes[1:], *(size + extra for size in sizes[1:-1] for extra in (1, 9, 60, 2000, 4800))):
        cut.write_bytes(data[:length])
        acknowledged = 50 * (sum(size <= length for size in sizes) - 1)
        # A chunk may be whole before the index behind it is: never less than was acknowledged.
        assert acknowledged <= true_where_held(cut, source.known_volts) <= acknowledged + 50
        verdict = verify(cut)
        assert verdict.n_blocks * 50 >= acknowledged
        assert "not ended properly" in " ".join(verdict.problems)


def test_a_flipped_byte_anywhere_is_noticed_and_costs_one_chunk_at_most(whole: Path, make_source: Any) -> None:
    data = whole.read_bytes()
    known = make_source().known_volts
    most = 1000 if whole.stat().st_size < 150_000 else 50
    for at in np.random.default_rng(4).integers(8, len(data), 120):
        damaged = bytearray(data)
        damaged[at] ^= 0x5A
        whole.write_bytes(damaged)
        assert not verify(whole).whole, f"byte {at}"
        assert true_where_held(whole, known) >= N - most, f"byte {at}"


def test_a_flipped_byte_of_the_structure_costs_one_chunk_at_most(whole: Path, make_source: Any) -> None:
    data = whole.read_bytes()
    known = make_source().known_volts
    most = 1000 if whole.stat().st_size < 150_000 else 50
    with Container(whole) as container:
        places = container.survey.chunks
    # The index behind the last chunk but two, the head of the next chunk, and the first bytes of the file.
    for at in [*range(0, 8, 3), *range(places[-3].stop - 4, places[-2].offset + 60, 3)]:
        damaged = bytearray(data)
        damaged[at] ^= 0x01
        whole.write_bytes(damaged)
        assert not verify(whole).whole, f"byte {at}"
        assert true_where_held(whole, known) >= N - most, f"byte {at}"


def test_a_span_beside_the_damage_is_read_without_a_hole(whole: Path, make_source: Any) -> None:
    with Container(whole) as container:
        place = next(place for place in container.survey.chunks[2:] if MARKS_ID not in place.channels)
    data = bytearray(whole.read_bytes())
    data[(place.offset + place.stop) // 2] ^= 0xFF
    whole.write_bytes(data)
    (start, stop), *more = read_recording(whole).samples_lost
    assert more == []
    assert start % 50 == stop % 50 == 0
    for span in ((start - 50, start), (stop, stop + 70)) if start else ((stop, stop + 70),):
        record = read_recording(whole, *span)
        assert record.samples_lost == ()
        np.testing.assert_array_equal(np.vstack(record.signals), make_source().known_volts(span[0], span[1] - span[0]))


def test_salvage_keeps_every_whole_block_and_leaves_the_source_alone(
    whole: Path, tmp_path: Path, make_source: Any
) -> None:
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 0xFF
    whole.write_bytes(data)
    saved = salvage(whole, tmp_path / "saved.mcap")
    assert whole.read_bytes() == data
    assert saved.before.samples_lost == saved.after.samples_lost
    assert saved.after.n == true_where_held(saved.path, make_source().known_volts) == saved.before.n
    assert len(saved.after.problems) == 1
    assert read_recording(saved.path).labels[0].kind == "snatch"
    with pytest.raises(FileExistsError):
        salvage(whole, saved.path)


def test_salvage_of_a_torn_recording_gives_a_whole_one(tmp_path: Path, write_recording: Write) -> None:
    path = tmp_path / "torn.mcap"
    write_recording(path, (0, 500)).abandon()
    saved = salvage(path, tmp_path / "saved.mcap")
    assert not saved.before.whole
    assert saved.after.whole
    assert saved.after.n == 500


def test_a_damaged_length_does_not_hide_the_chunks_behind_it(
    tmp_path: Path, write_recording: Write, make_source: Any
) -> None:
    path = tmp_path / "plain.mcap"
    writer = write_recording(path, (0, 500))
    size = path.stat().st_size
    source = make_source()
    for first in (500, 550):
        writer.append(source.block(first, source.known_volts(first, 50)))
    writer.abandon()
    data = bytearray(path.read_bytes())
    assert data[size] == 0x06
    data[size + 5] = 0x7F  # the chunk now claims to be larger than the file
    path.write_bytes(data)
    assert read_recording(path).samples_lost == ((500, 550),)
    assert true_where_held(path, source.known_volts) == 550
    assert any("samples 500 to 549" in problem for problem in verify(path).problems)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "is empty"), (b"C3D or so", "is no Legdrive recording"), (b"\x89MCAP0\r\n", "laid out as ''")],
    ids=["empty", "other", "magic only"],
)
def test_what_is_no_recording_is_said_in_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "file.mcap"
    path.write_bytes(content)
    for read in (read_recording, verify, lambda file: salvage(file, tmp_path / "out.mcap")):
        with pytest.raises(UnreadableFile, match=says) as caught:
            read(path)
        assert "\n" not in caught.value.line
    assert not (tmp_path / "out.mcap").exists()


def test_a_recording_without_samples_is_said(tmp_path: Path, write_recording: Write) -> None:
    path = tmp_path / "short.mcap"
    write_recording(path).close()
    with pytest.raises(UnreadableFile, match="holds no samples"):
        read_recording(path)
    with pytest.raises(UnreadableFile, match="no block that can be read"):
        salvage(path, tmp_path / "out.mcap")
