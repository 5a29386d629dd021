"""Notes that come back to a lift from the coach: from the console, by a mailed link, through the API."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.people import audit
from service.people.errors import NoteRefused
from service.store.tables import CoachNote

LONGEST = 2000
"""Letters of a note."""
MOST_A_DAY = 50
"""Notes of a coach to one lift: a link that went astray cannot fill the store."""


def write_note(
    orm: Session, lift_id: str, coach_id: str, words: str, now: datetime, by: str | None, way: str = ""
) -> CoachNote:
    """Write a coach's note to a lift.

    Parameters
    ----------
    orm : Session
        The caller's transaction; the caller has looked whether it is allowed.
    lift_id, coach_id : str
        The lift, and whose note it is.
    words : str
        The note.
    now : datetime
        The moment.
    by : str or None
        Account; ``None`` by a link.
    way : str
        How it came, for the audit; the words are never in it.

    Raises
    ------
    NoteRefused
        It is empty or too long, or the coach has written too many today.
    """
    text = words.replace("\0", "").strip()
    if not 0 < len(text) <= LONGEST:
        raise NoteRefused(f"it has {len(text)} letters", "note", f"write 1 to {LONGEST}")
    today = (CoachNote.lift_id == lift_id, CoachNote.coach_id == coach_id, CoachNote.at > now - timedelta(days=1))
    if (orm.scalar(select(func.count(CoachNote.id)).where(*today)) or 0) >= MOST_A_DAY:
        raise NoteRefused("there are too many today", "note", "write again tomorrow")
    note = CoachNote(lift_id=lift_id, coach_id=coach_id, at=now, text=text)
    orm.add(note)
    orm.flush()
    audit.note(orm, by, "note", "lift", lift_id, {"by": way} if way else None, now)
    return note
