"""What a session knows, as plain values: everything here is written to the store before it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

OLD_ZERO_S = 600.0
"""Age from which a zero is too old to lift on."""
DRIFT_N = 5.0
"""How far an empty plate may read from zero."""
TYPING_S = 3.0
"""A digit later than this after the last begins a new number."""
LOAD_OFF_KG = 1.0
"""How far the plates' load may lie from the typed one before it is told."""
COMMON_KINDS = (
    "snatch", "clean", "power_snatch", "power_clean", "hang_snatch", "hang_clean", "power_position_snatch",
    "power_position_clean", "snatch_pull", "clean_pull",
)  # fmt: skip
PLATE_STATES = ("CHECK", "EMPTY", "WEIGH", "READY", "LIFT")
SENT_ALONE = {"off": (), "made": ("made",), "judged": ("made", "missed")}
"""Judgements after which a lift is sent by itself, by the laboratory's setting."""
Values = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class HeldLift:
    """A lift of the session.

    Attributes
    ----------
    lift_id : str
        In the store.
    number : int
        Of the session, from 1.
    seen : str
        What the detector says: ``made``, ``missed``, ``unknown``.
    judged : str
        What the technician says: ``made``, ``missed``, ``not_a_lift``; empty while nobody has judged.
    state : str
        ``review``, ``queued``, ``sent``, ``revised``, ``withdrawn``, ``set_aside``.
    plates_kg : float or None
        The bar as the plates weighed it.
    refused : bool
        Sending was refused; it is not offered again by itself.
    start_sample, stop_sample : int
        Its span of the recording.
    by_itself : bool
        It is sent by itself as soon as it is analysed, where nothing speaks against it.
    """

    lift_id: str
    number: int
    athlete: str | None = None
    kind: str | None = None
    load_kg: float | None = None
    seen: str = "unknown"
    judged: str = ""
    state: str = "review"
    plates_kg: float | None = None
    note: str = ""
    refused: bool = False
    start_sample: int = 0
    stop_sample: int = 0
    by_itself: bool = False

    @property
    def plates_differ(self) -> bool:
        """Whether the plates weighed another bar than was typed."""
        return self.plates_kg is not None and (self.load_kg is None or abs(self.plates_kg - self.load_kg) > LOAD_OFF_KG)


@dataclass(frozen=True)
class Undo:
    """What a step changed, as it was before; of a lift where ``lift_id`` is given, else of the session.

    ``also`` is what a step on a lift changed of the session.
    """

    words: str
    values: Values
    lift_id: str | None = None
    also: Values = ()


@dataclass(frozen=True)
class MarkedSpan:
    """A span that was marked by hand where a lift is already: it waits to be merged or kept apart."""

    lift_id: str
    number: int
    start_sample: int
    stop_sample: int


@dataclass(frozen=True)
class SessionState:
    """One moment of a session.

    ``wanted`` says that the plates shall be recorded, ``running`` that they are. Times are seconds since 1970, so that
    they outlive a recorder. ``last`` is each athlete's last lift and load; ``grace_s`` and
    ``auto_send`` are what the laboratory has set.
    """

    wanted: bool = False
    running: bool = False
    lifting: bool = False
    athlete: str | None = None
    kind: str = "snatch"
    load_kg: float | None = None
    roster: tuple[str, ...] = ()
    last: Mapping[str, tuple[str, float | None]] | None = None
    zero_at: float | None = None
    drifted: bool = False
    weighed: str | None = None
    mass_kg: float | None = None
    mass_se_kg: float | None = None
    weighed_at: float | None = None
    typed: str = ""
    typed_at: float = 0.0
    lifts: tuple[HeldLift, ...] = ()
    undo: tuple[Undo, ...] = ()
    message: str = ""
    warns: bool = False
    asked_to_close: bool = False
    closed: bool = False
    marked: MarkedSpan | None = None
    grace_s: float = 30.0
    auto_send: str = "off"

    def plate_state(self, now: float) -> str:
        """State of the plates at a moment, one of ``PLATE_STATES``: it follows from what is known."""
        if not self.running:
            return "CHECK"
        if self.lifting:
            return "LIFT"
        if self.zero_at is None or self.drifted or now - self.zero_at > OLD_ZERO_S:
            return "EMPTY"
        if self.mass_kg is None or self.weighed != self.athlete:
            return "WEIGH"
        return "READY"

    def lift(self, lift_id: str) -> HeldLift:
        """A lift by its id; raises ``KeyError`` where there is none."""
        for held in self.lifts:
            if held.lift_id == lift_id:
                return held
        raise KeyError(lift_id)

    def with_lift(self, changed: HeldLift) -> SessionState:
        """The same with one lift changed."""
        return replace(self, lifts=tuple(changed if x.lift_id == changed.lift_id else x for x in self.lifts))

    def saying(self, message: str = "", *, warns: bool = False) -> SessionState:
        """The same with another message."""
        return replace(self, message=message, warns=warns)

    def document(self) -> dict[str, Any]:
        """As it is kept in the store."""
        return asdict(self)


def state_of(document: Mapping[str, Any]) -> SessionState:
    """A state from the store; keys that are not known any more are passed over."""
    known = {field.name for field in fields(SessionState)}
    values = {key: value for key, value in document.items() if key in known}
    values["roster"] = tuple(values.get("roster", ()))
    values["lifts"] = tuple(HeldLift(**lift) for lift in values.get("lifts", ()))
    values["undo"] = tuple(
        Undo(entry["words"], _kept(entry["values"]), entry["lift_id"], _kept(entry.get("also", ())))
        for entry in values.get("undo", ())
    )
    values["marked"] = MarkedSpan(**values["marked"]) if values.get("marked") else None
    values["last"] = _back("last", values.get("last"))
    return SessionState(**values)


def _kept(values: Sequence[Sequence[Any]]) -> Values:
    return tuple((key, _back(key, value)) for key, value in values)


def _back(key: str, value: Any) -> Any:
    """What JSON has made a list of."""
    if key == "last" and value is not None:
        return {code: (kind, load_kg) for code, (kind, load_kg) in value.items()}
    return value
