"""The read-write floor of a kernel: as many rows in and out, block by block, in C, without arithmetic."""

from __future__ import annotations

import ctypes
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

SOURCE = Path(__file__).with_name("floor.c")
BUILT = SOURCE.parents[1] / "build" / "floor.so"


@cache
def _compiled() -> ctypes.CDLL:
    """``floor.c``, compiled with the compiler that kernels need anyway."""
    BUILT.parent.mkdir(exist_ok=True)
    subprocess.run(["cc", "-O3", "-std=c11", "-shared", "-fPIC", "-o", str(BUILT), str(SOURCE)], check=True)
    return ctypes.CDLL(str(BUILT))


class Floor:
    """Read ``(rows_in, n)`` values of one type, write ``rows_out`` rows of doubles; ``floor(values)`` does it once.

    Parameters
    ----------
    rows_out, samples : int
        Rows written, and the most samples of one call.
    block : int
        Samples of a row that are read or written before the next row's turn, up to 512.
    codes : bool
        Whether the values read are 16-bit integers rather than doubles.
    """

    def __init__(self, rows_out: int, samples: int, block: int, *, codes: bool = False) -> None:
        self.out: FloatArray = np.zeros((rows_out, samples + 8))
        library = _compiled()
        self._copy = library.floor_of_codes if codes else library.floor_of_doubles
        self._copy.argtypes = [ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_void_p, *[ctypes.c_ssize_t] * 4]
        self._copy.restype = None
        self._dtype = np.dtype(np.int16 if codes else np.float64)
        self._block = block

    def __call__(self, values: FloatArray | npt.NDArray[np.int16]) -> None:
        """Read and write once; the rows must lie one after the other."""
        assert values.flags.c_contiguous
        assert values.dtype == self._dtype
        assert values.shape[1] < self.out.shape[1]
        rows_in, n = values.shape
        rows_out, out_row = self.out.shape
        self._copy(values.ctypes.data, rows_in, self.out.ctypes.data, rows_out, out_row, n, self._block)
