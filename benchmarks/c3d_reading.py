"""F1, F2: a C3D of two plates read and turned into forces, against ezc3d with its force-platform step; its memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ezc3d
import numpy as np

from acquisition.plate import FloatArray
from benchmarks.gate import Gate
from benchmarks.made_c3d import made_c3d
from benchmarks.paired import Measured, paired
from benchmarks.suite import Outcome
from processing.mapped_forces import file_forces

SECONDS, WHOLE_S = 10.0, 600.0
"""A part of the ten minutes tells the ratio: over the whole it is larger, as the library slows down with the length."""
ROUNDS = 7
FORMS = {"32-bit numbers": True, "16-bit integers": False}
AT_LEAST = {"32-bit numbers": 48.0, "16-bit integers": 48.0}
MOST_MB = 100.0
Plates = list[tuple[FloatArray, FloatArray, FloatArray]]
"""Per plate force (N), moment (N·m) about the surface centre, centre of pressure (mm; x, y)."""
GROWN = """
import sys
from pathlib import Path
from processing.mapped_forces import file_forces

def peak_kib():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))

file_forces(sys.argv[1])
before = peak_kib()
file_forces(sys.argv[2])
print(1024 * (peak_kib() - before))
"""


def ours(path: Path) -> Plates:
    """Legdrive's reading."""
    found = file_forces(path)
    forces = found.forces
    return list(zip(forces.force_n, forces.moment_nm, found.cop_mm, strict=True))


def library(path: Path) -> Plates:
    """ezc3d's, as its users write it."""
    platforms: list[dict[str, Any]] = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"]
    return [(each["force"], each["moment"] / 1000.0, each["center_of_pressure"][:2]) for each in platforms]


def agree(first: Plates, second: Plates) -> None:
    """Raise ``AssertionError`` where two readings differ; the library gives the force on the plate in this file."""
    assert len(first) == len(second)
    for (force_n, moment_nm, cop_mm), (other_n, other_nm, other_mm) in zip(first, second, strict=True):
        np.testing.assert_allclose(-other_n, force_n, rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(-other_nm, moment_nm, rtol=1e-6, atol=1e-6)
        loaded = ~np.isnan(cop_mm[0])
        assert loaded.any()
        np.testing.assert_allclose(other_mm[:, loaded], cop_mm[:, loaded], rtol=1e-6, atol=1e-4)


def measure(path: Path, reading: Callable[[Path], Plates] = ours, rounds: int = ROUNDS) -> Measured:
    """Time both arms on a file, after they were found to agree."""
    if reading is ours:
        agree(ours(path), library(path))
    return paired({"ours": lambda: reading(path), "ezc3d": lambda: library(path)}, rounds)


def written(folder: Path, form: str, seconds: float) -> Path:
    """A file of that form."""
    path = folder / f"{seconds:g}.c3d"
    path.write_bytes(made_c3d(seconds, as_floats=FORMS[form]))
    return path


def memory_mb(folder: Path, form: str) -> float:
    """Peak memory that a process of its own takes to read ten minutes, beyond the file itself; 10^6 bytes."""
    short, path = written(folder, form, 1.0), written(folder, form, WHOLE_S)
    command = [sys.executable, "-P", "-c", GROWN, str(short), str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return (float(done.stdout) - path.stat().st_size) / 1e6


def gates(form: str, measured: Measured) -> list[Gate]:
    """F1 of one form."""
    says = f"ezc3d with force platforms / C3D of {form}"
    return [Gate("F1", says, measured.ratio("ezc3d", "ours"), AT_LEAST[form], None, measured.conclusive)]


def outcome() -> Outcome:
    """F1 and F2."""
    rows: list[Gate] = []
    figures: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        for form in FORMS:
            measured = measure(written(Path(folder), form, SECONDS))
            rows += gates(form, measured)
            figures |= {f"{arm}, {form}": 1e3 * measured.median_s(arm) / SECONDS for arm in measured.seconds}
        for form in FORMS:
            says = f"MB beyond a 10 min C3D of {form}"
            rows.append(Gate("F2", says, memory_mb(Path(folder), form), None, MOST_MB))
    return Outcome(rows, figures, "ms a second of two plates")


def naive_gates() -> list[Gate]:
    """F1 with the library in our place."""
    form = next(iter(FORMS))
    with TemporaryDirectory() as folder:
        return gates(form, measure(written(Path(folder), form, 1.0), library, 5))
