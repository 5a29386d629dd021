"""Small drawings of every push of the day, over what is usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing.history import NEEDED
from processing.result import Document
from reports.comparison import Comparison
from reports.draw import Sign
from reports.numbers import NO_BREAK, fixed
from reports.session.rows import LiftRow, Outcome
from reports.words import session as words
from reports.words.say import say

SPAN_S = (-0.40, 0.30)
"""Seconds from the end of the push that are drawn."""


@dataclass(frozen=True, eq=False)
class DriveView:
    """One push.

    Attributes
    ----------
    title, kind : str
        Number and load, and the kind of lift.
    result : str
        In a word.
    outcome : {'made', 'missed', 'unknown'}
        How the lift ended.
    sign : Sign
        Shape of the verdict.
    verdict : str
        In two or three words.
    time_s, ratio : ndarray, shape (n,)
        Seconds from the end of the push, and force over the weight of lifter and bar; empty where it is not known.
    low, high : ndarray, shape (n,)
        10th and 90th percentile of the makes to compare with; NaN where there are not five.
    alt : str
        The drawing in words.
    """

    title: str
    kind: str
    result: str
    outcome: Outcome
    sign: Sign
    verdict: str
    time_s: FloatArray
    ratio: FloatArray
    low: FloatArray
    high: FloatArray
    alt: str


def drive_view(document: Document, row: LiftRow, comparison: Comparison) -> DriveView:
    """The push of one lift."""
    title = NO_BREAK.join(filter(None, [f"{row.number}.", row.load]))
    told = NO_BREAK.join(filter(None, [f"{row.number}.", row.kind, row.load]))
    shape = _inside(document)
    if shape is None:
        none = np.empty(0)
        alt = words.no_drive_alt(told, row.result)
        what = (title, row.kind, row.result, row.outcome, row.sign)
        return DriveView(*what, say(words.NO_DRIVE), none, none, none, none, alt)
    time, ratio = shape
    low, high = _band(comparison, time)
    push = ratio[time <= 0.0]  # later there is the catch, which may be harder
    if not np.isfinite(push).any():
        push = ratio
    peak = fixed(100.0 * float(np.nanmax(push)), 0)
    alt = words.drive_alt(told, row.result, row.verdict, peak)
    return DriveView(title, row.kind, row.result, row.outcome, row.sign, row.verdict, time, ratio, low, high, alt)


def _inside(document: Document) -> tuple[FloatArray, FloatArray] | None:
    """Time and force of the drawn span; ``None`` where the document keeps no shape."""
    shape = document.get("shape")
    if not shape:
        return None
    around = shape["around_drive_end"]
    ratio = np.array(around["force_ratio"], dtype=np.float64)
    time = around["from_s"] + around["step_s"] * np.arange(ratio.size, dtype=np.float64)
    inside = (time >= SPAN_S[0] - 1e-9) & (time <= SPAN_S[1] + 1e-9)
    return (time[inside], ratio[inside]) if np.isfinite(ratio[inside]).any() else None


def _band(comparison: Comparison, time: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Middle 80 % of the comparable makes, where five of them are known."""
    low, high = np.full(time.size, np.nan), np.full(time.size, np.nan)
    shapes = [shape for lift in comparison.lifts if (shape := _inside(lift)) is not None]
    if comparison.missing or len(shapes) < NEEDED:
        return low, high
    rows = np.array([np.interp(time, *shape, left=np.nan, right=np.nan) for shape in shapes])
    seen = np.isfinite(rows).sum(axis=0) >= NEEDED
    low[seen], high[seen] = np.nanpercentile(rows[:, seen], [10.0, 90.0], axis=0)
    return low, high
