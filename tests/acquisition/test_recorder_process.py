"""The recorder's process: its states, its lock, its live ring, and who may speak to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.errors import OptionNeeded, RecorderLost, ResourceBusy
from acquisition.live_file import open_ring
from acquisition.recorder_control import ControlClient
from acquisition.recorder_fault import fault_of
from acquisition.recorder_lock import RecorderFacts, RecorderFile, device_words, locked
from acquisition.recording import read_recording, recording_info, verify
from acquisition.rig import read_rig
from sim_data.daq_process import SpawnedDevice, spawn

TRIGGER = '\n[trigger]\nsource = "PFI0"\n'


@pytest.fixture(autouse=True)
def _own_run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks and recorders' files of a test lie beside its other files."""
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "run"))


@pytest.fixture
def device(tmp_path: Path) -> Iterator[SpawnedDevice]:
    """Empty plates in real time."""
    with spawn(session="empty", speed="1", folder=tmp_path / "device") as served:
        yield served


@dataclass
class StartedRecorder:
    """A recorder process and a connection to it."""

    child: subprocess.Popen[bytes]
    facts: RecorderFacts
    client: ControlClient

    def ask(self, do: str, timeout_s: float = 0.0, **details: Any) -> dict[str, Any]:
        """An order without the details that do not matter here."""
        return self.client.ask(do, timeout_s, warned=0, **details)

    def record(self, folder: Path) -> dict[str, Any]:
        """Arm and start; the state then."""
        self.ask("arm", 30.0)
        return self.ask("start", folder=str(folder), name="session", samples=None)


@contextmanager
def recorder(rig: Path) -> Iterator[StartedRecorder]:
    """Start a recorder on a rig, and end it."""
    with ExitStack() as closing:
        child = closing.enter_context(
            subprocess.Popen(
                [sys.executable, "-P", "-m", "acquisition.recorder_process", f"--rig={rig}"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
        closing.callback(child.kill)
        assert child.stdout is not None
        told = json.loads(child.stdout.readline())
        if "fault" in told:
            raise fault_of(told["fault"])
        facts = RecorderFile(device_words(read_rig(rig))).read()
        assert facts is not None
        client = ControlClient(facts.port, facts.token)
        closing.callback(client.close)
        closing.callback(Path(facts.live).unlink, missing_ok=True)
        yield StartedRecorder(child, facts, client)


def test_it_imports_nothing_that_renders_or_analyses() -> None:
    script = (
        "import sys, acquisition.recorder_process, acquisition.nidaqmx_source\n"
        "rooms = {'processing', 'reports', 'service', 'sim_data'}\n"
        "print(sorted(set(sys.modules) & ({'scipy', 'pandas', 'reportlab', 'pyarrow', 'rich', 'typer'} | rooms)))"
    )
    outcome = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True)
    assert outcome.stdout.strip() == "[]"


def test_its_states_follow_one_another_and_say_why(tmp_path: Path, device: SpawnedDevice) -> None:
    with recorder(device.rig) as started:
        seen = [started.ask("state"), started.ask("arm", 30.0)]
        with pytest.raises(OptionNeeded, match="no order is called 'dance'"):
            started.ask("dance")
        seen.append(started.ask("start", folder=str(tmp_path), name="session", samples=None))
        device.control("wait", read=200)
        started.ask("mark", mark={"mark": "note", "text": "two hundred"})
        assert started.ask("settle", 10.0)["settled"]
        started.ask("stop", reason="enough")
        assert started.ask("wait_closed", 30.0)["came"]
        seen.append(started.ask("state"))
        live = Path(started.facts.live)
        started.client.close()
        assert started.child.wait(30.0) == 0
    assert [(state["state"], state["reason"]) for state in seen] == [
        ("created", "the device is open"),
        ("armed", "the device is ready"),
        ("running", "samples are coming"),
        ("stopped", "enough"),
    ]
    assert seen[2]["hours_left"] > 0.0
    path = tmp_path / "session.mcap"
    assert verify(path).whole
    assert read_recording(path).n == seen[-1]["acknowledged"] == seen[-1]["next_index"] >= 200
    assert [mark["mark"] for mark in recording_info(path).marks] == ["start", "note", "stop"]
    assert not live.exists()
    ended = RecorderFile(started.facts.device).read()
    assert ended is not None
    assert ended.ended is not None
    assert ended.ended["reason"] == "enough"


def test_a_start_trigger_is_waited_for(tmp_path: Path, device: SpawnedDevice) -> None:
    device.rig.write_text(device.rig.read_text() + TRIGGER)
    with recorder(device.rig) as started:
        state = started.record(tmp_path)
        assert state["state"] == "waiting_for_trigger"
        assert state["reason"] == "a rising edge on PFI0 starts the sample clock"
        assert device.control("wait", read=0)["waits_for_trigger"]
        device.control("trigger", line="PFI1")
        device.control("trigger", line="PFI0", edge="falling")
        assert device.control("state")["acquired"] == 0
        device.control("trigger", line="PFI0")
        device.control("wait", read=100)
        assert started.ask("state")["state"] == "running"
        started.ask("stop", reason="enough")
        assert started.ask("wait_closed", 30.0)["state"] == "stopped"
    assert read_recording(tmp_path / "session.mcap").n >= 100


def test_a_trigger_that_never_comes_can_be_stopped(tmp_path: Path, device: SpawnedDevice) -> None:
    device.rig.write_text(device.rig.read_text() + TRIGGER)
    with recorder(device.rig) as started:
        started.record(tmp_path)
        started.ask("stop", reason="nobody came")
        state = started.ask("wait_closed", 30.0)
    assert (state["state"], state["reason"], state["acknowledged"]) == ("stopped", "nobody came", 0)


def test_a_device_that_goes_while_a_trigger_is_waited_for_is_a_fault(tmp_path: Path, device: SpawnedDevice) -> None:
    device.rig.write_text(device.rig.read_text() + TRIGGER)
    with recorder(device.rig) as started:
        started.record(tmp_path)
        device.control("remove", code=-88705)
        state = started.ask("wait_closed", 30.0)
    assert state["state"] == "faulted"
    assert (state["fault"]["error"], state["fault"]["code"]) == ("DeviceLost", -88705)


def test_a_second_recorder_is_told_who_has_the_rig(tmp_path: Path, device: SpawnedDevice) -> None:
    with recorder(device.rig) as started:
        started.record(tmp_path)
        with pytest.raises(ResourceBusy) as caught, recorder(device.rig):
            pass
        assert f"process {started.child.pid} since {started.facts.since_utc}" in caught.value.line
        assert f"records to {tmp_path / 'session.mcap'}" in caught.value.line
        started.child.send_signal(signal.SIGKILL)
        started.child.wait(10.0)
    with locked(device_words(read_rig(device.rig))) as file:  # what a dead one left is taken
        assert file.path.exists()


def test_only_who_knows_the_token_is_listened_to(device: SpawnedDevice) -> None:
    with recorder(device.rig) as started:
        stranger = ControlClient(started.facts.port, "0" * 32)
        with pytest.raises(RecorderLost):
            stranger.ask("stop", reason="I may not")
        stranger.close()
        assert started.ask("state")["state"] == "created"
    assert (RecorderFile(started.facts.device).path.stat().st_mode & 0o077) == 0


def ask_without_listening(stuck: socket.socket) -> None:
    """Ask until nothing more fits into the pipes."""
    while True:
        stuck.send(b'{"do": "state", "warned": 0}\n' * 1000)


def test_viewers_only_peek_and_a_stuck_one_slows_nobody(tmp_path: Path, device: SpawnedDevice) -> None:
    with recorder(device.rig) as started:
        started.record(tmp_path)
        ring = open_ring(Path(started.facts.live), started.facts.n_channels, started.facts.live_capacity)
        with socket.create_connection(("127.0.0.1", started.facts.port)) as stuck:
            stuck.sendall(started.facts.token.encode() + b"\n")
            stuck.setblocking(False)
            with pytest.raises(BlockingIOError):
                ask_without_listening(stuck)
            before = started.ask("state")["next_index"]
            device.control("wait", read=before + 300)
            assert started.ask("state")["state"] == "running"
        first, volts = ring.latest(200)
        with pytest.raises(ValueError, match="read-only"):
            ring._volts[0, 0] = 1.0
        started.ask("stop", reason="enough")
        assert started.ask("wait_closed", 30.0)["fault"] is None
    recorded = read_recording(tmp_path / "session.mcap", first, first + volts.shape[1])
    np.testing.assert_array_equal(np.vstack(recorded.signals), volts)


@pytest.mark.parametrize("armed", [False, True])
def test_a_recorder_that_is_not_started_gives_up_with_whoever_armed_it(device: SpawnedDevice, armed: bool) -> None:
    with recorder(device.rig) as started:
        if armed:
            started.ask("arm", 30.0)
            started.client.close()
        else:
            os.kill(started.child.pid, signal.SIGTERM)
            started.client.close()
        assert started.child.wait(30.0) == 0
    assert device.control("wait", idle=True)["sessions"] == 0
