"""Force against time as the page shows it: the whole lift, and the push enlarged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing.history import NEEDED, event_s, metric
from processing.percentiles import middle_80_of_columns
from processing.result import Document, LiftCurves
from reports import reading
from reports.comparison import Comparison
from reports.numbers import NO_BREAK, fixed
from reports.phases import Phase, Span, phases
from reports.shown import DURATION, FINISH
from reports.words import drawings


@dataclass(frozen=True, eq=False)
class Trace:
    """Force curves of a span.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        Page time.
    total_n : ndarray, shape (n,)
        All plates.
    left_n, right_n : ndarray, shape (n,), or None
        Per foot; ``None`` with one plate.
    phases : tuple of Phase
        Phases in the span.
    """

    time_s: FloatArray
    total_n: FloatArray
    left_n: FloatArray | None
    right_n: FloatArray | None
    phases: tuple[Phase, ...]

    @property
    def span(self) -> Span:
        """First and last time."""
        return float(self.time_s[0]), float(self.time_s[-1])


@dataclass(frozen=True, eq=False)
class Usual:
    """What earlier lifts did: a band of curves, or a box around their peaks.

    Attributes
    ----------
    time_s, low_n, high_n : ndarray, shape (n,)
        Outline of the 10th and 90th percentile.
    lifts : int
        How many lifts.
    band : bool
        True for curves; False for the box (10th to 90th percentile of peak force and of its time).
    """

    time_s: FloatArray
    low_n: FloatArray
    high_n: FloatArray
    lifts: int
    band: bool


@dataclass(frozen=True, eq=False)
class ForceView:
    """Both force drawings.

    Attributes
    ----------
    whole : Trace
        The whole lift, or the whole recording where no lift was found.
    close : Trace or None
        Scoop, extension and air; ``None`` where no lift was found.
    drive : (float, float) or None
        The push, page time.
    weight_n : float or None
        Lifter and bar.
    usual : Usual or None
        Earlier lifts.
    halves : (str, str) or None
        Share of the push in its first and its second half.
    annotation : str
        One remark on the enlarged drawing; may be empty.
    points_at_late_half : bool
        Whether the remark is about the second half of the push.
    """

    whole: Trace
    close: Trace | None
    drive: Span | None
    weight_n: float | None
    usual: Usual | None
    halves: tuple[str, str] | None
    annotation: str
    points_at_late_half: bool = False


def force_view(document: Document, curves: LiftCurves, comparison: Comparison) -> ForceView:
    """Both force drawings of one lift."""
    weight = metric(document, "system_weight")
    zero = event_s(document, "drive_end")
    if zero is None:
        start = float(curves.time_s[0])
        whole = _trace(curves, start, (0.0, float(curves.time_s[-1]) - start), None)
        return ForceView(whole, None, None, weight, None, None, "")
    close = _trace(curves, zero, _close_span(document, zero), document)
    push = event_s(document, "drive_start")
    drive = None if push is None else (push - zero, 0.0)
    return ForceView(
        whole=_trace(curves, zero, _whole_span(document, zero), document),
        close=close,
        drive=drive,
        weight_n=weight,
        usual=_band(comparison, close) or _peak_box(comparison),
        halves=_halves(document),
        annotation=_annotation(document, comparison),
        points_at_late_half=_holds(document, "drive_ended_early"),
    )


def _trace(curves: LiftCurves, zero_s: float, span: Span, document: Document | None) -> Trace:
    time = curves.time_s - zero_s
    inside = (time >= span[0]) & (time <= span[1])
    sides = [side[inside] for side in (curves.left_n, curves.right_n)]
    known = all(np.isfinite(side).all() for side in sides)
    shown = (float(time[inside][0]), float(time[inside][-1]))
    named = () if document is None else phases(document, shown)
    return Trace(time[inside], curves.total_n[inside], sides[0] if known else None, sides[1] if known else None, named)


def _whole_span(document: Document, zero: float) -> Span:
    first = next((t for key in ("tension_onset", "separation") if (t := event_s(document, key)) is not None), None)
    drive = event_s(document, "drive_start") or zero
    begin = (first - 0.35 if first is not None else drive - 1.0) - zero
    last = event_s(document, "hold_start")
    bottom = event_s(document, "bottom")
    end = last + 0.5 if last is not None else bottom + 1.0 if bottom is not None else zero + 1.5
    return begin, end - zero


def _close_span(document: Document, zero: float) -> Span:
    first = next(
        (t for key in ("unweighting_start", "trough", "drive_start") if (t := event_s(document, key)) is not None), zero
    )
    _, on = reading.release_s(document)
    peak = event_s(document, "catch_peak")
    end = peak + 0.06 if peak is not None else on + 0.22 if on is not None else zero + 0.45
    end = min(end, zero + 0.60)
    return first - 0.12 - zero, max(end, zero + 0.25) - zero


def _band(comparison: Comparison, close: Trace) -> Usual | None:
    """10th to 90th percentile of the shapes that earlier documents keep, laid over each other at the push's end."""
    shapes = [shape for lift in comparison.lifts if (shape := _shape(lift)) is not None]
    if comparison.missing or len(shapes) < NEEDED:
        return None
    first, last = close.span
    grid = shapes[0][0]
    inside = (grid >= first) & (grid <= last)
    rows = np.array([np.interp(grid, time, force, left=np.nan, right=np.nan) for time, force in shapes])[:, inside]
    seen = np.isfinite(rows).sum(axis=0) >= NEEDED
    if not seen.any():
        return None
    low, high = middle_80_of_columns(rows[:, seen])
    return Usual(grid[inside][seen], low, high, len(shapes), True)


def _shape(document: Document) -> tuple[FloatArray, FloatArray] | None:
    """Page time and force, N, of the shape that a document keeps; ``None`` in one that keeps none."""
    shape, weight = document.get("shape"), metric(document, "system_weight")
    if not shape or weight is None:
        return None
    around = shape["around_drive_end"]
    ratio = np.array(around["force_ratio"], dtype=float)
    return around["from_s"] + around["step_s"] * np.arange(ratio.size), ratio * weight


def _peak_box(comparison: Comparison) -> Usual | None:
    """Where the peak usually lies, from the documents alone; no curve is invented from them."""
    peaks = []
    for lift in comparison.lifts if not comparison.missing else ():
        force, at, end = metric(lift, "peak_force"), event_s(lift, "peak_2"), event_s(lift, "drive_end")
        if force is not None and at is not None and end is not None:
            peaks.append((at - end, force))
    if len(peaks) < NEEDED:
        return None
    (first, low), (last, high) = middle_80_of_columns(np.array(peaks))
    return Usual(np.array([first, last]), np.array([low, low]), np.array([high, high]), len(peaks), False)


def _halves(document: Document) -> tuple[str, str] | None:
    late = FINISH.printed_value(document)
    if late is None or not 0.0 <= late <= 100.0:
        return None
    whole = round(late)
    return f"{100 - whole}{NO_BREAK}%", f"{whole}{NO_BREAK}%"


def _holds(document: Document, code: str) -> bool:
    return any(finding["code"] == code for finding in reading.findings(document, *reading.HOLDING))


def _annotation(document: Document, comparison: Comparison) -> str:
    """One remark: the sign behind the verdict that this drawing shows best."""
    if _holds(document, "drive_ended_early"):
        late, usual = FINISH.small(document), comparison.usual(FINISH)
        return "" if late is None else drawings.early_annotation(late, usual and FINISH.range(*usual))
    if _holds(document, "drive_shorter"):
        length, usual = DURATION.printed_value(document), comparison.usual(DURATION)
        if length is not None and usual is not None and length < usual[0]:
            return drawings.short_annotation(fixed(usual[0] - length, 0))
    return ""
