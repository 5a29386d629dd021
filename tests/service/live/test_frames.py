"""The bytes of a frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.live.frames import HEAD, SIMULATED, VALUES, WHOLE_TRACE, LiveFrame, decode, encode


@pytest.fixture
def frame() -> LiveFrame:
    return LiveFrame(
        number=7,
        lost=3,
        time_s=12.5,
        state="READY",
        flags=SIMULATED,
        values={"total_n": 981.0, "rate_hz": 1000.0},
        head_room=np.array([0.25, 0.5, 1.0], dtype=np.float32),
        first_column=100,
        columns=np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32),
    )


def test_a_frame_comes_back_as_it_was(frame: LiveFrame) -> None:
    back = decode(encode(frame))
    assert (back.number, back.lost, back.time_s, back.state, back.flags) == (7, 3, 12.5, "READY", SIMULATED)
    assert back.values["total_n"] == 981.0
    assert back.head_room.tolist() == [0.25, 0.5, 1.0]
    assert (back.first_column, back.columns.tolist()) == (100, [[1.0, 2.0], [3.0, 4.0]])


def test_a_value_that_is_not_known_is_not_a_number(frame: LiveFrame) -> None:
    assert np.isnan(decode(encode(frame)).values["left_n"])


def test_a_whole_trace_says_so(frame: LiveFrame) -> None:
    assert decode(encode(frame, whole=True)).flags & WHOLE_TRACE


def test_float32_values_lie_on_multiples_of_four(frame: LiveFrame) -> None:
    assert HEAD.size == 32
    assert len(encode(frame)) == 32 + 4 * (len(VALUES) + 3 + 4)


@pytest.mark.parametrize("data", [b"", b"LDLV\x02" + bytes(60), b"XXXX\x01" + bytes(60)])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a live frame"):
        decode(data)


def test_a_frame_that_was_cut_is_refused(frame: LiveFrame) -> None:
    with pytest.raises(ValueError, match="cut short"):
        decode(encode(replace(frame))[:-4])
