"""How much of the power position's push survives from hang, blocks and floor, and when to go lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from processing.history import load_kg, metric
from processing.missing import Missing
from processing.options import JUMPS, STANDARD_GRAVITY_M_S2, is_clean, is_pull
from processing.result import Document
from processing.transfer import (
    NEEDED,
    POWER_POSITION,
    SAME_LOAD_KG,
    distance,
    power_position_lifts,
    transfer_distance,
)
from reports import reading
from reports.loads import loads_told
from reports.numbers import COVERAGE, MINUS, NO_BREAK, fixed, with_uncertainty
from reports.session.reference import among_themselves, pushes_of, reference_lifts, tolerance
from reports.session.rows import Outcome, outcome_of
from reports.shown import DURATION, FINISH, FULLNESS, GAIN, Shown
from reports.words import lift as heading_words
from reports.words import session as words
from reports.words.say import capitalised, say

RUNGS = ("hang_", "block_", "")
"""From the highest to the lowest, as kinds begin."""
DIFFERENCES = (FINISH, FULLNESS, DURATION, GAIN)
LAST = 3
"""Lifts of a rung that are looked at before a lower one is named; the middle one of their distances decides."""


@dataclass(frozen=True)
class Dot:
    """One lift: its distance from the power position, half its 95 % interval, how it ended."""

    distance: float
    half: float
    outcome: Outcome


@dataclass(frozen=True)
class Rung:
    """One rung.

    Attributes
    ----------
    name : str
        Where its lifts begin.
    dots : tuple of Dot
        In the order of the day.
    differences : tuple of str
        Of :data:`DIFFERENCES`, against the power position; a dash where one is not known.
    sentence : str
        Whether to go lower.
    """

    name: str
    dots: tuple[Dot, ...]
    differences: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Ladder:
    """The rungs of one family of lifts.

    Attributes
    ----------
    title : str
        Family, and how many lifts it is set against.
    among : tuple of float
        Distance of each power-position lift that counts from the mean of the others.
    within : float
        Distance up to which a push is that of the power position.
    rungs : tuple of Rung
        Highest first.
    sentences : tuple of str
        What it comes to.
    alt : str
        The drawing in words.
    """

    title: str
    among: tuple[float, ...]
    within: float
    rungs: tuple[Rung, ...]
    sentences: tuple[str, ...]
    alt: str


def ladders(documents: Sequence[Document]) -> tuple[Ladder, ...]:
    """The ladder of each family that was lifted from power position that day.

    Parameters
    ----------
    documents : sequence of Document
        All lifts of one athlete's day, in order.
    """
    found = (_ladder([each for each in documents if _of_family(each, clean)], clean) for clean in (False, True))
    return tuple(ladder for ladder in found if ladder is not None)


def _of_family(document: Document, clean: bool) -> bool:
    kind = str(document["lift"]["kind"])
    return bool(document["segmented"]) and kind not in JUMPS and not is_pull(kind) and is_clean(kind) == clean


def _ladder(lifts: Sequence[Document], clean: bool) -> Ladder | None:
    made = [each for each in lifts if _from_power_position(each) and each["lift"].get("outcome") == "made"]
    made = [each for each in made if each.get("shape")]
    if not made:
        return None
    high = reference_lifts(made)
    aside = (words.aside_words(len(made) - len(high)),) if len(high) < len(made) else ()
    family = capitalised(say(words.FAMILIES[clean]))
    if len(high) < NEEDED:
        few = (words.reference_few(len(high), NEEDED), *aside)
        return Ladder(family, (), 0.0, (), few, "")
    counted = {id(each) for each in high}
    lifts = [each for each in lifts if id(each) in counted or not _from_power_position(each)]
    rungs = tuple(rung for start in RUNGS if (rung := _rung(lifts, start)) is not None)
    sentences = (*(rung.sentence for rung in rungs), *aside) if rungs else (say(words.RUNGS_MISSING), *aside)
    title = words.rung_title(family, len(high))
    told = _alt(title, rungs, sentences)
    return Ladder(title, among_themselves(high), tolerance(high), rungs, sentences, told)


def _alt(title: str, rungs: Sequence[Rung], sentences: Sequence[str]) -> str:
    told = [
        words.rung_alt(rung.name, fixed(float(np.median([dot.distance for dot in rung.dots])), 2), len(rung.dots))
        for rung in rungs
        if rung.dots
    ]
    return words.ladder_alt(title, told, " ".join(sentences)) if told else " ".join([f"{title}.", *sentences])


def _from_power_position(document: Document) -> bool:
    return str(document["lift"]["kind"]).startswith(POWER_POSITION)


def _rung(lifts: Sequence[Document], start: str) -> Rung | None:
    """One rung; ``None`` where nothing was lifted from there."""
    mine = [each for each in lifts if not _from_power_position(each) and _start(each) == start]
    if not mine:
        return None
    measured = [(each, dot) for each in mine if (dot := _dot(each, lifts)) is not None]
    made = [(each, dot) for each, dot in measured if dot.outcome == "made"]
    return Rung(
        name=say(words.RUNGS[start]),
        dots=tuple(dot for _, dot in measured),
        differences=tuple(_difference([each for each, _ in made], lifts, shown) for shown in DIFFERENCES),
        sentence=_sentence(start, made, lifts),
    )


def _start(document: Document) -> str:
    kind = str(document["lift"]["kind"])
    return next((start for start in RUNGS if start and kind.startswith(start)), "")


def _dot(document: Document, lifts: Sequence[Document]) -> Dot | None:
    if not document.get("shape"):
        return None
    found, sigma = transfer_distance(document, document["shape"]["drive"], lifts)
    return None if isinstance(found, Missing) else Dot(found, COVERAGE * sigma, outcome_of(document))


def _sentence(start: str, made: Sequence[tuple[Document, Dot]], lifts: Sequence[Document]) -> str:
    """Go lower where most of the last lifts lie as near as the power-position lifts do, and are no shorter.

    The distance compares pushes over their own length, so it does not see one that ends early but is shaped the same.
    Where the heavier bar alone may have made the distance, nothing is said of the push.
    """
    if len(made) < LAST:
        return say(words.RUNG_FEW[start], have=len(made), needed=LAST)
    last = made[-LAST:]
    within = tolerance(power_position_lifts(last[-1][0], lifts))
    length = _change([each for each, _ in last], lifts, DURATION)
    shorter = length is not None and length[0] + COVERAGE * length[1] < 0.0
    if shorter:
        return say(words.NOT_YET[start])
    if float(np.median([dot.distance for _, dot in last])) <= within:
        return say(words.GO_LOWER[start])
    beyond_load = float(np.median([dot.distance - _by_load(each, lifts) for each, dot in last]))
    if beyond_load > within:
        return say(words.NOT_YET[start])
    high = power_position_lifts(last[-1][0], lifts)
    return say(words.LOADS_APART[start], loads=_loads([each for each, _ in last]), high=_loads(high))


def _by_load(document: Document, lifts: Sequence[Document]) -> float:
    """Distance that the load alone makes: the same force on the floor is a smaller part of a larger weight."""
    reference = power_position_lifts(document, lifts)
    load, weight_n = load_kg(document), metric(document, "system_weight")
    if load is None or weight_n is None:
        return 0.0
    more_kg = load - float(np.mean([load_kg(each) for each in reference]))
    if more_kg <= SAME_LOAD_KG:
        return 0.0
    push = pushes_of(reference).mean(axis=0)
    return distance(push * (1.0 - more_kg * STANDARD_GRAVITY_M_S2 / weight_n), push)


def _loads(lifts: Sequence[Document]) -> str:
    loads = [load for each in lifts if (load := load_kg(each)) is not None]
    return loads_told(min(loads), max(loads))


def _change(made: Sequence[Document], lifts: Sequence[Document], shown: Shown) -> tuple[float, float] | None:
    """Mean of made lifts less that of the power position, and its uncertainty; the scatter is that of the latter."""
    if not made:
        return None
    reference = [shown.printed_value(each) for each in power_position_lifts(made[-1], lifts)]
    high = np.array([value for value in reference if value is not None])
    mine = [(each, value) for each in made if (value := shown.printed_value(each)) is not None]
    if high.size < NEEDED or not mine:
        return None
    change = float(np.mean([value for _, value in mine]) - high.mean())
    own = float(np.sum([((reading.uncertainty(each, shown.key) or 0.0) * shown.scale) ** 2 for each, _ in mine]))
    sigma = float(np.sqrt(high.var(ddof=1) * (1.0 / high.size + 1.0 / len(mine)) + own / len(mine) ** 2))
    return change, sigma


def _difference(made: Sequence[Document], lifts: Sequence[Document], shown: Shown) -> str:
    """The change as it is printed; a dash where it is not known."""
    found = _change(made, lifts, shown)
    if found is None:
        return heading_words.DASH
    text = with_uncertainty(*found, shown.decimals)
    plus = "" if text.startswith(MINUS) or not any(each in "123456789" for each in text.split("±")[0]) else "+"
    return f"{plus}{text}{NO_BREAK}{say(shown.unit)}"
