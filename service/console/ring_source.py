"""The samples of a running recorder as a source, for checks that need not stop it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from acquisition.block import SampleBlock
from acquisition.errors import DeviceLost
from acquisition.live_ring import LiveRing
from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.source import timed_block

PATIENCE_S = 5.0
STEP_S = 0.02


class RingSource:
    """Peeks into a live ring, from the present moment on; never disturbs the recorder.

    Parameters
    ----------
    ring : LiveRing
        Of the recorder.
    rig : Rig
        Its channels.
    rate_hz : float
        Sample rate as the driver set it.
    """

    def __init__(self, ring: LiveRing, rig: Rig, rate_hz: float) -> None:
        self._ring = ring
        self._full_scale_v = rig.full_scale_v
        self.channels = rig.channels
        self.rig_toml = rig.toml_text
        self.driver: Mapping[str, Any] = {}
        self.clock: Mapping[str, Any] = {}
        self.rate_hz = rate_hz
        self.block_samples = rig.block_samples
        self.next_index = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is to be given back."""

    def arm(self) -> None:
        """Nothing is to be reserved."""

    def start(self) -> None:
        """From now on."""
        self.next_index = self._ring.next_index

    def read_into(self, out: FloatArray) -> SampleBlock:
        """The next samples, once they are there.

        Raises
        ------
        DeviceLost
            None came for five seconds.
        """
        before = (time.monotonic(), time.time())
        while self._ring.next_index <= self.next_index:
            if time.monotonic() > before[0] + PATIENCE_S:
                raise DeviceLost("no samples came", "the recorder", "see what the session's screen says")
            time.sleep(STEP_S)
        first, volts = self._ring.peek(self.next_index, out.shape[1])
        self.next_index = first + volts.shape[1]
        return timed_block(first, volts, before, self._full_scale_v)

    def read_position(self) -> int | None:
        """Up to where we have looked."""
        return self.next_index

    def stop(self) -> None:
        """Nothing is to be stopped."""
