"""Named phases of one lift on the page's time axis, whose zero is the end of the push."""

from __future__ import annotations

from dataclasses import dataclass

from processing.history import event_s
from processing.options import is_pull
from processing.result import Document
from reports import reading
from reports.words import drawings

Span = tuple[float, float]


@dataclass(frozen=True)
class Phase:
    """A phase.

    Attributes
    ----------
    key : str
        Name in the words.
    start_s, stop_s : float
        On the page's axis.
    """

    key: str
    start_s: float
    stop_s: float

    @property
    def name(self) -> str:
        """Plain name."""
        return drawings.phase_name(self.key)


def phases(document: Document, span: Span) -> tuple[Phase, ...]:
    """Phases that lie in a span; where an event is missing its phases are left out, never guessed.

    Parameters
    ----------
    document : Document
        A segmented lift.
    span : (float, float)
        What the page shows, seconds from the end of the push.
    """
    zero = event_s(document, "drive_end") or 0.0

    def at(key: str) -> float | None:
        found = event_s(document, key)
        return None if found is None else found - zero

    scoop = "dip" if document["lift"]["kind"].startswith("power_position_") else "unweighting"
    edges = [
        ("set", span[0], _first(at("separation"), at("unweighting_start"), at("drive_start"))),
        ("first_pull", at("separation"), _first(at("unweighting_start"), at("trough"))),
        (scoop, at("unweighting_start"), at("drive_start")),
        ("drive", at("drive_start"), at("drive_end")),
        *_after_the_push(document, zero),
        ("recovery", at("bottom"), at("hold_start")),
        ("hold", at("hold_start"), span[1]),
    ]
    found = [
        Phase(key, max(start, span[0]), min(stop, span[1]))
        for key, start, stop in edges
        if start is not None and stop is not None
    ]
    return tuple(phase for phase in found if phase.stop_s > phase.start_s)


def _after_the_push(document: Document, zero: float) -> list[tuple[str, float | None, float | None]]:
    """Finish, air and catch; without a foot off the floor the way down is one phase."""
    off, on = reading.release_s(document)
    bottom = event_s(document, "bottom")
    bottom = None if bottom is None else bottom - zero
    if off is None:
        stand = event_s(document, "hold_start")
        if is_pull(document["lift"]["kind"]):
            return [("lowering", 0.0, None if stand is None else stand - zero)]
        return [("pull_under_catch", 0.0, bottom)]
    both = all(event_s(document, f"foot_off_{side}") is not None for side in reading.SIDES)
    landed = None if on is None else on - zero
    air = "air" if both or reading.value(document, "left_share") is None else "pull_under"
    return [("finish", 0.0, off - zero), (air, off - zero, landed), ("catch", landed, bottom)]


def _first(*times: float | None) -> float | None:
    return next((time for time in times if time is not None), None)
