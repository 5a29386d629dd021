"""Single lifts as files hold them, what is no lift, and odd plates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from processing.detect import REASONS, Activity, LiftDetector, LiftList, find_lifts
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.wrench import plate_forces
from sim_data.athlete import random_athlete
from sim_data.jump import simulate_jump
from sim_data.lifter import SimulatedLift, simulate_lift

Detect = Callable[..., list[Activity]]
SimulatedForces = Callable[..., PlateForces]


def vertical_n(lift: SimulatedLift) -> FloatArray:
    """Vertical force of both plates, shape (2, n)."""
    return lift.force_n[:, 2, :]


def only_lift(told: list[Activity]) -> Activity:
    """The one lift among what was told."""
    lifts = [activity for activity in told if activity.lift is not None]
    assert len(lifts) == 1, [activity.reason for activity in told]
    return lifts[0]


@pytest.mark.parametrize(
    ("kind", "fault", "missed"),
    [
        ("snatch", None, False),
        ("clean", "stuck", False),
        ("power_clean", None, False),
        ("block_snatch", "notch", False),
        ("hang_snatch", None, False),
        ("hang_clean", "foot_off_plate", False),
        ("power_position_snatch", "early_cut", False),
        ("power_position_power_clean", None, False),
        ("snatch_pull", None, False),
        ("hang_clean_pull", None, False),
        ("snatch", None, True),
        ("hang_clean", None, True),
    ],
)
def test_a_labelled_lift_in_a_file_of_its_own_is_found(
    kind: str, fault: str | None, missed: bool, detect: Detect
) -> None:
    lift = simulate_lift(kind, athlete=random_athlete(3), fault=fault, missed=missed, seed=4)
    found = only_lift(detect(vertical_n(lift), [LiftLabel(0, kind, lift.load_kg)]))
    true_end = lift.truth.events["drive_end"]
    assert found.lift is not None
    assert true_end is not None
    assert found.lift.drive_end / lift.rate_hz == pytest.approx(true_end, abs=0.02)
    assert (found.lift.outcome, found.lift.kind_assumed) == (lift.truth.outcome, False)


@pytest.mark.parametrize("kind", ["snatch", "clean", "hang_snatch", "power_position_snatch"])
def test_without_a_label_the_kind_is_guessed_and_said_to_be(kind: str, detect: Detect) -> None:
    found = only_lift(detect(vertical_n(simulate_lift(kind, seed=2))))
    assert found.lift is not None
    assert found.lift.kind_assumed
    assert found.lift.kind.split("_")[0] == kind.split("_", maxsplit=1)[0]


@pytest.mark.parametrize("rate_hz", [200.0, 500.0, 1200.0, 2000.0])
def test_other_rates_find_the_same(rate_hz: float, detect: Detect) -> None:
    lift = simulate_lift("snatch", seed=5, rate_hz=rate_hz)
    found = only_lift(detect(vertical_n(lift), rate_hz=rate_hz))
    assert found.lift is not None
    assert found.lift.drive_end / rate_hz == pytest.approx(lift.truth.events["drive_end"], abs=0.02)


def test_one_plate_is_enough(detect: Detect) -> None:
    lift = simulate_lift("clean", seed=6)
    found = only_lift(detect(vertical_n(lift).sum(axis=0, keepdims=True)))
    assert found.lift is not None
    assert found.lift.outcome == "made"
    assert found.lift.bar_mass is not None
    assert found.lift.bar_mass.value_kg == pytest.approx(lift.bar_mass_kg, abs=0.8)


def test_a_pull_without_a_label_is_a_pull_and_no_lift(detect: Detect) -> None:
    told = detect(vertical_n(simulate_lift("clean_pull", seed=1)))
    assert "pull" in [activity.reason for activity in told]
    assert not any(activity.lift for activity in told)


def test_a_file_cut_before_the_hold_leaves_the_outcome_open(detect: Detect) -> None:
    lift = simulate_lift("snatch", seed=3)
    bottom = lift.truth.events["bottom"]
    assert bottom is not None
    found = only_lift(detect(vertical_n(lift)[:, : int((bottom + 0.1) * lift.rate_hz)]))
    assert found.lift is not None
    assert found.lift.outcome == "unknown"


def standing_n(*parts: tuple[float, float], rate_hz: float = 1000.0) -> FloatArray:
    """Levels in newtons with their seconds, joined by short ramps, on two plates, shape (2, n)."""
    levels = np.concatenate([np.full(round(seconds * rate_hz), level) for level, seconds in parts])
    width = round(0.3 * rate_hz)
    smooth = np.convolve(np.pad(levels, width, mode="edge"), np.ones(width) / width, mode="same")[width:-width]
    return np.stack([0.5 * smooth, 0.5 * smooth])


def test_empty_plates_tell_nothing(detect: Detect) -> None:
    assert detect(np.random.default_rng(1).normal(4.0, 2.0, (2, 20_000))) == []
    assert detect(np.zeros((2, 0))) == []


def test_stepping_on_and_off_is_walking_with_a_weighing_between(detect: Detect) -> None:
    told = detect(standing_n((0.0, 2.0), (800.0, 4.0), (0.0, 2.0)))
    assert [activity.reason for activity in told] == ["walking", "weighing", "walking"]


def test_somebody_else_stepping_on_is_a_second_person(detect: Detect) -> None:
    told = detect(standing_n((0.0, 2.0), (800.0, 3.0), (1500.0, 3.0), (0.0, 2.0)))
    assert "second_person" in [activity.reason for activity in told]
    assert not any(activity.lift for activity in told)


def test_a_thing_put_on_the_plates_is_nobody(detect: Detect) -> None:
    assert detect(standing_n((0.0, 2.0), (196.0, 4.0), (0.0, 2.0))) == []


def test_the_wrong_number_of_plates_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 2 plates"):
        LiftDetector(1000.0, 2).push(np.zeros((3, 100)))


def test_a_list_counts_from_the_recordings_first_sample(simulated_forces: SimulatedForces) -> None:
    lift = simulate_lift("snatch", seed=8)
    forces = simulated_forces(lift)
    labels = [LiftLabel(0, "clean"), LiftLabel(50_000, "snatch", 92.0, "A7F3", 3, "c1")]
    here = find_lifts(forces, [LiftLabel(0, "snatch")])
    later = find_lifts(forces, labels, 50_000)
    assert later.lifts[0].start == here.lifts[0].start + 50_000
    assert later.lifts[0].lift is not None
    assert (later.lifts[0].lift.kind, later.lifts[0].lift.complex_id) == ("snatch", "c1")


def test_the_document_of_a_list(simulated_forces: SimulatedForces) -> None:
    document = find_lifts(simulated_forces(simulate_lift("snatch", seed=8)), [LiftLabel(0, "snatch", 100.0)]).document()
    assert document["schema"] == "legdrive/lifts/1"
    (lift,) = document["lifts"]
    assert list(lift) == [
        "number",
        "start_s",
        "end_s",
        "drive_end_s",
        "kind",
        "kind_assumed",
        "complex_id",
        "outcome",
        "body_mass_kg",
        "bar_mass_kg",
    ]
    assert lift["start_s"] < lift["drive_end_s"] < lift["end_s"]
    assert set(lift["bar_mass_kg"]) == {"value", "uncertainty"}
    assert all(entry["reason"] in REASONS for entry in document["not_lifts"])
    assert all(entry["start_s"] < entry["end_s"] for entry in document["not_lifts"])


def test_a_list_without_anything_is_an_empty_document() -> None:
    assert LiftList(1000.0).document() == {"schema": "legdrive/lifts/1", "lifts": [], "not_lifts": []}


@pytest.mark.parametrize(
    ("name", "rate_hz"),
    [
        ("vicon_type2_jump_two_plates.c3d", None),
        ("kistler_type3_drop_jump_two_plates.c3d", None),
        ("netforce_jump_two_plates.txt.gz", 2000.0),
    ],
)
def test_real_jumps_are_jumps(name: str, rate_hz: float | None, real_recordings: Path) -> None:
    record = read_file(real_recordings / name, rate_hz)
    found = find_lifts(plate_forces(record, AnalysisOptions()))
    assert found.lifts == ()
    assert "jump" in [activity.reason for activity in found.not_lifts]


@pytest.mark.parametrize("name", ["sample01_type2_gait.c3d", "sample10_type4_gait.c3d"])
def test_real_gait_is_no_lift(name: str, real_recordings: Path) -> None:
    assert find_lifts(plate_forces(read_file(real_recordings / name), AnalysisOptions())).lifts == ()


@pytest.mark.parametrize("kind", ["hang_clean", "power_position_snatch"])
@pytest.mark.parametrize("missed", [False, True])
def test_with_the_bar_in_the_hands_from_the_beginning_body_and_bar_cannot_be_told_apart(
    kind: str, missed: bool, detect: Detect
) -> None:
    lift = simulate_lift(kind, seed=3, missed=missed)
    for labels in ([], [LiftLabel(0, kind, lift.load_kg)]):
        found = only_lift(detect(vertical_n(lift), labels)).lift
        assert found is not None
        assert found.outcome == ("missed" if missed else "made")
        assert (found.body_mass, found.bar_mass) == (None, None)


def test_a_jump_at_the_beginning_leaves_the_lifter_weighed(detect: Detect) -> None:
    jump, lift = (
        simulate_jump(athlete=random_athlete(3), seed=2),
        simulate_lift("snatch", athlete=random_athlete(3), seed=4),
    )
    told = detect(np.concatenate([jump.force_n[:, 2], vertical_n(lift)], axis=1), [LiftLabel(9000, "snatch")])
    found = only_lift(told).lift
    assert found is not None
    assert found.body_mass is not None
    assert found.body_mass.value_kg == pytest.approx(lift.body_mass_kg, abs=0.3)
    assert [activity.reason for activity in told if activity.reason in ("jump", "weighing")] == ["jump", "weighing"]
