"""The latest samples for looking at: one writer that never waits, any number of readers that only peek."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from acquisition.block import SampleBlock
from acquisition.plate import FloatArray

ANNOUNCED, PUBLISHED = 0, 1
HEAD_BYTES = 64
"""Two counters, and room up to a cache line."""


def ring_bytes(n_channels: int, capacity: int) -> int:
    """Memory that a ring needs."""
    return HEAD_BYTES + 8 * n_channels * capacity


class LiveRing:
    """The last ``capacity`` samples of all channels.

    The writer announces what it is about to overwrite, writes, and then publishes. A reader copies and looks
    afterwards which of its samples had been announced as overwritten meanwhile; those it leaves out. So neither waits
    for the other, also where they are two processes that share the memory.

    Parameters
    ----------
    n_channels : int
        Channels.
    capacity : int
        Samples per channel.
    memory : buffer, optional
        Where the ring lies, ``ring_bytes(n_channels, capacity)`` of zeros at first; memory of its own by default.
        Read-only memory is enough for peeking.
    """

    def __init__(self, n_channels: int, capacity: int, memory: memoryview | None = None) -> None:
        held = memoryview(bytearray(ring_bytes(n_channels, capacity))) if memory is None else memory
        self._counters: npt.NDArray[np.int64] = np.frombuffer(held, np.int64, count=2)
        samples = np.frombuffer(held, np.float64, count=n_channels * capacity, offset=HEAD_BYTES)
        self._volts: FloatArray = samples.reshape(n_channels, capacity)
        self._fence = threading.Lock()

    @property
    def capacity(self) -> int:
        """Samples per channel."""
        return int(self._volts.shape[1])

    @property
    def next_index(self) -> int:
        """Index of the sample after the newest."""
        return int(self._counters[PUBLISHED])

    def push(self, block: SampleBlock) -> None:
        """Put a block's samples in; only one thread may do so."""
        newest = block.volts[:, -self.capacity :]
        first = block.next_index - newest.shape[1]
        self._counters[ANNOUNCED] = block.next_index
        self._keep_order()
        for ring_span, block_span in self._spans(first, newest.shape[1]):
            self._volts[:, ring_span] = newest[:, block_span]
        self._keep_order()
        self._counters[PUBLISHED] = block.next_index

    def peek(self, first_index: int, n: int) -> tuple[int, FloatArray]:
        """Copy up to ``n`` samples from ``first_index`` on.

        Returns
        -------
        first_index : int
            Index of the first sample returned: later than asked where the ring has moved on.
        volts : ndarray, shape (n_channels, m)
            A copy; ``m`` may be 0.
        """
        published = self.next_index
        self._keep_order()
        stop = min(first_index + n, published)
        first = min(max(first_index, published - self.capacity, 0), stop)
        copy = np.empty((self._volts.shape[0], stop - first))
        for ring_span, copy_span in self._spans(first, stop - first):
            copy[:, copy_span] = self._volts[:, ring_span]
        self._keep_order()
        gone = min(max(int(self._counters[ANNOUNCED]) - self.capacity - first, 0), stop - first)
        return first + gone, copy[:, gone:]

    def latest(self, n: int) -> tuple[int, FloatArray]:
        """Copy the newest ``n`` samples; returns as :meth:`peek`."""
        return self.peek(max(self.next_index - n, 0), n)

    def _keep_order(self) -> None:
        """Let no write or read pass this point: a lock nobody else takes is a barrier on every processor."""
        with self._fence:
            pass

    def _spans(self, first: int, n: int) -> list[tuple[slice, slice]]:
        """Where ``n`` samples from index ``first`` lie in the ring, with their place in a straight array."""
        at = first % self.capacity
        before_wrap = min(n, self.capacity - at)
        spans = [(slice(at, at + before_wrap), slice(0, before_wrap))]
        if before_wrap < n:
            spans.append((slice(0, n - before_wrap), slice(before_wrap, n)))
        return spans
