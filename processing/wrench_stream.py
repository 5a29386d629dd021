"""The checked door to the wrench kernel: arguments made true once, then one pass per block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray, ForcePlate
from processing import _wrench
from processing.affine import PlateMaps, fold

COP_FLOOR_N = 50.0


@dataclass(frozen=True, eq=False)
class Wrench:
    """What one pass over the channel values gives, laboratory frame (right, forward, up).

    Attributes
    ----------
    force_n, moment_nm : ndarray, shape (n_plates, 3, n)
        Force on the lifter, and moment about each plate's surface centre.
    cop_mm : ndarray, shape (n_plates, 2, n)
        Right and forward; NaN under the floor.
    combined_cop_mm : ndarray, shape (2, n)
        Of the summed wrench of all plates.
    impulse_ns : ndarray, shape (n,)
        Running ∫ of the total vertical force by the trapezoid rule, 0 at the stream's first sample.
    """

    force_n: FloatArray
    moment_nm: FloatArray
    cop_mm: FloatArray
    combined_cop_mm: FloatArray
    impulse_ns: FloatArray


class WrenchStream:
    """Turns channel values into wrenches, block by block; equal bit by bit to one pass over the whole.

    Parameters
    ----------
    plates : sequence of ForcePlate
        With corners in a frame that is right, forward, up unless ``axes`` says otherwise.
    plate_channels : sequence of sequence of int
        Per plate: its rows in the pushed values.
    rate_hz : float
        Sample rate.
    tare : sequence of ndarray, optional
        Per plate, shape (n_channels,).
    axes : ndarray, shape (3, 3), optional
        Rows right, forward, up in the frame of the corners.
    floor_n : float
        Vertical force, of a plate and of all, under which there is no centre of pressure.
    level : int, optional
        Instruction level of the kernel, for tests: the bits are the same. As a rule the highest this processor has.

    Raises
    ------
    ValueError
        No plate, or a matrix that does not fit its channels.
    """

    def __init__(
        self,
        plates: Sequence[ForcePlate],
        plate_channels: Sequence[Sequence[int]],
        rate_hz: float,
        *,
        tare: Sequence[FloatArray] | None = None,
        axes: FloatArray | None = None,
        floor_n: float = COP_FLOOR_N,
        level: int | None = None,
    ) -> None:
        check_channels(plates, plate_channels)
        self._maps = fold(plates, plate_channels, np.eye(3) if axes is None else axes, tare)
        self._rows_needed = int(self._maps.rows.max()) + 1
        self._step_s = 1.0 / rate_hz
        self._floor_n = floor_n
        self._level = _wrench.highest_level if level is None else min(level, _wrench.highest_level)
        self._state = np.zeros(3)

    @property
    def maps(self) -> PlateMaps:
        """The folded maps."""
        return self._maps

    @property
    def level(self) -> int:
        """Instruction level in use: 0 for any processor, 1 for AVX2."""
        return self._level

    def push(self, volts: FloatArray) -> Wrench:
        """Wrenches of the next samples.

        Parameters
        ----------
        volts : ndarray, shape (n_channels, n)
            Following on what was pushed before; any strides.

        Raises
        ------
        ValueError
            Not two-dimensional, or fewer rows than the plates read.
        """
        if volts.ndim != 2 or volts.shape[0] < self._rows_needed:
            raise ValueError(f"channel values of shape {volts.shape}; ({self._rows_needed}, n) are needed")
        close = np.asarray(volts, dtype=np.float64)
        if close.shape[1] > 1 and close.strides[1] != close.itemsize:
            close = np.ascontiguousarray(close)
        n, n_plates = close.shape[1], len(self._maps.rows)
        wrench = Wrench(
            np.empty((n_plates, 3, n)),
            np.empty((n_plates, 3, n)),
            np.empty((n_plates, 2, n)),
            np.empty((2, n)),
            np.empty(n),
        )
        maps = self._maps
        _wrench.wrench_pass(
            close, maps.rows, maps.gains, maps.offsets, maps.centres_mm, self._floor_n, self._step_s, self._level,
            self._state, wrench.force_n, wrench.moment_nm, wrench.cop_mm, wrench.combined_cop_mm, wrench.impulse_ns,
        )  # fmt: skip
        return wrench


def check_channels(plates: Sequence[ForcePlate], plate_channels: Sequence[Sequence[int]]) -> None:
    """Raise ``ValueError`` where plates and channels do not fit each other, or the kernels."""
    if not plates or len(plates) != len(plate_channels):
        raise ValueError(f"{len(plates)} plates and channels of {len(plate_channels)}")
    for plate, rows in zip(plates, plate_channels, strict=True):
        if plate.matrix.shape != (6, len(rows)) or not 0 < len(rows) <= _wrench.most_channels or min(rows) < 0:
            raise ValueError(f"plate {plate.name}: a matrix of shape {plate.matrix.shape} for channels {list(rows)}")
