"""The live picture of whichever session is shown: the laboratory's own, or a practice on simulated plates."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from service.live.view import LiveView
from service.session.screens import shown_state

if TYPE_CHECKING:
    from acquisition.live_ring import LiveRing
    from acquisition.plate import FloatArray
    from acquisition.zero import Zero
    from service.session.session import LabSession


class SessionView:
    """The picture of one session, over all its recordings.

    Parameters
    ----------
    session : LabSession
        Whose plates are shown.
    share_shown : bool
        Whether left and right are told apart.
    """

    def __init__(self, session: LabSession, *, share_shown: bool) -> None:
        self.session, self._share_shown = session, share_shown
        self._view = self._new_view(session.plates.rig.rate_hz)
        self._next_index = -1
        self._zero: Zero | None = None
        self._weighed_at: float | None = None
        session.live_blocks(self._take)

    def frames(self, *, whole: bool) -> tuple[bytes, bytes | None]:
        """The present moment as bytes."""
        state, now = self.session.state, time.time()
        self._view.state = shown_state(state, now)
        if state.weighed_at is not None and state.weighed_at != self._weighed_at:
            self._weighed_at = state.weighed_at
            self._view.weighed(now - state.weighed_at)
        return self._view.frames(whole=whole)

    def _take(self, first_index: int, volts: FloatArray) -> None:
        """Samples, from the thread that looks at them."""
        if first_index < self._next_index or self._next_index < 0:
            newest = self.session.newest()
            self._view = self._new_view(self.session.plates.rig.rate_hz if newest is None else newest[1])
            self._view.begin(first_index)
            self._zero = self._weighed_at = None
        zero = self.session.plates.last_zero
        if zero is not None and zero is not self._zero:
            self._zero = zero
            self._view.zeroed(zero)
        self._view.push(first_index, volts)
        self._next_index = first_index + volts.shape[1]

    def _new_view(self, rate_hz: float) -> LiveView:
        return LiveView(self.session.plates.rig, rate_hz, share_shown=self._share_shown)


class SessionFeed:
    """Frames of the session that is shown now.

    Parameters
    ----------
    shown : callable
        The session that is shown.
    share_shown : bool
        Whether left and right are told apart.
    """

    def __init__(self, shown: Callable[[], LabSession], *, share_shown: bool = False) -> None:
        self._shown, self._share_shown = shown, share_shown
        self._present = SessionView(shown(), share_shown=share_shown)
        self._own = self._present

    def look(self) -> None:
        """Follow a change from one session to another; called often, so that no samples are missed."""
        session = self._shown()
        if session is self._present.session:
            return
        own = session is self._own.session
        self._present = self._own if own else SessionView(session, share_shown=self._share_shown)

    def newest(self) -> tuple[LiveRing, float] | None:
        """Ring and rate of the shown session's recorder."""
        return self._shown().newest()

    def frames(self, *, whole: bool) -> tuple[bytes, bytes | None]:
        """The present moment as bytes."""
        self.look()
        return self._present.frames(whole=whole)
