"""The corner press in the console: it looks at the recorder's samples and leaves the recorder alone."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.errors import DeviceLost
from acquisition.live_ring import LiveRing
from acquisition.rig import Rig, read_rig
from acquisition.source import timed_block
from processing.corner_mistakes import Diagnosis, Mistake
from processing.corner_press import Press, Wiring
from service.commissioning_history import read_checks
from service.console.press_check import PressCheck
from service.console.ring_source import RingSource
from service.lab import Lab
from sim_data.daq_process import spawn


@pytest.fixture
def rig(root: Path) -> Rig:
    return read_rig(root / "examples" / "rig.toml")


def push(ring: LiveRing, rig: Rig, value: float, n: int) -> None:
    volts = np.full((len(rig.channels), n), value)
    ring.push(timed_block(ring.next_index, volts, (0.0, 0.0), rig.full_scale_v))


def test_samples_from_the_present_on_are_read_without_a_gap(rig: Rig) -> None:
    ring = LiveRing(len(rig.channels), 1000)
    push(ring, rig, 1.0, 300)
    source = RingSource(ring, rig, 1000.0)
    source.arm()
    source.start()
    push(ring, rig, 2.0, 80)
    buffer = np.zeros((len(rig.channels), 50))
    blocks = [source.read_into(buffer) for _ in range(2)]
    assert [(block.first_index, block.n) for block in blocks] == [(300, 50), (350, 30)]
    assert (blocks[1].volts == 2.0).all()
    assert source.read_position() == 380


def test_a_recorder_that_gives_nothing_is_told(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.console.ring_source.PATIENCE_S", 0.0)
    source = RingSource(LiveRing(len(rig.channels), 100), rig, 1000.0)
    with pytest.raises(DeviceLost, match="no samples came"):
        source.read_into(np.zeros((len(rig.channels), 50)))


def test_without_a_recorder_the_check_says_what_to_do(rig: Rig, root: Path, tmp_path: Path) -> None:
    door: Any = None
    check = PressCheck(Lab("A", tmp_path, rig, root / "examples" / "rig.toml", door))
    check.run()
    assert "begin the session first" in check.moment.words
    assert not check.running


def test_all_corners_pressed_on_a_running_recorder_pass_and_are_kept(tmp_path: Path) -> None:
    from acquisition.nidaqmx_source import NidaqmxSource

    with spawn(session="corners", speed="10", folder=tmp_path, buffer_s=120.0) as device:
        rig = read_rig(device.rig)
        ring = LiveRing(len(rig.channels), 200_000)
        stop = threading.Event()
        rig_path = Path(shutil.copy(device.rig, tmp_path / "own.toml"))
        door: Any = None
        lab = Lab("A", tmp_path, rig, rig_path, door, newest=lambda: (ring, rig.rate_hz))
        check = PressCheck(lab)
        with NidaqmxSource(rig) as source:
            thread = threading.Thread(target=record, args=(source, ring, check, stop))
            thread.start()
            check.run()
            stop.set()
            thread.join()
    assert check.moment.words == "Passed."
    assert len(check.moment.done) == 8
    assert [kept["passed"] for kept in read_checks(rig_path)] == [True]


def test_a_wrong_wiring_is_mended_by_one_press_and_the_next_check_reads_the_new_file(
    rig: Rig, root: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(root / "examples" / "rig.toml", tmp_path / "rig.toml"))
    told: list[str] = []

    def change(text: str, words: str) -> str:
        told.append(words)
        path.write_text(text, encoding="utf-8")
        return ""

    door: Any = None
    lab = Lab("A", tmp_path, rig, path, door, change_rig=change)
    check = PressCheck(lab)
    check.mend()
    assert told == []  # nothing was found wrong
    presses, seen = turned(rig)
    check.judge(presses, seen)
    assert check.moment.mended
    check.mend()
    assert told == ["ai0 (left Fx) has the wrong sign: crossed wires, or a wrong sign in its column of the matrix"]
    assert lab.rig.sha256 == read_rig(path).sha256 != rig.sha256
    assert (check.moment.mended, "Press Begin" in check.moment.words) == ("", True)


def test_a_wiring_that_cannot_be_changed_now_says_why(rig: Rig, root: Path, tmp_path: Path) -> None:
    door: Any = None
    path = Path(shutil.copy(root / "examples" / "rig.toml", tmp_path / "rig.toml"))
    lab = Lab("A", tmp_path, rig, path, door, change_rig=lambda *_: "a lift is under way")
    check = PressCheck(lab)
    check.judge(*turned(rig))
    check.mend()
    assert check.moment.words == "a lift is under way"
    assert check.moment.mended


def turned(rig: Rig) -> tuple[tuple[Press, ...], Diagnosis]:
    """A corner press that found the first channel turned round."""
    return (), Diagnosis((), (Mistake("inverted", Wiring(rig.plates(), rig.plate_channels), (0,), (0,)),), (0,))


def record(source: Any, ring: LiveRing, check: PressCheck, stop: threading.Event) -> None:
    """Stands for a recorder, from when the check has begun."""
    source.arm()
    source.start()
    buffer = np.zeros((len(source.channels), source.block_samples))
    while not stop.is_set():
        if not check.running:
            stop.wait(0.01)
            continue
        block = source.read_into(buffer)
        if block.n == 0:
            return
        ring.push(block)
