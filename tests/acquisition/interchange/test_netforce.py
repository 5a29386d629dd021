"""NetForce text and the one door for files."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected, OptionNeeded, UnreadableFile
from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.netforce import is_netforce, read_netforce
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.text_table import read_table
from acquisition.plate import FloatArray

C3dFile = Callable[..., bytes]


@pytest.fixture
def table() -> FloatArray:
    """Two plates, 100 samples, five decimals; both loaded, Fz positive."""
    rng = np.random.default_rng(2)
    level = np.array([5.0, -8.0, 400.0, 30.0, -20.0, 1.0, -4.0, 6.0, 380.0, 25.0, 18.0, -1.0])
    return np.round(level + rng.normal(size=(100, 12)), 5)


@pytest.fixture
def text(table: FloatArray) -> str:
    """As NetForce writes it: a blank line first, no header."""
    return "\n" + "".join(",".join(f"{value:9.5f}" for value in row) + "\n" for row in table)


def read_numbers(text: str, rate_hz: float | None = None) -> PlateRecord:
    table = read_table(text.encode(), "a.txt")
    assert table is not None
    assert is_netforce(table)
    return read_netforce(table, "a.txt", rate_hz)


def test_columns_become_two_plates_of_force_and_moment(table: FloatArray, text: str) -> None:
    record = read_numbers(text, 2000.0)
    np.testing.assert_array_equal(np.concatenate(record.signals), table.T)
    assert record.plates[1].channels == ("Fx2", "Fy2", "Fz2", "Mx2", "My2", "Mz2")
    assert [plate.reaction for plate in record.plates] == [1, 1]
    assert record.rate_hz == 2000.0
    assert record.samples_sha256 == samples_sha256([table[:, :6].T, table[:, 6:].T])


def test_without_a_rate_the_option_is_named(text: str) -> None:
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        read_numbers(text)


def test_a_short_line_is_named(text: str) -> None:
    lines = text.splitlines()
    lines[7] = lines[7].rsplit(",", 1)[0]
    with pytest.raises(UnreadableFile, match="line 8 "):
        read_numbers("\n".join(lines), 1000.0)


def test_a_word_among_the_numbers_is_named(text: str) -> None:
    lines = text.splitlines()
    lines[50] = lines[50].replace(lines[50].split(",")[3], "overload")
    with pytest.raises(UnreadableFile, match="line 51 "):
        read_numbers("\n".join(lines), 1000.0)


@pytest.mark.parametrize("other", ["", "1,2,3\n", "Fx,Fy,Fz,Mx,My,Mz\n", "1\t2\t3\t4\t5\t6\n", "1,2,3,4,5,nan\n"])
def test_other_texts_are_not_taken_for_netforce(other: str) -> None:
    found = read_table(other.encode(), "a.txt")
    assert found is None or not is_netforce(found)


@pytest.mark.parametrize("packed", [False, True])
def test_the_kind_is_told_from_the_content_not_the_name(
    text: str, make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, packed: bool, tmp_path: Path
) -> None:
    for content, kind in ((text.encode(), "netforce"), (make_c3d(standing, one_plate), "c3d")):
        path = tmp_path / "anything.bin"
        path.write_bytes(gzip.compress(content) if packed else content)
        record = read_file(path, 1000.0)
        assert record.format == kind
        assert record.path == str(path)


def test_a_rig_gives_place_and_sides_and_keeps_the_forces(text: str, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "jump.txt"
    path.write_text(text)
    bare = read_file(path, 1000.0)
    placed = read_file(path, 1000.0, root / "examples" / "rig.toml")
    assert [plate.name for plate in placed.plates] == ["left", "right"]
    np.testing.assert_array_equal(placed.plates[0].matrix, np.eye(6))
    assert [plate.reaction for plate in placed.plates] == [-1, -1]  # the rig's plates point their z down
    assert placed.rig_sha256
    assert placed.warnings == ()
    assert len(bare.warnings) == 1


def test_a_rig_is_not_used_where_the_file_says_its_place(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, root: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.c3d"
    path.write_bytes(make_c3d(standing, one_plate))
    record = read_file(path, rig=root / "examples" / "rig.toml")
    assert "--rig is not used" in record.warnings[0]
    np.testing.assert_allclose(record.plates[0].centre_mm, [-300.0, 450.0, 0.0])


def test_a_rig_of_another_number_of_plates_is_refused(text: str, table: FloatArray, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("".join(",".join(map(str, row[:6])) + "\n" for row in table))
    with pytest.raises(OptionNeeded, match="holds 1 plates, the rig 2"):
        read_file(path, 1000.0, root / "examples" / "rig.toml")


@pytest.mark.parametrize("content", [b"", b"\n\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_called_empty(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "empty.c3d"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="is empty"):
        read_file(path)


def test_a_cut_gzip_file_says_so(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(text.encode())[:200])
    with pytest.raises(UnreadableFile, match="cut gzip file"):
        read_file(path, 1000.0)


def test_a_rate_that_cannot_be_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    with pytest.raises(OptionNeeded, match="-5 Hz is no sample rate"):
        read_file(path, -5.0)


def test_a_rig_that_is_none_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    rig = tmp_path / "rig.toml"
    rig.write_text("[rig]\nname = 'x'\n")
    with pytest.raises(ConfigurationRejected, match=r"rig\.toml"):
        read_file(path, 1000.0, rig)
