"""Every kind of plates, the whole way: device server, nidaqmx, recording, analysis; the simulator's truth comes out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.interchange.record import PlateRecord
from acquisition.recording import read_recording
from processing.analysis import analyze
from processing.result import Document
from service.capture import CaptureSession
from service.capture_plan import read_plan
from sim_data.daq_process import spawn

KINDS = ["amti", "bertec", "kistler", "cells", "cells-9237"]
WITHOUT_SHEAR = ["cells", "cells-9237"]
WITHIN = {
    "drive_impulse": 0.015,
    "drive_duration": 0.01,
    "drive_mean_force_ratio": 0.005,
    "peak_force": 0.005,
    "system_weight": 0.003,
    "body_mass": 0.003,
    "catch_peak_ratio": 0.005,
    "left_share": 0.005,
}
"""How far a metric may be from the truth, share."""
EVENTS_S = {"drive_start": 0.002, "drive_end": 0.002, "foot_off_left": 0.002, "foot_on_left": 0.002}
HORIZONTAL = ("drive_forward_impulse", "forward_velocity", "combined_drift_forward", "drive_direction")


@dataclass(frozen=True)
class Captured:
    """A captured lift: the record, its analysis, the truth, whose times count from ``start_s``, and the spans in which
    lifts were seen while the samples came in."""

    record: PlateRecord
    document: Document
    truth: dict[str, Any]
    start_s: float
    live_spans: tuple[tuple[int, int], ...]

    def event_s(self, name: str) -> tuple[float, float]:
        """Measured and true time, from the recording's first sample."""
        return float(self.document["events"][name]["time_s"]), float(self.truth["events"][name]) + self.start_s


def captured(folder: Path, kind: str, *, interleaved: bool = False) -> Captured:
    with spawn("single", seed=7, plates=kind, interleaved=interleaved, folder=folder) as device:
        result = CaptureSession(device.rig, folder, plan=read_plan(device.plan)).run()
        plan = json.loads(device.plan.read_text(encoding="utf-8"))
    assert result.fault is None
    record = read_recording(result.path)
    (lift,) = plan["lifts"]
    spans = tuple((activity.span[0], activity.span[1]) for activity in result.lifts)
    return Captured(record, analyze(record).document, lift["truth"], lift["start"] / plan["rate_hz"], spans)


@pytest.fixture(scope="module", params=KINDS)
def lift(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Captured:
    """One lift on the plates of each kind."""
    return captured(tmp_path_factory.mktemp(request.param), request.param)


def kind_of(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["lift"])


def test_the_analysis_gives_the_truth_back(lift: Captured) -> None:
    assert lift.document["segmented"]
    for name, share in WITHIN.items():
        measured, true = lift.document["metrics"][name]["value"], lift.truth["metrics"][name]
        assert measured == pytest.approx(true, rel=share), name
    for name, within_s in EVENTS_S.items():
        measured_s, true_s = lift.event_s(name)
        assert measured_s == pytest.approx(true_s, abs=within_s), name
    assert lift.document["metrics"]["bar_mass"]["value"] == pytest.approx(90.0, abs=0.5)
    assert not [entry for entry in lift.document["quality"] if entry["severity"] != "info"]


def test_the_lift_was_seen_while_it_happened(lift: Captured) -> None:
    ((start, stop),) = lift.live_spans
    _, drive_end_s = lift.event_s("drive_end")
    assert start < drive_end_s * lift.record.rate_hz < stop
    (weigh_in,) = lift.record.weigh_ins[:1]
    assert weigh_in.force_n == pytest.approx(80.0 * 9.80665, abs=5.0)
    assert weigh_in.stop < start + 2.0 * lift.record.rate_hz


def test_pressure_is_where_the_feet_press(lift: Captured) -> None:
    cop, true = lift.document["cop"]["drive_end"], lift.truth["cop"]["drive_end"]
    for side in ("left", "right", "combined"):
        np.testing.assert_allclose(cop[f"{side}_mm"], true[side], atol=3.0)


def test_horizontal_metrics_are_there_where_the_plates_feel_shear(
    lift: Captured, request: pytest.FixtureRequest
) -> None:
    missing = [name for name in HORIZONTAL if lift.document["metrics"][name] is None]
    codes = {entry["code"] for entry in lift.document["quality"]}
    blind = kind_of(request) in WITHOUT_SHEAR
    assert missing == (list(HORIZONTAL) if blind else [])
    assert ("no_shear" in codes) is blind


def test_bridges_are_recorded_raw_and_analysed_at_half_their_rate(
    lift: Captured, request: pytest.FixtureRequest
) -> None:
    bridges = kind_of(request) == "cells-9237"
    assert lift.record.rate_hz == (2000.0 if bridges else 1000.0)
    assert lift.document["source"]["sample_rate_hz"] == 1000.0
    assert lift.document["source"]["samples_sha256"] == lift.record.samples_sha256
    assert any(delays.any() for delays in lift.record.skew_s) is not bridges


def test_charge_amplifiers_are_brought_back_to_zero(lift: Captured, request: pytest.FixtureRequest) -> None:
    said = [entry for entry in lift.document["quality"] if entry["code"] == "zero_drift"]
    assert len(said) == (2 if kind_of(request) == "kistler" else 0)
    assert abs(lift.document["conditions"]["zero_drift_n"]) < 1.0


def test_sixteen_interleaved_channels_give_the_same_lift(tmp_path: Path) -> None:
    lift = captured(tmp_path, "kistler", interleaved=True)
    delays_s = np.sort(np.concatenate(lift.record.skew_s))
    assert delays_s[-1] == pytest.approx(15 * 14e-6)
    assert lift.record.skew_s[1] - lift.record.skew_s[0] == pytest.approx(14e-6)
    measured_s, true_s = lift.event_s("drive_end")
    assert measured_s == pytest.approx(true_s, abs=0.002)
    impulse = lift.document["metrics"]["drive_impulse"]["value"]
    assert impulse == pytest.approx(lift.truth["metrics"]["drive_impulse"], rel=0.015)
