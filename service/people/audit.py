"""What was done, by whom, to what: a chain in which nothing can be changed, left out or put in unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.people.errors import AuditBroken
from service.store.tables import AuditEntry

ACTIONS = (
    "view", "edit", "send", "undo", "open", "withdraw", "export", "import", "erase", "retain", "redo", "login",
    "login_refused", "logout", "switch", "account", "token", "settings", "note", "restore",
)  # fmt: skip
START = ""
"""What stands as the previous hash in the first entry."""
LOCK = 0x1E6D
"""Key of PostgreSQL's advisory lock: one writer at the end of the chain."""


def note(
    orm: Session,
    account_id: str | None,
    action: str,
    subject_kind: str,
    subject_id: str,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Write down what is being done, in the transaction that does it.

    Call it late in a transaction: on PostgreSQL other writers wait for its end from here on.

    Parameters
    ----------
    orm : Session
        The caller's transaction.
    account_id : str or None
        Who; ``None`` for the command line and for the program itself.
    action : str
        One of :data:`ACTIONS`.
    subject_kind, subject_id : str
        To what: a table's name in the singular, and the row's id.
    detail : mapping, optional
        What else; ids and numbers, never names of athletes: the chain cannot forget.
    at : datetime, optional
        The moment; now where left out.

    Raises
    ------
    ValueError
        There is no such action.
    """
    if action not in ACTIONS:
        raise ValueError(f"no action is called '{action}'")
    orm.flush()
    if orm.get_bind().dialect.name == "postgresql":  # SQLite's transactions hold the write lock from their beginning
        orm.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    last = orm.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one_or_none()
    entry = AuditEntry(
        number=1 if last is None else last.number + 1,
        at=at or datetime.now(UTC),
        account_id=account_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        detail=plain(detail or {}),
        previous_hash=START if last is None else last.hash,
    )
    entry.hash = entry_hash(entry)
    orm.add(entry)
    orm.flush()
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the entry as JSON with sorted keys and no blanks, the hash before it included; hexadecimal."""
    said = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "account_id": entry.account_id,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
    }
    text_of = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text_of.encode("ascii")).hexdigest()


def plain(value: Any) -> Any:
    """A detail as both databases give it back: fractions and moments as text (JSONB writes numbers anew)."""
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    told = repr(value) if isinstance(value, float) else str(value)
    return told.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def broken_link(orm: Session, end: tuple[int, str] | None = None) -> str | None:
    """The first place where the chain does not hold; ``None`` where it does.

    Parameters
    ----------
    orm : Session
        To read with.
    end : tuple of (int, str), optional
        Number and hash that once were the end (:func:`end_of`): without them nobody sees entries cut off at the end.
    """
    number, previous = 0, START
    for entry in orm.scalars(select(AuditEntry).order_by(AuditEntry.number)).yield_per(500):
        number += 1
        if entry.number != number:
            return f"entry {number} is missing"
        if entry.previous_hash != previous:
            return f"entry {number} does not follow on the one before it"
        if entry.hash != entry_hash(entry):
            return f"entry {number} was changed"
        if end is not None and end[0] == number and end[1] != entry.hash:
            return f"entry {number} is not the one it was"
        previous = entry.hash
    return f"entries {number + 1} to {end[0]} are missing" if end is not None and end[0] > number else None


def end_of(orm: Session) -> tuple[int, str]:
    """Number and hash of the last entry: written down elsewhere they prove that nothing was cut off since."""
    last = orm.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one_or_none()
    return (0, START) if last is None else (last.number, last.hash)


def check(orm: Session, end: tuple[int, str] | None = None) -> None:
    """Raise ``AuditBroken`` with the first place where the chain does not hold."""
    fault = broken_link(orm, end)
    if fault:
        raise AuditBroken(fault, "audit", "compare with the newest backup")
