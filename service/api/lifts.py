"""Lifts: what was lifted, what was said of it, what was measured."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from service.api.answers import IfMatch, IfNoneMatch, answered, body_answer, check_match, etag_of
from service.api.callers import Caller, LiftReader, LiftWriter, NoteWriter
from service.api.errors import Refused, not_found
from service.api.lift_shapes import (
    EditShown,
    EditsShown,
    LiftChanges,
    LiftShown,
    NewNote,
    NoteShown,
    NotesShown,
    notes_shown,
    shown,
)
from service.api.names import Identity, PathId
from service.api.paging import Page, PagingHere, page_answer
from service.api.places import LabHere, StoreHere
from service.documents import json_text
from service.people import audit, notes
from service.people.permissions import may, visible_athletes, visible_lifts
from service.session.rows import edit_lift
from service.store.newest import newest_analysis
from service.store.tables import Athlete, Coach, CoachNote, Lift, LiftEdit

router = APIRouter(prefix="/lifts", tags=["lifts"])


@router.get("", response_model=Page[LiftShown], summary="Lifts that this account may see")
def list_lifts(
    request: Request,
    store: StoreHere,
    caller: LiftReader,
    paging: PagingHere,
    athlete: Annotated[Identity | None, Query(description="Only this athlete's.")] = None,
    session: Annotated[Identity | None, Query(description="Only this session's.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A technician sees those of their sessions, a coach those of their athletes, an athlete or guardian their own.

    Lifts that were set aside are among them, so that whoever keeps a copy gets to know it: look at `state`.
    """
    wanted = visible_lifts(caller.account)
    if athlete is not None:
        wanted = wanted.where(Lift.athlete_id == athlete)
    if session is not None:
        wanted = wanted.where(Lift.session_id == session)
    with store.reading() as orm:
        by = (Lift.updated_at, Lift.id)
        return page_answer(request, orm, wanted, by, paging, shown, lambda row: row.updated_at)


@router.get("/{lift_id}", response_model=LiftShown, summary="One lift")
def one_lift(
    request: Request, store: StoreHere, caller: LiftReader, lift_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """A lift by identity; its ETag guards a change."""
    with store.reading() as orm:
        return answered(request, shown([seen_lift(orm, caller, lift_id)])[0])


@router.patch("/{lift_id}", response_model=LiftShown, summary="Change what is said of a lift")
def change_lift(
    request: Request,
    store: StoreHere,
    caller: LiftWriter,
    lift_id: PathId,
    changes: LiftChanges,
    if_match: IfMatch = None,
) -> Response:
    """The session's technician may; it makes a new version, and the lift is analysed again. Nothing is sent by it."""

    def work(orm: Session) -> LiftShown:
        lift = seen_lift(orm, caller, lift_id, to_change=True)
        if not may(orm, caller.account, "edit_lift", lift):
            raise Refused(403, "role", "Only the technician of its session changes a lift.")
        check_match(if_match, etag_of(shown([lift])[0].model_dump_json().encode()))
        edit_lift(orm, lift_id, with_state(orm, caller, lift, changes.said()), caller.account.id)
        orm.flush()
        return shown([lift])[0]

    return answered(request, store.run(work))


def with_state(orm: Session, caller: Caller, lift: Lift, said: dict[str, Any]) -> dict[str, Any]:
    """The changes, and the state that follows from them, as at the plates."""
    if (athlete_id := said.get("athlete_id")) is not None:
        known = visible_athletes(caller.account).where(Athlete.id == athlete_id)
        if orm.scalars(known).one_or_none() is None:
            raise Refused(409, "athlete", "There is no such athlete.")
    if said.get("kind") is not None:
        said["kind_assumed"] = False
    if "outcome" in said and said["outcome"] == "not_a_lift":
        said["state"] = "set_aside"
    elif "outcome" in said and lift.state == "set_aside":
        said["state"] = "review"
    elif lift.state == "sent":
        said["state"] = "revised"
    return said


@router.get("/{lift_id}/document", response_model=dict[str, Any], summary="What was measured")
def lift_document(
    request: Request,
    lab: LabHere,
    store: StoreHere,
    caller: LiftReader,
    lift_id: PathId,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The newest `legdrive/lift/1` document, as `legdrive analyze --json` writes it (docs/files.md)."""

    def work(orm: Session) -> tuple[str, int]:
        analysis = newest_analysis(orm, seen_lift(orm, caller, lift_id).id)
        if analysis is None:
            raise Refused(404, "not_analysed", "The lift is not analysed yet; its job is among /jobs.")
        audit.note(orm, caller.account.id, "view", "lift", lift_id, {"version": analysis.version}, lab.clock())
        return json_text(analysis.document, one_line=True), analysis.version

    text, version = store.run(work)
    body = text.encode()
    return body_answer(request, body, etag_of(body), {"Legdrive-Version": str(version)})


@router.get("/{lift_id}/edits", response_model=EditsShown, summary="Every change of what was said")
def lift_edits(
    request: Request, store: StoreHere, caller: LiftReader, lift_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """Before and after of every change, oldest first."""
    with store.reading() as orm:
        seen_lift(orm, caller, lift_id)
        rows = orm.scalars(select(LiftEdit).where(LiftEdit.lift_id == lift_id).order_by(LiftEdit.version))
        edits = [EditShown.model_validate(row, from_attributes=True) for row in rows]
    return answered(request, EditsShown(items=edits))


@router.get("/{lift_id}/notes", response_model=NotesShown, summary="Coaches' notes")
def lift_notes(
    request: Request, store: StoreHere, caller: LiftReader, lift_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """What coaches wrote about the lift, oldest first."""
    with store.reading() as orm:
        seen_lift(orm, caller, lift_id)
        rows = orm.scalars(select(CoachNote).where(CoachNote.lift_id == lift_id).order_by(CoachNote.at, CoachNote.id))
        return answered(request, notes_shown(rows.all()))


@router.post("/{lift_id}/notes", response_model=NoteShown, status_code=201, summary="Write a note")
def write_note(lab: LabHere, store: StoreHere, caller: NoteWriter, lift_id: PathId, new: NewNote) -> NoteShown:
    """A coach of the athlete may."""

    def work(orm: Session) -> NoteShown:
        lift = seen_lift(orm, caller, lift_id)
        coach = orm.scalars(select(Coach).where(Coach.account_id == caller.account.id)).one_or_none()
        if coach is None or not may(orm, caller.account, "write_note", lift):
            raise Refused(403, "role", "Only a coach of the athlete writes notes.")
        note = notes.write_note(orm, lift_id, coach.id, new.text, lab.clock(), caller.account.id)
        return NoteShown.model_validate(note, from_attributes=True)

    return store.run(work)


def seen_lift(orm: Session, caller: Caller, lift_id: str, *, to_change: bool = False) -> Lift:
    """A lift that the caller may see; raises ``Refused`` with 404 where there is none.

    ``to_change``: others who want to change it wait for the end of this transaction.
    """
    wanted = visible_lifts(caller.account).where(Lift.id == lift_id)
    lift = orm.scalars(wanted.with_for_update(of=Lift) if to_change else wanted).one_or_none()
    if lift is None:
        raise not_found("lift")
    return lift
