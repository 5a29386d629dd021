"""Is it slower? The time of the push, its force, and what it gained, against the athlete's own.

A push that is cut off takes less time, as does a race that is left before its finish; only what was gained in the time
tells whether it was slower (G. Everett, "Leg Drive Makes Hip Extension Work", 2026).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.history import NEEDED, metric
from processing.options import is_clean
from processing.percentiles import middle_80
from processing.result import Document
from reports import reading
from reports.comparison import Comparison
from reports.numbers import fixed
from reports.shown import DURATION, GAIN, MEAN_FORCE, RISE, Shown
from reports.words import lift as heading_words
from reports.words import reasons
from reports.words import second_page as words
from reports.words.say import say

DELAY = Shown("finish_delay", "ms", 1000.0)
ROWS = (DURATION, MEAN_FORCE, GAIN, RISE, DELAY)
PUSH_FINDINGS = ("drive_ended_early", "drive_shorter", "drive_weaker")
Finish = tuple[float, float]
"""Time of a push, ms, and the speed it gained, m/s."""


@dataclass(frozen=True)
class SlowerRow:
    """One number of the push.

    Attributes
    ----------
    name, value, usual : str
        Plain name; this lift with its interval, or why it is missing; usual range or a dash.
    place : float or None
        This lift on the row's scale, printed units.
    limits : (float, float) or None
        Usual range on the same scale.
    dots : tuple of float
        Earlier lifts.
    missing : bool
        Whether ``value`` is a reason.
    meaning : str
        What the number is, for a card without usual ranges.
    """

    name: str
    value: str
    usual: str
    place: float | None
    limits: tuple[float, float] | None
    dots: tuple[float, ...] = ()
    missing: bool = False
    meaning: str = ""


@dataclass(frozen=True, eq=False)
class Race:
    """The push as a race: speed gained against time, all starting together.

    Attributes
    ----------
    path : tuple of (float, float)
        This lift; only its finish where the document keeps no shape.
    others : tuple of tuple of (float, float)
        Earlier lifts with a shape.
    finishes : tuple of (float, float)
        Ends of the earlier pushes.
    """

    path: tuple[Finish, ...]
    others: tuple[tuple[Finish, ...], ...]
    finishes: tuple[Finish, ...]

    @property
    def finish(self) -> Finish:
        """End of this push."""
        return self.path[-1]


@dataclass(frozen=True, eq=False)
class Slower:
    """The card.

    Attributes
    ----------
    answer : str
        The answer in a few words.
    sentences : tuple of str
        What it rests on.
    rows : tuple of SlowerRow
        The numbers.
    race : Race or None
        The drawing; ``None`` where the push was not measured.
    alt : str
        What the drawing says.
    """

    answer: str
    sentences: tuple[str, ...]
    rows: tuple[SlowerRow, ...]
    race: Race | None
    alt: str = ""


def slower(document: Document, comparison: Comparison) -> Slower:
    """The card of one lift."""
    rows = tuple(_row(document, comparison, shown) for shown in ROWS)
    race = _race(document, comparison)
    if race is None:
        return Slower(say(words.SLOWER_MISSING), (), rows, None)
    alt = words.race_alt(DURATION.large(document) or "", GAIN.large(document) or "", len(race.finishes))
    ways = _way(document, comparison, DURATION), _way(document, comparison, GAIN)
    if ways[0] is None or ways[1] is None or reading.at_least(document, GAIN.key):
        return Slower(say(words.ALONE_ANSWER), (_ten_more(document), say(words.RACE_ALONE)), rows, race, alt)
    key = (ways[0], ways[1])
    return Slower(say(words.ANSWERS[key]), _sentences(document, comparison, key), rows, race, alt)


def _row(document: Document, comparison: Comparison, shown: Shown) -> SlowerRow:
    value, limits = shown.large(document), _usual(comparison, shown)
    usual = heading_words.DASH if limits is None else shown.range(*limits)
    from_dip = shown is RISE and str(document["lift"]["kind"]).startswith("power_position_")
    name = say(words.RISE_FROM_DIP if from_dip else words.SLOWER_NAMES[shown.key])
    if value is None:
        why = reasons.reason_words(reading.reason_code(document, shown.key))
        return SlowerRow(name, why, usual, None, limits, missing=True)
    meaning = say(words.SLOWER_MEANINGS[shown.key])
    place = shown.printed_value(document)
    return SlowerRow(name, value, usual, place, limits, comparison.values(shown), meaning=meaning)


def _usual(comparison: Comparison, shown: Shown) -> tuple[float, float] | None:
    """Middle 80 % of the earlier lifts, printed units; also of a number that page 1 does not show."""
    values = comparison.values(shown)
    if comparison.missing or len(values) < NEEDED:
        return None
    return middle_80(values)


def _way(document: Document, comparison: Comparison, shown: Shown) -> int | None:
    """Under (−1), within (0) or over (1) usual, where the measurement can tell; ``None`` without a usual range."""
    value, limits = shown.printed_value(document), _usual(comparison, shown)
    if value is None or limits is None:
        return None
    if not round(
        _beyond(document, comparison, shown), shown.decimals
    ):  # nothing to tell in the digits that are printed
        return 0
    doubt = 1.96 * (shown.printed_uncertainty(document) or 0.0)
    return -1 if value + doubt < limits[0] else 1 if value - doubt > limits[1] else 0


def _beyond(document: Document, comparison: Comparison, shown: Shown) -> float:
    """How far a number lies outside usual, printed units."""
    value, limits = shown.printed_value(document), _usual(comparison, shown)
    if value is None or limits is None:
        return 0.0
    return 0.0 if shown.within(document, limits) else max(limits[0] - value, value - limits[1])


def _sentences(document: Document, comparison: Comparison, key: tuple[int, int]) -> tuple[str, ...]:
    told = [
        say(
            words.DIFFERENCES[key],
            milliseconds=fixed(_beyond(document, comparison, DURATION), 0),
            speed=fixed(_beyond(document, comparison, GAIN), 2),
        )
    ]
    held = {finding["code"] for finding in reading.findings(document, *reading.HOLDING)}
    if key in words.RACES and (key != (-1, -1) or held & set(PUSH_FINDINGS)):  # page 1 found that it ended or was short
        told.append(say(words.RACES[key]))
    if key == (-1, -1) and is_clean(str(document["lift"]["kind"])):
        told.append(say(words.CLEAN_REMARK))
    if key == (0, -1) and "drive_ended_early" in held:
        told.append(say(words.RACE_EASED))
    elif key != (0, 0) and not held & set(PUSH_FINDINGS):
        told.append(say(words.NOT_ENOUGH))
    elif key not in words.RACES:
        told.append(say(words.RACE_ALONE))
    return tuple(told)


def _ten_more(document: Document) -> str:
    """Speed is gained evenly at the mean force, so ten milliseconds are worth their share of it."""
    time, gain = DURATION.printed_value(document), GAIN.printed_value(document)
    if time is None or gain is None or time <= 0:
        return ""
    return words.ten_more(fixed(10.0 * gain / time, 2))


def _race(document: Document, comparison: Comparison) -> Race | None:
    finish = _finish(document)
    if finish is None:
        return None
    others = tuple(path for lift in comparison.lifts if len(path := _path(lift)) > 1)
    finishes = tuple(end for lift in comparison.lifts if (end := _finish(lift)) is not None)
    return Race(_path(document) or (finish,), others, finishes)


def _finish(document: Document) -> Finish | None:
    time, gain = metric(document, DURATION.key), metric(document, GAIN.key)
    return None if time is None or gain is None or time <= 0 else (1000.0 * time, gain)


def _path(document: Document) -> tuple[Finish, ...]:
    """Speed gained so far at equal steps of the push: the area of F/W − 1, scaled to the speed gained in all."""
    finish, shape = _finish(document), document.get("shape")
    if finish is None or not shape:
        return () if finish is None else (finish,)
    over = np.asarray(shape["drive"], dtype=float) - 1.0
    area = np.concatenate([[0.0], np.cumsum(0.5 * (over[1:] + over[:-1]))])
    if not area[-1] > 0:
        return (finish,)
    times, speeds = np.linspace(0.0, finish[0], area.size), finish[1] * area / area[-1]
    return tuple(zip(times.tolist(), speeds.tolist(), strict=True))
