"""What the technician has to know of a lift beside its state: what stopped, an old summary, coaches' notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.delivery.session_summaries import is_outdated
from service.store.tables import Account, Coach, CoachNote, Delivery, Lift

OLD_SUMMARY = "the summary that was sent tells an older version of this lift: send it again"
SHORT = 120
"""Letters of a note or a reason in the table of lifts; the page of the lift has all."""


def remarks_by_lift(orm: Session, lifts: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Remarks of lifts, by their ids.

    Parameters
    ----------
    orm : Session
        To read with.
    lifts : collection of str
        The lifts.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    stopped = (
        select(Delivery.lift_id, Delivery.channel, Account.name, Delivery.last_error)
        .join(Coach, Coach.id == Delivery.coach_id)
        .join(Account, Account.id == Coach.account_id)
        .where(Delivery.lift_id.in_(lifts), Delivery.state == "failed")
        .order_by(Delivery.created_at, Delivery.id)
    )
    for lift_id, channel, name, why in orm.execute(stopped):
        found[str(lift_id)].append(_short(f"{channel} to {name} stopped: {why or 'no reason is known'}"))
    for lift in orm.scalars(select(Lift).where(Lift.id.in_(lifts), Lift.state == "revised")):
        if is_outdated(orm, lift):
            found[lift.id].append(OLD_SUMMARY)
    notes = (
        select(CoachNote.lift_id, Account.name, CoachNote.text)
        .join(Coach, Coach.id == CoachNote.coach_id)
        .join(Account, Account.id == Coach.account_id)
        .where(CoachNote.lift_id.in_(lifts))
        .order_by(CoachNote.at, CoachNote.id)
    )
    for lift_id, name, text in orm.execute(notes):
        found[str(lift_id)].append(_short(f"{name}: {text}"))
    return {lift_id: tuple(remarks) for lift_id, remarks in found.items()}


def stopped_deliveries(orm: Session) -> int:
    """How many deliveries wait until somebody mends something, of all sessions."""
    return orm.scalar(select(func.count(Delivery.id)).where(Delivery.state == "failed")) or 0


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"
