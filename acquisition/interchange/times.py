"""The sample rate of a table: from its own column of times, or typed; never guessed."""

from __future__ import annotations

import re

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


def time_unit_s(name: str, unit: str = "") -> float | None:
    """Seconds in the unit of a column of times; 0 where it states none; ``None`` where it is no column of times."""
    found = TIME.fullmatch(name.strip().lower())
    if found is None:
        return None
    stated = (found["unit"] or unit.strip("[]() ").lower())[:2]
    return 0.001 if stated in ("ms", "mi") else 1.0 if stated.startswith("s") else 0.0


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
    if not np.isfinite(times).all():
        raise UnreadableFile(f"row {int(np.isfinite(times).argmin()) + 1} has no time", where, "export the file again")
    step = float(times[-1] - times[0]) / (times.size - 1)
    if not step > 0.0 or (np.diff(times) <= 0.0).any():
        raise OptionNeeded("its times do not tell the samples apart", where, RATE_NEEDED)
    steps = np.diff(times)
    long = steps > LONG_STEP * float(np.median(steps))
    if long.mean() > RARE:
        raise OptionNeeded("its times are printed too coarsely to tell the rate", where, RATE_NEEDED)
    if long.any():
        gap = int(long.argmax())
        raise UnreadableFile(
            f"its times jump from {times[gap]:g} to {times[gap + 1]:g} at row {gap + 2}: samples are missing", where,
            "export the file again, or cut it before the gap",
        )  # fmt: skip
    rate = 1.0 / (step * (unit_s or 1.0))
    if not SLOWEST_HZ <= rate <= 1e6:
        raise OptionNeeded(f"its times would mean {rate:g} Hz", where, RATE_NEEDED)
    even = round(rate, 2)
    return even if abs(rate - even) < 1e-6 * rate else rate


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
    return given_hz, []
