"""What is written into a recording is what is read from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.recording import RecordingWriter, read_recording, recording_info, verify
from acquisition.recording.block_codec import decode_block, encode_block

Write = Callable[..., RecordingWriter]
MARKS: tuple[dict[str, Any], ...] = (
    {"mark": "tare", "start": 0, "stop": 1000, "volts": [0.1 * c for c in range(12)], "sd": [0.001] * 12},
    {"mark": "label", "index": 2000, "kind": "snatch", "load_kg": 90.0, "athlete": "A7F3", "attempt": 1},
    {"mark": "label", "index": 500, "athlete": "A7F3"},
    {"mark": "label", "index": 2000, "kind": "snatch", "load_kg": 92.0, "athlete": "A7F3", "attempt": 1},
    {"mark": "weigh_in", "start": 1000, "stop": 2000, "force_n": 785.2, "uncertainty_n": 0.8},
)


def test_a_block_survives_its_encoding(make_source: Any) -> None:
    source = make_source()
    block = source.block(12_345, source.known_volts(12_345, 37))
    again = decode_block(encode_block(block))
    np.testing.assert_array_equal(again.volts, block.volts)
    np.testing.assert_array_equal(again.overload, block.overload)
    for name in ("first_index", "t_mono_first", "t_utc_first", "t_mono_last", "t_utc_last"):
        assert getattr(again, name) == getattr(block, name)


@pytest.mark.parametrize("length", [0, 20, 59, -1])
def test_a_cut_block_is_refused(make_source: Any, length: int) -> None:
    source = make_source()
    with pytest.raises(ValueError, match="bytes"):
        decode_block(encode_block(source.block(0, source.known_volts(0, 5)))[:length])


@pytest.mark.parametrize("codes", [False, True], ids=["float64", "codes"])
@pytest.mark.parametrize("compress", [False, True], ids=["plain", "compressed"])
def test_a_recording_holds_every_sample_and_every_mark(
    tmp_path: Path, write_recording: Write, make_source: Any, compress: bool, codes: bool
) -> None:
    path = tmp_path / "session.mcap"
    writer = write_recording(path, (0, 3030), marks=MARKS, codes=codes)
    writer.close(compress=compress)
    assert writer.left_plain == ""
    record = read_recording(path)
    volts = make_source().known_volts(0, 3030)
    np.testing.assert_array_equal(np.vstack(record.signals), volts)
    assert (record.n, record.first_index, record.rate_hz, record.format) == (3030, 0, 1000.0, "recording")
    assert record.samples_sha256 == hashlib.sha256(volts.astype("<f8").tobytes()).hexdigest()
    assert (record.samples_lost, record.warnings) == ((), ())
    assert record.labels == (
        LiftLabel(500, athlete="A7F3"),
        LiftLabel(2000, "snatch", 92.0, "A7F3", 1),
    )
    assert record.weigh_ins == (WeighIn(1000, 2000, 785.2, 0.8),)
    np.testing.assert_allclose(record.tares[0].values[1], [0.1 * c for c in range(6, 12)])
    assert record.tare_before(999) is None
    assert verify(path).whole
    assert list(tmp_path.iterdir()) == [path]


def test_what_the_device_said_reaches_the_record(tmp_path: Path, write_recording: Write, root: Path) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 100)).close()
    record = read_recording(path)
    assert record.started_utc == datetime.fromtimestamp(1.7e9, UTC)
    assert record.utc_offset == "+01:00"
    assert record.simulated
    # The second plate's channels are the task's channels 6 to 11, 4 µs apart.
    np.testing.assert_allclose(record.skew_s[1], np.arange(6, 12) * 4e-6)
    # The device's range of 5 V counts, not the rig's 10 V.
    np.testing.assert_array_equal(np.concatenate(record.full_scale), np.full(12, 5.0))
    assert record.rig_sha256 == hashlib.sha256((root / "examples" / "rig.toml").read_bytes()).hexdigest()
    assert [plate.name for plate in record.plates] == ["left", "right"]


@pytest.mark.parametrize("codes", [False, True], ids=["float64", "codes"])
@pytest.mark.parametrize("compress", [False, True], ids=["plain", "compressed"])
@pytest.mark.parametrize("span", [(0, 1), (49, 51), (999, 1000), (1000, 2070), (2069, 2070), (75, 1925)])
def test_any_span_of_a_recording_can_be_read_alone(
    tmp_path: Path, write_recording: Write, make_source: Any, compress: bool, codes: bool, span: tuple[int, int]
) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 2070), marks=MARKS, codes=codes).close(compress=compress)
    record = read_recording(path, *span)
    np.testing.assert_array_equal(np.vstack(record.signals), make_source().known_volts(span[0], span[1] - span[0]))
    assert (record.first_index, record.samples_lost) == (span[0], ())
    # Marks and the start belong to the recording, not to the span.
    assert len(record.tares) == 1
    assert record.started_utc == datetime.fromtimestamp(1.7e9, UTC)


@pytest.mark.parametrize("span", [(-1, 10), (10, 10), (0, 101), (500, 600)])
def test_a_span_outside_of_the_recording_is_refused(
    tmp_path: Path, write_recording: Write, span: tuple[int, int]
) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 100)).close()
    with pytest.raises(OptionNeeded, match="ask for samples from 0 to 100"):
        read_recording(path, *span)


def test_a_recording_is_never_overwritten(tmp_path: Path, write_recording: Write) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 100)).close()
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_recording(path, (0, 100))
    assert path.read_bytes() == before


def test_an_acknowledged_block_is_in_the_file_before_it_is_closed(
    tmp_path: Path, write_recording: Write, make_source: Any
) -> None:
    path = tmp_path / "session.mcap"
    writer = write_recording(path, (0, 150))
    record = read_recording(path)
    np.testing.assert_array_equal(np.vstack(record.signals), make_source().known_volts(0, 150))
    assert "not ended properly" in record.warnings[0]
    writer.close()
    assert read_recording(path).warnings == ()


def test_a_block_that_goes_back_in_time_is_refused(tmp_path: Path, write_recording: Write, make_source: Any) -> None:
    writer = write_recording(tmp_path / "session.mcap", (0, 100))
    with pytest.raises(ValueError, match="sample 50"):
        writer.append(make_source().block(50, make_source().known_volts(50, 50)))
    writer.close()


def test_a_gap_between_blocks_is_named_and_not_filled(tmp_path: Path, write_recording: Write, make_source: Any) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 200), (350, 500)).close()
    record = read_recording(path)
    assert record.samples_lost == ((200, 350),)
    volts = np.vstack(record.signals)
    assert np.isnan(volts[:, 200:350]).all()
    np.testing.assert_array_equal(volts[:, 350:], make_source().known_volts(350, 150))
    assert "samples 200 to 349 are not in the file" in record.warnings
    assert read_recording(path, 100, 200).samples_lost == ()
    assert verify(path).problems == ("samples 200 to 349 are not in the file",)


def test_info_tells_what_is_in_it(tmp_path: Path, write_recording: Write) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 500), marks=MARKS).close()
    info = recording_info(path)
    assert (info.rig_name, info.n_channels, info.n, info.rate_hz) == ("Example laboratory", 12, 500, 1000.0)
    assert [mark["mark"] for mark in info.marks] == ["start", "tare", "label", "label", "label", "weigh_in"]
    assert info.finished
    assert info.simulated


def test_an_mcap_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    from mcap.writer import Writer

    path = tmp_path / "robot.mcap"
    writer: Any = Writer(str(path))
    writer.start("ros2")
    writer.finish()
    with pytest.raises(UnreadableFile, match=r"laid out as 'ros2', not legdrive/recording/1"):
        read_recording(path)


def test_a_recording_without_room_to_compress_stays_plain(
    tmp_path: Path, write_recording: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    import acquisition.recording.writer as module

    def no_room(*_: object) -> str:
        raise OSError(28, "No space left on device")

    path = tmp_path / "session.mcap"
    writer = write_recording(path, (0, 500))
    monkeypatch.setattr(module, "copy_messages", no_room)
    writer.close()
    assert "No space left" in writer.left_plain
    assert verify(path).whole
    assert list(tmp_path.iterdir()) == [path]


def test_a_recording_of_this_layout_opens_for_ever(root: Path, make_source: Any) -> None:
    path = root / "tests" / "acquisition" / "data" / "recording-1.mcap"
    record = read_recording(path)
    np.testing.assert_array_equal(np.vstack(record.signals), make_source().known_volts(0, 130))
    assert record.samples_sha256 == "c1d5c8fef010ba6d424154e542c4fcc842d0bf5d17c64314035868cbd1d640b6"
    assert record.labels == (LiftLabel(50, "power_snatch", 60.0, "A7F3", 2, "c1"),)
    assert record.weigh_ins == (WeighIn(10, 60, 785.2, 0.8),)
    assert record.tares[0].standard_deviations[1][5] == 0.001
    assert record.started_utc == datetime.fromtimestamp(1.7e9, UTC)
    assert [plate.serial for plate in record.plates] == ["OLD-L", "OLD-R"]
    assert verify(path).whole


@pytest.mark.parametrize("name", ["recording-1.mcap", "recording-1-codes.mcap"])
def test_the_examples_of_the_documentation_read_it(
    root: Path, capsys: pytest.CaptureFixture[str], make_source: Any, name: str
) -> None:
    page = (root / "docs" / "recording.md").read_text()
    examples = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
    names: dict[str, Any] = {"path": root / "tests" / "acquisition" / "data" / name}
    for example in examples:
        exec(example, names)
    assert capsys.readouterr().out == "1000.0 (6, 100) ()\n0 (12, 50)\n50 (12, 50)\n100 (12, 30)\n"
    np.testing.assert_array_equal(names["volts"], make_source().known_volts(100, 30))
