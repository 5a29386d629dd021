"""The service is killed with −9 while the recorder records: it is found again, and no sample is missing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.recorder_control import ControlClient
from acquisition.recorder_lock import RecorderFacts, RecorderFile, device_words, locked
from acquisition.recording import read_recording, recording_info, verify
from acquisition.rig import read_rig
from sim_data.daq_process import SpawnedDevice, spawn

Run = Callable[..., "subprocess.CompletedProcess[str]"]
LEGDRIVE = [sys.executable, "-P", "-m", "service.cli"]


@pytest.fixture(autouse=True)
def _own_run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Locks and recorders' files of a test lie beside its other files; live rings of killed ones go."""
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "run"))
    yield
    with locked("a device of the test's own"):
        pass


@pytest.fixture
def device(tmp_path: Path) -> Iterator[SpawnedDevice]:
    """Somebody stands on plates whose clock goes five times faster, so that a moment is a session."""
    with spawn(session="quiet", speed="5", buffer_s=120.0, folder=tmp_path / "device") as served:
        yield served


def facts_of(device: SpawnedDevice) -> RecorderFacts:
    """What the recorder of a device says of itself."""
    facts = RecorderFile(device_words(read_rig(device.rig))).read()
    assert facts is not None
    return facts


def killed_in_the_middle(device: SpawnedDevice, out: Path) -> RecorderFacts:
    """Start a capture, kill it with −9 after its weigh-in, return its recorder."""
    capture = subprocess.Popen(
        [*LEGDRIVE, "capture", "--rig", device.rig, "--out", out, "--athlete", "A7F3", "--lift", "snatch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert capture.stderr is not None
    assert any("weigh-in" in line for line in capture.stderr)
    capture.kill()
    capture.communicate()
    assert capture.returncode == -signal.SIGKILL
    return facts_of(device)


def reference(device: SpawnedDevice, n: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """What the device sends from the start of a task on, shape (12, n)."""
    volts = np.empty((12, n))
    with NidaqmxSource(read_rig(device.rig)) as source:
        source.arm()
        source.start()
        while source.next_index < n:
            first, m = source.next_index, min(1000, n - source.next_index)
            volts[:, first : first + m] = source.read_into(np.empty((12, m))).volts
    return volts


def test_a_recorder_outlives_its_service_and_ends_with_every_sample(
    legdrive: Run, tmp_path: Path, device: SpawnedDevice
) -> None:
    facts = killed_in_the_middle(device, tmp_path / "out")
    recorder = ControlClient(facts.port, facts.token)
    state = recorder.ask("state", warned=0)
    assert state["state"] == "running"
    # Nobody looks, and it records on: the device says so.
    device.control("wait", read=state["next_index"] + 5000)

    # A second capture on the same device is refused, with who has it.
    refused = legdrive("capture", "--rig", device.rig, "--out", tmp_path / "out")
    assert refused.returncode == 1
    assert f"is held by the recorder of process {facts.pid} since {facts.since_utc}" in refused.stderr
    assert facts.recording in refused.stderr
    assert refused.stderr.count("\n") == 1

    device.rig.write_text(device.rig.read_text() + "# somebody has edited this\n")
    # The service comes back, goes on where it was, and ends the session.
    attached = subprocess.Popen(
        [*LEGDRIVE, "capture", "--rig", device.rig, "--attach"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert attached.stderr is not None
    assert "the rig file was changed after this recording began" in attached.stderr.readline()
    assert any(facts.recording in line for line in attached.stderr)
    attached.send_signal(signal.SIGINT)
    path, told = attached.communicate(timeout=60)
    assert (attached.returncode, path.strip()) == (0, facts.recording), told
    assert recorder.ask("wait_closed", timeout_s=30.0, warned=0)["reason"] == "stopped by SIGINT"
    recorder.close()

    assert verify(path.strip()).whole
    record = read_recording(path.strip())
    assert record.samples_lost == ()
    assert record.n > state["next_index"] + 5000
    marks = [mark["mark"] for mark in recording_info(path.strip()).marks]
    assert marks.count("tare") >= 1
    assert marks.count("label") == 1  # of the capture that was killed; not written again
    assert [label.kind for label in record.labels] == ["snatch"]
    saved = re.search(r"\((\d+) samples\)", told)
    assert saved is not None
    assert int(saved[1]) == record.n
    np.testing.assert_array_equal(np.vstack(record.signals)[:, :9000], reference(device, 9000))


def test_a_recorder_whose_lock_is_left_by_a_dead_one_starts_all_the_same(
    legdrive: Run, tmp_path: Path, device: SpawnedDevice
) -> None:
    facts = killed_in_the_middle(device, tmp_path / "out")
    os.kill(facts.pid, signal.SIGKILL)
    device.control("wait", read=0)
    missing = legdrive("capture", "--rig", device.rig, "--attach")
    assert missing.returncode == 2
    assert f"no recorder runs; the last one recorded to {facts.recording} (was killed)" in missing.stderr
    assert Path(facts.live).exists()

    again = legdrive("capture", "--rig", device.rig, "--out", tmp_path / "out", "--seconds", "5")
    assert again.returncode == 0, again.stderr
    assert not Path(facts.live).exists()
    assert read_recording(again.stdout.strip()).n == 5000
    # All that the dead one had written is there, up to its last moment: the weigh-in had been told from it.
    torn = read_recording(facts.recording)
    assert torn.samples_lost == ()
    held = min(torn.n, 5000)
    assert held > 4500
    np.testing.assert_array_equal(np.vstack(torn.signals)[:, :held], reference(device, held))


def test_a_recorder_that_is_killed_under_its_service_is_told_in_one_line(tmp_path: Path, device: SpawnedDevice) -> None:
    capture = subprocess.Popen(
        [*LEGDRIVE, "capture", "--rig", device.rig, "--out", tmp_path / "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert capture.stderr is not None
    assert any("weigh-in" in line for line in capture.stderr)
    os.kill(facts_of(device).pid, signal.SIGKILL)
    path, rest = capture.communicate(timeout=60)
    assert capture.returncode == 1
    *_, saved, fault = rest.splitlines()
    assert f"({read_recording(path.strip()).n} samples)" in saved
    assert fault.startswith("legdrive: recorder: does not answer any more")
    assert "Traceback" not in rest
