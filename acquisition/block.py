"""One block of samples as the driver delivered it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray


@dataclass(eq=False)
class SampleBlock:
    """Volts of all channels over consecutive samples.

    Attributes
    ----------
    first_index : int
        Index of the first sample since the start of the task.
    volts : ndarray, shape (n_channels, n)
        Scaled volts, channel-major, exactly as delivered.
    t_mono_first, t_mono_last : float
        Monotonic clock just before and just after the read, s. They bracket the moment the last sample was due.
    t_utc_first, t_utc_last : float
        The same two moments by the wall clock, s since 1970 (UTC).
    overload : ndarray of bool, shape (n_channels,)
        Channels with at least one sample at 98 % or more of their range.
    """

    first_index: int
    volts: FloatArray
    t_mono_first: float
    t_utc_first: float
    t_mono_last: float
    t_utc_last: float
    overload: npt.NDArray[np.bool_]

    @property
    def n(self) -> int:
        """Samples per channel."""
        return int(self.volts.shape[1])

    @property
    def next_index(self) -> int:
        """Index of the sample after this block."""
        return self.first_index + self.n
