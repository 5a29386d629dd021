"""The job that writes a lift's pages: a PDF a language and units beside the ones before, and its row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from processing.moment import zone
from reports.details import ReportDetails, Revision
from reports.pdf import lift_report
from reports.pdf.saving import write_whole
from service.jobs import queue
from service.jobs.analyses import analysed, order_of
from service.jobs.look import look_now
from service.jobs.queue import JobOrder
from service.jobs.waiting import LEFT_BEHIND, go_on, stop_waiting
from service.lettering import printable
from service.names import lift_stem
from service.report_tags import DEFAULT, after_version, language_of, tag_of, units_of
from service.store.engine import Store
from service.store.newest import newest_analysis
from service.store.tables import Analysis, Athlete, Coach, CoachAthlete, Lab, Lift, Report, TrainingSession

FOLDER = "reports"


def details_of(orm: Session, lift_id: str, version: int) -> ReportDetails:
    """Names and places of a page, and what changed with each of its versions."""
    lift = orm.get_one(Lift, lift_id)
    lab = orm.get_one(Lab, orm.get_one(TrainingSession, lift.session_id).lab_id)
    athlete = None if lift.athlete_id is None else orm.get(Athlete, lift.athlete_id)
    name = "" if athlete is None else athlete.name or athlete.code
    return ReportDetails(
        athlete=name,
        lab=lab.name,
        place=lab.place,
        report_id=f"{lift_id[-4:].upper()}-{lift.number:02d}",
        version=version,
        revisions=revisions_of(orm, lift_id, version, lab.utc_offset),
    )


def revisions_of(orm: Session, lift_id: str, version: int, utc_offset: str) -> tuple[Revision, ...]:
    """Versions up to this one, with their days; none of a first version."""
    wanted = select(Analysis).where(Analysis.lift_id == lift_id, Analysis.version <= version)
    every = list(orm.scalars(wanted.order_by(Analysis.version)))
    if len(every) < 2:
        return ()
    clock = zone(utc_offset)
    return tuple(Revision(each.version, f"{each.created_at.astimezone(clock):%Y-%m-%d}", each.why) for each in every)


def languages_of(orm: Session, athlete_id: str | None) -> list[str]:
    """Languages and units of an athlete's coaches, as tags of reports; English and kilograms where there is none."""
    wanted = select(Coach).join(CoachAthlete, CoachAthlete.coach_id == Coach.id)
    coaches = orm.scalars(wanted.where(CoachAthlete.athlete_id == athlete_id))
    return sorted({tag_of(coach) for coach in coaches}) or [DEFAULT]


def write_lift_page(store: Store, folder: Path, taken: JobOrder) -> None:
    """Write the pages of a lift's newest document, one a language and units; a lift that was not segmented has none."""
    with store.reading() as orm:
        analysis = newest_analysis(orm, taken.subject_id)
        if analysis is None:
            raise LookupError("there is no analysis to write a page of")
        order = order_of(orm, folder, taken.subject_id)
        details = details_of(orm, taken.subject_id, analysis.version)
        rows = list(orm.scalars(select(Report).where(Report.analysis_id == analysis.id)))
        waited_for = {each.language for each in rows if not each.sha256}  # a coach may read something else by now
        wanted = waited_for.union(languages_of(orm, orm.get_one(Lift, taken.subject_id).athlete_id))
        languages = wanted - {each.language for each in rows if each.sha256}
    found = analysed(order) if languages else None
    pages, lacks = {}, ""
    if found is not None and found.curves is not None:
        details, lacks = printable(details, analysis.document["lift"].get("athlete") or "", look_now())
        for language in sorted(languages):
            spoken = replace(details, language=language_of(language), units=units_of(language))
            content = lift_report(analysis.document, found.curves, order.history, spoken, found.source)
            pages[language] = write_page(folder, analysis, language, content), hashlib.sha256(content).hexdigest()
    store.run(lambda orm: keep(orm, taken, analysis, pages, lacks))


def write_page(folder: Path, analysis: Analysis, language: str, content: bytes) -> str:
    """Write the file whole or not at all; returns its place in the folder."""
    stem = f"{lift_stem(analysis.document, analysis.version)}{after_version(language)}"
    place = f"{FOLDER}/{stem}_{analysis.lift_id[-6:]}.pdf"
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return place


def keep(
    orm: Session, taken: JobOrder, analysis: Analysis, pages: Mapping[str, tuple[str, str]], lacks: str = ""
) -> None:
    """Write the rows, unless the job was given to somebody else meanwhile or this version has its page.

    Parameters
    ----------
    orm : Session
        The caller's transaction.
    taken : JobOrder
        The job.
    analysis : Analysis
        What the pages show.
    pages : mapping of str to (str, str)
        Place and digest of the page of each language and units.
    lacks : str
        What the pages could not print; it stays with the job.
    """
    if not queue.finish(orm, taken, lacks):
        return
    every = orm.scalars(select(Report).where(Report.analysis_id == analysis.id, Report.kind == "lift"))
    there = {each.language: each for each in every}
    lift = orm.get_one(Lift, taken.subject_id)
    for language, (place, sha256) in pages.items():
        row = there.get(language)
        if row is None:
            row = Report(
                analysis_id=analysis.id, session_id=lift.session_id, athlete_id=lift.athlete_id, kind="lift",
                version=analysis.version, path="", sha256="", language=language,
            )  # fmt: skip
            orm.add(row)
        if not row.sha256:  # where the lift was sent before its page was written, the row has waited for it
            row.path, row.sha256 = place, sha256
            orm.flush()
            go_on(orm, row)
    if not queue.waits(orm, taken.kind, taken.subject_id):
        stop_waiting(orm, taken.subject_id, LEFT_BEHIND)
