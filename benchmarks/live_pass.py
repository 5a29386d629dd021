"""K1 to K4: the live pass of two plates of six channels, from 16-bit codes, against NumPy and the read-write floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from benchmarks.baselines.live_numpy import FoldedLive, StagedLive
from benchmarks.floor import Floor
from benchmarks.gate import Gate
from benchmarks.held_to_v2 import gates_held_to_v2
from benchmarks.paired import ROUNDS, Measured, paired
from benchmarks.suite import Outcome
from benchmarks.wrench_pass import LIFTS, RATE_HZ, SAMPLES, made_lifts, made_plates, made_tare
from processing.live_pass import LivePass
from processing.wrench import COP_FLOOR_N, WrenchStream, stacked_rows

HOUR = 3_600_000
BLOCK = 128
ROWS_OUT = 20
PUSHES = {100: 44.0, 10: 85.0}
"""Samples of a push, and the least ratio to NumPy."""
VOLTS_PER_CODE = np.full(12, 10.0 / 32768.0)
Codes = npt.NDArray[np.int16]
Result = tuple[FloatArray, ...]
Pass = Callable[[Codes], Result]
Make = Callable[[], Pass]


def made_codes(count: int) -> list[Codes]:
    """Lifts as a converter gives them."""
    return [np.round(volts / VOLTS_PER_CODE[:, np.newaxis]).astype(np.int16) for volts in made_lifts(count)]


def kernel_pass(level: int | None = None, samples: int = SAMPLES) -> Pass:
    """Ours, with everything it gives looked at."""
    live = made_live(level, samples)

    def run(codes: Codes) -> Result:
        got = live.push(codes)
        return got.force_n, got.moment_nm, got.cop_mm, got.total_fz_n, got.combined_cop_mm, got.impulse_ns

    return run


def made_live(level: int | None = None, samples: int = SAMPLES) -> LivePass:
    """Ours."""
    plates = made_plates()
    return LivePass(
        plates, stacked_rows(plates), RATE_HZ,
        tare=made_tare(), volts_per_code=VOLTS_PER_CODE, ring_samples=samples, level=level,
    )  # fmt: skip


def staged_pass() -> Pass:
    """The staged baseline on the same plates."""
    return StagedLive(made_plates(), made_tare(), RATE_HZ, COP_FLOOR_N, VOLTS_PER_CODE)


def folded_pass() -> Pass:
    """The folded baseline, from the very maps that the kernel uses."""
    plates = made_plates()
    maps = WrenchStream(plates, stacked_rows(plates), RATE_HZ, tare=made_tare()).maps
    return FoldedLive((maps.gains, maps.offsets, maps.centres_mm), RATE_HZ, COP_FLOOR_N, VOLTS_PER_CODE)


def measure(*, ours: Make | None = None, rounds: int = ROUNDS) -> Measured:
    """Time the arms over whole lifts, after they were found to agree; ``ours`` stands in for the kernel."""
    codes = made_codes(LIFTS)
    make: dict[str, Make] = {
        "kernel": ours or kernel_pass,
        "kernel, any processor": ours or (lambda: kernel_pass(level=0)),
        "staged numpy": staged_pass,
        "folded numpy": folded_pass,
    }
    agree([made() for made in make.values()], codes[:2])
    arms = {name: over(codes, made()) for name, made in make.items()}
    return paired({**arms, "floor": over(codes, Floor(ROWS_OUT, SAMPLES, BLOCK, codes=True))}, rounds)


def measure_hour() -> Measured:
    """An hour in one push, and its floor: the ring and the floor's rows are written before anything is timed."""
    codes = np.ascontiguousarray(np.tile(made_codes(1)[0], HOUR // SAMPLES))
    kernel, floor = made_live(samples=HOUR), Floor(ROWS_OUT, HOUR, BLOCK, codes=True)
    return paired({"kernel": lambda: kernel.push(codes), "floor": lambda: floor(codes)}, rounds=7)


def measure_pushes(samples: int, *, ours: Make | None = None, rounds: int = ROUNDS) -> Measured:
    """Pushes of a lift's pieces, state carried."""
    pieces = [lift[:, at : at + samples] for lift in made_codes(2) for at in range(0, SAMPLES - samples, samples)]
    kernel = over(pieces, ours()) if ours else over(pieces, made_live(level=0).push)
    return paired({"kernel, any processor": kernel, "staged numpy": over(pieces, staged_pass())}, rounds)


def over(values: list[Codes], run: Callable[[Codes], object]) -> Callable[[], object]:
    """An arm that takes the next piece at each call."""
    turns: Iterator[Codes] = cycle(values)
    return lambda: run(next(turns))


def agree(passes: list[Pass], lifts: list[Codes]) -> None:
    """Raise ``AssertionError`` where two passes do not give the same, over lifts pushed one after the other."""
    for codes in lifts:
        results = [run(codes) for run in passes]
        for result in results[1:]:
            for ours, theirs in zip(results[0], result, strict=True):
                np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-7)


def gates(measured: Measured) -> list[Gate]:
    """K1, K2 and K3 over lifts at the best level."""
    has_avx2 = made_live().level > 0
    rows = [
        ("K1", "staged NumPy / live pass", "staged numpy", "kernel", 8.0 if has_avx2 else 5.2, None),
        ("K2", "folded NumPy / live pass", "folded numpy", "kernel", 4.7 if has_avx2 else 3.2, None),
        ("K3", "live pass / read-write floor, 6 s", "kernel", "floor", None, 6.5 if has_avx2 else 10.0),
    ]
    return [
        Gate(key, says, measured.ratio(above, below), at_least, at_most, measured.conclusive)
        for key, says, above, below, at_least, at_most in rows
    ]


def plain_gates(measured: Measured | None = None) -> list[Gate]:
    """K1 and K2 without AVX2 in either arm; measured here where nothing is given: see ``held_to_v2``."""
    found = measured or measure()
    rows = [("K1", "staged", 5.2), ("K2", "folded", 3.2)]
    return [
        Gate(
            key, f"{arm} NumPy / live pass, both without AVX2",
            found.ratio(f"{arm} numpy", "kernel, any processor"), at_least, None, found.conclusive,
        )
        for key, arm, at_least in rows
    ]  # fmt: skip


def naive_plain_gates() -> list[Gate]:
    """The same with the best NumPy in the kernel's place."""
    return plain_gates(measure(ours=folded_pass, rounds=7))


def push_gate(samples: int, measured: Measured) -> Gate:
    """K4."""
    ratio = measured.ratio("staged numpy", "kernel, any processor")
    says = f"staged NumPy / live pass without AVX2, pushes of {samples}"
    return Gate("K4", says, ratio, PUSHES[samples], None, measured.conclusive)


def outcome() -> Outcome:
    """K1 to K4."""
    lift, hour = measure(), measure_hour()
    rows = gates(lift) + gates_held_to_v2("live_pass", "plain_gates")
    rows.append(
        Gate("K3", "live pass / read-write floor, 1 h", hour.ratio("kernel", "floor"), None, 3.0, hour.conclusive)
    )
    pushes = {samples: measure_pushes(samples) for samples in PUSHES}
    rows += [push_gate(samples, measured) for samples, measured in pushes.items()]
    figures = {name: 1e9 * lift.median_s(name) / SAMPLES for name in lift.seconds}
    figures |= {f"{name}, 1 h": 1e9 * hour.median_s(name) / HOUR for name in hour.seconds}
    for samples, measured in pushes.items():
        per_sample = {name: 1e9 * measured.median_s(name) / samples for name in measured.seconds}
        figures |= {f"{name}, pushes of {samples}": ns for name, ns in per_sample.items()}
    return Outcome(rows, figures, "ns a sample")


def naive_gates() -> list[Gate]:
    """The gates with the best NumPy in the kernel's place."""
    rounds = 7  # it is far off
    lift = gates(measure(ours=folded_pass, rounds=rounds))
    return [
        *lift,
        *gates_held_to_v2("live_pass", "naive_plain_gates"),
        *[push_gate(samples, measure_pushes(samples, ours=folded_pass, rounds=rounds)) for samples in PUSHES],
    ]
