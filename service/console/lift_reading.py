"""One lift read from the store, for its page: document, earlier lifts, page, notes, curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from processing.result import Document
from reports.words.say import ENGLISH, speaking
from service.console.lift_card import result_card
from service.console.screen import ResultCard
from service.delivery.letters import load_words
from service.report_tags import best_for, report_tag
from service.store.earlier import earlier_documents
from service.store.newest import newest_analysis
from service.store.tables import Account, Analysis, Athlete, Coach, CoachNote, Lift, Recording, Report

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from service.redo import Redone
    from service.store.engine import Store


@dataclass(frozen=True)
class LiftView:
    """What the page of a lift shows."""

    lift_id: str
    title: str
    simulated: bool
    card: ResultCard
    events: dict[str, float | None]
    recording: str
    span: tuple[int, int]
    report_id: str | None
    notes: tuple[tuple[str, str, str], ...]
    athlete_id: str | None
    change: Redone | None = None


def read_lift(store: Store, lift_id: str, units: str = "kg") -> LiftView | None:
    """The lift with its newest analysis, its load in a coach's units; ``None`` where there is none."""
    with store.reading() as session:
        lift = session.get(Lift, lift_id)
        if lift is None or lift.deleted_at is not None:
            return None
        analysis = newest_analysis(session, lift_id)
        recording = session.get_one(Recording, lift.recording_id)
        title = title_of(lift, session.get(Athlete, lift.athlete_id) if lift.athlete_id else None, units)
        document: Document | None = None if analysis is None else dict(analysis.document)
        if document is None:
            card = ResultCard(lift_id, title, "This lift is not analysed yet.")
        else:
            with speaking(ENGLISH, "lb" if units == "lb" else "kg"):
                card = result_card(lift_id, "", document, earlier_documents(session, lift, document))
        return LiftView(
            lift_id,
            title,
            recording.simulated,
            card,
            events_of(document),
            recording.path,
            (lift.start_sample, lift.stop_sample),
            None if analysis is None else newest_report(session, lift_id, units),
            notes_of(session, lift_id),
            lift.athlete_id,
            change_of(session, lift_id),
        )


def change_of(session: Session, lift_id: str) -> Redone | None:
    """What the newest version changed; ``None`` where there is one version."""
    from service.redo import newest_change

    return newest_change(session, lift_id)


def title_of(lift: Lift, athlete: Athlete | None, units: str = "kg") -> str:
    """Such as ``A7F3: snatch 92 kg, lift 4``."""
    load = "" if lift.load_kg is None else f" {load_words(lift.load_kg, units)}"
    who = "" if athlete is None else f"{athlete.name or athlete.code}: "
    return f"{who}{(lift.kind or 'lift').replace('_', ' ')}{load}, lift {lift.number}"


def newest_report(session: Session, lift_id: str, units: str = "kg") -> str | None:
    """The last page that was not withdrawn, in a coach's units where there is one."""
    wanted = (
        select(Report.id, Report.version, Report.language)
        .join(Analysis, Report.analysis_id == Analysis.id)
        .where(Analysis.lift_id == lift_id, Report.withdrawn_at.is_(None))
        .order_by(Report.version.desc(), Report.id)
    )
    pages = session.execute(wanted).all()
    last = {page.language: page.id for page in reversed(pages) if page.version == pages[0].version}
    best = best_for(report_tag(ENGLISH, units), list(last))
    return None if best is None else str(last[best])


def events_of(document: Document | None) -> dict[str, float | None]:
    """Times of the events, s from the recording's first sample."""
    events = {} if document is None else document.get("events", {})
    return {key: event.get("time_s") if isinstance(event, dict) else event for key, event in events.items()}


def notes_of(session: Session, lift_id: str) -> tuple[tuple[str, str, str], ...]:
    """Who wrote when what."""
    wanted = (
        select(Account.name, CoachNote.at, CoachNote.text)
        .join(Coach, CoachNote.coach_id == Coach.id)
        .join(Account, Coach.account_id == Account.id)
        .where(CoachNote.lift_id == lift_id)
        .order_by(CoachNote.at)
    )
    return tuple((name, f"{at:%Y-%m-%d %H:%M}", text) for name, at, text in session.execute(wanted))


def chart_of(folder: Path, view: LiftView) -> str:
    """The drive's chart from the recording; empty where it cannot be read."""
    from acquisition.errors import LegdriveError
    from acquisition.interchange.open_file import read_file
    from acquisition.recording import read_recording
    from processing.options import AnalysisOptions
    from processing.wrench import plate_forces
    from service.console.drive_chart import drive_chart

    try:
        path = folder / view.recording
        record = read_recording(path, *view.span) if path.suffix == ".mcap" else read_file(path)
        forces = plate_forces(record, AnalysisOptions())
    except (LegdriveError, OSError):
        return ""
    total_n = forces.force_n[:, 2].sum(axis=0)
    time_s = (record.first_index + np.arange(len(total_n))) / record.rate_hz
    return drive_chart(time_s, total_n, view.events)
