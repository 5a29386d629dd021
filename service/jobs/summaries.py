"""The job that writes a session's summaries: one PDF an athlete for each language and units that coaches read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processing.result import Document
from reports.details import ReportDetails
from reports.pdf.many import session_report
from reports.pdf.saving import write_whole
from service.group_reports import session_stem
from service.jobs import queue
from service.jobs.look import look_now
from service.jobs.pages import FOLDER, languages_of
from service.jobs.queue import JobOrder
from service.lettering import printable
from service.lift_groups import jumps_alone
from service.report_tags import in_file_names, language_of, report_tag, units_of
from service.store.columns import now
from service.store.earlier import earlier_documents
from service.store.engine import Store
from service.store.newest import newest_analysis
from service.store.tables import Analysis, Athlete, Lab, Lift, Report, TrainingSession


@dataclass(frozen=True)
class Summary:
    """What one athlete's summary is made of.

    Attributes
    ----------
    athlete_id : str
        Whose.
    details : ReportDetails
        Names, places, language, units, version.
    documents, earlier : sequence of Document
        The session's lifts, and those before them.
    lacks : str
        What could not be printed.
    """

    athlete_id: str
    details: ReportDetails
    documents: Sequence[Document]
    earlier: Sequence[Document]
    lacks: str = ""

    @property
    def tag(self) -> str:
        """Its language and units."""
        return report_tag(self.details.language, self.details.units)

    @property
    def place(self) -> str:
        """Where the PDF goes, in the laboratory's folder."""
        stem = session_stem(self.documents)
        return f"{FOLDER}/{stem}_{in_file_names(self.tag)}_v{self.details.version}_{self.athlete_id[-6:]}.pdf"


def write_summaries(store: Store, folder: Path, taken: JobOrder) -> None:
    """Write the summaries of a session as it stands, each as a new version beside the ones before."""
    read_at = now()
    with store.reading() as orm:
        wanted = list(summaries_of(orm, taken.subject_id))
    written = []
    for each in wanted:
        content = session_report(each.documents, each.earlier, each.details)
        path = folder / each.place
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        written.append((each, hashlib.sha256(content).hexdigest()))
    store.run(lambda orm: keep(orm, taken, written, read_at))


def summaries_of(orm: Session, session_id: str) -> Iterator[Summary]:
    """Every athlete of a session in every language and units."""
    lab = orm.get_one(Lab, orm.get_one(TrainingSession, session_id).lab_id)
    lifts: dict[str, list[Lift]] = {}
    shown = select(Lift).where(Lift.session_id == session_id, Lift.deleted_at.is_(None), Lift.state != "set_aside")
    for lift in orm.scalars(shown.order_by(Lift.number)):
        if lift.athlete_id is not None:
            lifts.setdefault(lift.athlete_id, []).append(lift)
    for athlete_id, mine in lifts.items():
        newest = [newest_analysis(orm, lift.id) for lift in mine]
        shown_now = [each for each in newest if each is not None and not is_withdrawn(orm, each)]
        found = [each.document for each in shown_now]
        documents = [document for document in found if document["segmented"]]
        athlete = orm.get_one(Athlete, athlete_id)
        if jumps_alone(documents) or athlete.erased_at is not None:
            continue
        told_of = {each.lift_id for each in shown_now}
        earlier = earlier_documents(orm, mine[0], *documents, without=told_of)
        for tag in languages_of(orm, athlete_id):
            version = 1 + _last_version(orm, session_id, athlete_id, tag)
            details = ReportDetails(
                athlete=athlete.name or athlete.code,
                lab=lab.name,
                place=lab.place,
                version=version,
                language=language_of(tag),
                units=units_of(tag),
            )
            details, lacks = printable(details, athlete.code, look_now())
            yield Summary(athlete_id, details, documents, earlier, f"{athlete.code}: {lacks}" if lacks else "")


def keep(orm: Session, taken: JobOrder, written: Sequence[tuple[Summary, str]], read_at: datetime) -> None:
    """Write the rows, unless the job was given to somebody else meanwhile; they say when the lifts were read."""
    if not queue.finish(orm, taken, "; ".join(dict.fromkeys(each.lacks for each, _ in written if each.lacks))):
        return
    for each, sha256 in written:
        details = each.details
        orm.add(
            Report(
                session_id=taken.subject_id,
                athlete_id=each.athlete_id,
                kind="session",
                version=details.version,
                path=each.place,
                sha256=sha256,
                language=each.tag,
                created_at=read_at,
            )
        )


def is_withdrawn(orm: Session, analysis: Analysis) -> bool:
    """Whether the page of this version of a lift was withdrawn: no summary shows it then."""
    pages = select(Report.id).where(Report.analysis_id == analysis.id, Report.withdrawn_at.is_not(None))
    return orm.scalars(pages.limit(1)).first() is not None


def _last_version(orm: Session, session_id: str, athlete_id: str, tag: str) -> int:
    same = (Report.session_id == session_id, Report.athlete_id == athlete_id, Report.language == tag)
    return orm.scalar(select(func.max(Report.version)).where(Report.kind == "session", *same)) or 0
