"""The median is NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from processing.order_statistics import median


@pytest.mark.parametrize("n", [1, 2, 3, 10, 1001])
def test_a_median_is_that_of_numpy_and_leaves_the_values_in_order(n: int) -> None:
    values = np.random.default_rng(n).normal(scale=700.0, size=n)
    before = values.copy()
    assert median(values) == np.median(values)
    np.testing.assert_array_equal(values, before)


def test_there_is_no_median_of_nothing_and_of_a_lost_sample() -> None:
    assert np.isnan(median(np.empty(0)))
    assert np.isnan(median(np.array([1.0, np.nan, 2.0])))
