"""``legdrive export`` on the real recordings: tables, C3D that others open, and one line for what cannot be read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import ezc3d
import numpy as np
import pandas as pd
import pytest

from acquisition.interchange.open_file import read_file
from processing.options import AnalysisOptions
from processing.samples import record_samples

RunLegdrive = Callable[..., "subprocess.CompletedProcess[str]"]
C3D = [
    "vicon_type2_jump_two_plates",
    "kistler_type3_drop_jump_two_plates",
    "sample01_type2_gait",
    "sample10_type4_gait",
]


@pytest.mark.parametrize("name", C3D)
def test_a_c3d_export_opens_elsewhere_with_equal_forces_and_pressure(
    name: str, real_recordings: Path, legdrive: RunLegdrive, tmp_path: Path
) -> None:
    out = tmp_path / "out.c3d"
    source = real_recordings / f"{name}.c3d"
    done = legdrive("export", source, "--to", out)
    assert done.returncode == 0, done.stderr
    samples = record_samples(read_file(source), AnalysisOptions())
    written = ezc3d.c3d(str(out), extract_forceplat_data=True)
    assert written["parameters"]["FORCE_PLATFORM"]["USED"]["type"] == 2
    for ours, theirs in zip(samples.plates, written["data"]["platform"], strict=True):
        loaded = np.isfinite(ours.cop_mm[0])
        np.testing.assert_allclose(ours.force_n, theirs["force"], rtol=1e-6, atol=2e-4)
        np.testing.assert_allclose(ours.cop_mm[:, loaded], theirs["center_of_pressure"][:, loaded], atol=1e-3)
    again = record_samples(read_file(out), AnalysisOptions())
    np.testing.assert_allclose(again.cop_mm, samples.cop_mm, atol=1e-3)


def test_a_csv_export_holds_every_sample(real_recordings: Path, legdrive: RunLegdrive, tmp_path: Path) -> None:
    source = real_recordings / f"{C3D[0]}.c3d"
    done = legdrive("export", source, "--to", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    columns = record_samples(read_file(source), AnalysisOptions()).columns()
    table = pd.read_csv(tmp_path / "out.csv")
    assert list(table) == list(columns)
    for name, values in columns.items():  # six decimals
        np.testing.assert_allclose(table[name].to_numpy(), values, rtol=0.0, atol=5.01e-7)


def test_netforce_needs_its_rate_and_then_exports(
    real_recordings: Path, legdrive: RunLegdrive, tmp_path: Path, root: Path
) -> None:
    source = real_recordings / "netforce_jump_two_plates.txt.gz"
    refused = legdrive("export", source, "--to", tmp_path / "out.csv")
    assert refused.returncode == 2
    assert "--rate HZ" in refused.stderr
    done = legdrive("export", source, "--to", tmp_path / "out.csv", "--rate", "2000")
    assert done.returncode == 0
    assert "--rig RIG.toml" in done.stderr
    table = pd.read_csv(tmp_path / "out.csv")
    assert len(table) == 40_000
    assert table["copx"].isna().all()
    placed = legdrive(
        "export", source, "--to", tmp_path / "placed.csv", "--rate", "2000", "--rig", root / "examples" / "rig.toml"
    )
    assert placed.returncode == 0, placed.stderr
    with_place = pd.read_csv(tmp_path / "placed.csv")
    np.testing.assert_allclose(with_place["fz"], table["fz"], atol=1e-9)
    standing = with_place[10_000:12_000]
    assert standing["copx"].between(-601.0, 601.0).all()
    assert (standing["copx_1"] < 0.0).all()
    assert (standing["copx_2"] > 0.0).all()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("malformed_missing_channels.c3d", "plate 2 needs analog channel 8"),
        ("malformed_parameter_offset.c3d", "parameter section is damaged"),
        ("README.md", "no kind that is known here"),
        ("no_such_file.c3d", "No such file"),
    ],
)
def test_what_cannot_be_read_ends_with_1_and_one_line(
    name: str, says: str, real_recordings: Path, legdrive: RunLegdrive, tmp_path: Path
) -> None:
    refused = legdrive("export", real_recordings / name, "--to", tmp_path / "out.csv")
    assert refused.returncode == 1
    assert says in refused.stderr
    assert name in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert refused.stdout == ""
    assert list(tmp_path.iterdir()) == []
