"""Lift documents written by hand, with the values a test chooses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from processing.result import Document

USUAL = {
    "late_drive_share": 0.56,
    "peak_timing": 0.62,
    "drive_fullness": 0.64,
    "half_height_duty": 0.68,
    "drive_velocity_gain": 0.62,
    "drive_duration": 0.211,
    "drive_rise": 0.241,
    "drive_mean_force_ratio": 1.30,
    "release_left": 0.171,
    "release_right": 0.168,
    "stance_widening": 160.0,
    "drive_forward_impulse": -6.0,
    "landing_shift_forward": -20.0,
    "left_share": 0.5,
    "release_offset": 0.004,
    "least_foot_load": 0.0,
    "system_weight": 1686.0,
    "bar_mass": 92.0,
}

NEARLY = 0.045
"""Least load of a foot that came close to leaving."""

MakeLift = Callable[..., Document]


def made_document(
    time_s: float = 10.0, day: int | None = 1, values: dict[str, float | None] | None = None, **lift: Any
) -> Document:
    """A good snatch; ``values`` replaces metrics, the other keywords replace entries of ``lift``."""
    metrics = {**USUAL, **(values or {})}
    started = None if day is None else f"2026-11-{day:02d}T09:00:00+00:00"
    feet: dict[str, Any] = {
        f"foot_{way}_{side}": {"time_s": time_s + 0.06} for way in ("off", "on") for side in ("left", "right")
    }
    quality: list[dict[str, Any]] = []
    for side in ("left", "right"):
        if metrics[f"release_{side}"] is None:
            feet[f"foot_off_{side}"] = feet[f"foot_on_{side}"] = None
            why = "near_threshold" if metrics["least_foot_load"] == NEARLY else "feet_stayed"
            code = "one_plate" if metrics["least_foot_load"] is None else why
            quality.append({"code": code, "severity": "info", "about": [f"events.foot_off_{side}"]})
    return {
        "schema": "legdrive/lift/1",
        "source": {"path": "a.mcap", "samples_sha256": f"day-{day}"},
        "lift": {
            "kind": "snatch",
            "set_up": "off-plates",
            "outcome": "made",
            "load_kg": 92.0,
            "athlete": "A7F3",
            "started_utc": started,
            "utc_offset": "+01:00",
            **lift,
        },
        "segmented": True,
        "events": {"drive_end": {"time_s": time_s}, **feet},
        "metrics": {key: None if value is None else {"value": value} for key, value in metrics.items()},
        "quality": quality,
        "findings": [],
    }


@pytest.fixture(scope="session")
def make_lift() -> MakeLift:
    """Factory of lift documents."""
    return made_document


@pytest.fixture(scope="session")
def usual() -> dict[str, float]:
    """Metrics of the usual lift."""
    return dict(USUAL)


@pytest.fixture
def ten_lifts() -> list[Document]:
    """Ten good lifts over two sessions, scattered by a hundredth or so."""
    rng = np.random.default_rng(4)
    lifts = []
    for day in (1, 3):
        for k in range(5):
            noisy: dict[str, float | None] = {
                key: value * (1 + 0.01 * float(rng.normal())) for key, value in USUAL.items()
            }
            lifts.append(made_document(10.0 + 60 * k, day, noisy))
    return lifts
