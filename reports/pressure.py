"""The path of the pressure under each foot, laid on an outline of a foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from acquisition.plate import FloatArray
from processing.history import event_s
from processing.result import Document, LiftCurves
from reports.numbers import NO_BREAK, fixed
from reports.shown import SHARE
from reports.words import drawings
from reports.words.say import say

Side = Literal["left", "right"]
HEEL_TO_STANDING_MM = 110.0
"""Where standing pressure is taken to lie, from the heel of a 265 mm foot: an assumption, said on the page."""
WEAK_N = 200.0
"""Load under which the centre of pressure is drawn dotted."""
STATIONS = ("separation", "unweighting_start", "trough", "drive_start")
"""Events that may be numbered on the path, before the last contact; the trough only where no scoop begins before it."""
NEAR_S = 0.03
"""How far a sample may lie from an event to stand for it."""
POINTS = 260
"""Points of a path that are kept; the curve is low-passed and far smoother than that."""


@dataclass(frozen=True)
class Station:
    """A numbered point of the path, mm from the heel's middle: to the right, forward; ``key`` says what it is."""

    number: int
    key: str
    right_mm: float
    forward_mm: float


@dataclass(frozen=True, eq=False)
class FootPath:
    """One foot.

    Attributes
    ----------
    side : {'left', 'right'}
        Which foot.
    right_mm, forward_mm : ndarray, shape (n,)
        The path, from the heel's middle; NaN where there is none.
    weak : ndarray of bool, shape (n,)
        Under 200 N.
    stations : tuple of Station
        Numbered points.
    share : str
        The foot's share of the push.
    """

    side: Side
    right_mm: FloatArray
    forward_mm: FloatArray
    weak: np.typing.NDArray[np.bool_]
    stations: tuple[Station, ...]
    share: str


@dataclass(frozen=True, eq=False)
class PressureView:
    """Both feet, or why there are none.

    Attributes
    ----------
    feet : tuple of FootPath
        Left, right; empty where nothing can be shown.
    keys : tuple of str
        What the numbers mean, ``1 lift-off``.
    missing : str
        Why there are no feet.
    """

    feet: tuple[FootPath, ...]
    keys: tuple[str, ...]
    missing: str = ""


def pressure_view(document: Document, curves: LiftCurves) -> PressureView:
    """Pressure path from the bar's lift-off to the last contact."""
    if not document["segmented"]:
        return PressureView((), (), say(drawings.FEET_NONE))
    if not (np.isfinite(curves.left_n).any() and np.isfinite(curves.right_n).any()):
        return PressureView((), (), say(drawings.FEET_ONE_PLATE))
    if any(entry["code"] == "bar_on_plates" for entry in document["quality"]):
        return PressureView((), (), say(drawings.FEET_BAR))
    left = _foot("left", document, curves, curves.cop_left_mm, curves.left_n)
    right = _foot("right", document, curves, curves.cop_right_mm, curves.right_n)
    if left is None or right is None:
        return PressureView((), (), say(drawings.FEET_NONE))
    keys = {station.number: station.key for foot in (left, right) for station in foot.stations}
    return PressureView((left, right), tuple(drawings.station_words(number, keys[number]) for number in sorted(keys)))


def _foot(
    side: Side, document: Document, curves: LiftCurves, cop_mm: FloatArray, load_n: FloatArray
) -> FootPath | None:
    standing = _standing(side, document, curves, cop_mm)
    span = _span(side, document)
    if standing is None or span is None:
        return None
    inside = (curves.time_s >= span[0]) & (curves.time_s <= span[1])
    right = cop_mm[0] - standing[0]
    forward = cop_mm[1] - standing[1] + HEEL_TO_STANDING_MM
    known = inside & np.isfinite(right) & np.isfinite(forward)
    if known.sum() < 2:
        return None
    keep = _thinned(np.flatnonzero(known))
    path = (right[keep], forward[keep], load_n[keep] < WEAK_N)
    stations = _stations(document, curves.time_s[known], right[known], forward[known])
    return FootPath(side, *path, stations, _share(side, document))


def _thinned(index: np.typing.NDArray[np.intp]) -> np.typing.NDArray[np.intp]:
    step = max(1, len(index) // POINTS)
    return np.unique(np.concatenate([index[::step], index[-1:]]))


def _standing(side: Side, document: Document, curves: LiftCurves, cop_mm: FloatArray) -> FloatArray | None:
    """Pressure in quiet standing, by which the outline is placed."""
    entry: dict[str, Any] = (document.get("cop") or {}).get("quiet") or {}
    pair = entry.get(f"{side}_mm")
    if pair is not None:
        return np.array(pair, dtype=float)
    quiet = event_s(document, "quiet")
    if quiet is None:
        return None
    inside = (curves.time_s >= quiet) & (curves.time_s <= quiet + 0.5) & np.isfinite(cop_mm).all(axis=0)
    return np.asarray(cop_mm[:, inside].mean(axis=1)) if inside.any() else None


def _span(side: Side, document: Document) -> tuple[float, float] | None:
    drive, end = event_s(document, "drive_start"), event_s(document, "drive_end")
    if drive is None or end is None:
        return None
    starts = (event_s(document, key) for key in STATIONS)
    start = next((t for t in starts if t is not None), drive)
    off = event_s(document, f"foot_off_{side}")
    return start, off if off is not None else end


def _stations(
    document: Document, time_s: FloatArray, right_mm: FloatArray, forward_mm: FloatArray
) -> tuple[Station, ...]:
    known = [(key, at) for key in STATIONS if (at := event_s(document, key)) is not None]
    if "unweighting_start" in dict(known):
        known = [(key, at) for key, at in known if key != "trough"]
    found = []
    for number, (key, at) in enumerate(known, start=1):
        near = int(np.abs(time_s - at).argmin())
        if abs(float(time_s[near]) - at) < NEAR_S:
            found.append(Station(number, key, float(right_mm[near]), float(forward_mm[near])))
    left_floor = any(event_s(document, f"foot_off_{side}") is not None for side in ("left", "right"))
    last = "last_contact" if left_floor else "drive_end"
    return (*found, Station(len(known) + 1, last, float(right_mm[-1]), float(forward_mm[-1])))


def _share(side: Side, document: Document) -> str:
    share = SHARE.printed_value(document)
    if share is None:
        return ""
    return f"{fixed(share if side == 'left' else 100 - share, 1)}{NO_BREAK}%"
