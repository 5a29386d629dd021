"""The middle 80 % is NumPy's, to the last digit but rounding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.percentiles import middle_80, middle_80_of_columns

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=25)


@given(VALUES)
def test_the_middle_of_a_few_values_is_that_of_numpy(values: list[float]) -> None:
    assert middle_80(values) == pytest.approx(np.percentile(values, [10.0, 90.0]), rel=1e-12, abs=1e-9)


@given(VALUES, st.integers(0, 24))
def test_the_middle_of_columns_leaves_out_what_is_not_there(values: list[float], missing: int) -> None:
    rows = np.array([values, values[::-1]]).T
    rows[missing % len(values), 0] = np.nan
    low, high = middle_80_of_columns(rows)
    if len(values) > 1:
        wanted = np.nanpercentile(rows, [10.0, 90.0], axis=0)
        np.testing.assert_allclose([low, high], wanted, rtol=1e-12, atol=1e-9)
    else:
        assert np.isnan(low[0])


def test_no_values_have_no_middle() -> None:
    with pytest.raises(ValueError, match="no values"):
        middle_80([])
