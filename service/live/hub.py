"""One ticking clock for all screens: a frame is encoded once, and a screen that lags gets the newest, never a queue."""

from __future__ import annotations

import asyncio
import sys
import traceback
from typing import Protocol

RATE_HZ = 30.0


class FrameSource(Protocol):
    """What the hub asks for frames."""

    def frames(self, *, whole: bool) -> tuple[bytes, bytes | None]:
        """The present moment as bytes: with the new columns, and where asked for with the whole trace."""


class Viewer:
    """One screen's slot: the newest frame, or nothing.

    A frame that was not fetched before the next one came is gone, and its columns with it; the next one is then a
    whole trace, so that the curve on the screen has no hole.
    """

    def __init__(self) -> None:
        self._frame: bytes | None = None
        self._there = asyncio.Event()
        self._new = True
        self.closed = False

    @property
    def needs_whole(self) -> bool:
        """Whether its curve would have a hole without a whole trace: it is new, or did not fetch the last frame."""
        return self._new or self._frame is not None

    def offer(self, news: bytes, whole: bytes | None) -> None:
        """Put the newest frame into the slot; ``whole`` is there where somebody needs it."""
        self._frame = whole if self.needs_whole else news
        self._new = False
        self._there.set()

    async def next(self) -> bytes | None:
        """The newest frame, once there is one; ``None`` when the hub has closed."""
        await self._there.wait()
        self._there.clear()
        frame, self._frame = self._frame, None
        return None if self.closed else frame

    def close(self) -> None:
        """Wake whoever waits."""
        self.closed = True
        self._there.set()


class LiveHub:
    """Ticks while somebody looks.

    Parameters
    ----------
    source : FrameSource
        Makes frames.
    rate_hz : float
        Frames a second.
    """

    def __init__(self, source: FrameSource | None, rate_hz: float = RATE_HZ) -> None:
        self.source = source
        self._period_s = 1.0 / rate_hz
        self._viewers: set[Viewer] = set()
        self._ticking: asyncio.Task[None] | None = None

    @property
    def n_viewers(self) -> int:
        """Screens that look."""
        return len(self._viewers)

    def join(self) -> Viewer:
        """A new screen; in the event loop."""
        viewer = Viewer()
        self._viewers.add(viewer)
        if self._ticking is None or self._ticking.done():
            self._ticking = asyncio.get_running_loop().create_task(self._tick())
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """A screen has gone."""
        self._viewers.discard(viewer)

    async def close(self) -> None:
        """Send everybody away."""
        for viewer in tuple(self._viewers):
            viewer.close()
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)

    def send(self) -> None:
        """One frame to everybody."""
        if self.source is None:
            return
        news, whole = self.source.frames(whole=any(viewer.needs_whole for viewer in self._viewers))
        for viewer in self._viewers:
            viewer.offer(news, whole)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        due, failing = loop.time(), False
        while self._viewers:
            try:
                self.send()
            except Exception:  # a moment that cannot be drawn must not be the last: the next one is tried
                if not failing:
                    traceback.print_exc(file=sys.stderr)
                failing = True
            else:
                failing = False
            due = max(due + self._period_s, loop.time())
            await asyncio.sleep(due - loop.time())
