"""The lifter alone: what one stay on the plates weighs without a bar, and what counts as holding one."""

from __future__ import annotations

from dataclasses import dataclass

from acquisition.plate import FloatArray
from processing import detect_limits as limits
from processing.detect_rests import Rest, weighed_n
from processing.detect_ticks import TickStream
from processing.options import STANDARD_GRAVITY_M_S2

LEAST_BAR_N = limits.LEAST_BAR_KG * STANDARD_GRAVITY_M_S2


@dataclass(frozen=True)
class Stand:
    """A still stand of the lifter alone, weighed.

    Attributes
    ----------
    start, stop : int
        Ticks.
    weight_n, uncertainty_n : float
        Mean force and its standard uncertainty.
    """

    start: int
    stop: int
    weight_n: float
    uncertainty_n: float


class Body:
    """Weight of the lifter alone during one stay.

    Parameters
    ----------
    stream : TickStream
        Where the still stands can be looked up.

    Attributes
    ----------
    weight_n : float or None
        As last seen; ``None`` where the lifter held a bar from the beginning.
    known : bool
        False while the stream began with somebody on the plates, who may have held a bar.
    stands : list of Stand
        Still stands of the lifter alone since stepping on.
    """

    def __init__(self, stream: TickStream) -> None:
        self.weight_n: float | None = None
        self.known = False
        self.stands: list[Stand] = []
        self._doubted: list[Stand] = []
        self._stream = stream

    def stepped_on(self, rest: Rest, *, known: bool) -> None:
        """The first still stand of a stay, or the first without the bar that was held from the beginning."""
        self.stands, self._doubted = [], []
        self.known = known
        self.weight_n = rest.level_n

    def held_a_bar(self) -> None:
        """Who stood on the plates when the stream began seems to have held a bar: nothing weighed is the lifter."""
        self.weight_n, self.stands, self._doubted = None, [], self.stands or self._doubted

    def held_nothing(self, level_n: float) -> None:
        """It was a jump: what was weighed since the stream began is the lifter after all."""
        self.weight_n = level_n
        self.stands, self._doubted = [*self._doubted, *self.stands], []

    def left(self) -> None:
        """Nobody is on the plates."""
        self.weight_n, self.known, self.stands, self._doubted = None, False, [], []

    def note(self, rest: Rest) -> None:
        """Weigh a still stand of the lifter alone, or weigh it again now that it has lasted longer."""
        ticks = trimmed(self._stream, rest)
        if ticks.size < self._stream.ticks(limits.STILL_WINDOW_S):
            return
        weight, uncertainty = weighed_n(ticks, self._stream.tick_hz, limits.SWAY_M_S["standing"])
        stand = Stand(rest.start, rest.stop, weight, uncertainty)
        self.stands = [*(kept for kept in self.stands[-9:] if kept.start != rest.start), stand]
        self.weight_n = weight

    def is_alone(self, level_n: float) -> bool:
        """Whether a load is the lifter without anything."""
        return self.weight_n is not None and abs(level_n - self.weight_n) <= limits.BODY_TOLERANCE * self.weight_n

    def is_loaded(self, level_n: float) -> bool:
        """Whether there is a bar in the hands; taken to be so where the lifter's own weight was never seen."""
        if self.weight_n is None:
            return True
        return level_n - self.weight_n >= max(LEAST_BAR_N, limits.LEAST_BAR_SHARE * self.weight_n)

    def stillest(self, earliest: float, latest: float) -> Stand | None:
        """The best weighed stand that ended within a stretch of ticks: long, and still."""
        within = [stand for stand in self.stands if earliest <= stand.stop <= latest]
        return min(within, key=lambda stand: stand.uncertainty_n, default=None)


def trimmed(stream: TickStream, rest: Rest, longest_s: float | None = None) -> FloatArray:
    """Total force of a still stand less a tenth of a second at either end, at most the last ``longest_s`` of it.

    What a gap hides is left out.
    """
    edge = stream.ticks(limits.STILL_MEAN_S)
    start, stop = rest.start + edge, rest.stop - edge
    if longest_s is not None:
        start = max(start, stop - stream.ticks(longest_s))
    return stream.measured_n(start, stop)
