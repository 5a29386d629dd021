"""A recording played again delivers what was recorded."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.errors import SamplesLost, UnreadableFile
from acquisition.recording import RecordingWriter, read_recording
from acquisition.replay_source import ReplaySource
from acquisition.stream import PlateAcquisition

Write = Callable[..., RecordingWriter]


def test_a_replay_recorded_again_has_the_same_samples(tmp_path: Path, write_recording: Write, root: Path) -> None:
    first, second = tmp_path / "first.mcap", tmp_path / "second.mcap"
    write_recording(first, (0, 7777)).close()
    with ReplaySource(first) as source:
        acquisition = PlateAcquisition(source, patience_s=5.0)
        acquisition.arm()
        acquisition.start(RecordingWriter(second, source))
        assert acquisition.wait(30.0)
        acquisition.finish()
    assert acquisition.reason == "the source has ended"
    records = read_recording(first), read_recording(second)
    assert records[0].samples_sha256 == records[1].samples_sha256
    assert records[0].rig_sha256 == records[1].rig_sha256
    np.testing.assert_array_equal(records[0].skew_s, records[1].skew_s)


def test_a_gap_in_the_file_is_a_fault_of_the_replay(tmp_path: Path, write_recording: Write, make_source: Any) -> None:
    path = tmp_path / "gap.mcap"
    write_recording(path, (0, 130), (200, 400)).close()
    out = np.zeros((12, 50))
    with ReplaySource(path) as source:
        source.start()
        assert [source.read_into(out).n for _ in range(3)] == [50, 50, 30]
        np.testing.assert_array_equal(out[:, :30], make_source().known_volts(100, 30))
        with pytest.raises(SamplesLost) as caught:
            source.read_into(out)
    assert (caught.value.first_missing, caught.value.count) == (130, 70)


def test_at_a_speed_samples_come_when_they_are_due(tmp_path: Path, write_recording: Write) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 400)).close()
    out = np.zeros((12, 50))
    with ReplaySource(path, speed=10.0) as source:
        began = time.monotonic()
        source.start()
        while source.read_into(out).n:
            assert time.monotonic() - began >= source.next_index / 1000.0 / 10.0


def test_what_is_no_recording_cannot_be_played(tmp_path: Path) -> None:
    path = tmp_path / "none.mcap"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(UnreadableFile), ReplaySource(path):
        pass
