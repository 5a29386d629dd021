"""Flights of plain jumps in a force: a push over body weight, both feet off the plates, a landing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.crossing import Trace, runs
from processing.filters import samples
from processing.methods import limit
from processing.order_statistics import median
from processing.phases import NotSegmentedError

PUSH_BEFORE_S = 0.6
"""The push lies at most this long before take-off."""
LOADED_N = 200.0
"""Over this force somebody stands there: the median of it is a first guess of the weight."""
EDGE_SHARE = 0.2
"""Part of a flight at either end that does not tell how large the unloaded force is."""
LANDED_S = 0.2
"""A foot may touch down this long after the other."""
LANDING_S = 1.0
"""The deepest point of the landing comes at most this long after touching down."""
Span = tuple[int, int]


@dataclass(frozen=True)
class Flight:
    """One flight, positions in samples.

    Attributes
    ----------
    takeoff, landing : float
        The force of all plates falls under the threshold, and rises over it again.
    level_n : float
        The threshold.
    """

    takeoff: float
    landing: float
    level_n: float

    def seconds(self, rate_hz: float) -> float:
        """Length."""
        return (self.landing - self.takeoff) / rate_hz


def find_flights(total: Trace) -> list[Flight]:
    """All flights of jumps, in order; a hop within a second of a landing belongs to the jump before it.

    Parameters
    ----------
    total : Trace
        Vertical force of all plates.
    """
    rate = total.rate_hz
    shortest, longest = limit("jump_flight_s") * rate, limit("jump_flight_longest_s") * rate
    light = runs(total.smooth < limit("contact_n"))
    if not any(shortest <= stop - start <= longest for start, stop in light):
        return []
    loaded = total.smooth[total.smooth > LOADED_N]
    if loaded.size == 0:
        return []
    push_n = limit("jump_push_share") * median(loaded)
    found: list[Flight] = []
    for start, stop in light:
        long_enough = shortest <= stop - start <= longest
        before = total.smooth[max(0, start - samples(PUSH_BEFORE_S, rate)) : start]
        if not long_enough or stop >= total.raw.size or before.max(initial=0.0) < push_n:
            continue
        flight = _timed(total, start, stop)
        if found and flight.takeoff - found[-1].landing < limit("jump_apart_s") * rate:
            continue
        found.append(flight)
    return found


def _timed(total: Trace, start: int, stop: int) -> Flight:
    """The flight between two samples, timed on raw ones: threshold max(20 N, unloaded mean + 5 SD of this flight)."""
    edge = int(EDGE_SHARE * (stop - start))
    empty = total.raw[start + edge : stop - edge]
    level = max(limit("contact_n"), float(empty.mean()) + limit("contact_sd") * float(empty.std()))
    return Flight(total.refined(level, start - 1), total.refined(level, stop - 1), level)


def must_not_jump(total: Trace) -> None:
    """Raise ``NotSegmentedError`` where somebody is longer in the air than in any lift, and nothing else happens."""
    flights = find_flights(total)
    air_s = max((flight.seconds(total.rate_hz) for flight in flights), default=0.0)
    if len(flights) == 1 and air_s > limit("lift_air_s"):
        raise NotSegmentedError(f"a jump and no lift: both feet are off for {air_s:.2f} s")


def jump_spans(flights: Sequence[Flight], n: int, rate_hz: float, lifts: Sequence[Span] = ()) -> list[Span]:
    """Spans ``[start, stop)`` that hold one jump each: from the landing before to the take-off after.

    Parameters
    ----------
    flights : sequence of Flight
        In order.
    n : int
        Samples of the record.
    rate_hz : float
        Sample rate.
    lifts : sequence of (int, int)
        Spans with a bar: a flight in one of them is no jump.
    """
    kept = [f for f in flights if not any(a <= f.takeoff < b for a, b in lifts)]
    reach = samples(limit("jump_reach_s"), rate_hz)
    spans: list[Span] = []
    for flight in kept:
        others = [f for f in flights if f is not flight]
        first = max((int(f.landing) + 1 for f in others if f.landing < flight.takeoff), default=0)
        last = min((int(f.takeoff) for f in others if f.takeoff > flight.landing), default=n)
        spans.append((max(first, int(flight.takeoff) - reach), min(last, int(flight.landing) + reach, n)))
    return spans
