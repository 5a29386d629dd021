"""Lifts for pages: documents in the exact shape of an analysis, made from the simulator's truth, with their curves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import signal

from processing.findings import findings
from processing.result import Document, LiftAnalysis, LiftCurves
from reports.details import ReportDetails
from reports.model import LiftPage, lift_page
from sim_data.lifter import SimulatedLift, simulate_lift

MakeLift = Callable[..., LiftAnalysis]

UNITS = {
    "body_mass": "kg",
    "bar_mass": "kg",
    "bar_mass_measured": "kg",
    "system_weight": "N",
    "peak_force": "N",
    "drive_duration": "s",
    "drive_impulse": "N·s",
    "drive_velocity_gain": "m/s",
    "drive_rise": "m",
    "peak_velocity": "m/s",
    "landing_shift_forward": "mm",
    "stance_widening": "mm",
    "drive_forward_impulse": "N·s",
    "release_left": "s",
    "release_right": "s",
    "release_offset": "s",
}
SIGMAS = {
    "body_mass": 0.06,
    "bar_mass": 0.2,
    "bar_mass_measured": 0.2,
    "drive_impulse": 0.9,
    "late_drive_share": 0.006,
    "drive_duration": 0.0012,
    "landing_shift_forward": 10.4,
    "left_share": 0.0012,
    "drive_forward_impulse": 0.3,
}
FIRST_DAY = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)


def _curves(lift: SimulatedLift, plates: int) -> LiftCurves:
    low = signal.butter(4, 50.0, fs=lift.rate_hz, output="sos")
    left, right = signal.sosfiltfilt(low, lift.force_n[:, 2, :], axis=-1)
    cop = np.where(lift.force_n[:, None, 2, :] >= 100.0, lift.cop_mm, np.nan)
    weights = lift.force_n[:, 2, :]
    combined = (lift.cop_mm * weights[:, None, :]).sum(axis=0) / np.maximum(weights.sum(axis=0), 50.0)
    missing = np.full(lift.time_s.shape, np.nan)
    if plates == 1:
        pair = np.full((2, lift.time_s.size), np.nan)
        return LiftCurves(lift.time_s, left + right, missing, missing, pair, pair, combined, missing, missing)
    return LiftCurves(lift.time_s, left + right, left, right, cop[0], cop[1], combined, missing, missing)


def _metrics(lift: SimulatedLift) -> dict[str, Any]:
    return {
        key: None
        if value is None
        else {
            "value": value,
            "unit": UNITS.get(key, "1"),
            "uncertainty": SIGMAS.get(key),
            "evidence": "M",
            "method": f"{key}/1",
        }
        for key, value in lift.truth.metrics.items()
    }


def _document(lift: SimulatedLift, day: int, number: int) -> Document:
    begun = FIRST_DAY + timedelta(days=3 * day, minutes=6 * number)
    cop = {
        event: None
        if any(pair is None for pair in sides.values())
        else {f"{k}_mm": list(v) for k, v in sides.items() if v}
        for event, sides in lift.truth.cop.items()
    }
    return {
        "schema": "legdrive/lift/1",
        "software": {"name": "legdrive", "version": "0.1.0"},
        "methods": {"digest": "3f9a41c07be2d115", "parameters": {}},
        "source": {
            "path": "session.mcap",
            "samples_sha256": f"{lift.kind}-{day}-{number}",
            "rig_sha256": "",
            "simulated": True,
            "sample_rate_hz": lift.rate_hz,
            "samples": int(lift.time_s.size),
        },
        "lift": {
            "kind": lift.kind,
            "kind_assumed": False,
            "set_up": lift.set_up,
            "number": number,
            "of": 14,
            "complex_id": None,
            "outcome": lift.truth.outcome,
            "attempt": number,
            "load_kg": lift.load_kg,
            "athlete": "A7F3",
            "started_utc": begun.isoformat(),
            "utc_offset": "+01:00",
        },
        "conditions": {
            "zero_age_s": 240.0,
            "zero_drift_n": 1.8,
            "weigh_in_s": 2.0,
            "headroom": 0.59,
            "samples_lost": [],
        },
        "segmented": True,
        "events": {
            key: None if at is None else {"time_s": at, "uncertainty_s": 0.001} for key, at in lift.truth.events.items()
        },
        "metrics": _metrics(lift),
        "cop": cop,
        "quality": _stayed(lift),
        "findings": [],
    }


def _stayed(lift: SimulatedLift) -> list[dict[str, Any]]:
    """Feet that never left their plates."""
    sides = [side for side in ("left", "right") if lift.truth.events[f"foot_off_{side}"] is None]
    about = [f"{key}_{side}" for side in sides for key in ("events.foot_off", "events.foot_on", "metrics.release")]
    note = {"code": "feet_stayed", "severity": "info", "message": "the foot stayed on its plate", "about": about}
    return [note] if sides else []


@cache
def _made(
    kind: str, fault: str | None, severity: float, seed: int, day: int, number: int, load_kg: float | None, missed: bool
) -> LiftAnalysis:
    lift = simulate_lift(kind, fault=fault, severity=severity, seed=seed, day=day, load_kg=load_kg, missed=missed)
    document, curves = _document(lift, day, number), _curves(lift, 2)
    return LiftAnalysis({**document, "shape": _shape(document, curves)}, curves)


def _shape(document: Document, curves: LiftCurves) -> Document:
    """The shape that a document keeps, as :mod:`processing.shape` writes it."""
    weight = document["metrics"]["system_weight"]["value"]
    start, end = (document["events"][key]["time_s"] for key in ("drive_start", "drive_end"))
    steps = np.linspace(start, end, 51)
    around = end - 0.8 + 0.005 * np.arange(301)
    drive, drawn = (np.interp(at, curves.time_s, curves.total_n) / weight for at in (steps, around))
    return {
        "drive": drive.tolist(),
        "around_drive_end": {"from_s": -0.8, "step_s": 0.005, "force_ratio": drawn.tolist()},
    }


@pytest.fixture(scope="session")
def make_lift() -> MakeLift:
    """A lift and its curves; judged against ``history`` (analyses), one plate with ``plates=1``."""

    def make(
        kind: str = "snatch",
        *,
        fault: str | None = None,
        severity: float = 1.0,
        seed: int = 3,
        day: int = 6,
        number: int = 7,
        load_kg: float | None = 92.0,
        missed: bool = False,
        history: tuple[LiftAnalysis, ...] = (),
        plates: int = 2,
        quality: tuple[dict[str, Any], ...] = (),
    ) -> LiftAnalysis:
        made = _made(kind, fault, severity, seed, day, number, load_kg, missed)
        document = {**made.document, "quality": [*made.document["quality"], *quality]}
        curves = made.curves
        if plates == 1:
            document, curves = (
                _one_plate(document),
                _curves(
                    simulate_lift(
                        kind, fault=fault, severity=severity, seed=seed, day=day, load_kg=load_kg, missed=missed
                    ),
                    1,
                ),
            )
        document["findings"] = findings(document, [lift.document for lift in history])
        return LiftAnalysis(document, curves)

    return make


PER_FOOT_METRICS = (
    "left_share", "left_right_index", "release_left", "release_right", "release_offset", "least_foot_load",
    "landing_shift_forward", "landing_shift_forward_left", "landing_shift_forward_right", "stance_widening",
)  # fmt: skip
PER_FOOT_EVENTS = ("foot_off_left", "foot_off_right", "foot_on_left", "foot_on_right")


def _one_plate(document: Document) -> Document:
    about = [f"metrics.{key}" for key in PER_FOOT_METRICS] + [f"events.{key}" for key in PER_FOOT_EVENTS]
    note = {"code": "one_plate", "severity": "info", "message": "one plate: feet cannot be told apart", "about": about}
    return {
        **document,
        "metrics": {key: None if key in PER_FOOT_METRICS else entry for key, entry in document["metrics"].items()},
        "events": {key: None if key in PER_FOOT_EVENTS else entry for key, entry in document["events"].items()},
        "quality": [*document["quality"], note],
    }


@pytest.fixture(scope="session")
def good_history(make_lift: MakeLift) -> tuple[LiftAnalysis, ...]:
    """Nine good snatches of 90 to 94 kg on three days."""
    return tuple(
        make_lift(seed=10 + number, day=number // 3, number=1 + number, load_kg=90.0 + number % 5)
        for number in range(9)
    )


@pytest.fixture(scope="session")
def clean_history(make_lift: MakeLift) -> tuple[LiftAnalysis, ...]:
    """Six good cleans on two days."""
    return tuple(
        make_lift("clean", seed=30 + number, day=number // 3, number=1 + number, load_kg=115.0) for number in range(6)
    )


@pytest.fixture(scope="session")
def unsegmented() -> LiftAnalysis:
    """A recording in which somebody only stood: no events, no metrics."""
    lift = simulate_lift("snatch", seed=3, load_kg=92.0)
    document = _document(lift, 6, 7)
    note = {
        "code": "unsegmented",
        "severity": "error",
        "message": "no push above 1.1 times the weight was followed by an unloading and a landing",
        "about": ["events", "metrics"],
    }
    document |= {
        "segmented": False,
        "events": dict.fromkeys(document["events"]),
        "metrics": dict.fromkeys(document["metrics"]),
        "cop": dict.fromkeys(document["cop"]),
        "quality": [note],
    }
    document["lift"] |= {"outcome": "unknown", "kind_assumed": True}
    curves = _curves(lift, 2)
    quiet = curves.time_s < 4.0
    return LiftAnalysis(document, LiftCurves(**{name: each[..., quiet] for name, each in vars(curves).items()}))


DETAILS = ReportDetails(
    athlete="A. Example", lab="Demo lab", place="platform 1", report_id="7F3K-07", attempts=12, note="Elbows late."
)


@pytest.fixture(scope="session")
def details() -> ReportDetails:
    """Names and places of an ordinary report."""
    return DETAILS


Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


@pytest.fixture(scope="session")
def cases(
    make_lift: MakeLift,
    good_history: tuple[LiftAnalysis, ...],
    clean_history: tuple[LiftAnalysis, ...],
    unsegmented: LiftAnalysis,
) -> dict[str, Case]:
    """Lifts of every sort, each with the earlier lifts it was judged against."""
    snatch = {
        "good": make_lift(history=good_history),
        "early": make_lift(fault="early_cut", history=good_history),
        "early and small": make_lift(fault="early_cut", severity=0.4, history=good_history),
        "short": make_lift(fault="short_extension", history=good_history),
        "forward": make_lift(fault="forward", history=good_history),
        "asymmetric": make_lift(fault="asymmetric", history=good_history),
        "stuck": make_lift(fault="stuck", history=good_history),
        "yank": make_lift(fault="yank", history=good_history),
        "missed": make_lift(fault="short_extension", missed=True, history=good_history),
        "one plate": make_lift(plates=1, history=good_history),
    }
    clean = {
        "stuck clean": make_lift("clean", fault="stuck", load_kg=115.0, history=clean_history),
        "short clean": make_lift("clean", fault="short_extension", load_kg=115.0, history=clean_history),
    }
    alone = {
        "no history": make_lift(),
        "pattern": make_lift(fault="early_cut"),
        "power position": make_lift("power_position_snatch", load_kg=60.0),
        "hang": make_lift("hang_clean", load_kg=90.0),
        "pull": make_lift("snatch_pull", load_kg=100.0),
        "unsegmented": unsegmented,
    }
    return {
        **{name: (lift, good_history) for name, lift in snatch.items()},
        **{name: (lift, clean_history) for name, lift in clean.items()},
        **{name: (lift, ()) for name, lift in alone.items()},
    }


MakePage = Callable[..., LiftPage]


@pytest.fixture(scope="session")
def make_page(cases: dict[str, Case]) -> MakePage:
    """The page of one case."""

    def make(name: str, details: ReportDetails = DETAILS) -> LiftPage:
        lift, earlier = cases[name]
        assert lift.curves is not None
        return lift_page(lift.document, lift.curves, [each.document for each in earlier], details)

    return make
