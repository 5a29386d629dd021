"""``legdrive capture`` against the simulated device: what is printed, how it ends, what is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from acquisition.interchange.record import LiftLabel
from acquisition.recording import read_recording, recording_info, verify
from sim_data.daq_process import spawn

Run = Callable[..., "CompletedProcess[str]"]
LEGDRIVE = [sys.executable, "-P", "-m", "service.cli"]


def test_a_session_prints_the_path_of_its_recording(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="quiet", folder=tmp_path) as device:
        outcome = legdrive(
            "capture", "--rig", device.rig, "--out", tmp_path / "out", "--seconds", "6.5",
            "--athlete", "A7F3", "--lift", "snatch", "--load", "92",
        )  # fmt: skip
    assert outcome.returncode == 0, outcome.stderr
    path = Path(outcome.stdout.removesuffix("\n"))
    assert [*(tmp_path / "out").iterdir()] == [path]
    record = read_recording(path)
    assert (record.n, record.labels) == (6500, (LiftLabel(0, "snatch", 92.0, "A7F3"),))
    for words in ("SIMULATED", "label: A7F3 snatch 92 kg", "zero taken", "weigh-in", "Saved", "6.5 s (6500 samples)"):
        assert words in outcome.stderr
    assert verify(path).whole


def test_an_implausible_rig_is_told_before_recording(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="empty", folder=tmp_path) as device:
        rig = tmp_path / "narrow.toml"
        rig.write_text(device.rig.read_text().replace("range_v = 10.0", "range_v = 1.0"))
        outcome = legdrive("capture", "--rig", rig, "--out", tmp_path / "out", "--seconds", "2")
        told = legdrive("rig", "check", rig).stdout.splitlines()
    assert outcome.returncode == 0, outcome.stderr
    assert told
    assert told[0].startswith(f"{rig}: plate[1].")
    before, _, _ = " ".join(outcome.stderr.split()).partition("Recording ")
    assert all(f"Warning: {line}" in before for line in told)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_session_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with spawn(session="empty", speed="1", folder=tmp_path) as device:
        capture = subprocess.Popen(
            [*LEGDRIVE, "capture", "--rig", device.rig, "--out", tmp_path / "out"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert capture.stderr is not None
        seen = next(line for line in capture.stderr if "zero taken" in line)
        capture.send_signal(number)
        path, rest = capture.communicate(timeout=30)
    assert (capture.returncode, rest.count("Saved")) == (0, 1), seen + rest
    assert verify(path.strip()).whole
    assert recording_info(path.strip()).marks[-1]["reason"] == f"stopped by {number.name}"


def test_a_triggered_session_with_a_camera_says_what_it_waits_for_and_lists_the_edges(
    legdrive: Run, tmp_path: Path
) -> None:
    with spawn(session="empty", speed="1", folder=tmp_path) as device:
        added = '\n[sync]\nchannel = "ai12"\nname = "camera"\n\n[trigger]\nsource = "PFI0"\n'
        device.rig.write_text(device.rig.read_text() + added)
        capture = subprocess.Popen(
            [*LEGDRIVE, "capture", "--rig", device.rig, "--out", tmp_path / "out", "--seconds", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert capture.stderr is not None
        assert any(
            "Waiting for trigger: a rising edge on PFI0 starts the sample clock." in line for line in capture.stderr
        )
        device.control("wait", read=0)
        device.control("trigger", line="PFI0")
        path, rest = capture.communicate(timeout=30)
    assert capture.returncode == 0, rest
    assert "Running: samples are coming." in rest
    assert "zero taken" in rest
    info = legdrive("recording", "info", path.strip())
    assert "ttl ai12    camera: 3 rising, 3 falling, 0.4002 s to 1.9102 s" in info.stdout, info.stdout
    listed = legdrive("recording", "info", "--edges", path.strip()).stdout.splitlines()
    assert listed[:2] == ["time_s,sample,edge,channel,name", "0.400168,400,rising,ai12,camera"]
    assert len(listed) == 7


def test_without_a_folder_or_a_recorder_to_attach_to_it_says_what_to_type(
    legdrive: Run, root: Path, tmp_path: Path
) -> None:
    rig = root / "examples" / "rig.toml"
    for options, says in (((), "--out: is needed"), (("--attach",), "no recorder runs")):
        outcome = legdrive("capture", "--rig", rig, *options, cwd=tmp_path)
        assert outcome.returncode == 2
        assert says in outcome.stderr
        assert outcome.stderr.count("\n") == 1


def test_a_device_that_is_unplugged_leaves_a_recording_up_to_there(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="quiet", folder=tmp_path) as device:
        device.control("remove", at=5000, code=-88705)
        outcome = legdrive("capture", "--rig", device.rig, "--out", tmp_path / "out")
    assert outcome.returncode == 1
    *_, saved, fault = outcome.stderr.splitlines()
    assert saved.startswith("Saved ")
    assert saved.endswith("5.0 s (5000 samples), 1 zero, 1 weigh-in, 0 lifts")
    assert fault.startswith("legdrive: Dev1 at grpc://127.0.0.1:")
    assert "NI -88705, sample 5000" in fault
    path = outcome.stdout.strip()
    assert read_recording(path).n == 5000
    assert verify(path).whole
    faults = [mark for mark in recording_info(path).marks if mark["mark"] == "fault"]
    assert [(mark["error"], mark["code"], mark["index"]) for mark in faults] == [("DeviceLost", -88705, 5000)]


def test_a_server_that_is_killed_leaves_a_recording(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="empty", speed="1", folder=tmp_path) as device:
        capture = subprocess.Popen(
            [*LEGDRIVE, "capture", "--rig", device.rig, "--out", tmp_path / "out"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert capture.stderr is not None
        assert any("zero taken" in line for line in capture.stderr)
        os.kill(device.pid, signal.SIGKILL)
        path, rest = capture.communicate(timeout=30)
    assert capture.returncode == 1
    assert "Traceback" not in rest
    assert "restart the device server" in rest.splitlines()[-1]
    assert verify(path.strip()).whole


def test_a_full_disk_leaves_all_that_was_written(tmp_path: Path) -> None:
    with spawn(session="empty", rate_hz=100.0, folder=tmp_path) as device:
        # No file may grow beyond 600 KiB: enough for the live view, and for a minute of recording.
        outcome = subprocess.run(
            ["bash", "-c", 'ulimit -f 600; exec "$@"', "-", *LEGDRIVE,
             "capture", "--rig", device.rig, "--out", tmp_path / "out"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert outcome.returncode == 1
    *_, saved, fault = outcome.stderr.splitlines()
    assert "recording: cannot be written any more: File too large" in fault
    record = read_recording(outcome.stdout.strip())
    assert f"({record.n} samples)" in saved
    assert 3000 < record.n < 12_000


def test_without_a_device_nothing_is_recorded(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="empty", folder=tmp_path) as device:
        rig = device.rig
    outcome = legdrive("capture", "--rig", rig, "--out", tmp_path / "out")
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("legdrive: Dev1 at grpc://127.0.0.1:")
    assert outcome.stderr.count("\n") == 1
    assert [*(tmp_path / "out").iterdir()] == []


@pytest.mark.parametrize(
    ("options", "status", "says"),
    [
        (("--lift", "snach"), 2, "--lift: no lift is called 'snach'"),
        (("--seconds", "nan"), 2, "--seconds: nan s cannot be; type 0.1 to 86400"),
        (("--plan", "absent.json"), 1, "absent.json: No such file or directory"),
        (("--rig", "absent.toml"), 1, "absent.toml: No such file or directory"),
        (("--attach",), 2, "--out: the running recording has its own; leave it out beside --attach"),
    ],
)
def test_what_cannot_be_is_one_line(
    legdrive: Run, tmp_path: Path, root: Path, options: tuple[str, ...], status: int, says: str
) -> None:
    rig = root / "examples" / "rig.toml"
    outcome = legdrive("capture", "--rig", rig, "--out", tmp_path / "out", *options, cwd=tmp_path)
    assert outcome.returncode == status
    assert outcome.stderr.startswith(f"legdrive: {says}")
    assert outcome.stderr.count("\n") == 1


def test_reports_of_lifts_are_written_while_the_session_goes_on(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="single", folder=tmp_path) as device:
        outcome = legdrive(
            "capture", "--rig", device.rig, "--out", tmp_path / "out", "--reports", tmp_path / "reports",
            "--seconds", "40", "--athlete", "A7F3", "--lift", "snatch", "--load", "92",
        )  # fmt: skip
    assert outcome.returncode == 0, outcome.stderr
    written = sorted(path.suffix for path in (tmp_path / "reports").iterdir())
    assert written == [".json", ".pdf"], outcome.stderr
    (report,) = (tmp_path / "reports").glob("*_A7F3_snatch_092kg_v1.pdf")
    assert f"Wrote {report}" in outcome.stderr
    told = legdrive("report", "verify", report)
    assert told.returncode == 0, told.stdout + told.stderr
