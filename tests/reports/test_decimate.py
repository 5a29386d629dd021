"""Thinned curves draw the same stroke."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.decimate import min_max_columns, runs_of

VALUES = st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=400)


@given(VALUES, st.integers(1, 60))
def test_a_thinned_curve_keeps_the_extremes_of_every_column(values: list[float], columns: int) -> None:
    force = np.array(values)
    time = np.arange(len(values)) / 1000.0
    thin_time, thin = min_max_columns(time, force, columns)
    kept = {float(t): float(v) for t, v in zip(thin_time, thin, strict=True)}
    edges = [number * len(values) // columns for number in range(columns)] + [len(values)]
    for start, stop in pairwise(edges):
        if stop > start:
            inside = [kept[float(t)] for t in time[start:stop] if float(t) in kept]
            assert min(inside) == force[start:stop].min()
            assert max(inside) == force[start:stop].max()


@given(VALUES, st.integers(1, 60))
def test_a_thinned_curve_is_a_subset_in_order_with_both_ends(values: list[float], columns: int) -> None:
    force = np.array(values)
    time = np.arange(len(values)) / 1000.0
    thin_time, thin = min_max_columns(time, force, columns)
    assert len(thin) <= 2 * columns + 2
    assert thin_time[0] == time[0]
    assert thin_time[-1] == time[-1]
    assert (np.diff(thin_time) > 0).all()
    assert (force[np.round(thin_time * 1000).astype(int)] == thin).all()


def test_a_curve_without_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="0 columns"):
        min_max_columns(np.arange(3.0), np.arange(3.0), 0)


def test_runs_of_flags_are_half_open_spans() -> None:
    assert runs_of(np.array([True, True, False, True])) == [(0, 2), (3, 4)]
    assert runs_of(np.array([False, False])) == []
