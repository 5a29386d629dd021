"""The same trial as TDMS, whole and torn."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import OptionNeeded
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.samples import record_samples

ReadReal = Callable[..., PlateRecord]
RunLegdrive = Callable[..., "subprocess.CompletedProcess[str]"]
WHOLE, TORN = "kistler_drop_jump_16ch.tdms", "kistler_drop_jump_16ch_cut.tdms"


def test_channels_equal_those_of_the_c3d(read_real: ReadReal, real_recordings: Path, two_kistlers_rig: Path) -> None:
    record = read_file(real_recordings / WHOLE, rig=two_kistlers_rig)
    c3d = read_real("kistler_type3_drop_jump_two_plates.c3d")
    assert (record.format, record.rate_hz, record.n) == ("tdms", 1000.0, 8000)
    assert record.warnings == ()  # its channels carry the rig's names
    assert record.samples_lost == ()
    for ours, theirs in zip(record.signals, c3d.signals, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_forces_and_pressure_equal_those_of_the_c3d(
    read_real: ReadReal, real_recordings: Path, two_kistlers_rig: Path
) -> None:
    """In each plate's axes: the rig's corners name them in Kistler's order, with z down."""
    tdms = read_file(real_recordings / WHOLE, rig=two_kistlers_rig)
    c3d = read_real("kistler_type3_drop_jump_two_plates.c3d")
    for k in range(2):
        places = []
        for record in (tdms, c3d):
            samples, plate = record_samples(record, AnalysisOptions()).plates[k], record.plates[k]
            places.append(plate.rotation.T @ (samples.cop_mm - plate.centre_mm[:, np.newaxis]))
        np.testing.assert_allclose(places[0], places[1], atol=1e-6)
        heights = [record_samples(record, AnalysisOptions()).plates[k].force_n[2] for record in (tdms, c3d)]
        np.testing.assert_allclose(heights[0], heights[1], atol=1e-9)


def test_a_torn_file_is_used_up_to_its_shortest_channel(
    real_recordings: Path, two_kistlers_rig: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    record = read_file(real_recordings / TORN, rig=two_kistlers_rig)
    assert record.n == 4875
    assert record.samples_lost == ((4875, 4900),)
    assert "F2z4 holds 4875 of 4900 samples" in record.warnings[0]
    whole = read_file(real_recordings / WHOLE, rig=two_kistlers_rig)
    for ours, theirs in zip(record.signals, whole.signals, strict=True):
        np.testing.assert_array_equal(ours, theirs[:, :4875])
    assert "nptdms" not in "".join(capfd.readouterr())
    document = analyze(record).document
    assert document["conditions"]["samples_lost"] == [[4875, 4900]]
    assert any(entry["code"] == "samples_lost" for entry in document["quality"])


def test_the_librarys_own_words_do_not_reach_the_user(
    real_recordings: Path, two_kistlers_rig: Path, legdrive: RunLegdrive, tmp_path: Path
) -> None:
    done = legdrive("export", real_recordings / TORN, "--rig", two_kistlers_rig, "--to", tmp_path / "torn.csv")
    assert done.returncode == 0, done.stderr
    assert "nptdms" not in done.stderr
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == ["legdrive", str(tmp_path / "torn.csv")]


def test_without_a_rig_or_columns_both_options_are_named(real_recordings: Path) -> None:
    with pytest.raises(OptionNeeded, match="--columns") as which:
        read_file(real_recordings / WHOLE)
    assert "--rig RIG.toml" in which.value.line
    assert "F1x12" in which.value.line
