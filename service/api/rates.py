"""How often one key may ask: a bucket that fills steadily and is emptied by requests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock

from service.api.errors import Refused

MOST_KEYS = 10_000


class RateLimit:
    """Counts requests by key, in memory: a burst is let through, then so many a second.

    Parameters
    ----------
    burst : int
        Requests at once.
    per_s : float
        Requests a second for ever.
    clock : callable
        Seconds that only rise.
    """

    def __init__(self, burst: int = 200, per_s: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_s, self._clock = float(burst), per_s, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def count(self, key: str) -> None:
        """Count a request.

        Raises
        ------
        Refused
            429 with ``Retry-After``: too many by this key.
        """
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(key, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_s)
            self._left[key] = (left - 1.0 if left >= 1.0 else left, now)
            if len(self._left) > MOST_KEYS:  # the key that has been silent longest
                del self._left[next(iter(self._left))]
        if left < 1.0:
            wait_s = math.ceil((1.0 - left) / self._per_s)
            raise Refused(429, "too_many_requests", f"Wait {wait_s} s, then go on.", {"Retry-After": str(wait_s)})
