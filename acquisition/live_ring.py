"""The latest samples for looking at: one writer that never waits, any number of readers that only peek."""

from __future__ import annotations

import numpy as np

from acquisition.block import SampleBlock
from acquisition.plate import FloatArray


class LiveRing:
    """The last ``capacity`` samples of all channels.

    The writer announces what it is about to overwrite, writes, and then publishes. A reader copies and looks
    afterwards which of its samples had been announced as overwritten meanwhile; those it leaves out. So neither waits
    for the other.

    Parameters
    ----------
    n_channels : int
        Channels.
    capacity : int
        Samples per channel.
    """

    def __init__(self, n_channels: int, capacity: int) -> None:
        self._volts = np.zeros((n_channels, capacity))
        self._announced = 0
        self._published = 0

    @property
    def capacity(self) -> int:
        """Samples per channel."""
        return int(self._volts.shape[1])

    @property
    def next_index(self) -> int:
        """Index of the sample after the newest."""
        return self._published

    def push(self, block: SampleBlock) -> None:
        """Put a block's samples in; only one thread may do so."""
        newest = block.volts[:, -self.capacity :]
        first = block.next_index - newest.shape[1]
        self._announced = block.next_index
        for ring_span, block_span in self._spans(first, newest.shape[1]):
            self._volts[:, ring_span] = newest[:, block_span]
        self._published = block.next_index

    def peek(self, first_index: int, n: int) -> tuple[int, FloatArray]:
        """Copy up to ``n`` samples from ``first_index`` on.

        Returns
        -------
        first_index : int
            Index of the first sample returned: later than asked where the ring has moved on.
        volts : ndarray, shape (n_channels, m)
            A copy; ``m`` may be 0.
        """
        stop = min(first_index + n, self._published)
        first = min(max(first_index, self._published - self.capacity, 0), stop)
        copy = np.empty((self._volts.shape[0], stop - first))
        for ring_span, copy_span in self._spans(first, stop - first):
            copy[:, copy_span] = self._volts[:, ring_span]
        gone = min(max(self._announced - self.capacity - first, 0), stop - first)
        return first + gone, copy[:, gone:]

    def latest(self, n: int) -> tuple[int, FloatArray]:
        """Copy the newest ``n`` samples; returns as :meth:`peek`."""
        return self.peek(max(self._published - n, 0), n)

    def _spans(self, first: int, n: int) -> list[tuple[slice, slice]]:
        """Where ``n`` samples from index ``first`` lie in the ring, with their place in a straight array."""
        at = first % self.capacity
        before_wrap = min(n, self.capacity - at)
        spans = [(slice(at, at + before_wrap), slice(0, before_wrap))]
        if before_wrap < n:
            spans.append((slice(0, n - before_wrap), slice(before_wrap, n)))
        return spans
