"""A recording played again, as if the plates delivered it now."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from acquisition.block import SampleBlock
from acquisition.errors import SamplesLost
from acquisition.plate import FloatArray
from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents
from acquisition.recording.reader import Span, end_blocks, full_scale_v, read_span
from acquisition.source import timed_block

AHEAD_S = 5.0
"""How much is unpacked at a time."""


class ReplaySource:
    """Plays a recording as a ``SampleSource``.

    At its end blocks become empty. Where samples are missing in the file it raises ``SamplesLost``, as a driver would.

    Parameters
    ----------
    path : Path
        The recording; raises on entering as ``read_recording`` does.
    speed : float or None
        1 for real time, 20 for twenty times faster; ``None`` for as fast as it is read.
    """

    def __init__(self, path: Path | str, speed: float | None = None) -> None:
        self.path, self.speed = Path(path), speed
        self.rate_hz = float("nan")
        self.block_samples = 0
        self.channels: tuple[str, ...] = ()
        self.rig_toml = ""
        self.driver: Mapping[str, Any] = {}
        self.clock: Mapping[str, Any] = {}
        self.next_index = 0
        self.n = 0
        self._container: Container | None = None
        self._held: tuple[Span, FloatArray, list[Span]] = ((0, 0), np.empty((0, 0)), [])
        self._started_s = 0.0

    def __enter__(self) -> Self:
        container = Container(self.path)
        try:
            self._contents = read_contents(container)
            self.n = end_blocks(container)[1].next_index
        except BaseException:
            container.buffer.close()
            raise
        rig = self._contents.rig
        self.rate_hz, self.channels, self.rig_toml = self._contents.rate_hz, rig.channels, rig.toml_text
        self.block_samples = rig.block_samples
        self.driver = {**self._contents.driver, "replay_of": self.path.name}
        self.clock = self._contents.clock
        self._full_scale_v = full_scale_v(self._contents)
        self._container = container
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._container is not None:
            self._container.buffer.close()
            self._container = None

    def arm(self) -> None:
        """Nothing to reserve."""

    def start(self) -> None:
        """Start the clock of the replay."""
        self._started_s = time.monotonic()

    def read_into(self, out: FloatArray) -> SampleBlock:
        """Wait until the next samples are due and put them into ``out``, shape (n_channels, n).

        Raises
        ------
        SamplesLost
            The next sample is not in the file.
        """
        before = (time.monotonic(), time.time())
        n = min(out.shape[1], self.n - self.next_index)
        first, volts, lost = self._unpacked(n)
        gap = next((span for span in lost if span[0] < self.next_index + n and span[1] > self.next_index), None)
        if gap is not None:
            n = max(gap[0] - self.next_index, 0)
            if n == 0:
                raise SamplesLost(
                    "samples are not in the recording",
                    str(self.path),
                    "see `legdrive recording verify`",
                    first_missing=gap[0],
                    count=gap[1] - gap[0],
                )
        self._wait_for(self.next_index + n)
        filled = out[:, :n]
        filled[:] = volts[:, self.next_index - first : self.next_index - first + n]
        block = timed_block(self.next_index, filled, before, self._full_scale_v)
        self.next_index += n
        return block

    def read_position(self) -> int | None:
        """The next sample's index: a file never runs ahead."""
        return self.next_index

    def stop(self) -> None:
        """Nothing runs by itself."""

    def _unpacked(self, n: int) -> tuple[int, FloatArray, list[Span]]:
        """First index, volts and gaps of a span that holds the next ``n`` samples."""
        span, volts, lost = self._held
        if n > 0 and not span[0] <= self.next_index <= self.next_index + n <= span[1]:
            if self._container is None:
                raise RuntimeError("the replay is not open")
            ahead = max(n, round(AHEAD_S * self.rate_hz))
            span = (self.next_index, min(self.next_index + ahead, self.n))
            volts, lost = read_span(self._container, self._contents, span)
            self._held = (span, volts, lost)
        return span[0], volts, lost

    def _wait_for(self, index: int) -> None:
        """Wait until the samples before ``index`` are due."""
        if self.speed is not None:
            time.sleep(max(0.0, self._started_s + index / self.rate_hz / self.speed - time.monotonic()))
