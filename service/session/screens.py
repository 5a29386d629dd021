"""What the technician sees: the screen of a state, made of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from service.console.screen import KeyWords, LiftRow, MarkedSpan, NextStep, ResultCard, Screen
from service.delivery.remarks import remarks_by_lift, stopped_deliveries
from service.session.card import card_of, remarks_of, said_once, title_of, waiting_card
from service.session.keys import KEYS, Key
from service.session.machine import next_words
from service.session.rows import StoredLift
from service.session.states import HeldLift, SessionState
from service.store.earlier import earlier_documents
from service.store.newest import newest_analysis

BY_ITSELF = {"made": "Made lifts are sent by themselves", "judged": "Judged lifts are sent by themselves"}
Version = tuple[int, str | None]


@dataclass(frozen=True)
class LiftsShown:
    """What of the store is shown beside the machine's state.

    Attributes
    ----------
    versions : mapping
        By lift: version of what is said, and its page.
    cards : mapping
        By lift: the card, where there is an analysis.
    roster : mapping
        Ids and codes of the athletes.
    remarks : mapping
        By lift: deliveries that stopped, an old summary, coaches' notes.
    stopped : int
        Deliveries of all sessions that wait for a person.
    """

    versions: Mapping[str, Version] = field(default_factory=dict)
    cards: Mapping[str, ResultCard] = field(default_factory=dict)
    roster: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stopped: int = 0

    def renewed(
        self, orm: Session, stored: Sequence[StoredLift], roster: Mapping[str, str], analysed: str | None
    ) -> LiftsShown:
        """The same with what the store says now; a card is made anew for ``analysed`` and where there was none."""
        versions = {each.lift.id: (each.lift.version, each.report_id) for each in stored}
        cards = dict(self.cards)
        for each in stored[-1:] if analysed is None else stored:
            new = each.lift.id == analysed or each.lift.id not in cards
            if each.analysed and new and each is stored[-1]:
                cards = {each.lift.id: _card(orm, each)}
        remarks = remarks_by_lift(orm, list(versions))
        stopped = stopped_deliveries(orm)
        return replace(self, versions=versions, cards=cards, roster=roster, remarks=remarks, stopped=stopped)


def _card(orm: Session, stored: StoredLift) -> ResultCard:
    lift = stored.lift
    held = HeldLift(lift.id, lift.number, stored.athlete, lift.kind, lift.load_kg)
    analysis = newest_analysis(orm, lift.id)
    if analysis is None:
        return waiting_card(held)
    return card_of(held, analysis.document, earlier_documents(orm, lift, analysis.document))


def screen_of(
    state: SessionState,
    shown: LiftsShown,
    now: float,
    *,
    lab: str,
    simulated: bool,
    practice: bool,
    queue: str,
    warm_up_s: float | None,
    rate_hz: float = 1000.0,
) -> Screen:
    """The screen of a moment."""
    key, action, words = next_words(state, now)
    return Screen(
        state=shown_state(state, now),
        step=NextStep(key, action, words),
        message=state.message,
        warns=state.warns,
        athlete=state.athlete or "–",
        kind=state.kind.replace("_", " "),
        load="–" if state.load_kg is None else f"{state.load_kg:g} kg",
        lab=lab,
        simulated=simulated,
        practice=practice,
        card=_last_card(state, shown),
        lifts=tuple(_row(held, shown) for held in state.lifts),
        queue=queue,
        outbox=outbox_words(state, shown.stopped),
        marked=marked_words(state, rate_hz),
        keys=tuple(KeyWords(entry.key, key_words(entry, state)) for entry in KEYS),
        athletes=shown.roster,
        warm_up_s=warm_up_s,
    )


def key_words(entry: Key, state: SessionState) -> str:
    """What a key does here; of sending, for how long it can be taken back."""
    if entry.action != "send" or not state.grace_s:
        return entry.words
    return f"{entry.words}; for {state.grace_s:g} s U takes it back"


def outbox_words(state: SessionState, stopped: int = 0) -> str:
    """What is on its way, what has stopped, and whether lifts are sent without a key."""
    queued = sum(held.state == "queued" for held in state.lifts)
    sent = sum(held.state in ("sent", "revised") for held in state.lifts)
    counted = [f"{queued} on the way, {sent} sent"] if queued or sent else []
    counted += [f"{stopped} stopped: legdrive delivery list says why"] if stopped else []
    return ". ".join([*counted, *([BY_ITSELF[state.auto_send]] if state.auto_send in BY_ITSELF else [])])


def marked_words(state: SessionState, rate_hz: float) -> MarkedSpan | None:
    """The span that waits to be merged or kept apart."""
    held = state.marked
    if held is None:
        return None
    return MarkedSpan(held.lift_id, held.number, held.start_sample / rate_hz, held.stop_sample / rate_hz)


def shown_state(state: SessionState, now: float) -> str:
    """The state on the chip: the plates', or REVIEW while the last lift waits for a judgement."""
    plate = state.plate_state(now)
    last = state.lifts[-1] if state.lifts else None
    waits = last is not None and not last.judged and last.state == "review"
    return "REVIEW" if waits and plate in ("EMPTY", "WEIGH", "READY") else plate


def _last_card(state: SessionState, shown: LiftsShown) -> ResultCard | None:
    if not state.lifts:
        return None
    last = state.lifts[-1]
    card = shown.cards.get(last.lift_id)
    if card is None:
        return waiting_card(last)
    return replace(card, title=title_of(last), remarks=said_once(remarks_of(last), card.remarks))


def _row(held: HeldLift, shown: LiftsShown) -> LiftRow:
    version, report_id = shown.versions.get(held.lift_id, (1, None))
    return LiftRow(
        held.lift_id,
        held.number,
        held.athlete or "–",
        held.kind or "",
        held.load_kg,
        held.judged,
        held.state,
        held.note,
        report_id,
        (*remarks_of(held), *shown.remarks.get(held.lift_id, ())),
        version,
    )
