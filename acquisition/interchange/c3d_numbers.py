"""The three ways in which C3D files store numbers: Intel, DEC and SGI (MIPS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray


@dataclass(frozen=True)
class NumberFormat:
    """Byte order of integers and form of 32-bit floating-point numbers."""

    order: str
    vax: bool = False

    def integers(self, raw: bytes | memoryview, *, unsigned: bool = False) -> npt.NDArray[np.integer[Any]]:
        """16-bit integers where they lie, in the file's byte order."""
        return np.frombuffer(raw, f"{self.order}{'u' if unsigned else 'i'}2")

    def floats(self, raw: bytes | memoryview) -> npt.NDArray[np.float32]:
        """32-bit floating-point numbers."""
        if not self.vax:
            return np.frombuffer(raw, f"{self.order}f4").astype(np.float32, copy=False)
        # A VAX F_floating is an IEEE single times four with its two 16-bit halves exchanged; a clear exponent is 0.
        halves = np.frombuffer(raw, "<u2").reshape(-1, 2)
        bits = (halves[:, 0].astype(np.uint32) << 16) | halves[:, 1]
        with np.errstate(invalid="ignore"):
            values = np.where((bits >> 23) & 0xFF, bits, 0).astype(np.uint32).view(np.float32) / np.float32(4.0)
        return np.asarray(values, dtype=np.float32)


PROCESSORS = {84: NumberFormat("<"), 85: NumberFormat("<", vax=True), 86: NumberFormat(">")}


def as_doubles(values: npt.NDArray[np.float32] | npt.NDArray[np.integer[Any]]) -> FloatArray:
    """The same values in 64 bits; what is no number stays none, without a word from the processor."""
    with np.errstate(invalid="ignore"):
        return values.astype(np.float64)
