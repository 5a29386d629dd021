"""A session from plates to recording: what is found on the way, and that it always ends with a recording that opens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.interchange.record import LiftLabel, PlateRecord
from acquisition.live_ring import LiveRing
from acquisition.recording import RecordingWriter, read_recording, recording_info, verify
from acquisition.rig import Rig, read_rig
from acquisition.stream import Mark
from service.capture import CaptureSession
from service.capture_plan import CapturePlan, read_plan
from service.capture_progress import CaptureProgress
from service.capture_resume import session_so_far
from service.capture_run import CaptureRun
from service.capture_stream import StreamFollower
from service.recorder_link import Replay
from sim_data.daq_process import spawn


def test_a_session_is_recorded_with_its_zero_weigh_ins_and_lifts(tmp_path: Path) -> None:
    told: list[tuple[tuple[int, int], LiftLabel | None, PlateRecord]] = []
    with spawn(session="training", seed=7, folder=tmp_path) as device:
        plan = json.loads(device.plan.read_text())

        def on_lift(span: tuple[int, int], label: LiftLabel | None) -> None:
            told.append((span, label, session.read(*span)))

        session = CaptureSession(
            device.rig, tmp_path / "out", plan=read_plan(device.plan), seconds=56.0, on_lift=on_lift
        )
        result = session.run()
    assert (result.fault, result.warnings, result.n) == (None, (), 56_000)
    assert result.path.name.endswith("_A7F3.mcap")
    assert verify(result.path).whole

    # The first two lifts of the plan, told while the recording grew, with the label typed before each.
    assert len(told) == len(result.lifts) == 2
    for (span, label, record), row in zip(told, plan["lifts"], strict=False):
        drive_end = row["start"] + 1000.0 * row["truth"]["events"]["drive_end"]
        assert span[0] < drive_end < span[1]
        assert label is not None
        assert (label.index, label.kind, label.load_kg) == (row["label_index"], row["kind"], row["load_kg"])
        assert (record.first_index, record.n, record.warnings) == (span[0], span[1] - span[0], ())
        again = read_recording(result.path, *span)
        assert record.samples_sha256 == again.samples_sha256
        # All that the analysis needs was written before it was called.
        assert record.tares[0].stop <= span[0]
        assert record.weigh_ins[-1].stop <= span[1]
        assert record.label_at(round(drive_end)) == label

    body_mass_kg = plan["lifts"][0]["body_mass_kg"]
    assert [weigh_in.force_n / 9.80665 for weigh_in in result.weigh_ins] == pytest.approx([body_mass_kg] * 2, abs=0.3)
    marks = [mark["mark"] for mark in recording_info(result.path).marks]
    assert {kind: marks.count(kind) for kind in marks} == {
        "start": 1, "tare": 1, "label": 2, "weigh_in": 2, "lift": 2, "stop": 1,
    }  # fmt: skip


def test_a_failure_of_whoever_is_told_of_a_lift_does_not_cost_the_recording(tmp_path: Path) -> None:
    def on_lift(span: tuple[int, int], label: LiftLabel | None) -> None:
        raise ZeroDivisionError("a defect in the page")

    with spawn(session="training", seed=7, folder=tmp_path) as device:
        session = CaptureSession(device.rig, tmp_path / "out", seconds=28.0, on_lift=on_lift)
        with pytest.raises(ZeroDivisionError):
            session.run()
    assert verify(session.path).whole
    # Which of the two comes first depends on how far the plates ran ahead of the search.
    assert {mark["mark"] for mark in recording_info(session.path).marks[-2:]} == {"lift", "stop"}


class Collected(CaptureProgress):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.reached_index = 0

    def warned(self, text: str) -> None:
        self.warnings.append(text)

    def reached(self, index: int) -> None:
        self.reached_index = index


def test_a_session_on_a_replay_ends_with_it_and_never_overwrites(root: Path, tmp_path: Path) -> None:
    kept = root / "tests" / "acquisition" / "data" / "recording-1.mcap"
    results = [
        CaptureSession(root / "examples" / "rig.toml", tmp_path / "new" / "folder", replay=Replay(kept)).run()
        for _ in range(3)
    ]
    assert len({result.path for result in results}) == 3
    for result in results:
        assert result.n == 130
        assert result.warnings[1:] == ("the plates were never empty and still: no zero was taken",)
        assert "ai0, ai1" in result.warnings[0]  # the made-up volts of this recording use the whole range
        assert read_recording(result.path).samples_sha256 == read_recording(kept).samples_sha256


def test_a_session_that_was_stopped_before_it_began_ends_at_once(root: Path, tmp_path: Path) -> None:
    kept = root / "tests" / "acquisition" / "data" / "recording-1.mcap"
    session = CaptureSession(root / "examples" / "rig.toml", tmp_path, replay=Replay(kept, speed=0.1))
    session.stop("changed my mind")
    result = session.run()
    assert result.fault is None
    assert result.n <= 100
    assert recording_info(result.path).marks[-1]["reason"] == "changed my mind"


class EndedAcquisition:
    """Everything was read already."""

    state: Mapping[str, Any] = MappingProxyType({"state": "stopped", "reason": "the end", "hours_left": 1.25})

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.seen_index = 0

    def warnings(self) -> list[str]:
        return []

    def seen(self, index: int) -> None:
        self.seen_index = index

    def wait(self, timeout_s: float | None = None) -> bool:
        return True

    def mark(self, mark: Mark) -> None:
        self.marks.append(mark)

    def settle(self, timeout_s: float) -> bool:
        return True

    def stop(self, reason: str = "") -> None:
        raise AssertionError("nobody asked for it")


def test_samples_that_were_not_looked_at_in_time_are_told_and_the_rest_is_searched(root: Path) -> None:
    rig, progress, acquisition = read_rig(root / "examples" / "rig.toml"), Collected(), EndedAcquisition()
    live = LiveRing(12, 4000)
    volts = np.random.default_rng(1).normal(0.0, 0.001, (12, 9000))
    for first in range(0, 9000, 50):
        clocks = (0.0, 0.0, 0.0, 0.0)
        live.push(SampleBlock(first, volts[:, first : first + 50], *clocks, np.zeros(12, dtype=np.bool_)))
    plan = CapturePlan((LiftLabel(100, "snatch"), LiftLabel(6000, "clean"), LiftLabel(9500, "snatch")))
    run = CaptureRun(live, StreamFollower(rig, 1000.0), plan, 1000.0, progress, None)
    run.follow(acquisition)
    assert len(progress.warnings) == 2
    assert progress.warnings[0] == "the disk has room for only 1.2 h of recording at this rate; make room"
    assert "samples 0 to 6999 are recorded but were not searched" in progress.warnings[1]
    assert progress.reached_index == acquisition.seen_index == 9000
    assert [(zero.start, zero.stop) for zero in run.zeros] == [(7000, 8000)]
    # A label whose sample has come is written, one that lies ahead is not.
    assert [mark.get("index", mark["mark"]) for mark in acquisition.marks] == ["unsearched", 100, 6000, "tare"]
    assert acquisition.marks[0] == {"mark": "unsearched", "start": 0, "stop": 7000}


def test_a_session_that_somebody_else_began_goes_on_with_its_zero_labels_and_numbers(
    root: Path, tmp_path: Path
) -> None:
    rig, progress, acquisition = read_rig(root / "examples" / "rig.toml"), Collected(), EndedAcquisition()
    volts = np.random.default_rng(1).normal(0.0, 0.001, (12, 9000))
    live, path = LiveRing(12, 4000), tmp_path / "begun.mcap"
    recorder = RecordingWriter(path, TimelessSource(rig))
    recorder.mark({"mark": "label", "index": 0, "kind": "snatch", "load_kg": 92.0, "athlete": "A7F3"})
    recorder.mark({"mark": "tare", "start": 0, "stop": 1000, "volts": [0.01] * 12, "sd": [0.001] * 12})
    recorder.mark({"mark": "lift", "stop": 2000})
    for first in range(0, 9000, 50):
        block = SampleBlock(first, volts[:, first : first + 50], 0.0, 0.0, 0.0, 0.0, np.zeros(12, dtype=np.bool_))
        live.push(block)
        recorder.append(block)

    # The file is not ended: somebody records. What nobody has looked at is partly gone from the ring.
    session = session_so_far(path, live, 3000)
    assert (session.at, session.missed, session.lifts) == (5400, (3000, 5400), 1)
    assert session.labels == (LiftLabel(0, "snatch", 92.0, "A7F3"),)
    assert session_so_far(path, live, 6000).missed is None
    assert session.rig.sha256 == rig.sha256

    plan = CapturePlan((LiftLabel(0, "snatch"), LiftLabel(8000, "clean")))
    follower = StreamFollower(rig, 1000.0)
    run = CaptureRun(live, follower, plan, 1000.0, progress, None)
    run.resume(session)
    assert follower.zeroed
    run.follow(acquisition)
    assert "samples 3000 to 5399 are recorded but were not searched" in " ".join(progress.warnings)
    assert {"mark": "unsearched", "start": 3000, "stop": 5400} in acquisition.marks
    assert progress.reached_index == 9000
    # Of the plan's labels only the one that the recording does not have yet is written.
    assert [mark["index"] for mark in acquisition.marks if mark["mark"] == "label"] == [8000]
    recorder.abandon()


class TimelessSource:
    """Facts of a source for a recording that is written by hand."""

    driver: Mapping[str, Any] = MappingProxyType({})
    clock: Mapping[str, Any] = MappingProxyType({"rate_hz": 1000.0})
    rate_hz = 1000.0

    def __init__(self, rig: Rig) -> None:
        self.rig_toml = rig.toml_text
