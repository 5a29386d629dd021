"""The skew kernel against its twin in NumPy, block by block against the whole, and level against level."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from acquisition.plate import FloatArray
from processing.skew import SkewStream, unskewed


def numpy_unskewed(signals: FloatArray, delays: FloatArray) -> FloatArray:
    """Four-point Lagrange interpolation, written out."""
    n = signals.shape[1]
    padded = np.pad(signals, ((0, 0), (2, 1)), mode="edge") if n else np.empty((len(signals), 3))
    d = delays[:, np.newaxis]
    return np.asarray(
        padded[:, 0:n] * (-d * (1.0 - d) * (1.0 + d) / 6.0)
        + padded[:, 1 : n + 1] * (d * (1.0 + d) * (2.0 - d) / 2.0)
        + padded[:, 2 : n + 2] * ((1.0 - d) * (1.0 + d) * (2.0 - d) / 2.0)
        + padded[:, 3 : n + 3] * (-d * (1.0 - d) * (2.0 - d) / 6.0)
    )


def made(n_channels: int, n: int) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(9)
    return rng.normal(size=(n_channels, n)), np.linspace(0.0, 0.96, n_channels)


@pytest.mark.parametrize("level", [0, None])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 6, 7, 63, 64, 1000, 20_001])
@pytest.mark.parametrize("n_channels", [0, 1, 6, 13])
def test_every_length_has_the_bits_of_the_twin(n_channels: int, n: int, level: int | None) -> None:
    signals, delays = made(n_channels, n)
    np.testing.assert_array_equal(unskewed(signals, delays, level=level), numpy_unskewed(signals, delays))


@pytest.mark.parametrize("level", [0, None])
@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 5, 50, 999])
def test_block_by_block_has_the_bits_of_the_whole(chunk: int, level: int | None) -> None:
    signals, delays = made(8, 1000)
    stream = SkewStream(delays, level=level)
    parts = [stream.push(signals[:, at : at + chunk]) for at in range(0, 1000, chunk)]
    assert parts[0].shape == (8, chunk - 1)
    joined = np.concatenate([*parts, stream.finish()], axis=1)
    assert joined.tobytes() == unskewed(signals, delays, level=0).tobytes()


def test_an_empty_block_in_between_changes_nothing() -> None:
    signals, delays = made(3, 40)
    stream = SkewStream(delays)
    assert stream.push(signals[:, :0]).shape == (3, 0)
    parts = [stream.push(signals[:, :20]), stream.push(signals[:, :0]), stream.push(signals[:, 20:]), stream.finish()]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), unskewed(signals, delays))


def test_a_stream_without_a_sample_ends_with_none() -> None:
    assert SkewStream(np.zeros(4)).finish().shape == (4, 0)


def test_a_cubic_is_put_back_exactly_where_the_clock_was() -> None:
    delays = np.array([0.0, 0.25, 0.5])
    at = np.arange(30.0)
    late = np.stack([(at + d) ** 3 - 40.0 * (at + d) for d in delays])
    found = unskewed(late, delays)[:, 2:-1]
    np.testing.assert_allclose(found, np.tile(at**3 - 40.0 * at, (3, 1))[:, 2:-1], rtol=1e-12, atol=1e-9)


def test_a_lost_sample_reaches_no_further_than_the_formula() -> None:
    signals, delays = made(3, 40)
    signals[1, 20] = np.nan
    found = unskewed(signals, delays)
    assert np.flatnonzero(np.isnan(found[1])).tolist() == [19, 20, 21, 22]
    assert np.isfinite(found[[0, 2]]).all()


@pytest.mark.parametrize("layout", ["every other sample", "sample-major", "32 bit", "not writeable"])
def test_strided_and_other_layouts_give_the_same_bits(layout: str) -> None:
    plain, delays = made(4, 100)
    plain = plain.astype(np.float32).astype(np.float64)
    frozen = plain.copy()
    frozen.flags.writeable = False
    layouts: dict[str, Any] = {
        "every other sample": np.repeat(plain, 2, axis=1)[:, ::2],
        "sample-major": np.asfortranarray(plain),
        "32 bit": plain.astype(np.float32),
        "not writeable": frozen,
    }
    np.testing.assert_array_equal(unskewed(layouts[layout], delays), unskewed(plain, delays))


def test_delays_that_do_not_fit_are_refused() -> None:
    for signals in (np.zeros((3, 5)), np.zeros(4)):
        with pytest.raises(ValueError, match="with 4 delays"):
            unskewed(signals, np.zeros(4))
