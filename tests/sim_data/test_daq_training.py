"""The training session as the simulated device serves it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim_data.daq_channels import Measuring
from sim_data.daq_scenario import clock_speed, scenario, served
from sim_data.plates import PlateForces

Scenario = tuple[PlateForces, Mapping[str, Any]]


@pytest.fixture(scope="module")
def training() -> Scenario:
    return scenario("training", 7)


def test_the_plan_has_a_label_and_a_truth_for_each_of_fourteen_lifts(training: Scenario) -> None:
    plan = json.loads(json.dumps(training[1], allow_nan=False))
    assert len(plan["labels"]) == len(plan["lifts"]) == 14
    assert set(plan["labels"][0]) == {"label_index", "kind", "load_kg", "athlete", "attempt", "complex_id"}
    assert [row["attempt"] for row in plan["labels"]] == list(range(1, 15))
    assert {row["athlete"] for row in plan["labels"]} == {"A7F3"}
    starts = [row["label_index"] for row in plan["labels"]]
    assert starts == sorted(starts)
    for lift in plan["lifts"]:
        assert lift["label_index"] <= lift["start"] < lift["stop"] <= plan["samples"]
        assert set(lift["truth"]) == {"outcome", "events", "metrics", "cop", "spans", "ended", "ended_how", "ended_s"}
    assert plan["lifts"][9]["fault"] == "early_cut"
    assert plan["lifts"][12]["truth"]["outcome"] == "missed"


def test_a_lift_of_the_session_is_where_the_plan_says(training: Scenario) -> None:
    forces, plan = training
    lift = plan["lifts"][4]
    load_n = forces.wrench(lift["start"], lift["stop"] - lift["start"])[0][:, 2].sum(axis=0)
    system_n = (lift["body_mass_kg"] + lift["bar_mass_kg"]) * 9.80665
    peak_s = lift["truth"]["events"]["peak_2"]
    assert load_n[round(peak_s * 1000)] > 1.2 * system_n
    hold = slice(*(round(edge * 1000) for edge in lift["truth"]["spans"]["hold"]))
    assert load_n[hold].mean() == pytest.approx(system_n, rel=0.005)


def test_the_plates_are_empty_before_and_for_ever_after_the_session(training: Scenario) -> None:
    forces, plan = training
    for first, n in ((-3, 1000), (plan["samples"] - 500, 1000), (plan["samples"] + 10**7, 5)):
        force, cop, free = forces.wrench(first, n)
        assert force.shape == (2, 3, n)
        assert not force[..., -3:].any()
        assert cop.shape == (2, 2, n)
        assert free.shape == (2, n)


def test_the_training_session_is_served_with_its_rig_and_its_plan(training: Scenario, tmp_path: Path) -> None:
    with served(session="training", seed=7, speed="free", folder=tmp_path) as device:
        task = device.server.sessions.task(*device.server.sessions.open("test", 1)[:2])
        task.add_channels("Dev1/ai2, Dev1/ai8", "", Measuring(-10.0, 10.0))
        task.start()
        volts, status = task.read(20_000, 1.0)
    assert status == 0
    load_n = (volts - volts[:, :3000].mean(axis=1, keepdims=True)).sum(axis=0) * 500.0
    truth_n = training[0].wrench(0, 20_000)[0][:, 2].sum(axis=0)
    np.testing.assert_allclose(load_n, truth_n, atol=12.0)  # noise, hum and what the matrix' other columns carry
    assert json.loads(device.plan.read_text())["samples"] == training[1]["samples"]
    assert device.server.address in device.rig.read_text()


def test_a_rig_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "rig.toml").write_text("[rig]\nname = 'mine'\n")
    with (
        pytest.raises(FileExistsError, match="of your own"),
        served(session="empty", seed=1, speed="free", folder=tmp_path),
    ):
        pass
    assert "mine" in (tmp_path / "rig.toml").read_text()


@pytest.mark.parametrize(("said", "factor"), [("free", None), ("1", 1.0), ("20", 20.0), ("0.5", 0.5)])
def test_a_speed_is_free_or_a_factor(said: str, factor: float | None) -> None:
    assert clock_speed(said) == factor


@pytest.mark.parametrize("said", ["fast", "0", "-1", "nan", "inf", ""])
def test_another_speed_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="no speed is called"):
        clock_speed(said)
