"""Whose word counts for the way a force acts, and for which foot is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from acquisition.rig import read_rig
from processing import AnalysisOptions, analyze, plate_forces
from processing.frames import sides

NOWHERE = np.full((2, 3), np.nan)
PLACED = np.array([[300.0, 0.0, 0.0], [-300.0, 0.0, 0.0]])
TableOfVolts = Callable[..., Path]


@pytest.fixture
def table_of_volts(root: Path, tmp_path: Path) -> TableOfVolts:
    """Writes ten rows of volts: 5 V on each plate's vertical channel, under names of the rig's channels or others."""

    def write(names: list[str] | None = None) -> Path:
        rig = read_rig(root / "examples" / "rig.toml")
        rows = np.zeros(len(rig.channels))
        for plate, span in zip(rig.plates(), rig.plate_channels, strict=True):
            rows[list(span)] = np.linalg.solve(
                plate.matrix, np.array([0.0, 0.0, 500.0, 0.0, 0.0, 0.0]) * plate.reaction
            )
        path = tmp_path / "volts.csv"
        line = ",".join(f"{value!r}" for value in rows.tolist())
        path.write_text(",".join(names or rig.channels) + "\n" + f"{line}\n" * 10)
        return path

    return write


@pytest.mark.parametrize(("forward", "up"), [("+y", "+z"), ("+y", "-z"), ("-x", "-z")])
def test_a_table_of_volts_acts_as_its_rig_says_whatever_points_up(
    root: Path, table_of_volts: TableOfVolts, forward: str, up: str
) -> None:
    """As in a recording with the same rig: its frame is turned, its signs stay."""
    record = read_file(table_of_volts(), rate_hz=1000.0, rig=root / "examples" / "rig.toml")
    assert record.format == "columns"
    options = AnalysisOptions(forward=forward, up=up)
    recording = replace(record, format="recording", calibrated=False)
    found, expected = plate_forces(record, options), plate_forces(recording, options)
    assert found.force_n.tobytes() == expected.force_n.tobytes()
    straight = plate_forces(record, AnalysisOptions()).total_fz_n
    np.testing.assert_allclose(found.total_fz_n, straight if up == "+z" else -straight)


def test_forces_told_from_the_load_push_along_up(root: Path, table_of_volts: TableOfVolts) -> None:
    record = read_file(table_of_volts(), rate_hz=1000.0, rig=root / "examples" / "rig.toml")
    told = replace(record, calibrated=False)
    straight, turned = (plate_forces(told, AnalysisOptions(up=up)).total_fz_n for up in ("+z", "-z"))
    np.testing.assert_allclose(turned, straight)


def test_columns_of_forces_state_no_signs(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a,b,c,d,e,f\n" + "1,2,-700,3,4,5\n" * 20)
    named = ",".join(f"left_{quantity}={letter}" for quantity, letter in zip(("fx", "fy", "fz"), "abc", strict=True))
    moments = ",".join(f"left_{quantity}={letter}" for quantity, letter in zip(("mx", "my", "mz"), "def", strict=True))
    record = read_file(path, rate_hz=1000.0, columns=f"{named},{moments}")
    assert not record.signs_stated
    assert replace(record, format="recording").signs_stated


@pytest.mark.parametrize(
    ("centres_mm", "names", "options", "expected"),
    [
        (NOWHERE, ("left", "right"), AnalysisOptions(), (0, 1)),
        (NOWHERE, ("right", "left"), AnalysisOptions(), (1, 0)),
        (NOWHERE, ("right", "left"), AnalysisOptions(left_plate=1), (0, 1)),
        (NOWHERE, ("plate 1", "plate 2"), AnalysisOptions(), (None, None)),
        (PLACED, ("left", "right"), AnalysisOptions(), (1, 0)),
    ],
    ids=["in order", "the other way", "an option wins", "no sides", "places win"],
)
def test_sides_come_from_options_then_places_then_names(
    centres_mm: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    names: tuple[str, str],
    options: AnalysisOptions,
    expected: tuple[int | None, int | None],
) -> None:
    assert sides(centres_mm, options, "a.txt", names) == expected


def test_an_analysis_in_python_knows_the_sides_that_columns_name(tmp_path: Path) -> None:
    path = tmp_path / "force.txt"
    path.write_text("FP1;FP2\n" + "400,5;390,5\n" * 2000)
    record = read_file(path, rate_hz=1000.0, columns="right_fz=FP1,left_fz=FP2")
    forces = plate_forces(record, AnalysisOptions())
    assert (forces.left, forces.right) == (0, 1)
    assert forces.force_n[0, 2, 0] == 390.5
    curves = analyze(record).curves
    assert curves is not None
    np.testing.assert_allclose([curves.left_n[1000], curves.right_n[1000]], [390.5, 400.5])


def test_a_record_keeps_what_its_rig_says_when_it_is_prepared(root: Path, table_of_volts: TableOfVolts) -> None:
    from processing.preparing import prepared

    record = read_file(table_of_volts(), rate_hz=2000.0, rig=root / "examples" / "rig.toml")
    ready: PlateRecord = prepared(record)
    assert ready.signs_stated
