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
    from benchmarks.suite import Suite

ROOT = Path(__file__).resolve().parents[1]
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
    outcomes = {}
    for name, suite in chosen.items():
        outcomes[name] = suite.outcome()
        print("\n".join(table.lines(outcomes[name])), flush=True)
    held = all(gate.holds for outcome in outcomes.values() for gate in outcome.gates)
    if not options.only:
        table.write_results(ROOT, outcomes)
    if options.gate:
        return 0 if gates_can_fail(chosen) and held else 1
    if not options.only:
        table.write_docs(ROOT, outcomes)
    return 0


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
