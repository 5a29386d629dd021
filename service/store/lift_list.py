"""Lifts of the store in words: a list, and one with all that became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acquisition.errors import OptionNeeded
from processing.moment import local_time
from processing.result import Document
from service.store.engine import Store
from service.store.newest import newest_analysis
from service.store.tables import (
    Analysis,
    Athlete,
    CoachNote,
    Delivery,
    Lab,
    Lift,
    LiftEdit,
    Recording,
    Report,
    TrainingSession,
)

LIST_SCHEMA = "legdrive/stored-lifts/1"
SHORT = 8
"""Letters of an id that a list prints: its end, which is random."""


@dataclass(frozen=True)
class ListedLift:
    """One row.

    Attributes
    ----------
    lift : Lift
        As it stands in the store.
    at : datetime or None
        When it was, by the laboratory's clock.
    athlete : str
        Code; empty where nobody is named.
    code : str or None
        The first finding of its newest document; empty where that has none, ``None`` where there is no document.
    """

    lift: Lift
    at: datetime | None
    athlete: str
    code: str | None = ""

    @property
    def finding(self) -> str:
        """The finding in words."""
        return "not analysed yet" if self.code is None else self.code.replace("_", " ")

    @property
    def line(self) -> str:
        """For a terminal."""
        lift, when = self.lift, "no clock" if self.at is None else f"{self.at:%Y-%m-%d %H:%M:%S}"
        load = "" if lift.load_kg is None else f"{lift.load_kg:g} kg"
        kind = (lift.kind or "?").replace("_", " ") + ("?" if lift.kind_assumed else "")
        said = f"{lift.outcome or 'not judged'}, {lift.state.replace('_', ' ')}"
        row = f"{lift.id[-SHORT:]}  {when}  {self.athlete or '–':<8}  {kind:<22} {load:>7}  {said:<18}  {self.finding}"
        return row.rstrip()

    def document(self) -> Document:
        """For programs; what is not known is ``null``."""
        lift = self.lift
        said = ("id", "session_id", "number", "kind", "kind_assumed", "set_up", "load_kg", "attempt", "complex_id")
        judged = ("outcome", "state", "note", "version")
        return {
            **{key: getattr(lift, key) for key in said},
            "at": None if self.at is None else self.at.isoformat(timespec="milliseconds"),
            "athlete": self.athlete or None,
            **{key: getattr(lift, key) for key in judged},
            "deleted": lift.deleted_at is not None,
            "finding": self.code,
        }


def listed(store: Store, athlete: str | None = None, day: str | None = None) -> Iterator[ListedLift]:
    """Lifts, oldest first, of an athlete's code or of a day of the laboratory's clock alone where given."""
    wanted = (
        select(Lift, Recording, Lab.utc_offset, Athlete.code)
        .join(Recording, Recording.id == Lift.recording_id)
        .join(TrainingSession, TrainingSession.id == Lift.session_id)
        .join(Lab, Lab.id == TrainingSession.lab_id)
        .outerjoin(Athlete, Athlete.id == Lift.athlete_id)
        .order_by(Recording.started_at, Lift.start_sample, Lift.id)
    )
    if athlete is not None:
        wanted = wanted.where(Athlete.code == athlete)
    with store.reading() as orm:
        findings = first_findings(orm)
        for lift, recording, offset, code in orm.execute(wanted):
            at = moment_of(lift, recording, offset)
            if day is None or (at is not None and at.date().isoformat() == day):
                yield ListedLift(lift, at, code or "", findings.get(lift.id))


def moment_of(lift: Lift, recording: Recording, utc_offset: str) -> datetime | None:
    """When a lift's push ended, else when its span begins, by the laboratory's clock."""
    if recording.started_at is None:
        return None
    sample = lift.start_sample if lift.drive_end_sample is None else lift.drive_end_sample
    at = recording.started_at + timedelta(seconds=sample / recording.rate_hz)
    return local_time(at.isoformat(), utc_offset)


def first_findings(orm: Session) -> dict[str, str]:
    """By lift: the first finding of its newest document, or nothing; documents themselves are not read."""
    newest = select(Analysis.lift_id, func.max(Analysis.version).label("version")).group_by(Analysis.lift_id).subquery()
    code = Analysis.document["findings"][0]["code"].as_string()
    wanted = select(Analysis.lift_id, code).join(
        newest, (newest.c.lift_id == Analysis.lift_id) & (newest.c.version == Analysis.version)
    )
    return {row[0]: row[1] or "" for row in orm.execute(wanted)}


def newest_document(store: Store, lift_id: str) -> Document:
    """A lift's newest document; raises ``OptionNeeded`` where there is none yet."""
    with store.reading() as orm:
        analysis = newest_analysis(orm, lift_id)
    if analysis is None:
        raise OptionNeeded("is not analysed yet", lift_id, "run `legdrive lift redo` with it")
    return analysis.document


def found_lift(store: Store, typed: str) -> str:
    """The lift whose id ends with what was typed; raises ``OptionNeeded`` where it is none, or several."""
    with store.reading() as orm:
        found = list(orm.scalars(select(Lift.id).where(Lift.id.endswith(typed, autoescape=True)).limit(2)))
    if len(found) != 1 or not typed:
        what = "is the end of several lifts' ids" if found and typed else "is no lift of this store"
        raise OptionNeeded(what, typed, "see `legdrive lift list`")
    return found[0]


def told(store: Store, lift_id: str) -> list[str]:
    """All that is known of a lift, a line each."""
    with store.reading() as orm:
        lift = orm.get_one(Lift, lift_id)
        recording = orm.get_one(Recording, lift.recording_id)
        offset = orm.scalars(
            select(Lab.utc_offset)
            .join(TrainingSession, TrainingSession.lab_id == Lab.id)
            .where(TrainingSession.id == lift.session_id)
        ).one()
        athlete = None if lift.athlete_id is None else orm.get(Athlete, lift.athlete_id)
        row = ListedLift(lift, moment_of(lift, recording, offset), "" if athlete is None else athlete.code)
        lines = [f"id         {lift.id}", f"lift       {row.line.partition('  ')[2].strip()}"]
        lines.append(f"recording  {recording.path}, samples {lift.start_sample} to {lift.stop_sample}")
        lines += [f"note       {lift.note}"] if lift.note else []
        lines += list(_became(orm, lift_id, offset))
    return lines


def _became(orm: Session, lift_id: str, offset: str) -> Iterator[str]:
    clock = timezone(_delta(offset))
    for edit in orm.scalars(select(LiftEdit).where(LiftEdit.lift_id == lift_id).order_by(LiftEdit.version)):
        yield f"edited     {edit.at.astimezone(clock):%Y-%m-%d %H:%M}  {_changes(edit)}"
    for analysis in orm.scalars(select(Analysis).where(Analysis.lift_id == lift_id).order_by(Analysis.version)):
        why = f"  ({analysis.why})" if analysis.why else ""
        found = ", ".join(each["code"] for each in analysis.document.get("findings", ())) or "no finding"
        yield f"analysis   v{analysis.version} {analysis.created_at.astimezone(clock):%Y-%m-%d %H:%M}  {found}{why}"
    reports = select(Report).join(Analysis, Analysis.id == Report.analysis_id).where(Analysis.lift_id == lift_id)
    for report in orm.scalars(reports.order_by(Report.version)):
        state = f"withdrawn: {report.withdrawn_why}" if report.withdrawn_at else ""
        yield f"report     v{report.version} {report.path}  {state}".rstrip()
    sent = select(Delivery.channel, Delivery.state, func.count()).where(Delivery.lift_id == lift_id)
    for channel, state, count in orm.execute(sent.group_by(Delivery.channel, Delivery.state)):
        yield f"delivery   {channel}: {count} {state}"
    for note in orm.scalars(select(CoachNote).where(CoachNote.lift_id == lift_id).order_by(CoachNote.at)):
        yield f"coach      {note.at.astimezone(clock):%Y-%m-%d %H:%M}  {note.text}"


def _changes(edit: LiftEdit) -> str:
    names = [name for name in edit.after if edit.after.get(name) != edit.before.get(name)]
    return ", ".join(f"{name}: {edit.before.get(name)} → {edit.after[name]}" for name in names)


def _delta(offset: str) -> timedelta:
    sign = -1 if offset.startswith("-") else 1
    return sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
