"""Measure the speed ratios (``make bench``), or hold us to them (``make gate``).

The run starts itself again with malloc pinned and BLAS on one thread: how glibc gives memory back to the system moves
NumPy's times by more than half, and that must not decide a ratio.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.suite import Outcome, Suite

ROOT = Path(__file__).resolve().parents[1]
ATTEMPTS = 3
"""How often a gate may be measured: a neighbour on the machine must not decide it; plain code misses each time."""
PINNED = {
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "2147483647",
    "MALLOC_TOP_PAD_": "268435456",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def main() -> int:
    """Measure and print, and write the table into the docs; with ``--gate`` 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--gate", action="store_true", help="fail where a ratio misses its limit; the docs stay as they are"
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these suites only; nothing is written")
    options = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in PINNED.items()):
        os.execve(sys.executable, [sys.executable, "-P", *sys.argv], {**os.environ, **PINNED})
    sys.path.append(str(ROOT))  # behind the installed wheel, which has the kernels
    from benchmarks import table
    from benchmarks.suite import suites

    chosen = {name: suite for name, suite in suites().items() if not options.only or name in options.only}
    if options.only and len(chosen) < len(set(options.only)):
        parser.error(f"suites are {', '.join(suites())}")
    outcomes = {name: measured(name, suite, ATTEMPTS if options.gate else 1) for name, suite in chosen.items()}
    if not options.only:
        table.write_results(ROOT, outcomes)
    if options.gate:
        proven = gates_can_fail(chosen)
        missed = [gate.line for outcome in outcomes.values() for gate in outcome.gates if not gate.holds]
        print("\n".join(missed or [f"    all {sum(len(outcome.gates) for outcome in outcomes.values())} rows hold"]))
        return 0 if proven and not missed else 1
    if not options.only:
        table.write_docs(ROOT, outcomes)
    return 0


def measured(name: str, suite: Suite, attempts: int) -> Outcome:
    """One suite, printed; rows that miss their limit are measured again, up to ``attempts`` times in all."""
    from benchmarks import table

    outcome = suite.outcome()
    print("\n".join(table.lines(outcome)), flush=True)
    for _ in range(attempts - 1):
        if all(gate.holds for gate in outcome.gates):
            break
        print(f"    {name}: a row missed its limit, measured once more", flush=True)
        again = suite.outcome()
        print("\n".join(table.lines(again)), flush=True)
        outcome = outcome.mended_by(again)
    return outcome


def gates_can_fail(chosen: dict[str, Suite]) -> bool:
    """Put the plain baselines in our place: their gates must fail, or they prove nothing."""
    proven = True
    for name, suite in chosen.items():
        gates = suite.naive_gates()
        held = [
            gate for gate in gates if replace(gate, conclusive=True).holds
        ]  # by the limit, not by an unsettled control
        if gates:
            print(f"    {name}: {len(gates) - len(held)} of {len(gates)} gates fail with the plain code in our place")
        for gate in held:
            print(f"    {gate.line}: this gate would not notice")
        proven = proven and not held
    return proven


if __name__ == "__main__":
    sys.exit(main())
