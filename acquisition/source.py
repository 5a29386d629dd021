"""What every source of samples offers: the driver's, and a recording played again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np

from acquisition.block import SampleBlock
from acquisition.plate import FloatArray

OVERLOAD_SHARE = 0.98
"""Share of a channel's range from which a sample counts as overloaded."""


class SampleSource(Protocol):
    """Blocks of volts, one after the other, without a gap or with an error.

    Entered, it is configured and its attributes hold what the device said. ``arm`` commits, ``start`` starts the
    sample clock, ``read_into`` delivers; ``stop`` and leaving are safe at any time and more than once.
    """

    rate_hz: float
    block_samples: int
    channels: tuple[str, ...]
    rig_toml: str
    driver: Mapping[str, Any]
    clock: Mapping[str, Any]
    next_index: int

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def arm(self) -> None:
        """Reserve and configure everything, so that ``start`` only starts."""

    def start(self) -> None:
        """Start the sample clock; sample 0 is the first one after it."""

    def read_into(self, out: FloatArray) -> SampleBlock:
        """Wait for ``out.shape[1]`` samples and put them into ``out``; an empty block means that there are no more."""

    def read_position(self) -> int | None:
        """Where the driver believes we have read up to, or ``None`` where it does not tell."""

    def stop(self) -> None:
        """Stop the sample clock."""


def contiguous_span(buffer: FloatArray, n: int) -> FloatArray:
    """The first ``n`` samples' worth of a block's memory as an array of shape (n_channels, n) without gaps.

    A driver packs a short read: the channels follow one another closely, whatever the buffer's shape.
    """
    n_channels = buffer.shape[0]
    packed: FloatArray = buffer.reshape(-1)[: n_channels * n].reshape(n_channels, n)
    return packed


def timed_block(
    first_index: int, volts: FloatArray, before: tuple[float, float], full_scale_v: FloatArray
) -> SampleBlock:
    """Block with the clock bracket that ends now.

    Parameters
    ----------
    first_index : int
        Index of the first sample.
    volts : ndarray, shape (n_channels, n)
        The samples.
    before : (float, float)
        Monotonic and UTC clock before the read, s.
    full_scale_v : ndarray, shape (n_channels,)
        Range of each channel, V.
    """
    now = (time.monotonic(), time.time())
    peaks = np.abs(volts).max(axis=1, initial=0.0)
    return SampleBlock(first_index, volts, before[0], before[1], now[0], now[1], peaks >= OVERLOAD_SHARE * full_scale_v)
