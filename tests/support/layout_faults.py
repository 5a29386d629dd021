"""What is wrong with a laid-out page: texts that touch, marks that leave the box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from reports.marks import Area, Disc, Group, Line, Mark, Text
from reports.theme import BOX_HEIGHT, BOX_WIDTH

TOUCH_MM = 0.05
LEEWAY_MM = 0.1


def texts(groups: Sequence[Group]) -> list[Text]:
    """Every run of text."""
    return [mark for group in groups for mark in group.every_mark if isinstance(mark, Text)]


def overlaps(groups: Sequence[Group]) -> list[str]:
    """Pairs of texts whose boxes overlap."""
    found = []
    for one, other in combinations(sorted(texts(groups), key=lambda run: run.frame.y), 2):
        a, b = one.frame, other.frame
        wide = min(a.right, b.right) - max(a.x, b.x)
        high = min(a.bottom, b.bottom) - max(a.y, b.y)
        if wide > TOUCH_MM and high > TOUCH_MM:
            found.append(f"“{one.text}” over “{other.text}” by {wide:.2f} × {high:.2f} mm")
    return found


def outside(groups: Sequence[Group]) -> list[str]:
    """Marks that leave the box."""
    marks = [mark for group in groups for mark in group.every_mark]
    return [f"{mark} leaves the box" for mark in marks if not all(map(_inside, _edges(mark)))]


def _inside(point: tuple[float, float]) -> bool:
    x, y = point
    return -LEEWAY_MM <= x <= BOX_WIDTH + LEEWAY_MM and -LEEWAY_MM <= y <= BOX_HEIGHT + 3 * LEEWAY_MM


def _edges(mark: Mark) -> Sequence[tuple[float, float]]:
    if isinstance(mark, Text):
        return ((mark.frame.x, mark.frame.y), (mark.frame.right, mark.frame.bottom))
    if isinstance(mark, Disc):
        (x, y), r = mark.centre, mark.radius
        return ((x - r, y - r), (x + r, y + r))
    assert isinstance(mark, Line | Area)
    return tuple(mark.points)
