"""Who may see a lift, and write a note to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.people import audit
from service.people.permissions import may
from service.store.tables import Account, Coach, CoachNote, Lift

if TYPE_CHECKING:
    from service.store.engine import Store
    from service.web_login import Visitor


def may_do(store: Store, visitor: Visitor | None, action: str, lift_id: str) -> bool:
    """Whether a visitor may do something to a lift."""
    if visitor is None:
        return False
    with store.reading() as session:
        lift, account = session.get(Lift, lift_id), session.get(Account, visitor.account_id)
        return lift is not None and account is not None and may(session, account, action, lift)


def may_see(store: Store, visitor: Visitor | None, lift_id: str) -> bool:
    """Whether the page opens."""
    return may_do(store, visitor, "view_lift", lift_id)


def may_write(store: Store, visitor: Visitor | None, lift_id: str) -> bool:
    """Whether it has a form for a note."""
    return may_do(store, visitor, "write_note", lift_id)


def write_note(store: Store, visitor: Visitor | None, lift_id: str, words: str, now: datetime) -> None:
    """A coach's note comes back to the lift; nothing happens where that is not allowed any more."""
    if visitor is None or not may_write(store, visitor, lift_id):
        return
    with store.transaction() as session:
        coach = session.scalars(select(Coach).where(Coach.account_id == visitor.account_id)).first()
        if coach is None:
            return
        session.add(CoachNote(lift_id=lift_id, coach_id=coach.id, at=now, text=words))
        audit.note(session, visitor.account_id, "note", "lift", lift_id, at=now)
