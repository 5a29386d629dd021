"""What keeps a capture from beginning: it is said in one line, nothing is recorded, and mended it begins."""

from __future__ import annotations

import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected, DriverUnavailable, ResourceBusy
from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.open_sessions import left_behind, noted, notes
from acquisition.recording import recording_info
from acquisition.rig import read_rig
from acquisition.stream import PlateAcquisition
from sim_data.daq_process import SpawnedDevice

SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]
Capture = Callable[..., PlateAcquisition]
Run = Callable[..., "CompletedProcess[str]"]

HOLDER = """
import sys
import numpy as np
from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.rig import read_rig
with NidaqmxSource(read_rig(sys.argv[1])) as source:
    source.arm()
    source.start()
    while True:
        source.read_into(np.empty((12, 50)))
        print(source.next_index, flush=True)
        sys.stdin.read(1)
"""


@pytest.fixture(scope="module")
def server(simulated_device: SpawnDevice) -> Iterator[SpawnedDevice]:
    with simulated_device("empty") as device:
        yield device


@pytest.fixture
def device(server: SpawnedDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SpawnedDevice]:
    """The server without a fault, and a folder of notes that nobody else uses."""
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "run"))
    yield server
    server.control("clear")


@contextmanager
def holder(device: SpawnedDevice) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that captures from the device."""
    command = [sys.executable, "-P", "-c", HOLDER, str(device.rig)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == b"50\n"
            yield child
        finally:
            child.kill()


@contextmanager
def killed_holder(device: SpawnedDevice) -> Iterator[None]:
    """A device that a process held when it was killed."""
    with holder(device) as child:
        child.send_signal(signal.SIGKILL)
        child.wait(10.0)
        assert device.control("state")["sessions"] == 1
        yield


def the_next_capture_works(device: SpawnedDevice, capture: Capture, path: Path) -> bool:
    acquisition = capture(read_rig(device.rig), path, last_sample=200)
    return (acquisition.fault, acquisition.acknowledged) == (None, 200)


def test_what_a_killed_capture_of_this_computer_holds_is_taken_from_it_and_said(
    device: SpawnedDevice, capture: Capture, tmp_path: Path
) -> None:
    with killed_holder(device):
        path = tmp_path / "next.mcap"
        assert the_next_capture_works(device, capture, path)
        closed = recording_info(path).driver["sessions_closed"]
        assert len(closed) == 1
        assert closed[0].startswith("legdrive-")
        assert left_behind(device.address) == []
        assert device.control("state")["sessions"] == 0


def test_the_technician_is_told_that_a_session_was_closed(device: SpawnedDevice) -> None:
    with killed_holder(device), NidaqmxSource(read_rig(device.rig)) as source:
        source.arm()
        assert len(source.warnings) == 1
        assert "a capture that was killed still held the device" in source.warnings[0]


def test_what_a_living_capture_holds_is_left_to_it(device: SpawnedDevice, capture: Capture, tmp_path: Path) -> None:
    with holder(device) as child:
        with pytest.raises(ResourceBusy) as caught:
            capture(read_rig(device.rig), tmp_path / "refused.mcap")
        assert caught.value.code == -50103
        assert not (tmp_path / "refused.mcap").exists()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(b"\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"100\n"
        child.send_signal(signal.SIGKILL)
        child.wait(10.0)
    assert the_next_capture_works(device, capture, tmp_path / "next.mcap")


def test_a_device_that_a_stranger_left_reserved_is_given_free_by_a_command(
    device: SpawnedDevice, capture: Capture, legdrive: Run, tmp_path: Path
) -> None:
    with killed_holder(device):
        for note in notes():  # as if the program that died had run on another computer
            note.unlink()
        with pytest.raises(ResourceBusy, match="legdrive reset-device"):
            capture(read_rig(device.rig), tmp_path / "refused.mcap")
        outcome = legdrive("reset-device", "--rig", device.rig)
        assert (outcome.returncode, outcome.stdout) == (0, "")
        assert outcome.stderr == f"Dev1 at {device.address} is free.\n"
        assert the_next_capture_works(device, capture, tmp_path / "next.mcap")


def test_resetting_a_device_that_is_not_there_is_said_in_one_line(
    device: SpawnedDevice, legdrive: Run, tmp_path: Path
) -> None:
    rig = tmp_path / "rig.toml"
    rig.write_text(device.rig.read_text().replace('device = "Dev1"', 'device = "Dev7"'))
    outcome = legdrive("reset-device", "--rig", rig)
    assert outcome.returncode == 1
    (line,) = outcome.stderr.splitlines()
    assert line.startswith(f"legdrive: Dev7 at {device.address}: there is no such device (NI -200220)")


def test_a_folder_that_takes_no_notes_hinders_no_capture(
    device: SpawnedDevice, capture: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "a file"))
    assert the_next_capture_works(device, capture, tmp_path / "next.mcap")
    assert left_behind(device.address) == []


def test_a_note_that_cannot_be_read_is_nobody_s_session(device: SpawnedDevice) -> None:
    with noted(device.address, "legdrive-1"):
        (notes()[0].parent / "torn.json").write_text('{"addr')
        assert left_behind(device.address) == []
        assert len(notes()) == 2
    assert [note.name for note in notes()] == ["torn.json"]


def test_a_server_that_lacks_a_call_is_too_old(device: SpawnedDevice, capture: Capture, tmp_path: Path) -> None:
    sessions = device.control("state")["sessions"]
    device.control("lack", call="CfgSampClkTiming")
    with pytest.raises(ConfigurationRejected, match=r"lacks a call that is needed here; update the NI gRPC"):
        capture(read_rig(device.rig), tmp_path / "refused.mcap")
    assert device.control("state")["sessions"] == sessions
    device.control("clear")
    assert the_next_capture_works(device, capture, tmp_path / "next.mcap")


@pytest.mark.parametrize("version", [[19, 5, 0], [9, 9, 9]])
def test_a_driver_of_a_wrong_version_is_refused(
    device: SpawnedDevice, capture: Capture, tmp_path: Path, version: list[int]
) -> None:
    sessions = device.control("state")["sessions"]
    device.control("driver_version", version=version)
    told = ".".join(map(str, version))
    with pytest.raises(DriverUnavailable, match=rf"NI-DAQmx {told} is too old; install 20\.0 or newer"):
        capture(read_rig(device.rig), tmp_path / "refused.mcap")
    assert device.control("state")["sessions"] == sessions
    device.control("clear")
    assert the_next_capture_works(device, capture, tmp_path / "next.mcap")


def test_two_sessions_of_one_name_are_refused_and_not_shared(
    device: SpawnedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=1))
    with NidaqmxSource(read_rig(device.rig)) as first:
        with pytest.raises(ResourceBusy, match="a session of this name runs already"):
            NidaqmxSource(read_rig(device.rig)).__enter__()
        first.arm()
        first.start()
        assert first.read_into(np.empty((12, 50))).n == 50
