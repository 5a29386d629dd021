"""The sample rate of a table: from its own column of times, or typed; never guessed."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.plate import FloatArray

TIME = re.compile(
    r"(abs(olute)?[ _])?(time|t|zeit|tiempo|temps|tempo)([ _]?[\[(]?(?P<unit>s|sec|seconds?|ms|milliseconds?)[\])]?)?"
)
LONG_STEP = 1.75
"""Steps: longer ones are gaps where they are rare; where they are not, the times are printed too coarsely."""
RARE = 0.01
SLOWEST_HZ = 20.0
"""Slower force plates do not exist: such times are in another unit."""
RATE_NEEDED = "give it: --rate HZ"
FINEST_DIGITS = 6
OFF_ROWS = 0.5
"""A time that is further from its row's than its printing explains belongs to another row."""
WINDOW = 200
"""Rows, at the least, over which times are judged: their clock and the plates' may drift apart on the long run …"""
DRIFT = 1e-3
"""… by this share."""
ENOUGH_WINDOWS = 5
LOST_ROWS = "rows are missing, doubled or out of order"
WITHOUT_GAPS = "export the file again; where none is missing, leave its column of times out"


def time_unit_s(name: str, unit: str = "") -> float | None:
    """Seconds in the unit of a column of times; 0 where it states none; ``None`` where it is no column of times."""
    found = TIME.fullmatch(name.strip().lower())
    if found is None:
        return None
    stated = (found["unit"] or unit.strip("[]() ").lower())[:3]
    return 0.001 if stated in ("ms", "mil") else 1.0 if stated in ("s", "sec") else 0.0


def rate_of_times(times: FloatArray, unit_s: float, where: str) -> float:
    """Samples per second of a column of times that runs evenly.

    Parameters
    ----------
    times : ndarray, shape (n,)
        The column.
    unit_s : float
        Seconds in its unit; 0 where the file states none: seconds then, if that gives a rate which plates have.
    where : str
        The file, for messages.

    Raises
    ------
    UnreadableFile
        A time is missing, or samples are.
    OptionNeeded
        The times are printed too coarsely, or their unit is not known.
    """
    if times.size < 2:
        raise OptionNeeded("holds one sample, which tells no rate", where, RATE_NEEDED)
    _check_present(times, where)
    if unit_s:
        _check_order(times, where)
    step = float(times[-1] - times[0]) / (times.size - 1)
    if not step > 0.0 or (np.diff(times) <= 0.0).any():
        raise OptionNeeded("its times do not tell the samples apart", where, RATE_NEEDED)
    steps = np.diff(times)
    long = steps > LONG_STEP * float(np.median(steps))
    if long.mean() > RARE and not _is_gapped(times, step):
        raise OptionNeeded("its times are printed too coarsely to tell the rate", where, RATE_NEEDED)
    if long.any():
        gap = int((steps > 0.999 * steps.max()).argmax())
        raise UnreadableFile(
            f"its times jump from {times[gap]:g} to {times[gap + 1]:g} at row {gap + 2}: samples are missing", where,
            "export the file again, or cut it before the gap",
        )  # fmt: skip
    rate = 1.0 / (step * (unit_s or 1.0))
    if not SLOWEST_HZ <= rate <= 1e6:
        raise OptionNeeded(f"its times would mean {rate:g} Hz", where, RATE_NEEDED)
    even = round(rate, 2)
    return even if abs(rate - even) < 1e-6 * rate else rate


def _check_present(times: FloatArray, where: str) -> None:
    if not np.isfinite(times).all():
        raise UnreadableFile(f"row {int(np.isfinite(times).argmin()) + 1} has no time", where, "export the file again")


def _check_order(times: FloatArray, where: str) -> None:
    back = np.diff(times) < 0.0
    if back.any():
        row = int(back.argmax()) + 1
        what = f"row {row + 1} says {times[row]:g}, the row before {times[row - 1]:g}: {LOST_ROWS}"
        raise UnreadableFile(what, where, WITHOUT_GAPS)


def _is_gapped(times: FloatArray, mean_step: float) -> bool:
    """Whether steps are multiples of their usual one, more unevenly so than the printing of even times makes them."""
    steps = np.diff(times)
    multiples = steps / float(np.median(steps))
    off = (times - times[0]) / mean_step - np.arange(times.size)
    whole = bool((np.abs(multiples - np.rint(multiples)) < 0.05).all())
    return whole and float(np.ptp(off)) > _tick(times) / mean_step + OFF_ROWS


def _tick(times: FloatArray) -> float:
    """The step in which times are printed, in their own unit: 1, 0.1 … 0.000001; 0 where it is finer."""
    for digits in range(FINEST_DIGITS + 1):
        scaled = times * 10.0**digits
        if (np.abs(scaled - np.rint(scaled)) < 1e-3).all():
            return float(10.0**-digits)
    return 0.0


def check_times(times: FloatArray, unit_s: float, rate_hz: float, where: str, *, stated: bool = False) -> list[str]:
    """Raise where a column of times contradicts the rate, or shows that rows are missing or doubled.

    Times may be printed as coarsely as they like, and be uneven all along as a computer's clock is; what is found is a
    row where they leave their own way.

    Parameters
    ----------
    times : ndarray, shape (n,)
        The column.
    unit_s : float
        Seconds in its unit; 0 where the file states none.
    rate_hz : float
        What the file's head states, or what was typed.
    where : str
        The file, for messages.
    stated : bool
        Whether the file states the rate itself.

    Returns
    -------
    list of str
        A word about times that are too uneven to show a few missing rows.

    Raises
    ------
    UnreadableFile
        A time is missing or rows are, or the file's own rate is not that of its times.
    OptionNeeded
        The typed rate is not that of the times.
    """
    _check_present(times, where)
    if times.size < 2 or not np.ptp(times) > 0.0:
        return []  # times that stand still tell nothing
    _check_order(times, where)
    unit = _fitting_unit(times, unit_s, rate_hz)
    off = (times - times[0]) * (unit * rate_hz) - np.arange(times.size)
    ranges, half = _ranges(times, off)
    printed = _printing_rows(times, unit * rate_hz)
    usual = float(np.median(ranges)) if ranges.size >= ENOUGH_WINDOWS else 0.0
    is_uneven = usual > 1.25 * printed + 2.0 * OFF_ROWS
    most = (2.0 * usual if is_uneven else max(usual, printed)) + OFF_ROWS
    drifts = abs(float(off[-1])) > most + DRIFT * times.size
    if drifts and float(ranges.max()) <= usual + 2.0 * OFF_ROWS:
        run = (times.size - 1) / (float(times[-1] - times[0]) * unit)
        whose, kind = ("its head says", UnreadableFile) if stated else ("--rate says", OptionNeeded)
        raise kind(
            f"its times run at {run:g} Hz, {whose} {rate_hz:g} Hz: samples are missing, or the rate is another", where,
            "export the file again" if stated else "export the file again, or give the rate of its times",
        )  # fmt: skip
    if drifts or (ranges > most).any():
        row = _first_off(off, ranges, half, most)
        raise UnreadableFile(
            f"row {row + 1} says {times[row] * unit:g} s, at {rate_hz:g} Hz after row {row} it would be "
            f"{times[row - 1] * unit + 1.0 / rate_hz:g} s: {LOST_ROWS}", where, WITHOUT_GAPS,
        )  # fmt: skip
    return (
        [f"its times are uneven by {usual:.0f} rows: fewer missing rows than {most:.0f} do not show"]
        if is_uneven
        else []
    )


def _fitting_unit(times: FloatArray, unit_s: float, rate_hz: float) -> float:
    """Seconds in the unit of the times: the stated one, or seconds, where they give a rate that plates have.

    Else whatever makes their usual pace the rate: they may count samples, or hold milliseconds under another name.
    """
    unit = unit_s or 1.0
    pace = float(times[-1] - times[0]) / (times.size - 1)
    if SLOWEST_HZ <= 1.0 / (pace * unit) <= 1e6:
        return unit
    span = min(WINDOW, times.size - 1)
    usual = float(np.median(times[span:] - times[:-span])) / span
    return 1.0 / (rate_hz * (usual or pace))


def _printing_rows(times: FloatArray, rows_per_unit: float) -> float:
    """How many rows the printing of even times may lie off them: none where each time is printed exactly."""
    tick = _tick(times)
    if not tick:
        return 0.0
    ratio = 1.0 / (rows_per_unit * tick)
    even = Fraction(ratio).limit_denominator(1000)
    exact = abs(ratio - float(even)) * times.size < 0.01
    return tick * rows_per_unit * (1.0 - 1.0 / even.denominator if exact else 1.0)


def _ranges(times: FloatArray, off: FloatArray) -> tuple[FloatArray, int]:
    """Range of ``off`` in windows that overlap by half, and that half: some ticks of the times long."""
    ticks = np.flatnonzero(np.diff(times, prepend=-np.inf, append=np.inf) > 0.0)
    half = min(max(WINDOW // 2, 2 * int(np.diff(ticks).max())), max(1, times.size // 2))
    firsts = np.arange(0, times.size, half)
    high, low = np.maximum.reduceat(off, firsts), np.minimum.reduceat(off, firsts)
    if firsts.size > 1:
        high, low = np.maximum(high[:-1], high[1:]), np.minimum(low[:-1], low[1:])
    return high - low, half


def _first_off(off: FloatArray, ranges: FloatArray, half: int, most: float) -> int:
    """The row at which the times first leave their way; 1 at the least."""
    start = int((ranges > most).argmax()) * half
    part = off[start : start + 2 * half] if (ranges > most).any() else off
    widths = np.maximum.accumulate(part) - np.minimum.accumulate(part)
    return max(1, (start if (ranges > most).any() else 0) + int((widths > most).argmax()))


def settled_rate(stated: float | None, given_hz: float | None, where: str, what: str) -> tuple[float, list[str]]:
    """The rate that the file states, else the one that was typed; and a note where the typed one is not used.

    Raises
    ------
    OptionNeeded
        Neither; ``what`` says which kind of file lacks it.
    """
    if stated is None:
        if given_hz is None:
            raise OptionNeeded(f"{what} states no sample rate", where, RATE_NEEDED)
        return given_hz, []
    in_vain = given_hz is not None and abs(given_hz - stated) > 1e-3
    return stated, [f"the file states {stated:g} Hz; --rate {given_hz:g} is not used"] if in_vain else []


def rate_from_table(
    name: str, unit: str, times: FloatArray, given_hz: float | None, where: str, what: str
) -> tuple[float, list[str]]:
    """The rate of a table whose first column may be its times, as :func:`settled_rate` gives it.

    Parameters
    ----------
    name, unit : str
        Header and unit of that column.
    times : ndarray, shape (n,)
        Its values.
    given_hz : float or None
        What was typed: it counts where the times do not tell.
    where, what : str
        The file and its kind, for messages.
    """
    unit_s = time_unit_s(name, unit)
    if unit_s is None:
        return settled_rate(None, given_hz, where, what)
    try:
        return settled_rate(rate_of_times(times, unit_s, where), given_hz, where, what)
    except OptionNeeded:
        if given_hz is None:
            raise
    if not unit_s and name.strip().lower() == "t" and (np.diff(times) < 0.0).any():
        return given_hz, []  # a t that falls is none of time
    return given_hz, check_times(times, unit_s, given_hz, where)
