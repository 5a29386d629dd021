"""Blocks as codes: only where they give every delivered volt back bit for bit, and then smaller."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.recording import RecordingWriter, read_recording, recording_info, verify
from acquisition.recording.block_codec import DECODERS, decode_codes, encode_codes, volts_of_codes
from acquisition.recording.code_scaling import REST_BLOCKS, BlockEncoder, usable
from acquisition.recording.container import Container
from acquisition.recording.layout import CODES_ID, VOLTS_ID

Volts = np.ndarray[Any, np.dtype[Any]]
Write = Callable[..., RecordingWriter]
STEP_V = 20.0 / 65536
LINEAR = [[0.0, STEP_V]] * 3
CALIBRATED = [[1.3e-3 * c, STEP_V * (1.0 + 2e-4 * c), -4e-13, 2e-18] for c in range(1, 4)]


def block_of(volts: Volts) -> SampleBlock:
    """A block of these volts."""
    return SampleBlock(700, volts, 1.0, 2.0, 3.0, 4.0, np.zeros(volts.shape[0], np.bool_))


def codes_of(seed: int, low: int = -32768, high: int = 32768) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Any codes, shape (3, 211)."""
    return np.random.default_rng(seed).integers(low, high, (3, 211)).astype(np.int16)


def bits(volts: Volts) -> bytes:
    """Volts as their bits, so that −0 differs from 0."""
    return np.ascontiguousarray(volts, "<f8").tobytes()


def again(encoder: BlockEncoder, volts: Volts) -> tuple[int, SampleBlock]:
    """The MCAP channel that an encoder chose, and the block decoded."""
    channel, message = encoder.encode(block_of(volts))
    return channel, DECODERS[channel](message)


@pytest.mark.parametrize("extremes", [(-32768, 32768), (-3, 3), (32767, 32768), (-32768, -32767)])
def test_any_codes_survive_their_encoding(extremes: tuple[int, int]) -> None:
    codes = codes_of(1, *extremes)
    codes[0, :4] = (32767, -32768, 32767, 0)
    scaling = np.array(LINEAR)
    read = decode_codes(encode_codes(block_of(codes * STEP_V), codes, scaling))
    assert bits(read.volts) == bits(codes * STEP_V)
    assert (read.first_index, read.t_mono_first, read.t_utc_last) == (700, 1.0, 4.0)


@pytest.mark.parametrize("coefficients", [LINEAR, CALIBRATED], ids=["straight", "third degree"])
def test_volts_of_the_drivers_polynomial_are_kept_as_codes_bit_for_bit(coefficients: list[list[float]]) -> None:
    volts = volts_of_codes(codes_of(2), np.array(coefficients))
    channel, read = again(BlockEncoder(coefficients), volts)
    assert channel == CODES_ID
    assert bits(read.volts) == bits(volts)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda volts: np.nextafter(volts, 99.0),
        lambda volts: volts * 0.0 - 0.0,
        lambda volts: volts * np.nan,
        lambda volts: volts * np.inf,
        lambda volts: volts + 90_000.0 * STEP_V,
        lambda volts: volts + STEP_V / 256.0,
    ],
    ids=["one bit off", "minus zero", "no number", "infinite", "beyond 16 bits", "finer steps"],
)
@pytest.mark.parametrize("coefficients", [LINEAR, CALIBRATED], ids=["straight", "third degree"])
def test_one_volt_that_is_no_code_keeps_its_block_as_float64(
    spoil: Callable[[Any], Any], coefficients: list[list[float]]
) -> None:
    volts = volts_of_codes(np.abs(codes_of(3)) % 30_000 - 10_000, np.array(coefficients))
    with np.errstate(invalid="ignore"):
        volts[1, 17] = spoil(np.float64(-abs(volts[1, 17])))
    channel, read = again(BlockEncoder(coefficients), volts)
    assert channel == VOLTS_ID
    assert bits(read.volts) == bits(volts)


def test_without_the_drivers_word_the_grid_is_found_in_the_volts() -> None:
    encoder = BlockEncoder()
    volts = codes_of(4, -90, 400) * np.array([[STEP_V], [STEP_V / 2.0], [0.0]]) + np.array([[0.0], [0.0], [0.123]])
    channel, read = again(encoder, volts)
    assert channel == CODES_ID
    assert bits(read.volts) == bits(volts)
    # The third channel stood still and begins to move: another grid.
    volts[2] = volts[0]
    channel, read = again(encoder, volts)
    assert channel == CODES_ID
    assert bits(read.volts) == bits(volts)


def test_where_there_is_no_grid_none_is_looked_for_in_the_next_ten_seconds() -> None:
    encoder = BlockEncoder()
    grid = codes_of(5, -90, 400) * STEP_V
    noise = np.random.default_rng(6).standard_normal((3, 211))
    chosen = [again(encoder, volts)[0] for volts in (noise, *[grid] * (REST_BLOCKS + 1))]
    assert chosen == [VOLTS_ID] * (REST_BLOCKS + 1) + [CODES_ID]


@pytest.mark.parametrize(
    ("told", "used"),
    [
        (None, None),
        ([], None),
        ([[0.1]], None),
        ([[0.0, 0.0]], None),
        ([[0.0, float("nan")]], None),
        ([[1.0, 2.0, 0.0, 0.0], [1.0, 3.0]], [[1.0, 2.0], [1.0, 3.0]]),
        ([[1.0, 2.0, 0.5], [1.0, 3.0]], [[1.0, 2.0, 0.5], [1.0, 3.0, 0.0]]),
    ],
)
def test_of_the_drivers_coefficients_only_usable_ones_are_used(told: Any, used: Any) -> None:
    scaling = usable(told)
    assert (None if scaling is None else scaling.tolist()) == used


@pytest.mark.parametrize("length", [0, 50, 52, 55, 100, -1])
def test_a_cut_block_of_codes_is_refused(length: int) -> None:
    codes = codes_of(7)
    with pytest.raises(ValueError, match="bytes"):
        decode_codes(encode_codes(block_of(codes * STEP_V), codes, np.array(LINEAR))[:length])


def test_a_recording_may_hold_codes_and_float64_side_by_side(
    tmp_path: Path, write_recording: Write, make_source: Any
) -> None:
    path = tmp_path / "session.mcap"
    writer = write_recording(path, (0, 500), codes=True)
    source = make_source()
    odd = source.known_volts(500, 50) + 1e-9
    writer.append(source.block(500, odd))
    writer.append(source.block(550, source.known_volts(550, 50)))
    writer.close()
    expected = np.hstack([source.known_volts(0, 500), odd, source.known_volts(550, 50)])
    assert bits(np.vstack(read_recording(path).signals)) == bits(expected)
    assert bits(np.vstack(read_recording(path, 480, 560).signals)) == bits(expected[:, 480:560])
    assert verify(path).whole
    with Container(path) as container:
        channels = [message.channel_id for message in container.all_messages()]
    assert [channels.count(channel) for channel in (VOLTS_ID, CODES_ID)] == [1, 11]


def test_codes_and_float64_give_the_same_record(tmp_path: Path, write_recording: Write) -> None:
    paths = [tmp_path / "float64.mcap", tmp_path / "codes.mcap"]
    for path in paths:
        write_recording(path, (0, 3000), codes=path.stem == "codes").close(compress=False)
    records = [read_recording(path) for path in paths]
    assert records[0].samples_sha256 == records[1].samples_sha256
    assert recording_info(paths[1]).size < 0.4 * recording_info(paths[0]).size


def test_a_recording_of_codes_opens_for_ever(root: Path, make_source: Any) -> None:
    path = root / "tests" / "acquisition" / "data" / "recording-1-codes.mcap"
    record = read_recording(path)
    np.testing.assert_array_equal(np.vstack(record.signals), make_source().known_volts(0, 130))
    assert record.samples_sha256 == "c1d5c8fef010ba6d424154e542c4fcc842d0bf5d17c64314035868cbd1d640b6"
    assert verify(path).whole
    with Container(path) as container:
        assert {message.channel_id for message in container.all_messages()} >= {VOLTS_ID, CODES_ID}
