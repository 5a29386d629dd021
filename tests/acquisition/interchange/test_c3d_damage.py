"""Damaged C3D files end in one clear line, whatever is damaged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquisition.errors import FileError, UnreadableFile
from acquisition.interchange.c3d import read_c3d
from acquisition.plate import FloatArray

C3dFile = Callable[..., bytes]


def test_a_cut_file_says_how_many_frames_are_there(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    content = make_c3d(np.tile(standing, 40), one_plate)
    with pytest.raises(UnreadableFile, match=r"is cut: \d+ of 2000 frames are there"):
        read_c3d(content[: len(content) // 2], "a.c3d")


def long_file(make_c3d: C3dFile, one_plate: dict[str, Any], frames: int, stated: int | None, points: int) -> bytes:
    """A file of very many frames: the header's count is as large as it can be, TRIAL (if any) says ``stated``."""
    trial = {}
    if stated is not None:
        words = np.array([[1, 0], [stated % 65536, stated // 65536]], dtype=np.uint16).view(np.int16)
        trial = {"TRIAL": {"ACTUAL_START_FIELD": words[0], "ACTUAL_END_FIELD": words[1]}}
    head = bytearray(make_c3d(np.zeros((6, 1)), one_plate, extra=trial)[:-512])
    head[8:10] = (65535).to_bytes(2, "little")
    at = head.index(b"FRAMES") + len("FRAMES") + 2 + 2
    head[at : at + 2] = points.to_bytes(2, "little")
    samples = np.tile(np.array([1.0, 2.0, -800.0, 3.0, 4.0, 5.0], dtype="<f4"), frames)
    return bytes(head) + samples.tobytes()


@pytest.mark.parametrize("points", [65535, 32767, 100_000 % 65536])
@pytest.mark.parametrize("there", [99_999, 80_000, 60_000, 34_465])
def test_a_long_file_that_is_cut_says_so_whatever_its_short_counts_hold(
    make_c3d: C3dFile, one_plate: dict[str, Any], there: int, points: int
) -> None:
    whole = read_c3d(long_file(make_c3d, one_plate, 100_000, 100_000, points), "a.c3d")
    assert (whole.n, whole.warnings) == (100_000, ())
    with pytest.raises(UnreadableFile, match=f"is cut: {there} of 100000 frames are there"):
        read_c3d(long_file(make_c3d, one_plate, there, 100_000, points), "a.c3d")


def test_frames_beyond_a_count_that_could_go_no_further_are_named(make_c3d: C3dFile, one_plate: dict[str, Any]) -> None:
    record = read_c3d(long_file(make_c3d, one_plate, 100_000, None, 65535), "a.c3d")
    assert record.n == 65535
    assert record.warnings == ("the file states 65535 frames and has room for 34465 more, which are not read",)


def test_a_file_of_just_so_many_frames_is_read_without_a_word(make_c3d: C3dFile, one_plate: dict[str, Any]) -> None:
    record = read_c3d(long_file(make_c3d, one_plate, 65535, 65535, 65535) + bytes(488), "a.c3d")
    assert (record.n, record.warnings) == (65535, ())


def test_a_file_cut_inside_its_header_says_so(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    with pytest.raises(UnreadableFile, match="cut inside its header"):
        read_c3d(make_c3d(standing, one_plate)[:700], "a.c3d")


def test_a_channel_that_is_not_there_is_named(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    one_plate["CHANNEL"] = np.array([1, 2, 3, 4, 5, 9], dtype=np.int16).reshape(6, 1)
    with pytest.raises(UnreadableFile, match="plate 1 needs analog channel 9, but the file holds 6"):
        read_c3d(make_c3d(standing, one_plate), "a.c3d")


@pytest.mark.parametrize("name", ["USED", "TYPE", "CHANNEL"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_a_count_that_is_none_is_refused(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, name: str, value: float
) -> None:
    one_plate[name] = np.full(np.shape(one_plate[name]), value)
    with pytest.raises(UnreadableFile, match="plate"):
        read_c3d(make_c3d(standing, one_plate), "a.c3d")


def test_channels_with_an_axis_too_many_are_refused(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    one_plate["CHANNEL"] = np.arange(1, 13, dtype=np.int16).reshape(6, 1, 2)
    with pytest.raises(UnreadableFile, match="says 1 plates but describes 0"):
        read_c3d(make_c3d(standing, one_plate), "a.c3d")


def test_type_4_without_its_matrix_is_refused(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    one_plate["TYPE"] = np.array([4], dtype=np.int16)
    with pytest.raises(UnreadableFile, match="no CAL_MATRIX"):
        read_c3d(make_c3d(standing, one_plate), "a.c3d")


@pytest.mark.parametrize("origin", [[0.0, 0.0, -40.0], [np.nan, 1.0, 1.0], [1e30, 1.0, 1.0]])
def test_type_3_without_the_spacings_of_its_sensors_is_refused(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, origin: list[float]
) -> None:
    """Zeros there would put every pressure into the middle of the plate."""
    described = {
        **one_plate,
        "TYPE": np.array([3], dtype=np.int16),
        "ORIGIN": np.array([origin]).T,
        "CHANNEL": np.arange(1, 9, dtype=np.int16).reshape(8, 1),
    }
    with pytest.raises(UnreadableFile, match=r"plate 1 has .* ORIGIN"):
        read_c3d(make_c3d(np.tile(standing, (2, 1))[:8], described, units=["N"] * 8), "a.c3d")


def test_type_2_without_an_origin_says_where_its_moments_are_taken(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    del one_plate["ORIGIN"]
    assert "has no ORIGIN" in read_c3d(make_c3d(standing, one_plate), "a.c3d").warnings[0]


def test_a_value_that_runs_into_the_next_parameter_is_damage(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    content = bytearray(make_c3d(standing, one_plate))
    at = content.index(b"LABELS") + len("LABELS")
    content[at : at + 2] = (6).to_bytes(2, "little")
    with pytest.raises(UnreadableFile, match="parameter section is damaged"):
        read_c3d(bytes(content), "a.c3d")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data())
def test_flipped_bytes_never_do_worse_than_one_line(data: st.DataObject) -> None:
    content = bytearray(GOOD[0])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content), 2500) - 1))] = data.draw(st.integers(0, 255))
    said = ""
    try:
        read_c3d(bytes(content), "a.c3d")
    except FileError as error:
        said = error.line
    assert "\n" not in said


GOOD: list[bytes] = []


@pytest.fixture(autouse=True)
def _a_good_file(make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray) -> None:
    GOOD[:] = [make_c3d(standing, one_plate)]
