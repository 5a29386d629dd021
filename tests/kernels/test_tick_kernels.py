"""The tick kernel against its NumPy twin: means, stillness, how far nothing can happen; block by block as at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from acquisition.plate import FloatArray
from processing import tick_kernels as kernels
from processing.tick_kernels import Features, RestState

LENGTHS = np.array([10, 50, 30], dtype=np.intp)
RANGES = np.array([0.025, 0.12, 15.0, 0.3])


@pytest.fixture(scope="module")
def twins(numpy_twins: Callable[[str], Any]) -> Any:
    """The same in NumPy."""
    return numpy_twins("ticks_numpy")


def session(n: int, seed: int = 1) -> FloatArray:
    """Ticks of two plates: nobody, somebody still, a push, still again; rounded as ticks are."""
    rng = np.random.default_rng(seed)
    phase = np.arange(n) % 600
    total = np.where(phase < 100, 0.0, np.where((phase > 300) & (phase < 380), 1500.0 * np.sin(phase / 9.0), 800.0))
    plates = np.stack([0.5 * total, 0.5 * total]) + rng.normal(scale=2.0, size=(2, n))
    made: FloatArray = np.round(plates * 1024.0) / 1024.0
    return made


@pytest.mark.parametrize("width", [1, 3, 10, 200])
@pytest.mark.parametrize("n", [0, 1, 9, 1000])
def test_means_of_ticks_have_numpys_bits(n: int, width: int, twins: Any) -> None:
    samples = np.random.default_rng(n).normal(scale=500.0, size=(2, n))
    found, wanted = np.empty((2, n // width)), np.empty((2, n // width))
    kernels.tick_means(samples, width, found)
    twins.tick_means(samples, width, wanted)
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("lost", [False, True])
def test_features_are_the_twins(lost: bool, twins: Any) -> None:
    plates = session(1500)
    if lost:
        plates[1, 700] = np.nan
    for first, new in ((0, 1500), (600, 900), (1499, 1), (1500, 0)):
        seen = plates[:, max(0, first - 60) : first + new]
        found, wanted = (each.tick_features(seen, new, LENGTHS, RANGES) for each in (kernels, twins))
        np.testing.assert_array_equal(found.still, wanted.still)
        np.testing.assert_allclose(found.values, wanted.values, rtol=1e-12)


@pytest.mark.parametrize("cuts", [(1500,), (1, 2, 700, 797), (100,) * 15])
def test_features_do_not_depend_on_the_blocks(cuts: tuple[int, ...]) -> None:
    plates, first = session(1500), 0
    parts = []
    for new in cuts:
        parts.append(kernels.tick_features(plates[:, max(0, first - 60) : first + new], new, LENGTHS, RANGES))
        first += new
    whole = kernels.tick_features(plates, 1500, LENGTHS, RANGES)
    np.testing.assert_array_equal(np.concatenate([part.still for part in parts]), whole.still)
    np.testing.assert_array_equal(np.concatenate([part.values for part in parts], axis=1), whole.values)


@pytest.mark.parametrize("counted", [0, 1])
@pytest.mark.parametrize("body_n", [np.nan, 800.0])
def test_quiet_ticks_are_passed_over_as_the_twin_does(counted: int, body_n: float, twins: Any) -> None:
    features = kernels.tick_features(session(2400), 2400, LENGTHS, RANGES)
    lengths, limits = np.array([50, 75, 100, 200, 150]), np.array([0.03, 15.0, body_n, 64.0, 1000.0, 920.0])
    begun = RestState(np.array([counted, 0, 60, counted]), np.array([60.0 * counted, 0.0]))
    for at in range(0, 2400, 37):
        ours, theirs = (RestState(begun.ticks.copy(), begun.sums.copy()) for _ in range(2))
        found = kernels.skipped(features, at, 1000, ours, lengths, limits)
        assert found == twins.skipped(features, at, 1000, theirs, lengths, limits)
        assert ours.ticks.tolist() == theirs.ticks.tolist()
        np.testing.assert_allclose(ours.sums, theirs.sums, rtol=1e-12)


def test_no_ticks_leave_everything_as_it_was() -> None:
    nothing = Features(np.empty((3, 0)), np.empty(0, dtype=np.uint8))
    state = RestState(np.array([1, 2, 9, 0]), np.array([5.0, 6.0]))
    assert kernels.skipped(nothing, 0, 0, state, np.array([5, 7, 8, 9, 10]), np.zeros(6)) == 0
    assert (state.ticks.tolist(), state.sums.tolist()) == ([1, 2, 9, 0], [5.0, 6.0])


def test_windows_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="windows"):
        kernels.tick_features(session(10), 10, np.array([0, 5, 3], dtype=np.intp), RANGES)
    with pytest.raises(ValueError, match="new ticks"):
        kernels.tick_features(session(10), 11, LENGTHS, RANGES)
