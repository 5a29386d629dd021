"""The power-position lifts of a day that the ladder is set against: those that push alike, and no faulty one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from acquisition.plate import FloatArray
from processing.history import metric
from processing.result import Document
from processing.transfer import NEEDED, distance
from reports import reading

FAULTY = ("drive_ended_early", "drive_shorter", "drive_weaker")
"""Findings about the push: a lift that bears one is no push to carry over. Where the feet went is another matter."""
SPIKE = "pattern_spike_then_sag"
APART = 4.0
"""Times as far from the middle push as the middle one of the lifts: a lift beyond that lies apart."""
LEAST_DISTANCE = 0.05
"""Of F/W: nearer than that no lift lies apart, however close the others are to one another."""
LEAST_S = 0.020
"""The same of the length of the push, s."""
TOLERANCE = 1.5
"""Times the middle distance of the lifts from one another: pushes within that are the same push."""


def reference_lifts(lifts: Sequence[Document]) -> list[Document]:
    """Of the power-position lifts of a family those that make the reference.

    One that bears a finding about its push, or a spike that sags, is left out; then one that lies apart from the
    others, in shape or in length: a fault that nothing was there to judge would else be carried into the mean.

    Parameters
    ----------
    lifts : sequence of Document
        Made, with a shape, in the order of the day.
    """
    sound = [each for each in lifts if not _faulty(each)]
    if len(sound) < NEEDED:
        return sound
    pushes = pushes_of(sound)
    middle = np.median(pushes, axis=0)
    shapes = np.array([distance(push, middle) for push in pushes])
    lengths = np.array([np.nan if (s := metric(each, "drive_duration")) is None else s for each in sound])
    apart = _apart(shapes, LEAST_DISTANCE)
    if np.isfinite(lengths).any():
        apart |= _apart(np.abs(lengths - np.nanmedian(lengths)), LEAST_S)
    return [each for each, away in zip(sound, apart.tolist(), strict=True) if not away]


def _faulty(document: Document) -> bool:
    held = {str(finding["code"]) for finding in reading.findings(document, *reading.HOLDING)}
    return bool(held & {*FAULTY}) or reading.finding(document, SPIKE) is not None


def _apart(distances: FloatArray, least: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which lie apart; one that is not known does not."""
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = distances > max(APART * float(np.nanmedian(distances)), least)
    return found


def pushes_of(lifts: Sequence[Document]) -> FloatArray:
    """Shapes of their pushes, one row a lift."""
    return np.array([lift["shape"]["drive"] for lift in lifts], dtype=np.float64)


def among_themselves(lifts: Sequence[Document]) -> tuple[float, ...]:
    """Distance of each push from the mean of the others."""
    pushes = pushes_of(lifts)
    return tuple(distance(pushes[at], np.delete(pushes, at, axis=0).mean(axis=0)) for at in range(len(pushes)))


def tolerance(lifts: Sequence[Document]) -> float:
    """Distance up to which a push is that of these lifts; one of them that lies a little aside does not widen it."""
    return TOLERANCE * float(np.median(among_themselves(lifts)))
