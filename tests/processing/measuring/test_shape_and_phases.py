"""The shape and the phases that a document keeps, against truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from processing.result import Document
from sim_data.lifter import SimulatedLift

Made = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]


def rows_of(document: Document) -> dict[str, dict[str, Any]]:
    return {row["phase"]: row for row in document["phases"]}


def test_a_full_lift_has_all_phases_one_after_the_other(lift: Made, analysed: Analysed) -> None:
    phases = analysed(lift("clean", fault=None))["phases"]
    names = [row["phase"] for row in phases]
    assert names == ["first_pull", "unweighting", "drive", "finish", "air", "catch", "recovery"]
    for row, after in pairwise(phases):
        assert row["start_s"] + row["duration_s"] == pytest.approx(after["start_s"], abs=1e-5)


@pytest.mark.parametrize("kind", ["snatch", "hang_clean"])
def test_the_rows_lie_on_the_truth(kind: str, lift: Made, analysed: Analysed) -> None:
    made = lift(kind)
    row, truth = rows_of(analysed(made))["drive"], made.truth.metrics
    for key, metric, within in (
        ("duration_s", "drive_duration", 0.002),
        ("mean_force_ratio", "drive_mean_force_ratio", 0.005),
        ("velocity_gain_m_s", "drive_velocity_gain", 0.01),
        ("left_share", "left_share", 0.002),
    ):
        assert row[key] == pytest.approx(truth[metric], abs=within), key
        assert abs(row[key] - truth[metric]) < 4.0 * row["uncertainty"][key], key


def test_the_rise_of_all_phases_is_the_height_of_the_lift(lift: Made, analysed: Analysed) -> None:
    made = lift()
    rises = [row["rise_m"] for row in analysed(made)["phases"]]
    held = made.truth.spans["hold"][0]
    weight_n = made.truth.metrics["system_weight"]
    assert weight_n is not None
    since = np.flatnonzero((made.time_s >= (made.truth.events["separation"] or 0.0)) & (made.time_s <= held))
    push = (made.force_n[:, 2].sum(axis=0)[since] - weight_n) * made.g_m_s2 / weight_n
    height = float(np.cumsum(np.cumsum(push))[-1] / made.rate_hz**2)
    assert sum(rises) == pytest.approx(height, abs=0.05)


def test_feet_that_stay_leave_no_finish_no_air_and_no_catch(lift: Made, analysed: Analysed) -> None:
    assert list(rows_of(analysed(lift("clean", fault="stuck")))) == ["first_pull", "unweighting", "drive", "recovery"]


def test_one_plate_has_phases_without_shares(lift: Made, analysed: Analysed) -> None:
    def left_alone(forces: Any) -> Any:
        return replace(forces, left=None, right=None)

    document = analysed(lift(), left_alone)
    assert all(row["left_share"] is None for row in document["phases"])
    assert rows_of(document)["drive"]["mean_force_ratio"] > 1.1


def test_the_shape_of_the_drive_begins_and_ends_at_the_weight(lift: Made, analysed: Analysed) -> None:
    document = analysed(lift())
    drive = document["shape"]["drive"]
    assert len(drive) == 51
    assert [drive[0], drive[-1]] == pytest.approx([1.0, 1.0], abs=0.02)
    assert max(drive) == pytest.approx(document["metrics"]["peak_force_ratio"]["value"], abs=0.01)
    net = np.trapezoid(np.array(drive) - 1.0, dx=1 / 50) * document["metrics"]["drive_duration"]["value"]
    weight = document["metrics"]["system_weight"]["value"]
    assert net * weight == pytest.approx(document["metrics"]["drive_impulse"]["value"], rel=0.01)


def test_the_shape_around_the_end_of_the_drive_is_the_force_at_its_times(lift: Made, analysed: Analysed) -> None:
    made = lift()
    document = analysed(made)
    around = document["shape"]["around_drive_end"]
    seconds = around["from_s"] + around["step_s"] * np.arange(len(around["force_ratio"]))
    assert [seconds[0], seconds[-1]] == pytest.approx([-0.8, 0.7])
    drawn = np.array(around["force_ratio"]) * document["metrics"]["system_weight"]["value"]
    true = np.interp(seconds + document["events"]["drive_end"]["time_s"], made.time_s, made.force_n[:, 2].sum(axis=0))
    assert float(np.abs(drawn - true).max()) < 0.12 * float(true.max())
    assert float(np.median(np.abs(drawn - true))) < 6.0


def test_a_record_that_ends_early_has_an_open_shape(lift: Made, analysed: Analysed) -> None:
    made = lift()
    stop = int(((made.truth.events["drive_end"] or 0.0) + 0.4) * made.rate_hz)
    document = analysed(made, lambda forces: forces.span(0, stop))
    around = document["shape"]["around_drive_end"]["force_ratio"]
    assert around[0] is not None
    assert around[-1] is None


def test_no_lift_has_no_shape_and_no_phases(lift: Made, analysed: Analysed) -> None:
    document = analysed(lift(), lambda forces: forces.span(0, 3000))
    assert document["shape"] is None
    assert document["phases"] == []
