"""The edges of a recording's digital signals as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acquisition.ttl import edge_time_s

SIDES = ("rising", "falling")


@dataclass(frozen=True, order=True)
class Edge:
    """One edge.

    Attributes
    ----------
    time_s : float
        Seconds from sample 0 by which it had come, the channel's skew included; it came within the sample before.
    index : int
        First sample on the new side.
    side : str
        ``rising`` or ``falling``.
    channel, name : str
        Input, and what is wired to it.
    """

    time_s: float
    index: int
    side: str
    channel: str
    name: str


def edges(marks: Sequence[Mapping[str, Any]], rate_hz: float) -> list[Edge]:
    """All edges of a recording, in the order of time."""
    return sorted(
        Edge(edge_time_s(index, rate_hz, mark["skew_s"]), index, side, mark["channel"], mark["name"])
        for mark in marks
        if mark["mark"] == "ttl"
        for side in SIDES
        for index in mark[side]
    )


def edge_summaries(found: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    """Per channel its name and how many edges it has, from when to when."""
    for channel in sorted({edge.channel for edge in found}):
        own = [edge for edge in found if edge.channel == channel]
        counts = ", ".join(f"{sum(edge.side == side for edge in own)} {side}" for side in SIDES)
        yield f"ttl {channel}", f"{own[0].name}: {counts}, {own[0].time_s:.4f} s to {own[-1].time_s:.4f} s"


def edge_lines(found: Sequence[Edge]) -> Iterator[str]:
    """A table as CSV: one line per edge."""
    yield "time_s,sample,edge,channel,name"
    for edge in found:
        yield f"{edge.time_s:.6f},{edge.index},{edge.side},{edge.channel},{edge.name}"
