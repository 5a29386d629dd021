"""Events E1 to E8 of the pull, found back from the pull-under: end of the drive, peak, scoop, start."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from processing.crossing import Trace, runs
from processing.filters import samples
from processing.impulse import integral, running
from processing.methods import limit

RECENT_S = 0.3
"""The greatest speed lies at most this long before the unloading."""


class NotSegmentedError(Exception):
    """No lift can be told apart in the force; the message says why, as one sentence without a full stop."""


class LetGoEarlyError(NotSegmentedError):
    """The bar was let go in the first pull.

    Attributes
    ----------
    at : float
        Position in samples at which the force falls under W for good.
    separation : float
        Position at which the bar left the floor.
    """

    def __init__(self, why: str, at: float, separation: float) -> None:
        super().__init__(why)
        self.at = at
        self.separation = separation


@dataclass(frozen=True)
class Pull:
    """Positions (samples, with fractions) of the events up to the end of the drive.

    Attributes
    ----------
    start : float
        Where the velocity is zero: separation, or the end of the quiet standing.
    separation, peak_1, unweighting_start, trough : float or None
        ``None`` where this lift has no such event.
    drive_start, peak_2, drive_end : float
        The drive.
    peak_n, least_n : float
        Force at ``peak_2``; least force between the two pulls (NaN without a trough).
    dips : bool
        Whether the force falls under the system weight before the drive.
    under : int
        Sample of the least force of the pull-under.
    """

    start: float
    separation: float | None
    peak_1: float | None
    unweighting_start: float | None
    trough: float | None
    drive_start: float
    peak_2: float
    drive_end: float
    peak_n: float
    least_n: float
    dips: bool
    under: int


def find_pull(total: Trace, weight_n: float, g_m_s2: float, first: int, *, floor: bool, separates: bool) -> Pull:
    """Find the pull and its drive.

    Parameters
    ----------
    total : Trace
        Vertical force of all plates.
    weight_n : float
        W, weight of lifter and bar.
    g_m_s2 : float
        Gravity.
    first : int
        Sample at which the quiet standing ends.
    floor : bool
        The bar starts on floor or blocks; else in the hands.
    separates : bool
        The separation shows in the force (the bar's discs rest beside the plates).

    Raises
    ------
    LetGoEarlyError
        The bar was let go in the first pull.
    NotSegmentedError
        No push with a pull-under after it, or the events do not come in order.
    """
    start, under = _under(total, weight_n, g_m_s2, first, separates=separates)
    begin = int(np.floor(start))
    ends = total.crossings(weight_n, begin, under, rising=False)
    if ends.size == 0:
        raise NotSegmentedError("the force never rises over the weight of lifter and bar before the pull-under")
    end = total.refined(weight_n, int(ends[-1]))
    if separates:
        _must_be_pulled(total, (weight_n, g_m_s2), (start, end), under)
    rate = total.rate_hz
    window = max(begin, int(end - limit("peak_window_s") * rate))
    peak, peak_n = total.extreme(window, int(end), largest=True)
    if peak_n <= weight_n:
        raise NotSegmentedError("no push over the weight of lifter and bar before the pull-under")
    earliest = max(begin, int(peak - limit("trough_window_s") * rate))
    low, least_n = _scoop(total, begin, earliest, int(peak), floor=floor)
    dips = least_n < (weight_n if floor else limit("dip_share") * weight_n)
    drive = _drive_start(total, weight_n, (begin, low, peak), floor=floor, dips=dips)
    first_peak, falls = _first_pull(total, weight_n, begin, low, dips=dips) if floor else (None, None)
    pull = Pull(
        start=start,
        separation=start if separates else None,
        peak_1=first_peak,
        unweighting_start=falls,
        trough=low if dips or floor else None,
        drive_start=drive,
        peak_2=peak,
        drive_end=end,
        peak_n=peak_n,
        least_n=least_n if dips or floor else float("nan"),
        dips=dips,
        under=under,
    )
    return _in_order(pull)


def _must_be_pulled(total: Trace, scale: tuple[float, float], ends: tuple[float, float], under: int) -> None:
    """Raise ``LetGoEarlyError`` where the force falls for good while lifter and bar are still low."""
    (weight_n, g_m_s2), (start, end) = scale, ends
    if _lands(total, weight_n, under):
        return
    speed = running(total.raw - weight_n, start, total.rate_hz) * g_m_s2 / weight_n
    rise_m = integral(speed, start, end, total.rate_hz)
    if rise_m < limit("let_go_rise_m"):
        why = f"the bar was let go in the first pull, with lifter and bar {rise_m:.2f} m higher than at separation"
        raise LetGoEarlyError(why, end, start)


def _lands(total: Trace, weight_n: float, after: int) -> bool:
    """Whether the feet take the load of lifter and bar soon after an unloading; a bar that was let go brings none."""
    stop = after + samples(limit("landing_s"), total.rate_hz)
    return float(total.smooth[after:stop].max(initial=0.0)) >= limit("landing_share") * weight_n


def _in_order(pull: Pull) -> Pull:
    told = (pull.separation, pull.peak_1, pull.trough, pull.peak_2, pull.drive_end)
    times = [time for time in told if time is not None]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise NotSegmentedError("peaks and crossings of the force do not come in the order of a lift")
    if not pull.drive_start < pull.peak_2 < pull.drive_end:
        raise NotSegmentedError("the push has no rise, peak and end")
    return pull


def _under(total: Trace, weight_n: float, g_m_s2: float, first: int, *, separates: bool) -> tuple[float, int]:
    """Where the velocity is zero, and the least force of the pull-under."""
    if not separates:
        found = _unloading(total, weight_n, g_m_s2, first, total.raw.size)
        if found is None:
            raise NotSegmentedError("no push with a pull-under after it")
        return float(first), found
    rises = total.crossings(weight_n, first, total.raw.size, rising=True)
    held = samples(limit("separation_hold_s"), total.rate_hz)
    reach = samples(limit("search_s"), total.rate_hz)
    for rise in rises:
        if total.smooth[rise + 1 : rise + 1 + held].min() >= weight_n:
            found = _unloading(total, weight_n, g_m_s2, int(rise), int(rise) + reach)
            if found is not None:
                return total.refined(weight_n, int(rise)), found
    if rises.size == 0:
        raise NotSegmentedError("the force never stays over the weight of lifter and bar")
    raise NotSegmentedError("no pull-under follows the rise over the weight of lifter and bar")


def _unloading(total: Trace, weight_n: float, g_m_s2: float, first: int, stop: int) -> int | None:
    """Sample of the least force of the unloading that the greatest speed precedes; ``None`` without any.

    Unloadings after which the feet land come first: a bar let go on the way up unloads too.
    """
    load = total.smooth[first:stop] / weight_n
    speed = np.cumsum(load - 1.0) * g_m_s2 / total.rate_hz
    light = [(a, b) for a, b in runs(load < limit("unloading_share")) if a > 0]
    if not light:
        return None
    landed = [run for run in light if _lands(total, weight_n, first + run[1])]
    a, b = max(landed or light, key=lambda run: float(speed[run[0]]))
    recent = max(0, a - samples(RECENT_S, total.rate_hz))
    if float(speed[recent : a + 1].max()) < limit("push_speed_m_s"):
        return None
    return first + a + int(load[a:b].argmin())


def _scoop(total: Trace, begin: int, earliest: int, peak: int, *, floor: bool) -> tuple[float, float]:
    """Position and height of the least force between the two pulls (floor) or of the dip."""
    if not floor:
        return total.extreme(earliest, peak, largest=False)
    y = total.smooth[begin : peak + 1]
    before = np.maximum.accumulate(y)
    after = np.maximum.accumulate(y[::-1])[::-1]
    depth = np.minimum(before, after) - y
    depth[: earliest - begin] = -1.0
    low = begin + int(depth.argmax())
    half = samples(0.03, total.rate_hz)
    return total.extreme(max(low - half, begin), min(low + half, peak), largest=False)


def _drive_start(total: Trace, weight_n: float, at: tuple[int, float, float], *, floor: bool, dips: bool) -> float:
    """E6: last upward crossing of W before the peak that follows a dip, and what stands for it without one."""
    begin, low, peak = at
    level = weight_n if dips else limit("rise_share") * weight_n
    if floor and not dips:
        return low
    rises = total.crossings(level, int(low) if dips else begin, int(peak), rising=True)
    if rises.size == 0:
        raise NotSegmentedError("the push does not begin at the weight of lifter and bar")
    return total.refined(level, int(rises[-1]))


def _first_pull(
    total: Trace, weight_n: float, begin: int, low: float, *, dips: bool
) -> tuple[float | None, float | None]:
    """E3 and E4; raises ``NotSegmentedError`` where no pull lies between the floor and the scoop."""
    if low <= begin + 1:
        raise NotSegmentedError("no first pull comes before the push: was the bar in the hands already?")
    peak, _ = total.extreme(begin, int(low), largest=True)
    if not dips:
        return peak, None
    falls = total.crossings(weight_n, int(peak), int(low) + 1, rising=False)
    return peak, total.refined(weight_n, int(falls[-1])) if falls.size else None


def tension_onset(total: Trace, body_n: float, quiet_sd_n: float, separation: float, first: int) -> float | None:
    """E1: last rise over body weight before separation, N over it: the larger of 20 N and 5 SD of quiet standing."""
    level = body_n + max(limit("tension_n"), limit("tension_sd") * quiet_sd_n)
    rises = total.crossings(level, first, int(separation), rising=True)
    return total.refined(level, int(rises[-1])) if rises.size else None
