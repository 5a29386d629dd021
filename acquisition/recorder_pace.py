"""Holds simulated plates back, which deliver faster than time passes. Real plates are never made to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

AHEAD_S = 1.0
"""How far the samples may always be ahead of the clock."""
BACKLOG_S = 0.5
"""Samples waiting in the driver from which its clock counts as running by itself, only fast."""
LOOK_S = 0.02


class Pace:
    """Lets the samples run ahead of the clock only as far as those who look at them come along.

    With nobody looking they go on in real time. Plates with a clock of their own, however fast, are not held.

    Parameters
    ----------
    rate_hz : float
        Sample rate.
    lead : int
        Samples that the slowest follower may lie behind.
    backlog : callable, optional
        Gives the samples that wait in the driver.
    """

    def __init__(self, rate_hz: float, lead: int, backlog: Callable[[], int] | None = None) -> None:
        self._rate_hz, self._lead = rate_hz, lead
        self._backlog = backlog or (lambda: 0)
        self._seen: dict[object, int] = {}
        self._moved = threading.Condition()
        self._over = False
        self._started_s: float | None = None

    def __call__(self, next_index: int) -> None:
        """Wait until the reader may go on; called from its thread before each read."""
        if self._started_s is None:
            self._started_s = time.monotonic()
        due_s = self._started_s + next_index / self._rate_hz - AHEAD_S
        while (early_s := due_s - time.monotonic()) > 0.0:
            with self._moved:
                if self._moved.wait_for(lambda: self._may_go_on(next_index), min(early_s, LOOK_S)):
                    return
            if self._backlog() > BACKLOG_S * self._rate_hz:
                return

    def seen(self, follower: object, index: int) -> None:
        """A follower has looked at everything before ``index``."""
        with self._moved:
            self._seen[follower] = index
            self._moved.notify_all()

    def left(self, follower: object) -> None:
        """A follower is gone."""
        with self._moved:
            self._seen.pop(follower, None)
            self._moved.notify_all()

    def end(self) -> None:
        """Hold the reader back no more."""
        with self._moved:
            self._over = True
            self._moved.notify_all()

    def _may_go_on(self, next_index: int) -> bool:
        return self._over or (bool(self._seen) and next_index - min(self._seen.values()) <= self._lead)
