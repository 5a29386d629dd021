"""K5: the filter without lag against SciPy; the skew's removal and the thinning of curves against NumPy.

12 channels of 6 s at 1 kHz; several lifts take turns. All arms take the same rows and were found to agree to the last
bit before anything is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle

import numpy as np
from scipy.signal import butter, sosfilt_zi

from acquisition.plate import FloatArray
from benchmarks.baselines.filters_numpy import numpy_thinned, numpy_unskewed, scipy_zero_lag
from benchmarks.gate import Gate
from benchmarks.paired import Measured, paired
from benchmarks.suite import Outcome
from processing.biquads import BEST_LEVEL, zero_lag
from processing.min_max import thinned
from processing.skew import unskewed

RATE_HZ = 1000.0
CHANNELS, SAMPLES, LIFTS = 12, 6000, 8
CORNER_HZ, PAD = 50.0, 100
COLUMNS = 720
"""Of a page 180 mm wide, four to a millimetre."""
DELAYS = np.arange(CHANNELS) / CHANNELS
ORDERS = {"": 4, ", 2nd order": 2}
Run = Callable[[FloatArray], object]


def made_lifts(count: int = LIFTS) -> list[FloatArray]:
    """Channels that wander, with noise."""
    rng = np.random.default_rng(5)
    return [rng.normal(size=(CHANNELS, SAMPLES)).cumsum(axis=1) for _ in range(count)]


def filters(order: int) -> tuple[Callable[..., FloatArray], Callable[[FloatArray], FloatArray]]:
    """Ours, at a level, and SciPy's, from the same sections and the same state at rest."""
    sos = np.asarray(butter(order, CORNER_HZ, fs=RATE_HZ, output="sos"))
    sections, rest = np.ascontiguousarray(sos[:, [0, 1, 2, 4, 5]]), sosfilt_zi(sos)
    return (
        lambda values, level: zero_lag(values, sections, PAD, rest=rest, level=level),
        lambda values: scipy_zero_lag(values, sos, PAD),
    )


def arms(*, naive: bool = False) -> dict[str, Run]:
    """Ours and the baselines by name; with ``naive`` the baselines stand in our place."""
    runs: dict[str, Run] = {}
    for name, order in ORDERS.items():
        ours, theirs = filters(order)
        runs["zero lag" + name] = theirs if naive else partial(ours, level=None)
        runs["zero lag, any processor" + name] = theirs if naive else partial(ours, level=0)
        runs["scipy" + name] = theirs
    runs["skew"] = (lambda v: numpy_unskewed(v, DELAYS)) if naive else (lambda v: unskewed(v, DELAYS))
    runs["skew, numpy"] = lambda values: numpy_unskewed(values, DELAYS)
    runs["thinning"] = (lambda v: numpy_thinned(v[0], COLUMNS)) if naive else (lambda v: thinned(v[0], COLUMNS))
    runs["thinning, numpy"] = lambda values: numpy_thinned(values[0], COLUMNS)
    return runs


def agree(values: FloatArray) -> None:
    """Raise ``AssertionError`` where ours and a baseline differ in a single bit."""
    for order in ORDERS.values():
        ours, theirs = filters(order)
        for level in (None, 0):
            np.testing.assert_array_equal(ours(values, level), theirs(values))
    np.testing.assert_array_equal(unskewed(values, DELAYS), numpy_unskewed(values, DELAYS))
    np.testing.assert_array_equal(thinned(values[0], COLUMNS), numpy_thinned(values[0], COLUMNS))


def measure(*, naive: bool = False) -> Measured:
    """Time all arms, after they were found to agree."""
    lifts = made_lifts()
    agree(lifts[0])
    return paired({name: in_turn(lifts, run) for name, run in arms(naive=naive).items()})


def in_turn(lifts: list[FloatArray], run: Run) -> Callable[[], object]:
    """One call is the next lift."""
    turns = cycle(lifts)
    return lambda: run(next(turns))


def gates(measured: Measured) -> list[Gate]:
    """K5's ratios with their limits; those of the best level hold on processors with AVX2."""
    avx2 = BEST_LEVEL > 0
    rows = [
        ("sosfiltfilt / zero lag", "scipy", "zero lag", 10.0 if avx2 else 7.0),
        ("sosfiltfilt / zero lag without AVX2", "scipy", "zero lag, any processor", 7.0),
        ("sosfiltfilt / zero lag, 2nd order", "scipy, 2nd order", "zero lag, 2nd order", 10.5 if avx2 else 7.0),
        ("NumPy / removal of the skew", "skew, numpy", "skew", 2.7 if avx2 else 2.0),
        ("NumPy / thinning to columns", "thinning, numpy", "thinning", 5.9),
    ]
    settled = measured.conclusive
    return [Gate("K5", says, measured.ratio(above, below), limit, None, settled) for says, above, below, limit in rows]


def outcome() -> Outcome:
    """K5."""
    measured = measure()
    return Outcome(gates(measured), {name: 1e6 * measured.median_s(name) for name in measured.seconds}, "µs a lift")


def naive_gates() -> list[Gate]:
    """All gates with SciPy and NumPy in our place."""
    return gates(measure(naive=True))
