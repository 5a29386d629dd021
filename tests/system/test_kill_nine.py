"""Killed with −9 in the middle of a capture, a recorder loses nothing that it had acknowledged."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.plate import FloatArray
from acquisition.recording import read_recording, salvage, verify
from acquisition.rig import read_rig
from sim_data.daq_process import spawn

RECORDER = Path(__file__).with_name("record_and_tell.py")
LONGEST = 40_000
"""Samples after which the latest kill comes."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> FloatArray:
    """What the device sends from the start of a task on, shape (12, n)."""
    folder = tmp_path_factory.mktemp("reference")
    volts = np.empty((12, 2 * LONGEST))
    with spawn(session="quiet", folder=folder) as device, NidaqmxSource(read_rig(device.rig)) as source:
        source.arm()
        source.start()
        while source.next_index < volts.shape[1]:
            first, out = source.next_index, np.empty((12, 1000))
            volts[:, first : first + 1000] = source.read_into(out).volts
    return volts


@pytest.mark.parametrize("trial", range(3))
def test_a_killed_recorder_loses_nothing_it_had_acknowledged(trial: int, tmp_path: Path, sent: FloatArray) -> None:
    path, moment = tmp_path / "killed.mcap", random.randrange(50, LONGEST)
    with spawn(session="quiet", folder=tmp_path / "device") as device:
        recorder = subprocess.Popen([sys.executable, "-P", RECORDER, device.rig, path], stdout=subprocess.PIPE)
        assert recorder.stdout is not None
        with recorder.stdout as told:
            acknowledged = next(int(line) for line in told if int(line) >= moment)
            recorder.send_signal(signal.SIGKILL)
            # What it told before it died is still in the pipe; a cut last line was not told.
            lines = told.read().split(b"\n")[:-1]
        assert recorder.wait(10.0) == -signal.SIGKILL
    acknowledged = max([acknowledged, *map(int, lines)])

    record = read_recording(path)
    assert record.n >= acknowledged, f"killed at sample {moment}"
    assert record.samples_lost == ()
    np.testing.assert_array_equal(np.vstack(record.signals), sent[:, : record.n])
    assert "not ended properly" in record.warnings[0]

    saved = salvage(path, tmp_path / "saved.mcap")
    assert not verify(path).whole
    assert saved.after.whole
    assert saved.after.n == record.n
    assert read_recording(saved.path).samples_sha256 == record.samples_sha256
