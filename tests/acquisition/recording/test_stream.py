"""From a source into a recording: complete, or with a fault that keeps what was read before it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.errors import DeviceLost, RecorderStalled
from acquisition.live_ring import LiveRing
from acquisition.recording import RecordingWriter, read_recording, recording_info, verify
from acquisition.stream import PlateAcquisition, State

MakeSource = Callable[..., Any]


def run(acquisition: PlateAcquisition, recorder: Any) -> None:
    """Arm, read to the end, finish."""
    acquisition.arm()
    acquisition.start(recorder)
    assert acquisition.wait(30.0)
    acquisition.finish()


def test_everything_that_was_read_is_recorded(tmp_path: Path, make_source: MakeSource) -> None:
    source, path = make_source(3333), tmp_path / "session.mcap"
    live, seen = LiveRing(12, 1000), list[int]()
    acquisition = PlateAcquisition(source, live=live, patience_s=5.0, on_written=seen.append)
    run(acquisition, RecordingWriter(path, source))
    assert (acquisition.state, acquisition.reason, acquisition.fault) == (State.STOPPED, "the source has ended", None)
    record = read_recording(path)
    np.testing.assert_array_equal(np.vstack(record.signals), source.known_volts(0, 3333))
    assert seen == [*range(50, 3333, 50), 3333]
    first, volts = live.latest(1000)
    np.testing.assert_array_equal(volts, source.known_volts(first, 1000))
    assert recording_info(path).marks[-1] == {
        "mark": "stop",
        "index": 3333,
        "curr_read_pos": 3333,
        "reason": "the source has ended",
    }
    assert source.calls == ["arm", "start", "stop"]


def test_it_stops_at_the_last_sample_asked_for(tmp_path: Path, make_source: MakeSource) -> None:
    source, path = make_source(5000), tmp_path / "session.mcap"
    run(PlateAcquisition(source, last_sample=1234, patience_s=5.0), RecordingWriter(path, source))
    assert read_recording(path).n == 1234


def test_a_stop_by_hand_ends_it_after_the_block(tmp_path: Path, make_source: MakeSource) -> None:
    source, path = make_source(500_000), tmp_path / "session.mcap"
    enough = threading.Event()

    def count(index: int) -> None:
        if index >= 500:
            enough.set()

    acquisition = PlateAcquisition(source, patience_s=5.0, on_written=count)
    acquisition.arm()
    acquisition.start(RecordingWriter(path, source))
    assert enough.wait(10.0)
    acquisition.mark({"mark": "note", "text": "enough"})
    acquisition.stop()
    acquisition.finish()
    assert acquisition.reason == "stopped by hand"
    assert read_recording(path).n == source.next_index >= 500
    marks = [mark["mark"] for mark in recording_info(path).marks]
    assert [mark for mark in marks if mark != "warning"] == ["start", "note", "stop"]


def test_a_fault_of_the_device_keeps_every_sample_before_it(tmp_path: Path, make_source: MakeSource) -> None:
    fault = DeviceLost("the device is gone", "Dev1", "plug it in", code=-201003, sample_index=777)
    source, path = make_source(777, fault), tmp_path / "session.mcap"
    acquisition = PlateAcquisition(source, patience_s=5.0)
    run(acquisition, RecordingWriter(path, source))
    assert acquisition.fault is fault
    assert acquisition.state is State.FAULTED
    np.testing.assert_array_equal(np.vstack(read_recording(path).signals), source.known_volts(0, 777))
    mark = recording_info(path).marks[-1]
    assert (mark["mark"], mark["error"], mark["code"], mark["index"]) == ("fault", "DeviceLost", -201003, 777)
    assert verify(path).whole


class SlowRecorder:
    """Holds the first block until it is let go; keeps copies of what comes."""

    def __init__(self) -> None:
        self.let_go, self.blocks, self.marks = threading.Event(), list[SampleBlock](), list[dict[str, Any]]()
        self.closed: list[bool] = []

    def append(self, block: SampleBlock) -> None:
        assert self.let_go.wait(30.0)
        clocks = (block.t_mono_first, block.t_utc_first, block.t_mono_last, block.t_utc_last)
        self.blocks.append(SampleBlock(block.first_index, block.volts.copy(), *clocks, block.overload))

    def mark(self, mark: dict[str, Any]) -> None:
        self.marks.append(mark)

    def close(self, compress: bool = True) -> None:
        self.closed.append(compress)

    def abandon(self) -> None:
        raise AssertionError("the disk never refused")


def test_a_recorder_that_falls_behind_is_a_fault_and_never_a_drop(make_source: MakeSource) -> None:
    source, recorder = make_source(5000), SlowRecorder()
    acquisition = PlateAcquisition(source, queue_blocks=20)
    acquisition.arm()
    acquisition.start(recorder)
    assert acquisition.wait(30.0)  # the reader ends by itself: no memory is left
    recorder.let_go.set()
    acquisition.finish()
    assert isinstance(acquisition.fault, RecorderStalled)
    assert "did not keep up" in acquisition.fault.line
    assert acquisition.fault.sample_index == source.next_index == 22 * 50
    volts = np.hstack([block.volts for block in recorder.blocks])
    np.testing.assert_array_equal(volts, source.known_volts(0, 22 * 50))
    assert recorder.marks[-1]["mark"] == "fault"
    assert recorder.closed == [False]


def test_a_recorder_that_pauses_within_the_queue_costs_nothing(make_source: MakeSource) -> None:
    source, recorder = make_source(1000), SlowRecorder()
    acquisition = PlateAcquisition(source, queue_blocks=20)
    acquisition.arm()
    acquisition.start(recorder)
    assert acquisition.wait(30.0)
    recorder.let_go.set()
    acquisition.finish()
    assert acquisition.fault is None
    assert len(recorder.blocks) == 20
    assert recorder.closed == [True]


def test_a_defect_in_the_source_is_raised_after_the_recording_was_ended(
    tmp_path: Path, make_source: MakeSource
) -> None:
    source, path = make_source(200, ZeroDivisionError("a defect")), tmp_path / "session.mcap"
    acquisition = PlateAcquisition(source, patience_s=5.0)
    acquisition.arm()
    acquisition.start(RecordingWriter(path, source))
    assert acquisition.wait(30.0)
    with pytest.raises(ZeroDivisionError):
        acquisition.finish()
    assert read_recording(path).n == 200


@pytest.mark.parametrize("value", [object(), float("nan")])
def test_a_mark_that_cannot_be_written_costs_no_sample(tmp_path: Path, make_source: MakeSource, value: object) -> None:
    source, path = make_source(200), tmp_path / "session.mcap"
    acquisition = PlateAcquisition(source, patience_s=5.0)
    acquisition.arm()
    acquisition.start(RecordingWriter(path, source))
    acquisition.mark({"mark": "note", "text": value})
    acquisition.mark({"mark": "note", "number": np.float64(1.5)})
    assert acquisition.wait(30.0)
    with pytest.raises((TypeError, ValueError)):
        acquisition.finish()
    assert read_recording(path).n == 200
    assert {"mark": "note", "number": 1.5} in recording_info(path).marks
    assert verify(path).whole


def test_settled_means_that_everything_so_far_can_be_read(tmp_path: Path, make_source: MakeSource) -> None:
    source, path = make_source(500), tmp_path / "session.mcap"
    acquisition = PlateAcquisition(source, patience_s=5.0)
    acquisition.arm()
    acquisition.start(RecordingWriter(path, source))
    try:
        assert acquisition.wait(30.0)
        acquisition.mark({"mark": "note", "text": "now"})
        assert acquisition.settle(30.0)
        info = recording_info(path)
        assert (info.n, info.finished) == (500, False)
        assert info.marks[-1] == {"mark": "note", "text": "now"}
    finally:
        acquisition.finish()


CHILD = """
import json, resource, sys
from pathlib import Path
from acquisition.recording import RecordingWriter
from acquisition.replay_source import ReplaySource
from acquisition.stream import PlateAcquisition
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
with ReplaySource(sys.argv[1]) as source:
    acquisition = PlateAcquisition(source, patience_s=5.0)
    acquisition.arm()
    acquisition.start(RecordingWriter(Path(sys.argv[2]), source))
    acquisition.wait()
    acquisition.finish()
print(json.dumps([type(acquisition.fault).__name__, acquisition.fault.line, acquisition.acknowledged]))
"""


def test_a_disk_that_refuses_is_a_fault_and_what_was_acknowledged_is_read_back(
    tmp_path: Path, make_source: MakeSource, write_recording: Callable[..., RecordingWriter]
) -> None:
    played, path = tmp_path / "played.mcap", tmp_path / "session.mcap"
    write_recording(played, (0, 3000)).close()
    outcome = subprocess.run(
        [sys.executable, "-P", "-c", CHILD, str(played), str(path), "123456"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    kind, line, acknowledged = json.loads(outcome.stdout)
    assert (kind, outcome.stderr) == ("RecorderStalled", "")
    assert "recording: cannot be written any more: File too large" in line
    assert 0 < acknowledged < 3000
    record = read_recording(path)
    assert record.n == acknowledged
    np.testing.assert_array_equal(np.vstack(record.signals), make_source().known_volts(0, acknowledged))
