"""What the technician reads when a capture fails: what was saved, and one line that names the fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from acquisition.recording import read_recording
from service.capture import CaptureSession
from sim_data.daq_process import spawn

Run = Callable[..., "CompletedProcess[str]"]


@pytest.mark.parametrize(
    ("fault", "recovered", "lost", "words"),
    [
        ({"do": "overflow", "at": 1234}, 1200, ((1200, 1300),), "overwritten before they were read (NI -200279, "),
        ({"do": "freeze", "at": 310}, 300, (), "the device server stopped answering ("),
    ],
)
def test_a_fault_is_said_in_one_line_behind_what_was_saved(
    legdrive: Run, tmp_path: Path, fault: dict[str, Any], recovered: int, lost: tuple[tuple[int, int], ...], words: str
) -> None:
    with spawn(session="empty", folder=tmp_path) as device:
        device.control(**fault)
        outcome = legdrive("capture", "--rig", device.rig, "--out", tmp_path / "out")
    assert outcome.returncode == 1
    *_, saved, line = outcome.stderr.splitlines()
    assert "Saved" in saved
    assert f"({recovered} samples)" in saved
    assert line.startswith("legdrive: Dev1 at grpc://127.0.0.1:")
    assert words in line
    assert f"sample {recovered})" in line
    assert "Traceback" not in outcome.stderr
    record = read_recording(Path(outcome.stdout.strip()))
    assert record.samples_lost == lost
    assert record.n - sum(stop - start for start, stop in lost) == recovered


def test_the_same_service_captures_again_after_a_fault(tmp_path: Path) -> None:
    with spawn(session="empty", folder=tmp_path) as device:
        device.control("remove", at=1010, code=-50405)
        first = CaptureSession(device.rig, tmp_path / "out", seconds=3.0).run()
        device.control("plug")
        second = CaptureSession(device.rig, tmp_path / "out", seconds=1.5).run()
    assert first.fault is not None
    assert (first.fault.code, first.fault.sample_index, first.n) == (-50405, 1000, 1000)
    assert (second.fault, second.n) == (None, 1500)
    assert first.path != second.path
