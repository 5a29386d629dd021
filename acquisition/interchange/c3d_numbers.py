"""The three ways in which C3D files store numbers: Intel, DEC and SGI (MIPS)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray


@dataclass(frozen=True)
class NumberFormat:
    """Byte order of integers and form of 32-bit floating-point numbers."""

    order: str
    vax: bool = False

    def integers(self, raw: bytes, *, unsigned: bool = False) -> npt.NDArray[np.int64]:
        """16-bit integers."""
        return np.frombuffer(raw, f"{self.order}{'u' if unsigned else 'i'}2").astype(np.int64)

    def floats(self, raw: bytes) -> npt.NDArray[np.float32]:
        """32-bit floating-point numbers."""
        if not self.vax:
            return np.frombuffer(raw, f"{self.order}f4").astype(np.float32)
        # A VAX F_floating is an IEEE single times four with its two 16-bit halves exchanged; a clear exponent is 0.
        halves = np.frombuffer(raw, "<u2").reshape(-1, 2)
        bits = (halves[:, 0].astype(np.uint32) << 16) | halves[:, 1]
        values = np.where((bits >> 23) & 0xFF, bits, 0).astype(np.uint32).view(np.float32) / np.float32(4.0)
        return np.asarray(values, dtype=np.float32)


PROCESSORS = {84: NumberFormat("<"), 85: NumberFormat("<", vax=True), 86: NumberFormat(">")}


def as_doubles(values: npt.NDArray[np.float32] | npt.NDArray[np.int64]) -> FloatArray:
    """The same values in 64 bits; what is no number stays none, without a word from the processor."""
    with np.errstate(invalid="ignore"):
        return values.astype(np.float64)
