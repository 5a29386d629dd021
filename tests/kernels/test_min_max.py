"""The min-max kernel against its twin in NumPy: every sample belongs to a column, lost ones are passed over."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquisition.plate import FloatArray
from processing.min_max import MinMaxStream, column_edges, column_extremes, thinned

VALUES = st.lists(st.floats(-1e5, 1e5) | st.just(float("nan")), max_size=300).map(np.array)


def numpy_extremes(values: FloatArray) -> tuple[float, float]:
    """Smallest and largest that is not lost."""
    there = values[~np.isnan(values)]
    return (float(there.min()), float(there.max())) if there.size else (np.nan, np.nan)


@given(VALUES, st.integers(1, 60))
def test_every_sample_belongs_to_one_column_and_each_extreme_is_the_first(values: FloatArray, columns: int) -> None:
    edges = column_edges(values.size, columns)
    assert (edges[0], edges[-1]) == (0, values.size)
    extremes = column_extremes(values, edges)
    for column, (start, stop) in enumerate(pairwise(edges.tolist())):
        inside, (low, high) = values[start:stop], extremes[:, column].tolist()
        if np.isnan(inside).all():
            assert (low, high) == (-1, -1)
        else:
            assert (low, high) == (start + np.nanargmin(inside), start + np.nanargmax(inside))


@given(VALUES, st.integers(1, 60))
def test_a_thinned_curve_keeps_both_ends_and_at_most_two_samples_a_column(values: FloatArray, columns: int) -> None:
    kept = thinned(values, columns)
    assert kept.size <= 2 * columns + 2
    assert (np.diff(kept) > 0).all()
    if values.size:
        assert (kept[0], kept[-1]) == (0, values.size - 1)
    if values.size <= 2 * columns:
        assert kept.tolist() == list(range(values.size))


def test_a_peak_among_the_last_samples_is_kept() -> None:
    values = np.zeros(6000)
    values[[0, 5999, 5997]] = [0.0, 1.0, 9.0]  # with 6000 // 700 samples a column these would lie in none
    assert 5997 in thinned(values, 700)


@given(VALUES, st.integers(1, 40), st.integers(1, 50))
def test_a_stream_gives_the_columns_of_the_whole(values: FloatArray, width: int, block: int) -> None:
    rows = np.stack([values, -values])
    stream = MinMaxStream(2, width)
    parts = [stream.push(rows[:, at : at + block]) for at in range(0, values.size, block)]
    found = np.concatenate([*parts, stream.open_column], axis=2)
    assert found.shape == (2, 2, -(-values.size // width))
    for column in range(found.shape[2]):
        for row in (0, 1):
            expected = numpy_extremes(rows[row, column * width : (column + 1) * width])
            np.testing.assert_array_equal(found[:, row, column], expected)


def test_a_stream_takes_any_layout_and_an_empty_block() -> None:
    plain = np.random.default_rng(2).normal(size=(3, 40))
    expected = MinMaxStream(3, 4).push(plain)
    for values in (np.asfortranarray(plain), np.repeat(plain, 2, axis=1)[:, ::2]):
        stream = MinMaxStream(3, 4)
        assert stream.push(values[:, :0]).shape == (2, 3, 0)
        np.testing.assert_array_equal(stream.push(values), expected)
    strided = np.repeat(plain[0], 2)[::2]
    np.testing.assert_array_equal(thinned(strided, 5), thinned(plain[0], 5))


def test_no_row_gives_no_column() -> None:
    assert MinMaxStream(0, 5).push(np.empty((0, 12))).shape == (2, 0, 2)


def test_what_does_not_fit_is_refused() -> None:
    for edges in ([-1, 3], [0, 6], [0, 4, 2, 5]):
        with pytest.raises(ValueError, match="must rise"):
            column_extremes(np.zeros(5), np.array(edges))
    with pytest.raises(ValueError, match="shape"):
        column_extremes(np.zeros((2, 5)), np.array([0, 5]))
    with pytest.raises(ValueError, match="0 columns"):
        thinned(np.zeros(5), 0)
    with pytest.raises(ValueError, match="columns of 0 samples"):
        MinMaxStream(2, 0)
    with pytest.raises(ValueError, match="are thinned"):
        MinMaxStream(2, 5).push(np.zeros((3, 10)))
