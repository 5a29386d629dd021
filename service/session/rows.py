"""What a session writes to the store. Every function is a part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.delivery.errors import NotSendable
from service.delivery.outbox import undo_send
from service.jobs import queue
from service.people import audit
from service.session.states import SessionState
from service.store.columns import now
from service.store.tables import Analysis as AnalysisRow
from service.store.tables import Athlete, Lift, LiftEdit, Recording, Report, TrainingSession

SAME_LIFT_S = 0.5
"""Ends of the push nearer than this are one lift's."""
ANALYSED = ("athlete_id", "kind", "load_kg", "outcome", "set_up", "start_sample", "stop_sample")
"""Changing one of these changes the analysis."""
SEEN = ("made", "missed")


@dataclass(frozen=True)
class FoundLift:
    """A lift as it was found in a recording, or marked by hand.

    Attributes
    ----------
    start, stop : int
        Samples ``[start, stop)``.
    drive_end : float or None
        End of the push; ``None`` where a person marked the span.
    athlete : str or None
        Code.
    outcome : str
        ``made``, ``missed`` or ``unknown``.
    plates_kg : float or None
        The bar as the plates weighed it.
    """

    start: int
    stop: int
    drive_end: float | None = None
    kind: str | None = None
    kind_assumed: bool = False
    outcome: str = "unknown"
    athlete: str | None = None
    load_kg: float | None = None
    complex_id: str | None = None
    plates_kg: float | None = None
    by_hand: bool = False


def found_in_mark(mark: Mapping[str, Any]) -> FoundLift:
    """A lift from its mark in a recording."""
    return FoundLift(
        int(mark["start"]),
        int(mark["stop"]),
        float(mark["drive_end"]),
        mark.get("kind"),
        bool(mark.get("kind_assumed")),
        str(mark.get("outcome") or "unknown"),
        mark.get("athlete"),
        mark.get("load_kg"),
        mark.get("complex_id"),
    )


def hand_over(orm: Session, session_id: str, technician_id: str) -> None:
    """The session is this technician's from now on."""
    orm.get_one(TrainingSession, session_id).technician_id = technician_id


def open_session(orm: Session, lab_id: str, technician_id: str | None) -> tuple[TrainingSession, bool]:
    """The session that was not ended, or a new one; tells whether it is new."""
    wanted = select(TrainingSession).where(TrainingSession.lab_id == lab_id, TrainingSession.state != "closed")
    found = orm.scalars(wanted.order_by(TrainingSession.id.desc()).limit(1)).first()
    if found is not None:
        return found, False
    new = TrainingSession(lab_id=lab_id, technician_id=technician_id, started_at=now())
    orm.add(new)
    orm.flush()
    return new, True


def keep_state(orm: Session, session_id: str, state: SessionState, at: float) -> None:
    """Write a session's state down."""
    row = orm.get_one(TrainingSession, session_id)
    row.state = "closed" if state.closed else state.plate_state(at).lower()
    row.state_detail = state.document()
    if state.closed and row.ended_at is None:
        row.ended_at = datetime.fromtimestamp(at, UTC)
        queue.order(orm, "session_report", session_id)


def recording_row(orm: Session, session_id: str, folder: Path, path: Path, facts: Mapping[str, Any]) -> Recording:
    """The row of a session's recording; it is made where there is none."""
    resolved, home = path.resolve(), folder.resolve()
    place = str(resolved.relative_to(home)) if resolved.is_relative_to(home) else str(resolved)
    session = orm.get_one(TrainingSession, session_id)
    row = orm.scalars(select(Recording).where(Recording.path == place)).first()
    if row is None:
        row = Recording(lab_id=session.lab_id, path=place, started_at=now(), **facts)
        orm.add(row)
        orm.flush()
    session.recording_id = row.id
    return row


def athlete_by_code(orm: Session, session_id: str, code: str | None) -> Athlete | None:
    """An athlete of the session's laboratory."""
    lab_id = orm.get_one(TrainingSession, session_id).lab_id
    return orm.scalars(select(Athlete).where(Athlete.lab_id == lab_id, Athlete.code == code)).first() if code else None


def same_lift(orm: Session, recording: Recording, found: FoundLift) -> Lift | None:
    """The row of a lift that is in the store already: the one with this push, or that a marked span touches.

    The detector's span begins in a quiet stand that may lie inside of another lift's: spans that overlap are two lifts
    where their pushes are two.
    """
    near = SAME_LIFT_S * recording.rate_hz
    for lift in orm.scalars(select(Lift).where(Lift.recording_id == recording.id).order_by(Lift.number)):
        if found.drive_end is None:
            same = found.start < lift.stop_sample and lift.start_sample < found.stop
        elif lift.drive_end_sample is None:
            same = lift.start_sample <= found.drive_end < lift.stop_sample
        else:
            same = abs(lift.drive_end_sample - found.drive_end) <= near
        if same:
            return lift
    return None


def add_lift(
    orm: Session, session_id: str, recording_id: str, found: FoundLift, *, apart: bool = False
) -> tuple[Lift, bool]:
    """Write a lift down and order its analysis; one that is there already is left as it is. Tells whether it is new.

    ``apart`` says that it is a lift of its own, whatever is there.
    """
    recording = orm.get_one(Recording, recording_id)
    lift = None if apart else same_lift(orm, recording, found)
    if lift is not None:
        return lift, False
    number = (orm.scalar(select(func.max(Lift.number)).where(Lift.session_id == session_id)) or 0) + 1
    athlete = athlete_by_code(orm, session_id, found.athlete)
    lift = Lift(
        session_id=session_id,
        recording_id=recording_id,
        athlete_id=None if athlete is None else athlete.id,
        number=number,
        start_sample=found.start,
        stop_sample=found.stop,
        drive_end_sample=None if found.drive_end is None else round(found.drive_end),
        kind=found.kind,
        kind_assumed=found.kind_assumed,
        load_kg=found.load_kg,
        complex_id=found.complex_id,
        attempt=None if athlete is None else _attempt(orm, session_id, athlete.id),
        outcome=found.outcome if found.outcome in SEEN else None,
        marked_by="hand" if found.by_hand else "detector",
    )
    orm.add(lift)
    orm.flush()
    queue.order(orm, "analyse_lift", lift.id)
    return lift, True


def _attempt(orm: Session, session_id: str, athlete_id: str) -> int:
    counted = select(func.count(Lift.id)).where(
        Lift.session_id == session_id, Lift.athlete_id == athlete_id, Lift.state != "set_aside"
    )
    return (orm.scalar(counted) or 0) + 1


def edit_lift(orm: Session, lift_id: str, changes: Mapping[str, Any], by: str | None = None) -> bool:
    """Change what is said of a lift: a version with before and after, a line in the audit, a new analysis.

    Parameters
    ----------
    orm : Session
        The caller's transaction.
    lift_id : str
        The lift.
    changes : mapping
        Columns of the lift; ``athlete`` stands for its code.
    by : str, optional
        Account.

    Returns
    -------
    bool
        Whether anything changed.
    """
    lift = orm.get_one(Lift, lift_id)
    after = dict(changes)
    if "athlete" in after:
        athlete = athlete_by_code(orm, lift.session_id, after.pop("athlete"))
        after["athlete_id"] = None if athlete is None else athlete.id
    before = {key: getattr(lift, key) for key in after}
    changed = [key for key in after if before[key] != after[key]]
    if not changed:
        return False
    if "state" not in changed:
        lift.state = _state_after(orm, lift, measured=any(key in ANALYSED for key in changed))
    lift.version += 1
    for key in changed:
        setattr(lift, key, after[key])
    orm.add(
        LiftEdit(
            lift_id=lift_id,
            version=lift.version,
            by=by,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
    )
    if any(key in ANALYSED for key in changed) and lift.outcome != "not_a_lift":
        queue.order(orm, "analyse_lift", lift_id)
    if {"state", "outcome"} & set(changed) and orm.get_one(TrainingSession, lift.session_id).state == "closed":
        queue.order(orm, "session_report", lift.session_id)  # what is set aside has no analysis that would order it
    audit.note(orm, by, "edit", "lift", lift_id, {"version": lift.version, "changed": sorted(changed)})
    return True


def _state_after(orm: Session, lift: Lift, *, measured: bool) -> str:
    """State of a lift whose page goes out, or has gone, when something of it is changed."""
    if lift.state in ("sent", "withdrawn"):
        return "revised"
    if lift.state != "queued" or not measured:
        return lift.state
    # What waits to go out tells what is known to be wrong. It is called back where that is possible.
    try:
        undo_send(orm, lift.id, now())
    except NotSendable:
        return "revised"
    return "review" if lift.state == "queued" else lift.state


@dataclass(frozen=True)
class StoredLift:
    """A lift as the store has it now: what delivery and jobs may have changed."""

    lift: Lift
    athlete: str | None
    report_id: str | None
    analysed: bool


def lifts_of(orm: Session, session_id: str) -> list[StoredLift]:
    """All lifts of a session, in order."""
    rows = orm.execute(
        select(Lift, Athlete.code)
        .outerjoin(Athlete, Athlete.id == Lift.athlete_id)
        .where(Lift.session_id == session_id, Lift.deleted_at.is_(None))
        .order_by(Lift.number)
    )
    pages = {
        row[0]: row[1]
        for row in orm.execute(
            select(AnalysisRow.lift_id, Report.id)
            .join(Report, Report.analysis_id == AnalysisRow.id)
            .join(Lift, Lift.id == AnalysisRow.lift_id)
            .where(Lift.session_id == session_id, Report.kind == "lift", Report.sha256 != "")
            .order_by(Report.version)
        )
    }
    done = set(
        orm.scalars(
            select(AnalysisRow.lift_id).join(Lift, Lift.id == AnalysisRow.lift_id).where(Lift.session_id == session_id)
        )
    )
    return [StoredLift(lift, code, pages.get(lift.id), lift.id in done) for lift, code in rows]


def roster_of(orm: Session, lab_id: str) -> dict[str, str]:
    """Ids and codes of the laboratory's athletes."""
    wanted = select(Athlete.id, Athlete.code).where(Athlete.lab_id == lab_id, Athlete.erased_at.is_(None))
    return {row[0]: row[1] for row in orm.execute(wanted.order_by(Athlete.code))}
