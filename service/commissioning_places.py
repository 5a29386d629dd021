"""The plates drawn in plain characters: where to press or put something next, and what is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INSIDE = 15
ARROWS = {"front left": "-->", "front right": "vvv", "back right": "<--", "back left": "^^^"}
WEIGHT = "[#]"
DONE = "ok"
LINES = {"front left": 0, "front right": 0, "centre": 3, "back left": 6, "back right": 6}
QUARTERS = {"front left": 1, "front right": 1, "centre": 3, "back left": 5, "back right": 5}


@dataclass(frozen=True, order=True)
class Place:
    """A place on a plate: ``left`` or ``right``, and a corner or ``centre``."""

    side: str
    name: str


def drawing(sides: Sequence[str], asked: Place, done: Sequence[Place], *, weight: bool = False) -> str:
    """Plates seen from above, front at the top.

    Parameters
    ----------
    sides : sequence of str
        Plates from left to right.
    asked : Place
        Marked with an arrow, or with a weight.
    done : sequence of Place
        Marked ``ok``.
    weight : bool
        Whether places lie half-way to the corners, for a weight, rather than on them.
    """
    plates = [_plate(side, asked, done, weight) for side in sides]
    front = "front".center(len(plates[0][0]) * len(plates) + 2 * (len(plates) - 1)).rstrip()
    return "\n".join(["  " + front, *("  " + "  ".join(rows) for rows in zip(*plates, strict=True))])


def _plate(side: str, asked: Place, done: Sequence[Place], weight: bool) -> list[str]:
    """One plate's lines."""
    edge = "+" + "-" * INSIDE + "+"
    rows = [" " * INSIDE for _ in range(7)]
    rows[4 if weight else 3] = side.center(INSIDE)
    marks = {place.name: DONE for place in done if place.side == side}
    if asked.side == side:
        marks[asked.name] = WEIGHT if weight else ARROWS[asked.name]
    for name, mark in marks.items():
        at = (QUARTERS if weight else LINES)[name]
        rows[at] = _put(rows[at], mark, name, INSIDE // 4 - 1 if weight else 1)
    return [edge, *(f"|{row}|" for row in rows), edge]


def _put(row: str, mark: str, name: str, margin: int) -> str:
    """The line with a mark at the left, at the right or in the middle."""
    if name == "centre":
        start = (INSIDE - len(mark)) // 2
    else:
        start = margin if name.endswith("left") else INSIDE - margin - len(mark)
    return row[:start] + mark + row[start + len(mark) :]
