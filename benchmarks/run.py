"""Measure the speed ratios (``make bench``), or hold us to them (``make gate``).

The run starts itself again with malloc pinned and BLAS on one thread: how glibc gives memory back to the system moves
NumPy's times by more than half, and that must not decide a ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "build" / "bench.json"
PINNED = {
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "2147483647",
    "MALLOC_TOP_PAD_": "268435456",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


def main() -> int:
    """Measure, print, write ``build/bench.json``; with ``--gate`` return 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gate", action="store_true", help="fail where a ratio misses its limit")
    holding = parser.parse_args().gate
    if any(os.environ.get(name) != value for name, value in PINNED.items()):
        os.execve(sys.executable, [sys.executable, "-P", *sys.argv], {**os.environ, **PINNED})
    sys.path.append(str(ROOT))  # behind the installed wheel, which has the kernels
    from benchmarks import start_up, wrench_pass

    measured = wrench_pass.measure()
    gates = [*wrench_pass.gates(measured), *start_up.gates()]
    for gate in gates:
        print(gate.line)
    per_sample = {name: 1e9 * measured.median_s(name) / wrench_pass.SAMPLES for name in measured.seconds}
    print("    ns a sample: " + ", ".join(f"{name} {ns:.1f}" for name, ns in per_sample.items()))
    proven = not holding or gates_can_fail()
    write_results([gate.document() for gate in gates], per_sample, measured.control)
    return 0 if not holding or (proven and all(gate.holds for gate in gates)) else 1


def gates_can_fail() -> bool:
    """Put plain NumPy in the kernel's place: both of its gates must fail, or they prove nothing."""
    from benchmarks import wrench_pass

    measured = wrench_pass.measure(ours=wrench_pass.staged_pass())
    failed = [gate for gate in wrench_pass.gates(measured)[:2] if not gate.holds]
    print(f"    with plain NumPy in the kernel's place {len(failed)} of 2 gates fail, as they must")
    return len(failed) == 2


def write_results(gates: list[dict[str, object]], per_sample: dict[str, float], control: float) -> None:
    """Write ``build/bench.json``."""
    RESULTS.parent.mkdir(exist_ok=True)
    facts = {"python": platform.python_version(), "machine": platform.machine(), "control": control}
    document = {**facts, "wrench_ns_per_sample": per_sample, "gates": gates}
    RESULTS.write_text(json.dumps(document, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
