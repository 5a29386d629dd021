"""Where a session stands that somebody else has begun: what its recording already says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from acquisition.interchange.record import LiftLabel
from acquisition.live_ring import LiveRing
from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents
from acquisition.rig import Rig
from acquisition.zero import Zero

LABEL_KEYS = ("kind", "load_kg", "athlete", "attempt", "complex_id", "foot_length_mm")
RING_SHARE = 0.9
"""Share of the live ring that is still there by the time it is looked at."""


@dataclass(frozen=True, eq=False)
class SessionSoFar:
    """What a running recording says.

    Attributes
    ----------
    rig : Rig
        As it was when the recording began.
    at : int
        Sample from which it has to be looked at.
    missed : (int, int) or None
        Samples that nobody has looked at and that are no longer in the live ring.
    lifts : int
        How many lifts are marked.
    labels : tuple of LiftLabel
        What was typed so far.
    zero : Zero or None
        The last one; its ``fz_n`` is not in the recording and 0 here.
    """

    rig: Rig
    at: int
    missed: tuple[int, int] | None
    lifts: int
    labels: tuple[LiftLabel, ...]
    zero: Zero | None


def session_so_far(path: Path, live: LiveRing, looked_at: int) -> SessionSoFar:
    """Read a growing recording.

    Parameters
    ----------
    path : Path
        The recording.
    live : LiveRing
        What can still be looked at.
    looked_at : int
        Index of the first sample that nobody has looked at.

    Raises
    ------
    FileError
        It cannot be read yet.
    """
    with Container(path) as container:
        contents = read_contents(container)
    marks = contents.marks
    decided = [int(mark["stop"]) for mark in marks if mark["mark"] in ("lift", "weigh_in")]
    oldest = max(live.next_index - round(RING_SHARE * live.capacity), 0)
    tares = [mark for mark in marks if mark["mark"] == "tare"]
    return SessionSoFar(
        rig=contents.rig,
        at=max(oldest, min(max(decided, default=0), live.next_index)),
        missed=(looked_at, oldest) if looked_at < oldest else None,
        lifts=sum(mark["mark"] == "lift" for mark in marks),
        labels=tuple(
            LiftLabel(int(mark["index"]), *(mark.get(key) for key in LABEL_KEYS))
            for mark in marks
            if mark["mark"] == "label"
        ),
        zero=zero_of(tares[-1]) if tares else None,
    )


def zero_of(mark: Mapping[str, Any]) -> Zero:
    """The zero of a mark."""
    volts, sd = (np.asarray(mark[key], dtype=np.float64) for key in ("volts", "sd"))
    return Zero(int(mark["start"]), int(mark["stop"]), volts, sd, 0.0)
