"""What the technician's screen shows besides the live picture: plain values, made by whoever runs the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class NextStep:
    """The one action that comes next: its key, its name, and what it does in words."""

    key: str
    action: str
    words: str


@dataclass(frozen=True)
class KeyWords:
    """A key that works now, and what it does."""

    key: str
    words: str


@dataclass(frozen=True)
class CardValue:
    """A number of the result card as text: name, value ± uncertainty, usual range or why there is none."""

    name: str
    value: str
    usual: str = ""


@dataclass(frozen=True)
class ResultCard:
    """The last lift in short.

    Attributes
    ----------
    lift_id : str
        Of the lift.
    title : str
        Such as ``Lift 4: snatch 92 kg``.
    verdict : str
        The sentence of the report; what is waited for where there is none yet.
    tone : str
        ``down``, ``up``, ``usual``, ``none`` or ``cross``: the shape beside the sentence, as on the report.
    evidence : str
        What carries the sentence, and how sure it is.
    values : tuple of CardValue
        Three at most.
    remarks : tuple of str
        Such as ``Plates say 97.0 kg, you typed 92.``
    """

    lift_id: str
    title: str
    verdict: str
    tone: str = "none"
    values: tuple[CardValue, ...] = ()
    remarks: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True)
class LiftRow:
    """A row of the lift table; ``report_id`` is there once there is a page to look at."""

    lift_id: str
    number: int
    athlete: str
    kind: str
    load_kg: float | None
    judged: str
    state: str
    note: str = ""
    report_id: str | None = None
    remarks: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True)
class MarkedSpan:
    """A span marked by hand where a lift is already: ``merge`` takes it into the lift, ``apart`` makes it a lift of its
    own, ``unmark`` lets it go.
    """

    lift_id: str
    number: int
    start_s: float
    stop_s: float


@dataclass(frozen=True)
class Screen:
    """One moment of the session.

    Attributes
    ----------
    state : str
        One of :data:`service.live.frames.STATES`.
    step : NextStep or None
        What comes next.
    message : str
        What was refused or is wrong, one line; empty where all is well.
    warns : bool
        Whether the message asks for something.
    athlete, kind, load : str
        What holds for the next lift, as shown.
    athletes : dict of str to str
        Ids and names to choose from.
    recorded_s : float or None
        Seconds from the recording's first sample to the newest one; ``None`` while nothing is recorded.
    """

    state: str = "CHECK"
    step: NextStep | None = None
    message: str = ""
    warns: bool = False
    athlete: str = "–"
    kind: str = "–"
    load: str = "–"
    lab: str = ""
    simulated: bool = False
    practice: bool = False
    card: ResultCard | None = None
    lifts: tuple[LiftRow, ...] = ()
    queue: str = ""
    outbox: str = ""
    keys: tuple[KeyWords, ...] = ()
    athletes: Mapping[str, str] = field(default_factory=dict)
    warm_up_s: float | None = None
    recorded_s: float | None = None
    marked: MarkedSpan | None = None


class SessionDoor(Protocol):
    """What the console needs of a session."""

    @property
    def version(self) -> int:
        """Rises whenever :meth:`screen` would say something else."""

    def screen(self) -> Screen:
        """The present moment."""

    def press(self, key: str) -> None:
        """A key; what it does not do now is said in the message."""

    def do(self, action: str, **values: Any) -> None:
        """An action by name; a refusal is said in the message."""

    def edit(self, lift_id: str, **changes: Any) -> None:
        """Change what was written down for a lift; makes a new version."""
