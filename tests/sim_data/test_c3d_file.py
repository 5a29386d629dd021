"""A simulated lift as C3D, read back by the ezc3d library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import ezc3d
import numpy as np
import pytest

from sim_data.c3d_file import frame_length, write_lift_c3d
from sim_data.lifter import SimulatedLift

MakeLift = Callable[..., SimulatedLift]
Legdrive = Callable[..., CompletedProcess[str]]


def read(path: Path) -> Any:
    """The file with its force plates."""
    return ezc3d.c3d(str(path), extract_forceplat_data=True)


@pytest.mark.parametrize("rate_hz", [1000.0, 6000.0])
def test_forces_and_pressure_come_back(make_lift: MakeLift, tmp_path: Path, rate_hz: float) -> None:
    lift = make_lift("snatch", fault="asymmetric", seed=3, rate_hz=rate_hz)
    path = tmp_path / "lift.c3d"
    write_lift_c3d(path, lift, noise_n=0.0)
    file = read(path)
    assert file["parameters"]["ANALOG"]["RATE"]["value"][0] == rate_hz
    for foot, plate in enumerate(file["data"]["platform"]):
        n = plate["force"].shape[1]
        force = lift.force_n[foot][:, :n]
        assert n >= force.shape[1] - 1
        assert np.allclose(plate["force"], force, atol=0.002)
        loaded = force[2] > 200.0
        cop = plate["center_of_pressure"][:2, loaded]
        assert np.allclose(cop, lift.cop_mm[foot][:, :n][:, loaded], atol=0.01)
        assert np.allclose(plate["Tz"][2, loaded] / 1000, lift.free_moment_nm[foot, :n][loaded], atol=0.002)


def test_counts_are_integers_and_the_file_says_that_it_is_simulated(make_lift: MakeLift, tmp_path: Path) -> None:
    path = tmp_path / "lift.c3d"
    write_lift_c3d(path, make_lift("clean"))
    parameters = read(path)["parameters"]
    assert parameters["FORCE_PLATFORM"]["USED"]["type"] == 2
    assert list(parameters["FORCE_PLATFORM"]["TYPE"]["value"]) == [2, 2]
    assert list(parameters["FORCE_PLATFORM"]["ZERO"]["value"]) == [1, 0]
    assert parameters["LEGDRIVE"]["SIMULATED"]["value"][0] == 1


def test_noise_has_the_wanted_size_on_forces_and_moments(make_lift: MakeLift, tmp_path: Path) -> None:
    lift = make_lift("clean", sway=False)
    for name, noise in (("quiet", 0.0), ("noisy", 2.0)):
        write_lift_c3d(tmp_path / f"{name}.c3d", lift, noise_n=noise, seed=4)
    quiet, noisy = (read(tmp_path / f"{name}.c3d")["data"]["analogs"][0] for name in ("quiet", "noisy"))
    spread = (noisy - quiet).std(axis=1)
    assert spread[:3] == pytest.approx(2.0, rel=0.05)
    assert spread[3:6] == pytest.approx(400.0, rel=0.05)


def test_an_existing_file_is_not_overwritten(make_lift: MakeLift, tmp_path: Path) -> None:
    path = tmp_path / "lift.c3d"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        write_lift_c3d(path, make_lift("clean"))
    assert path.read_text() == "mine"


def test_long_records_use_frames_of_several_samples() -> None:
    assert frame_length(13000) == 1
    assert frame_length(140000) == 3


def test_the_command_writes_a_lift_and_its_truth(legdrive: Legdrive, tmp_path: Path) -> None:
    done = legdrive(
        "simulate", "lift", "--out", "a.c3d", "--kind", "hang_clean", "--load", "90", "--seed", "2", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    truth = json.loads((tmp_path / "a.truth.json").read_text())
    assert truth["kind"] == "hang_clean"
    assert truth["load_kg"] == 90.0
    assert truth["events"]["separation"] is None
    assert truth["outcome"] == "made"
    assert len(read(tmp_path / "a.c3d")["data"]["platform"]) == 2
    again = legdrive("simulate", "lift", "--out", "a.c3d", cwd=tmp_path)
    assert again.returncode == 1
    assert "already" in again.stderr
    assert len(again.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("option", "value", "told"), [("--kind", "jerk", "hang_clean"), ("--fault", "lazy", "early_cut")]
)
def test_an_unknown_kind_or_fault_names_the_choices(
    legdrive: Legdrive, tmp_path: Path, option: str, value: str, told: str
) -> None:
    done = legdrive("simulate", "lift", "--out", "a.c3d", option, value, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told_in_one_line(legdrive: Legdrive, tmp_path: Path) -> None:
    done = legdrive("simulate", "lift", "--out", "nowhere/a.c3d", cwd=tmp_path)
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
