"""Groups moved up or down a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.marks import Disc, Group, Mark, Text


def moved(groups: Sequence[Group], down_mm: float) -> tuple[Group, ...]:
    """The same groups, ``down_mm`` further down."""
    return tuple(
        replace(
            group,
            marks=tuple(_moved(mark, down_mm) for mark in group.marks),
            children=moved(group.children, down_mm),
        )
        for group in groups
    )


def _moved(mark: Mark, down_mm: float) -> Mark:
    if isinstance(mark, Text):
        return replace(mark, y=mark.y + down_mm)
    if isinstance(mark, Disc):
        return replace(mark, centre=(mark.centre[0], mark.centre[1] + down_mm))
    return replace(mark, points=tuple((x, y + down_mm) for x, y in mark.points))
