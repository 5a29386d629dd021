"""Letting go of lifts: ways out, files, rows, and what the database would remember of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.orm import Session

from acquisition.recording.without_spans import Rewrite
from service.delivery.shared_folder import WITHDRAWN, strike_from_index
from service.people import audit
from service.people.holdings import Copy, Holdings
from service.store.engine import Store
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    CoachNote,
    Delivery,
    Job,
    Lift,
    LiftEdit,
    Link,
    Recording,
    Report,
    TrainingSession,
)

SCRUBBED = (Account, Analysis, Athlete, CoachNote, Lift, LiftEdit, TrainingSession)
UNSENT = ("held", "queued", "failed")
EMPTY: Mapping[str, Any] = {
    "kind": None, "set_up": None, "load_kg": None, "attempt": None, "complex_id": None, "outcome": None, "tags": [],
    "cue": "", "note": "", "video_s": None, "drive_end_sample": None, "state": "set_aside",
}  # fmt: skip
"""What is left of a lift that was let go of."""


def close_ways_out(orm: Session, held: Holdings, now: datetime) -> None:
    """Links of these reports end, what waits to be sent is taken back."""
    orm.execute(update(Link).where(Link.report_id.in_(held.reports), Link.revoked_at.is_(None)).values(revoked_at=now))
    waiting = (Delivery.report_id.in_(held.reports), Delivery.state.in_(UNSENT))
    orm.execute(update(Delivery).where(*waiting).values(state="cancelled", last_error="erased before it was sent"))


def note_rewrite(
    orm: Session, action_by: tuple[str, str | None], recording: Recording, rewrite: Rewrite, now: datetime
) -> None:
    """Keep a rewritten recording's digest, and write both into the audit."""
    if recording.sha256 == rewrite.sha256_after == rewrite.sha256_before:
        return
    recording.sha256 = rewrite.sha256_after
    spans = [list(span) for span in rewrite.spans]
    detail = {"before": rewrite.sha256_before, "after": rewrite.sha256_after, "spans": spans}
    audit.note(orm, action_by[1], action_by[0], "recording", recording.id, detail, now)


def remove_files(folder: Path, held: Holdings) -> None:
    """Delete PDFs: our own, and those in coaches' shared folders that can be reached."""
    for path in held.files:
        (folder / path).unlink(missing_ok=True)
    for copy in held.copies:
        shared = Path(copy.folder) if copy.folder and copy.file else None
        if shared is not None and shared.is_dir():
            (shared / copy.file).unlink(missing_ok=True)
            (shared / f"{Path(copy.file).stem}{WITHDRAWN}").unlink(missing_ok=True)
            strike_from_index(shared, copy.file)


def forget_rows(orm: Session, held: Holdings) -> None:
    """Delete what the store says of lifts; their rows stay, empty, so that numbers and spans are not given twice."""
    lifts, reports = held.lifts, held.reports
    forget_for_good(orm)
    orm.execute(delete(Link).where(Link.report_id.in_(reports)))
    orm.execute(delete(Delivery).where(or_(Delivery.report_id.in_(reports), Delivery.lift_id.in_(lifts))))
    orm.execute(delete(Report).where(Report.id.in_(reports)))
    orm.execute(delete(Analysis).where(Analysis.lift_id.in_(lifts)))
    orm.execute(delete(CoachNote).where(CoachNote.lift_id.in_(lifts)))
    orm.execute(delete(LiftEdit).where(LiftEdit.lift_id.in_(lifts)))
    orm.execute(delete(Job).where(Job.subject_id.in_([*lifts, *reports])))
    theirs = TrainingSession.id.in_(select(Lift.session_id).where(Lift.id.in_(lifts)))
    orm.execute(update(TrainingSession).where(theirs, TrainingSession.ended_at.is_not(None)).values(state_detail={}))


def forget_for_good(orm: Session) -> None:
    """SQLite overwrites what this connection deletes, where it would else only mark the place as free."""
    if orm.get_bind().dialect.name == "sqlite":
        orm.execute(text("PRAGMA secure_delete = ON"))


def scrub(store: Store) -> None:
    """Bring deletions into SQLite's file and empty its log, where the old pages stand; vacuum PostgreSQL's tables.

    Readers that are in the way only put it off: the database does the same by and by.
    """
    if store.is_sqlite:
        connection = store.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
        return
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        for table in SCRUBBED:
            plain.execute(text(f"VACUUM {table.__tablename__}"))


def empty_lifts(orm: Session, lifts: Iterable[str], now: datetime) -> None:
    """Lifts of which only the place in the recording is left."""
    orm.execute(update(Lift).where(Lift.id.in_(list(lifts))).values(**EMPTY, deleted_at=now))


def is_emptied(lift: Lift) -> bool:
    """Whether only the place in the recording is left of a lift."""
    return lift.deleted_at is not None and all(getattr(lift, key) == value for key, value in EMPTY.items())


def copy_lines(copies: Iterable[Copy]) -> list[str]:
    """What was handed out, for the laboratory to ask for."""
    return [f"handed out by {copy.channel} to {copy.reader} {copy.sent_at}: {copy.file}" for copy in copies]
