"""The kernels that read one force against their NumPy twins: empty, one sample, long, strided, lost samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquisition.plate import FloatArray
from processing import trace_kernels as kernels

SIZES = (1, 2, 5, 37, 1000, 20_001)
PLACES = st.integers(-3, 125)
FORCES = st.lists(st.floats(-3000.0, 3000.0), min_size=2, max_size=120).map(np.array)


@pytest.fixture(scope="module")
def twins(numpy_twins: Callable[[str], Any]) -> Any:
    """The same in NumPy."""
    return numpy_twins("trace_numpy")


def force(n: int, seed: int = 0) -> FloatArray:
    """A wandering force with stretches of standing still."""
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(scale=20.0, size=n)) * (np.arange(n) % 700 < 350)
    made: FloatArray = 1700.0 + walk + rng.normal(size=n)
    return made


@pytest.mark.parametrize("n", [0, *SIZES])
def test_sums_and_means_have_numpys_bits(n: int, twins: Any) -> None:
    values = force(n)
    sums = kernels.running_sums(values)
    np.testing.assert_array_equal(sums, twins.running_sums(values))
    for half in (0, 1, 20, 3000):
        for start, stop in ((0, n), (n // 3, n // 2), (-5, n + 9)):
            found = kernels.centred_means(sums, half, start, stop)
            np.testing.assert_array_equal(found, twins.centred_means(sums, half, start, stop))


def test_strided_and_32_bit_samples_are_read_as_their_values(twins: Any) -> None:
    values = force(4000)
    np.testing.assert_array_equal(kernels.running_sums(values[::-3]), twins.running_sums(values[::-3]))
    rounded: Any = values.astype(np.float32)
    np.testing.assert_array_equal(kernels.running_sums(rounded), twins.running_sums(rounded.astype(np.float64)))


@pytest.mark.parametrize("n", [0, *SIZES])
@pytest.mark.parametrize("block", [1, 7, 250])
def test_the_spread_of_calm_blocks_is_numpys(n: int, block: int, twins: Any) -> None:
    values = force(n)
    found, wanted = (each.calm_spread(values, 20, block, 0.1) for each in (kernels, twins))
    assert found == pytest.approx(wanted, rel=1e-12, nan_ok=True)


def test_a_lost_sample_makes_the_spread_unknown() -> None:
    values = force(1000)
    values[400] = np.nan
    assert np.isnan(kernels.calm_spread(values, 20, 250, 0.1))


@given(values=FORCES, at=st.floats(-3.0, 130.0), part=st.floats(0.0, 1.0))
def test_values_and_integrals_between_samples_are_the_twins(
    values: FloatArray, at: float, part: float, twins: Any
) -> None:
    assert kernels.value_at(values, at) == twins.value_at(values, at)
    start, stop = 0.0 + part * (values.size - 1), (1.0 - part) * (values.size - 1)
    for begin, end in ((start, stop), (stop, start), (start, start)):
        wanted = twins.integral(values, begin, end, 1000.0)
        assert kernels.integral(values, begin, end, 1000.0) == pytest.approx(wanted, rel=1e-12, abs=1e-9)
    np.testing.assert_allclose(
        kernels.running_integral(values, start, 1000.0), twins.running_integral(values, start, 1000.0), atol=1e-9
    )


@given(values=FORCES, level=st.floats(-3000.0, 3000.0), start=PLACES, stop=PLACES, rising=st.booleans())
def test_crossings_are_the_twins(
    values: FloatArray, level: float, start: int, stop: int, rising: bool, twins: Any
) -> None:
    found, wanted = (each.crossings(values, level, start, stop, rising=rising) for each in (kernels, twins))
    assert found.tolist() == wanted.tolist()


@given(
    values=FORCES,
    near=st.integers(0, 60),
    reach=st.integers(1, 40),
    late=st.integers(0, 9),
    far=st.floats(0.0, 500.0),
    place=st.floats(0.0, 1.0),
)
def test_a_refined_crossing_is_the_twins(
    values: FloatArray, near: int, reach: int, late: int, far: float, place: float, twins: Any
) -> None:
    near = min(near, values.size - 2)
    smooth = kernels.centred_means(kernels.running_sums(values), 2, 0, values.size)
    level = float(smooth[near] + smooth[near + 1]) / 2
    found, wanted = (each.refined(values, smooth, level, near, reach, late, far, place) for each in (kernels, twins))
    assert found == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_a_peak_is_the_twins(seed: int, largest: bool, twins: Any) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.arange(900) / 1000.0
    raw = 1700.0 + 600.0 * np.sin(2 * np.pi * 1.7 * time_s + seed) + rng.normal(size=900)
    smooth = kernels.centred_means(kernels.running_sums(raw), 4, 0, raw.size)
    halves = np.array([6, 9, 14, 20, 31], dtype=np.intp)
    for start, stop in ((0, 899), (100, 500), (450, 452), (898, 2000)):
        found, wanted = (
            each.extreme(raw, smooth, start, stop, largest=largest, halves=halves, enough=12.0)
            for each in (kernels, twins)
        )
        assert found[0] == pytest.approx(wanted[0], abs=1e-6)
        assert found[1] == pytest.approx(wanted[1], rel=1e-9)


def test_a_span_without_a_sample_has_no_peak() -> None:
    values = force(10)
    with pytest.raises(ValueError, match="no sample"):
        kernels.extreme(values, values, 8, 4, largest=True, halves=np.array([3], dtype=np.intp), enough=1.0)


@pytest.mark.parametrize("n", [0, 1, 40, 400])
@pytest.mark.parametrize("seed", range(6))
def test_still_stretches_are_the_twins(n: int, seed: int, twins: Any) -> None:
    means = force(n, seed) if seed % 2 else np.round(force(n, seed), -1)
    for share, shortest, least in ((0.01, 5, 100.0), (0.05, 1, 1700.0), (0.002, 12, 0.0)):
        found, wanted = (each.still_runs(means, share, shortest, least) for each in (kernels, twins))
        assert found == wanted


def wrench(n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rows low-passed, less smoothed, and the raw force, going under the floor and back."""
    rng = np.random.default_rng(n)
    load = np.maximum(0.0, 900.0 * np.sin(np.arange(n) / 50.0))
    smooth = np.stack([load, 30.0 * rng.normal(size=n), 30.0 * rng.normal(size=n)])
    return smooth, smooth + rng.normal(size=(3, n)), load + rng.normal(size=n)


@pytest.mark.parametrize("n", [1, 7, 3000])
def test_pressure_is_the_twins(n: int, twins: Any) -> None:
    smooth, quick, raw = wrench(n)
    centre, facts = np.array([-250.0, 12.0]), np.array([-250.0, 12.0, 1.0, 0.2, 0.3, 100.0, 1.5])
    for start, stop in ((0, n), (-4, n + 4), (n // 2, n // 2)):
        found, wanted = (each.places(smooth, quick[0], centre, 100.0, start, stop) for each in (kernels, twins))
        np.testing.assert_allclose(found, wanted, rtol=1e-13)
    positions = np.array([-1.0, 0.0, 0.3, n / 2 + 0.25, n - 1.0, n + 2.0])
    found, wanted = (each.pressure_at(smooth, quick, raw, facts, positions) for each in (kernels, twins))
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    assert kernels.pressure_at(smooth, quick, raw, facts, np.empty(0)).shape == (3, 0)
