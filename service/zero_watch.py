"""The zero watched while samples come: its age, how far empty plates have moved from it, and why none was taken."""

from __future__ import annotations

from acquisition.zero import AGAIN_N, EMPTY_N, GRAVITY_M_S2, ZeroFinder

OLD_S = 600.0
"""Age from which a zero is stale."""
DRIFT_N = 5.0
"""How far an empty plate may read from zero."""
NO_ZERO_S = 10.0
"""How long the first zero may take."""
RESTS_S = 2.0
"""How long empty plates must rest for their drift to count."""
LEFT_LYING_S = 5.0
"""How long a small load must rest to count as left lying."""


class ZeroWatch:
    """Looks at a zero finder after each portion of samples; says each thing once per zero.

    Parameters
    ----------
    sides : sequence of str
        Names of the plates.
    rate_hz : float
        Sample rate.

    Attributes
    ----------
    drift_n : float or None
        Largest force that a plate showed when all were last seen empty and still since the zero.
    """

    def __init__(self, sides: tuple[str, ...], rate_hz: float) -> None:
        self._sides, self._rate_hz = sides, rate_hz
        self._zero_stop: int | None = None
        self._said: set[str] = set()
        self._since: dict[str, int] = {}
        self.drift_n: float | None = None

    def age_s(self, index: int) -> float | None:
        """Age of the zero at a sample, s; ``None`` where there is none."""
        return None if self._zero_stop is None else (index - self._zero_stop) / self._rate_hz

    def look(self, finder: ZeroFinder, index: int) -> list[str]:
        """What there is to say once everything before sample ``index`` was pushed into the finder."""
        if finder.last is None:
            return self._without_zero(finder, index)
        if finder.last.stop != self._zero_stop:
            self._zero_stop = finder.last.stop
            self._said.clear()
            self._since.clear()
            self.drift_n = None
        return [*self._old(index), *self._drifted(finder, index), *self._left_lying(finder, index)]

    def _without_zero(self, finder: ZeroFinder, index: int) -> list[str]:
        """No zero came in time."""
        if finder.refusal is None or index < NO_ZERO_S * self._rate_hz or not self._first_time("none"):
            return []
        return [f"no zero yet: {finder.refusal.words}; {finder.refusal.advice}"]

    def _old(self, index: int) -> list[str]:
        age_s = self.age_s(index)
        if age_s is None or age_s <= OLD_S or not self._first_time("old"):
            return []
        return [f"the zero is {age_s / 60.0:.0f} min old: leave the plates empty for two seconds to have a new one"]

    def _drifted(self, finder: ZeroFinder, index: int) -> list[str]:
        """Empty plates that read something."""
        if not self._lasts("empty", finder.still and abs(finder.load_n) <= AGAIN_N, index, RESTS_S):
            self._since.pop("drifted", None)
            return []
        loads_n = finder.plate_load_n.tolist()
        self.drift_n = max(abs(load_n) for load_n in loads_n)
        if not self._lasts("drifted", self.drift_n > DRIFT_N, index, RESTS_S) or not self._first_time("drift"):
            return []
        each = ", ".join(f"{side} {load_n:+.1f} N" for side, load_n in zip(self._sides, loads_n, strict=True))
        return [
            f"the empty plates read {each}: the zero has drifted, or something small lies there; clear them and leave "
            "them empty until the next zero"
        ]

    def _left_lying(self, finder: ZeroFinder, index: int) -> list[str]:
        """A small load that stays."""
        small = finder.still and AGAIN_N < abs(finder.load_n) <= EMPTY_N
        if not self._lasts("lying", small, index, LEFT_LYING_S) or not self._first_time("lying"):
            return []
        return [
            f"{finder.load_n:+.0f} N ({finder.load_n / GRAVITY_M_S2:+.1f} kg) rest on the plates and are not zeroed "
            "away: take off what lies there; where nothing does, start the session again for a new zero"
        ]

    def _lasts(self, what: str, is_so: bool, index: int, seconds: float) -> bool:
        """Whether something has been so for that long."""
        if not is_so:
            self._since.pop(what, None)
            return False
        return index - self._since.setdefault(what, index) >= seconds * self._rate_hz

    def _first_time(self, what: str) -> bool:
        """Whether this was not said before, since the last zero."""
        new = what not in self._said
        self._said.add(what)
        return new
