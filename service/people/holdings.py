"""What the laboratory keeps of an athlete, or of old lifts: rows, files, spans of samples, what was handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents
from acquisition.recording.reader import Span
from acquisition.recording.without_spans import joined, label_spans, without
from service.people.errors import AthleteRefused
from service.store.margins import margin_room, with_margins
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    Coach,
    Delivery,
    Lab,
    Lift,
    Recording,
    Report,
    TrainingSession,
)  # fmt: skip

HANDED_OUT = ("sent", "withdrawn", "sending")


@dataclass(frozen=True)
class Copy:
    """A report that was handed out and cannot be fetched back from here.

    Attributes
    ----------
    report_id : str
        The report.
    channel : str
        ``mail``, ``folder`` or ``link``.
    reader : str
        Address of the coach.
    file : str
        The report's file name.
    sent_at : str
        When, UTC.
    folder : str
        The coach's folder, of ``folder``.
    """

    report_id: str
    channel: str
    reader: str
    file: str
    sent_at: str
    folder: str = ""


@dataclass(frozen=True)
class Holdings:
    """What is kept.

    Attributes
    ----------
    lifts, analyses, reports : tuple of str
        Ids; reports of whole sessions in which these lifts stand are among them.
    files : tuple of str
        The reports' files, counted from the laboratory's folder.
    copies : tuple of Copy
        What was handed out.
    """

    lifts: tuple[str, ...]
    analyses: tuple[str, ...]
    reports: tuple[str, ...]
    files: tuple[str, ...]
    copies: tuple[Copy, ...]


def athlete_by_code(orm: Session, lab: Lab, code: str) -> Athlete:
    """An athlete; raises ``AthleteRefused`` where there is none of this code."""
    found = orm.scalars(select(Athlete).where(Athlete.lab_id == lab.id, Athlete.code == code)).one_or_none()
    if found is None:
        raise AthleteRefused("is no athlete here", code)
    return found


def holdings(orm: Session, lifts: Sequence[Lift], athlete_id: str | None = None) -> Holdings:
    """What is kept of an athlete and their lifts, or, without an athlete, of whole sessions by all their lifts.

    Of an athlete's sessions those reports count in which everybody stands, not the ones of others.
    """
    lift_ids = [lift.id for lift in lifts]
    sessions = {lift.session_id for lift in lifts}
    analyses = orm.scalars(select(Analysis.id).where(Analysis.lift_id.in_(lift_ids)).order_by(Analysis.id)).all()
    of_sessions = Report.session_id.in_(sessions)
    about: list[ColumnElement[bool]] = [Report.analysis_id.in_(analyses)]
    if athlete_id is None:
        about.append(of_sessions)
    else:
        about += [
            Report.athlete_id == athlete_id,
            of_sessions & Report.analysis_id.is_(None) & Report.athlete_id.is_(None),
        ]
    reports = orm.scalars(select(Report).where(or_(*about)).order_by(Report.id)).all()
    return Holdings(
        tuple(lift_ids),
        tuple(analyses),
        tuple(report.id for report in reports),
        tuple(dict.fromkeys(report.path for report in reports if report.path)),
        _copies(orm, reports),
    )


def _copies(orm: Session, reports: Sequence[Report]) -> tuple[Copy, ...]:
    rows = orm.execute(
        select(Delivery, Coach, Account, Report)
        .join(Coach, Coach.id == Delivery.coach_id)
        .join(Account, Account.id == Coach.account_id)
        .join(Report, Report.id == Delivery.report_id)
        .where(Delivery.report_id.in_([report.id for report in reports]), Delivery.state.in_(HANDED_OUT))
        .order_by(Delivery.sent_at, Delivery.id)
    )
    return tuple(
        Copy(
            report.id,
            delivery.channel,
            account.email,
            Path(report.path).name,
            "" if delivery.sent_at is None else delivery.sent_at.isoformat(timespec="seconds"),
            (coach.folder or "") if delivery.channel == "folder" else "",
        )
        for delivery, coach, account, report in rows
    )


def lifts_of(orm: Session, folder: Path, athlete: Athlete) -> list[Lift]:
    """An athlete's lifts, and those that are nobody's now but were pushed while the athlete's label held.

    The samples of those go by the label, so that their documents and pages must not stay.

    Raises
    ------
    FileError, OSError
        A recording cannot be read.
    """
    labels: dict[str, tuple[Span, ...]] = {}
    found = []
    theirs = or_(Lift.athlete_id == athlete.id, Lift.athlete_id.is_(None))
    wanted = (
        select(Lift, Recording)
        .join(Recording, Recording.id == Lift.recording_id)
        .where(theirs, Recording.lab_id == athlete.lab_id)
        .order_by(Lift.id)
    )
    for lift, recording in orm.execute(wanted):
        if lift.athlete_id is None:
            if recording.id not in labels:
                labels[recording.id] = _labelled(folder / recording.path, athlete.code)
            at = lift.start_sample if lift.drive_end_sample is None else lift.drive_end_sample
            if not any(start <= at < stop for start, stop in labels[recording.id]):
                continue
        found.append(lift)
    return found


def _labelled(path: Path, code: str) -> tuple[Span, ...]:
    """Spans in which an athlete's label holds; none where the recording is not there."""
    return label_spans(path, code) if path.exists() else ()


def spans_of(orm: Session, folder: Path, athlete: Athlete) -> dict[str, tuple[Span, ...]]:
    """Spans of samples of an athlete, by the recording's id.

    Theirs are the samples from each of their labels to the next one, and their lifts (:func:`lifts_of`) wherever they
    lie, with the margins that an export gives them. The lifts of others are not, whatever the labels say: what the
    technician corrected afterwards counts.

    Raises
    ------
    FileError, OSError
        A recording cannot be read.
    """
    found: dict[str, tuple[Span, ...]] = {}
    theirs = {lift.id for lift in lifts_of(orm, folder, athlete)}
    for recording in orm.scalars(select(Recording).where(Recording.lab_id == athlete.lab_id)):
        lifts = orm.scalars(select(Lift).where(Lift.recording_id == recording.id)).all()
        own = [(lift.start_sample, lift.stop_sample) for lift in lifts if lift.id in theirs]
        others = [
            (lift.start_sample, lift.stop_sample)
            for lift in lifts
            if lift.athlete_id not in (None, athlete.id) and lift.deleted_at is None
        ]
        path = folder / recording.path
        labelled = _labelled(path, athlete.code)
        if own and path.exists():
            room, every = margin_room(path), [*own, *others]
            own = [with_margins(span, athlete.code, every, room) for span in own]
        spans = joined([*without(labelled, others), *without(own, others)])
        if spans:
            found[recording.id] = spans
    return found


def left_of(path: Path, spans: Sequence[Span]) -> tuple[Span, ...]:
    """What of some spans was not taken out of a recording before."""
    with Container(path) as container:
        return without(spans, read_contents(container).removed)


def refuse_running(orm: Session, recordings: Sequence[str]) -> None:
    """Raise ``AthleteRefused`` where a session goes on in one of these recordings."""
    running = select(TrainingSession.id).where(
        TrainingSession.recording_id.in_(list(recordings)), TrainingSession.ended_at.is_(None)
    )
    if orm.scalars(running).first() is not None:
        raise AthleteRefused("a session still writes to a recording of theirs", "recording", "close the session first")
