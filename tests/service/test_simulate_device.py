"""``legdrive simulate device``."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from acquisition.nidaqmx_source import devices
from acquisition.rig import read_rig

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_served_device_answers_until_ctrl_c_ends_it(tmp_path: Path) -> None:
    words = ["simulate", "device", "--session", "quiet", "--speed", "free", "--folder", "plates"]
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "service.cli", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        printed = [child.stdout.readline() for _ in range(8)]
        rig = read_rig(tmp_path / "plates" / "rig.toml")
        assert rig.address in printed[0]
        assert printed[5].strip() == "legdrive capture --rig plates/rig.toml --out recordings"
        assert devices(rig.address) == ["Dev1 (Simulated 16-input DAQ)"]
        child.send_signal(signal.SIGINT)
        rest, complaints = child.communicate(timeout=30)
    assert rest.strip().endswith("Stopped.")
    assert complaints == ""
    assert child.returncode == 0


def test_a_port_that_is_taken_is_one_line(legdrive: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = legdrive("simulate", "device", "--session", "empty", "--port", port, cwd=tmp_path)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(f"legdrive: port {port} cannot be had")
    assert len(outcome.stderr.splitlines()) == 1


def test_an_unknown_speed_or_session_is_wrong_usage(legdrive: Run, tmp_path: Path) -> None:
    assert legdrive("simulate", "device", "--speed", "fast", cwd=tmp_path).returncode == 2
    assert legdrive("simulate", "device", "--session", "picnic", cwd=tmp_path).returncode == 2
    assert not list(tmp_path.iterdir())


def test_a_rig_file_of_one_s_own_is_not_overwritten(legdrive: Run, tmp_path: Path) -> None:
    (tmp_path / "rig.toml").write_text("mine")
    outcome = legdrive("simulate", "device", "--session", "empty", "--folder", tmp_path)
    assert (outcome.returncode, (tmp_path / "rig.toml").read_text()) == (1, "mine")
    assert "rig.toml: is a rig file of your own; give another --folder" in outcome.stderr
