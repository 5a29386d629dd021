"""How much of the power position's push survives in another lift of the same day (the coach's ladder of drills).

The distance is the root mean square difference of F/W against t/T over the drive: this lift against the mean of the
day's lifts from the power position. 0 is the same push; it falls over weeks when the drills carry over.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from processing.history import before, load_kg, session
from processing.missing import Measured, Missing
from processing.options import is_clean, is_pull
from processing.result import Document

POWER_POSITION = "power_position_"
NEEDED = 3
"""Lifts from the power position that make a reference."""
SAME_LOAD_KG = 0.25
"""A load so little above this lift's is the same load."""


def transfer_distance(
    document: Document, shape: Sequence[float], history: Sequence[Document]
) -> tuple[Measured, float]:
    """Distance of this lift's push from the day's pushes from the power position, and its standard uncertainty.

    Parameters
    ----------
    document : Document
        This lift: its ``lift`` and ``events``.
    shape : sequence of float
        Its ``shape.drive``: F/W at equal steps of the drive's time.
    history : sequence of Document
        Any lifts; the earlier ones of the same athlete and day, from the power position, made, of the same family
        (snatch or clean) and at a load not above this one's are used.

    Returns
    -------
    (float or Missing, float)
        Of F/W. The uncertainty is an upper bound: the reference's standard error taken as the same way off everywhere.
    """
    lift = document["lift"]
    if str(lift["kind"]).startswith(POWER_POSITION) or is_pull(lift["kind"]):
        return Missing("not_in_kind", "a lift from the power position, or a pull, is not compared with itself"), 0.0
    reference = [other["shape"]["drive"] for other in power_position_lifts(document, history)]
    if len(reference) < NEEDED:
        have = f"the same athlete has {len(reference)} of them" if reference else "there are none"
        why = f"needs {NEEDED} earlier power-position lifts of the day, not heavier; {have}"
        return Missing("needs_session", why), 0.0
    pushes = np.array(reference)
    error = pushes.std(axis=0, ddof=1) / np.sqrt(len(reference))
    return distance(np.asarray(shape), pushes.mean(axis=0)), float(np.sqrt(_mean(error**2)))


def distance(push: FloatArray, reference: FloatArray) -> float:
    """Root mean square difference of two pushes over their time, by the trapezoid rule."""
    return float(np.sqrt(_mean((push - reference) ** 2)))


def _mean(values: FloatArray) -> float:
    """Mean over equal steps of time."""
    return float(np.mean([0.5 * (a + b) for a, b in pairwise(values.tolist())]))


def power_position_lifts(document: Document, others: Sequence[Document]) -> list[Document]:
    """The day's earlier made lifts from the power position that a lift is set against."""
    lift, day, load = document["lift"], session(document), load_kg(document)
    if not day or load is None:
        return []
    return [other for other in others if _fits(other, lift, day, load) and before(other, document)]


def _fits(other: Document, lift: dict[str, Any], day: str, load: float) -> bool:
    theirs = other["lift"]
    kind = str(theirs["kind"])
    fits = kind.startswith(POWER_POSITION) and not is_pull(kind) and is_clean(kind) == is_clean(lift["kind"])
    if not fits or theirs.get("athlete") != lift.get("athlete") or theirs.get("outcome") != "made":
        return False
    weighs = load_kg(other)
    return bool(other.get("shape")) and session(other) == day and weighs is not None and weighs <= load + SAME_LOAD_KG
