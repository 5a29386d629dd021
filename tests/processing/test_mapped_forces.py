"""Forces of a file taken block by block: the bits of its record, and little in memory."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.open_file import mapped_c3d, read_file
from processing import mapped_forces as module
from processing.frames import laboratory_axes
from processing.mapped_forces import FileForces, file_forces
from processing.options import AnalysisOptions
from processing.wrench import plate_forces, record_wrench

C3D = (
    "vicon_type2_jump_two_plates.c3d",
    "kistler_type3_drop_jump_two_plates.c3d",
    "sample01_type2_gait.c3d",
    "sample10_type4_gait.c3d",
)


def assert_same(found: FileForces, path: Path, options: AnalysisOptions) -> None:
    record = read_file(path)
    expected, whole = plate_forces(record, options), record_wrench(record, laboratory_axes(options), options.up)
    assert found.forces.force_n.tobytes() == expected.force_n.tobytes()
    assert found.forces.moment_nm.tobytes() == expected.moment_nm.tobytes()
    np.testing.assert_array_equal(found.cop_mm, whole.cop_mm)
    np.testing.assert_array_equal(found.combined_cop_mm, whole.combined_cop_mm)
    np.testing.assert_array_equal(found.forces.corners_mm, expected.corners_mm)
    assert (found.forces.left, found.forces.right) == (expected.left, expected.right)
    assert (found.forces.rate_hz, found.forces.has_shear) == (expected.rate_hz, expected.has_shear)
    assert (found.warnings, found.simulated) == (record.warnings, record.simulated)


@pytest.mark.parametrize("block", [1, 7, 1000, 8192])
@pytest.mark.parametrize("name", C3D)
def test_a_real_c3d_gives_the_bits_of_its_record(
    name: str, block: int, real_recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if block == 1 and "gait" not in name:
        block = 13  # a step that is no divisor of the samples of a frame
    monkeypatch.setattr(module, "BLOCK", block)
    path = real_recordings / name
    many = len(read_file(path).plates) > 2
    options = AnalysisOptions(left_plate=1, right_plate=2) if many else AnalysisOptions()
    assert_same(file_forces(path, options), path, options)


def test_up_and_forward_turn_a_mapped_file_as_they_turn_its_record(real_recordings: Path) -> None:
    options = AnalysisOptions(forward="-x", up="-z")
    assert_same(file_forces(real_recordings / C3D[0], options), real_recordings / C3D[0], options)


def test_a_file_of_another_kind_is_read_by_way_of_its_record(real_recordings: Path, tmp_path: Path) -> None:
    packed = tmp_path / "a.c3d.gz"
    packed.write_bytes(gzip.compress((real_recordings / C3D[0]).read_bytes()))
    assert mapped_c3d(packed) is None
    for path in (packed, real_recordings / "kistler_drop_jump_two_plates.bioware.txt.gz"):
        assert_same(file_forces(path), path, AnalysisOptions())


def test_only_the_pages_that_are_asked_for_are_read(real_recordings: Path) -> None:
    file = mapped_c3d(real_recordings / C3D[0])
    assert file is not None
    whole, part = file.values(), file.values(123, 456)
    for all_samples, some in zip(whole, part, strict=True):
        np.testing.assert_array_equal(some, all_samples[:, 123:456])
    assert [values.shape[1] for values in file.values(5, 5)] == [0, 0]


def test_a_sample_that_is_no_number_is_named_by_its_place_in_the_file(real_recordings: Path, tmp_path: Path) -> None:
    content = bytearray((real_recordings / C3D[0]).read_bytes())
    content[-4000:] = b"\xff" * 4000
    path = tmp_path / "a.c3d"
    path.write_bytes(content)
    said = []
    for read in (read_file, file_forces):
        with pytest.raises(UnreadableFile, match="holds no number at sample") as raised:
            read(path)
        said.append(re.findall(r"sample (\d+)", str(raised.value)))
    assert said[0] == said[1]


def test_an_absent_file_and_a_rate_that_is_none_are_named(tmp_path: Path, real_recordings: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        file_forces(tmp_path / "none.c3d")
    with pytest.raises(OptionNeeded, match="no sample rate"):
        file_forces(real_recordings / C3D[0], rate_hz=-1.0)


def test_a_long_c3d_takes_little_more_than_its_forces(root: Path, tmp_path: Path) -> None:
    """100 s of two plates: 14.4 MB of forces, moments and pressure; a record holds 10 MB of channels besides."""
    code = f"""
import sys
sys.path.append({str(root)!r})
from benchmarks.c3d_reading import GROWN
from benchmarks.made_c3d import made_c3d
from pathlib import Path
for name, seconds in (("short", 1.0), ("long", 100.0)):
    Path(name).write_bytes(made_c3d(seconds, as_floats=False))
Path("grown.py").write_text(GROWN)
"""
    subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, check=True)
    done = subprocess.run(
        [sys.executable, "-P", "grown.py", "short", "long"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    beyond_mb = (float(done.stdout) - (tmp_path / "long").stat().st_size) / 1e6
    assert beyond_mb < 14.4 + 6.0
