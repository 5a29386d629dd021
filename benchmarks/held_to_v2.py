"""Both arms held to x86-64-v2: our level for any processor against a NumPy that finds no AVX2 either.

NumPy chooses its loops and OpenBLAS its products by the processor while they are imported, so a process of its own is
told to leave out whatever goes beyond their baseline. That is the machine on which our plain level would run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.gate import Gate

ROOT = Path(__file__).resolve().parents[1]
# The root comes behind the installed wheel, which has the kernels.
CHILD = """import sys; sys.path.append(sys.argv[1])
from benchmarks.held_to_v2 import print_gates; print_gates(*sys.argv[2:])"""


def environment() -> dict[str, str]:
    """Of this process, with NumPy and OpenBLAS held back."""
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    beyond = " ".join(extensions.get("found", ()))
    return {**os.environ, "NPY_DISABLE_CPU_FEATURES": beyond, "OPENBLAS_CORETYPE": "Nehalem"}


def gates_held_to_v2(module: str, function: str) -> list[Gate]:
    """Gates that a function of a module of ``benchmarks`` measures in such a process.

    Raises
    ------
    subprocess.CalledProcessError
        It failed; what it printed is on the terminal.
    """
    command = [sys.executable, "-P", "-c", CHILD, str(ROOT), module, function]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, check=True)
    return [Gate(**row) for row in json.loads(done.stdout)]


def print_gates(module: str, function: str) -> None:
    """In the process that is held back: measure, and print the gates as JSON."""
    found: list[Gate] = getattr(import_module(f"benchmarks.{module}"), function)()
    print(json.dumps([asdict(gate) for gate in found]))
