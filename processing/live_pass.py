"""The checked door to the live kernel: filtered forces and pressures for a screen, push by push."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray, ForcePlate
from processing import _live
from processing.affine import fold
from processing.butterworth import butterworth, steady_state
from processing.wrench_stream import COP_FLOOR_N, check_channels

CORNER_HZ = 50.0
ORDER = 4
RING_SAMPLES = 4096
ROW_GAP = 8
"""Numbers between the ring's rows: rows a power of two apart would fall on the same lines of the cache."""


class LiveWrench:
    """Filtered values of one push: views into the ring, laboratory frame (right, forward, up).

    They hold until the ring comes round and its place is written again; what is kept longer must be copied. The pushes
    before the last one can be read as long as they lie in the ring.
    """

    __slots__ = ("_first", "_n_plates", "_rows", "n")

    def __init__(self, rows: FloatArray, n_plates: int, first: int, n: int) -> None:
        self._rows, self._n_plates, self._first = rows, n_plates, first
        self.n = n
        """Samples."""

    @property
    def force_n(self) -> FloatArray:
        """Force on the lifter, shape (n_plates, 3, n)."""
        return self._plates()[:, :3]

    @property
    def moment_nm(self) -> FloatArray:
        """Moment about each plate's surface centre, shape (n_plates, 3, n)."""
        return self._plates()[:, 3:]

    @property
    def cop_mm(self) -> FloatArray:
        """Right and forward, shape (n_plates, 2, n); NaN under the floor."""
        return self._columns(6 * self._n_plates, 8 * self._n_plates).reshape(self._n_plates, 2, self.n)

    @property
    def total_fz_n(self) -> FloatArray:
        """Vertical force of all plates, shape (n,)."""
        return self._columns(-4, -3).reshape(self.n)

    @property
    def combined_cop_mm(self) -> FloatArray:
        """Of the summed wrench of all plates, shape (2, n)."""
        return self._columns(-3, -1)

    @property
    def impulse_ns(self) -> FloatArray:
        """Running ∫ of the total vertical force *before* the filter, trapezoids, 0 at the first sample, shape (n,)."""
        return self._columns(-1, None).reshape(self.n)

    def _plates(self) -> FloatArray:
        return self._columns(0, 6 * self._n_plates).reshape(self._n_plates, 6, self.n)

    def _columns(self, top: int, bottom: int | None) -> FloatArray:
        """These rows, in this push's place in the ring."""
        return self._rows[top:bottom, self._first : self._first + self.n]


class LivePass:
    """Channel values in, filtered wrenches out, in one call a push; equal bit by bit to one push of the whole.

    The filter is a causal Butterworth of fourth order: it may be seen while the lifter moves, and it comes
    2.61 / (2π corner) late (8.3 ms at 50 Hz). It starts as if the first sample had always been, and again after a lost
    one. No number of a lift is taken from here; those come from the recording, through ``processing.wrench``.

    Parameters
    ----------
    plates, plate_channels, rate_hz, tare, axes, floor_n, level
        As for :class:`processing.wrench.WrenchStream`.
    corner_hz : float
        3 dB down here.
    volts_per_code, volts_at_code_0 : ndarray, shape (n_channels,), optional
        Push a converter's 16-bit codes, not volts: ``volts = volts_at_code_0 + volts_per_code × code``.
    ring_samples : int
        Pushes up to this length are written into a ring that belongs to the object; a longer one gets its own array.

    Raises
    ------
    ValueError
        No plate or more than four, a matrix that does not fit its channels, a corner beyond half the rate, or scales
        that are not one a channel.
    """

    def __init__(
        self,
        plates: Sequence[ForcePlate],
        plate_channels: Sequence[Sequence[int]],
        rate_hz: float,
        *,
        tare: Sequence[FloatArray] | None = None,
        axes: FloatArray | None = None,
        corner_hz: float = CORNER_HZ,
        volts_per_code: FloatArray | None = None,
        volts_at_code_0: FloatArray | None = None,
        floor_n: float = COP_FLOOR_N,
        ring_samples: int = RING_SAMPLES,
        level: int | None = None,
    ) -> None:
        check_channels(plates, plate_channels)
        if len(plates) > _live.most_plates:
            raise ValueError(f"{len(plates)} plates; the live pass takes up to {_live.most_plates}")
        maps = fold(plates, plate_channels, np.eye(3) if axes is None else axes, tare)
        gains, offsets = maps.gains, maps.offsets
        self._rows_needed = int(maps.rows.max()) + 1
        if volts_per_code is not None:
            slope = _scale(volts_per_code, self._rows_needed)[maps.rows]
            shift = np.zeros(1) if volts_at_code_0 is None else _scale(volts_at_code_0, self._rows_needed)[maps.rows]
            offsets = offsets + (gains * shift[..., np.newaxis, :]).sum(axis=2)
            gains = gains * slope[:, np.newaxis, :]
        sections = butterworth(ORDER, corner_hz, rate_hz)
        self.level = _live.highest_level if level is None else min(level, _live.highest_level)
        """Instruction level in use: 0 for any processor, 1 for AVX2."""
        self._kernel = _live.LiveKernel(
            maps.rows, np.ascontiguousarray(gains), np.ascontiguousarray(offsets), maps.centres_mm,
            sections, steady_state(sections), floor_n, 1.0 / rate_hz, self.level,
        )  # fmt: skip
        self._dtype = np.dtype(np.float64 if volts_per_code is None else np.int16)
        self._run: Any = self._kernel.volts if volts_per_code is None else self._kernel.codes
        self._n_plates = len(plates)
        self._ring_samples = ring_samples
        self._ring = np.empty((8 * self._n_plates + 4, ring_samples + ROW_GAP))
        self._at = 0

    def push(self, block: FloatArray | npt.NDArray[np.int16]) -> LiveWrench:
        """Filtered wrenches of the next samples.

        Parameters
        ----------
        block : ndarray, shape (n_channels, n)
            Volts, or codes where the object was made for them, following on what was pushed before; any strides, so a
            sample-major block is pushed as ``block.T``.

        Raises
        ------
        ValueError
            Not two-dimensional, fewer rows than the plates read, or codes that are not 16-bit integers.
        """
        # A push of ten samples takes a microsecond, so that each look at the block counts: see docs/kernels.md.
        if block.ndim != 2 or block.dtype is not self._dtype or not block.flags.aligned:
            block = self._made_fit(block)
        n_rows, n = block.shape
        if n_rows < self._rows_needed:
            raise ValueError(f"channel values of shape {block.shape}; ({self._rows_needed}, n) are needed")
        out, first = self._ring, self._at
        if n > self._ring_samples:
            out, first = np.empty((len(out), n)), 0
        else:
            first = 0 if first + n > self._ring_samples else first
            self._at = first + n
        self._run(block, out, first)
        return LiveWrench(out, self._n_plates, first, n)

    def restart(self) -> None:
        """The next sample does not follow on the last: filter and impulse begin anew."""
        self._kernel.restart()

    def _made_fit(self, block: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The block as the kernel can take it."""
        if block.ndim != 2:
            raise ValueError(f"channel values of shape {block.shape}; ({self._rows_needed}, n) are needed")
        if self._dtype == np.int16 and block.dtype != np.int16:
            raise ValueError(f"codes of type {block.dtype}; 16-bit integers are needed")
        return block.astype(self._dtype)


def _scale(values: FloatArray, rows_needed: int) -> FloatArray:
    """One number a channel, or ``ValueError``."""
    scale = np.asarray(values, dtype=np.float64)
    if scale.ndim != 1 or len(scale) < rows_needed:
        raise ValueError(f"scales of shape {scale.shape}; one for each of {rows_needed} channels is needed")
    return scale
