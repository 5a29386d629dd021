"""K0: the wrench pass of a lift against NumPy and the read-write floor: 6 s at 1 kHz, two plates of six channels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle

import numpy as np

from acquisition.plate import FloatArray, ForcePlate
from benchmarks.baselines.wrench_numpy import FoldedNumpy, Result, StagedNumpy
from benchmarks.floor import Floor
from benchmarks.gate import Gate
from benchmarks.paired import Measured, paired
from benchmarks.suite import Outcome
from processing.wrench import COP_FLOOR_N, WrenchStream, stacked_rows

RATE_HZ = 1000.0
SAMPLES = 6000
LIFTS = 32
"""More than fit into the last cache together: no lift is worked on twice in a row, in an archive or on a platform."""
ROWS_OUT = 19
BLOCK = 512
Pass = Callable[[FloatArray], Result]


def made_plates() -> list[ForcePlate]:
    """Two plates with full matrices, z down, side by side."""
    rng = np.random.default_rng(0)
    gains = np.diag([250.0, 250.0, 500.0, 150.0, 100.0, 75.0])
    corners = np.array([[-1.0, -450.0, 0.0], [-601.0, -450.0, 0.0], [-601.0, 450.0, 0.0], [-1.0, 450.0, 0.0]])
    surface_mm = np.array([0.0, 0.0, -40.0])
    return [
        ForcePlate(
            name, "6-component", gains + rng.normal(size=(6, 6)), corners + np.array([right, 0.0, 0.0]), surface_mm, -1
        )
        for name, right in (("left", 0.0), ("right", 602.0))
    ]


def made_tare() -> list[FloatArray]:
    """Volts of the empty plates."""
    return [np.full(6, 0.02), np.full(6, -0.01)]


def made_lifts(count: int) -> list[FloatArray]:
    """Volts of lifts: stretches over and under the floor, and noise."""
    rng = np.random.default_rng(1)
    time_s = np.arange(SAMPLES) / RATE_HZ
    lifts = []
    for _ in range(count):
        volts = rng.normal(scale=0.01, size=(12, SAMPLES))
        volts[[2, 8]] += np.maximum(0.0, 1.0 + np.sin(2.0 * np.pi * 0.5 * time_s + rng.uniform(0.0, 6.0)))
        lifts.append(volts)
    return lifts


def kernel_pass(level: int | None = None) -> Pass:
    """Ours: one stream, folded once as the baselines are; at the processor's best instruction level or a lower one."""
    plates = made_plates()
    stream = WrenchStream(plates, stacked_rows(plates), RATE_HZ, tare=made_tare(), level=level)

    def run(volts: FloatArray) -> Result:
        wrench = stream.push(volts)
        return wrench.force_n, wrench.moment_nm, wrench.cop_mm, wrench.combined_cop_mm, wrench.impulse_ns

    return run


def staged_pass() -> Pass:
    """The staged baseline on the same plates."""
    return StagedNumpy(made_plates(), made_tare(), RATE_HZ, COP_FLOOR_N)


def folded_pass() -> Pass:
    """The folded baseline, from the very maps that the kernel uses."""
    plates = made_plates()
    maps = WrenchStream(plates, stacked_rows(plates), RATE_HZ, tare=made_tare()).maps
    return FoldedNumpy(maps.gains, maps.offsets, maps.centres_mm, RATE_HZ, COP_FLOOR_N)


def measure(*, ours: Pass | None = None, lifts: int = LIFTS) -> Measured:
    """Time all arms, after they were found to agree.

    Parameters
    ----------
    ours : callable, optional
        Stands in for the kernel, to prove that the gates can fail.
    lifts : int
        How many lifts take turns.
    """
    volts = made_lifts(lifts)
    passes = {
        "kernel": ours or kernel_pass(),
        "kernel, any processor": ours or kernel_pass(level=0),
        "staged numpy": staged_pass(),
        "folded numpy": folded_pass(),
    }
    agree([ours or kernel_pass(), *list(passes.values())[1:]], volts[0])
    arms = {name: over(volts, run) for name, run in passes.items()}
    return paired(
        {
            **arms,
            "floor": over(volts, Floor(ROWS_OUT, SAMPLES, BLOCK)),
            "copy of whole rows": over(volts, Floor(ROWS_OUT, SAMPLES, SAMPLES)),
        }
    )


def over(volts: list[FloatArray], run: Callable[[FloatArray], object]) -> Callable[[], object]:
    """An arm that takes the next lift at each call."""
    turns: Iterator[FloatArray] = cycle(volts)
    return lambda: run(next(turns))


def agree(passes: list[Pass], volts: FloatArray) -> None:
    """Raise ``AssertionError`` where two passes do not give the same wrenches."""
    results = [run(volts) for run in passes]
    for result in results[1:]:
        for ours, theirs in zip(results[0], result, strict=True):
            np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-7)


def gates(measured: Measured) -> list[Gate]:
    """K0's ratios with their limits; those of the best level hold on processors with AVX2."""
    has_avx2 = WrenchStream(made_plates(), stacked_rows(made_plates()), RATE_HZ).level > 0
    plain, settled = "kernel, any processor", measured.conclusive
    rows = [
        ("staged NumPy / wrench pass", "staged numpy", "kernel", 4.0 if has_avx2 else 2.7, None),
        ("folded NumPy / wrench pass", "folded numpy", "kernel", 1.9 if has_avx2 else 1.3, None),
        ("staged NumPy / wrench pass without AVX2", "staged numpy", plain, 2.7, None),
        ("wrench pass / read-write floor", "kernel", "floor", None, 2.4 if has_avx2 else 3.6),
    ]
    return [
        Gate("K0", says, measured.ratio(above, below), at_least, at_most, settled)
        for says, above, below, at_least, at_most in rows
    ]


def outcome() -> Outcome:
    """K0."""
    measured = measure()
    figures = {name: 1e9 * measured.median_s(name) / SAMPLES for name in measured.seconds}
    return Outcome(gates(measured), figures, "ns a sample")


def naive_gates() -> list[Gate]:
    """The gates with staged NumPy in the kernel's place."""
    return gates(measure(ours=staged_pass()))
