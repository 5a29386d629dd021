"""Who may see a lift, and write a note to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from service.people.notes import write_note as keep_note
from service.people.permissions import may
from service.store.tables import Account, Coach, Lift

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.store.engine import Store
    from service.web_login import Visitor


def units_of(session: Session, account_id: str) -> str:
    """In which a coach reads loads; of everybody else kilograms."""
    return session.scalars(select(Coach.units).where(Coach.account_id == account_id)).first() or "kg"


def units_for(store: Store, visitor: Visitor | None) -> str:
    """In which a visitor reads loads."""
    with store.reading() as session:
        return "kg" if visitor is None else units_of(session, visitor.account_id)


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
        if coach is not None:
            keep_note(session, lift_id, coach.id, words, now, visitor.account_id)
