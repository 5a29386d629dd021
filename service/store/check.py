"""Whether a store is sound: rows and files agree, spans lie in their recordings, documents fit, the audit is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from acquisition.errors import FileError
from acquisition.recording import recording_info
from service.jobs.queue import LIFT_PAGE
from service.people.audit import broken_link
from service.store.engine import Store
from service.store.files import RECORDINGS, REPORTS, file_sha256, written_reports
from service.store.tables import Analysis, Delivery, Job, Lift, Recording, Report

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

SCHEMA = Path(__file__).parents[2] / "processing" / "lift.schema.json"
ROOMS = (
    (RECORDINGS, "*.mcap", "import it with `legdrive import`, or move it away"),
    (REPORTS, "*.pdf", "it belongs to no lift; move it away"),
)
"""Folders, which files of theirs have rows, and what to do with one that has none."""
ALWAYS = ("schema", "source", "lift", "events", "metrics", "quality", "segmented")
"""Parts that every document has had since the first version."""


def check_store(store: Store, folder: Path) -> Iterator[str]:
    """Look for whatever is wrong; one line each, none where all is well. The service may go on meanwhile.

    Parameters
    ----------
    store : Store
        Rows.
    folder : Path
        The laboratory's folder, in which their files lie.
    """
    # Files are listed before rows are read: what is recorded or written meanwhile is not taken for forgotten.
    there = {room: sorted((folder / room).rglob(pattern)) for room, pattern, _ in ROOMS}
    with store.reading() as orm:
        yield from _database(orm, store)
        yield from _recordings(orm, folder)
        yield from _reports(orm, folder)
        yield from _unwritten(orm)
        yield from _analyses(orm)
        yield from _lifts(orm)
        yield from _strays(orm, folder, there)
        fault = broken_link(orm)
        if fault:
            yield f"audit: {fault}; compare with the newest backup"


def _database(orm: Session, store: Store) -> Iterator[str]:
    """SQLite's own file is whole, and every row points to one that is there; PostgreSQL lets nothing else happen."""
    if not store.is_sqlite:
        return
    for (fault,) in orm.execute(text("PRAGMA integrity_check(10)")):
        if fault != "ok":
            yield f"the database's file is damaged: {fault}; restore the newest backup"
    for table, row, to, _ in orm.execute(text("PRAGMA foreign_key_check")):
        yield f"{table}: row {row} points to one of {to} that is not there; compare with the newest backup"


def _recordings(orm: Session, folder: Path) -> Iterator[str]:
    """Each file is there, is the one that was recorded, and holds the lifts' spans."""
    ends = select(Lift.recording_id, func.max(Lift.stop_sample)).group_by(Lift.recording_id)
    last = {row[0]: row[1] for row in orm.execute(ends)}
    for recording in orm.scalars(select(Recording).order_by(Recording.path)):
        path = folder / recording.path
        if not path.is_file():
            yield f"{recording.path}: this recording is missing; bring it back from a backup"
            continue
        if recording.sha256 is not None and file_sha256(path) != recording.sha256:
            yield f"{recording.path}: is not the file that was recorded; bring it back from a backup"
        try:
            n = recording_info(path).n
        except FileError as error:
            yield error.line
            continue
        if last.get(recording.id, 0) > n:
            for lift in orm.scalars(select(Lift).where(Lift.recording_id == recording.id, Lift.stop_sample > n)):
                yield f"lift {lift.id}: ends at sample {lift.stop_sample} of {recording.path}, which has {n}"


def _reports(orm: Session, folder: Path) -> Iterator[str]:
    """Each page is there and is the one that was made."""
    for place, sha256 in orm.execute(written_reports()):
        path = folder / place
        if not path.is_file():
            yield f"{place}: this report is missing; bring it back from a backup"
        elif sha256 and file_sha256(path) != sha256:
            yield f"{place}: is not the report that was made; bring it back from a backup"


def _unwritten(orm: Session) -> Iterator[str]:
    """Each page that a delivery waits for is about to be written by a job."""
    ordered = select(Job.id).where(
        Job.kind == LIFT_PAGE, Job.subject_id == Analysis.lift_id, Job.state.in_(("waiting", "running"))
    )
    waits = select(Delivery.id).where(
        Delivery.report_id == Report.id, Delivery.state.not_in(("cancelled", "withdrawn"))
    )
    wanted = (
        select(Analysis.lift_id, Report.version)
        .join(Report, Report.analysis_id == Analysis.id)
        .where(Report.kind == "lift", Report.sha256 == "", waits.exists(), ~ordered.exists())
        .distinct()
    )
    for lift_id, version in orm.execute(wanted.order_by(Analysis.lift_id, Report.version)):
        what = f"version {version} was sent, but its page was not made, and no job is to make it"
        yield f"lift {lift_id}: {what}; `legdrive lift redo` orders it, or send the lift again"


def _strays(orm: Session, folder: Path, there: Mapping[str, Sequence[Path]]) -> Iterator[str]:
    """Files that no row points to; what a job writes this moment gets its row in the end."""
    begun = orm.scalar(select(func.min(Job.started_at)).where(Job.state == "running"))
    known = {*orm.scalars(select(Recording.path)), *orm.scalars(select(Report.path))}
    for room, _, do in ROOMS:
        for path in there[room]:
            place = path.relative_to(folder).as_posix()
            if place in known or not path.exists():
                continue
            if begun is None or path.stat().st_mtime < begun.timestamp():
                yield f"{place}: the store does not know this file; {do}"


def _lifts(orm: Session) -> Iterator[str]:
    """Each lift has its analysis, or a job that is about to make it."""
    analysed = select(Analysis.id).where(Analysis.lift_id == Lift.id).exists()
    ordered = select(Job.id).where(Job.subject_id == Lift.id, Job.state.in_(("waiting", "running"))).exists()
    wanted = select(Lift.id).where(Lift.deleted_at.is_(None), Lift.state != "set_aside", ~analysed, ~ordered)
    for lift_id in orm.scalars(wanted.order_by(Lift.id)):
        yield f"lift {lift_id}: has no analysis, and no job is to make one; `legdrive lift redo` makes it"


def _analyses(orm: Session) -> Iterator[str]:
    """Documents fit their schema, and versions have no gaps."""
    versions: dict[str, list[int]] = {}
    for analysis in orm.scalars(select(Analysis).order_by(Analysis.lift_id, Analysis.version)).yield_per(100):
        versions.setdefault(analysis.lift_id, []).append(analysis.version)
        fault = next((each for each in _validator().iter_errors(analysis.document) if not _is_older(each)), None)
        if fault is not None:
            at = "/".join(map(str, fault.absolute_path)) or "the document"
            yield f"analysis {analysis.id} of lift {analysis.lift_id}: {at}: {fault.message.splitlines()[0][:120]}"
    for lift_id, found in versions.items():
        if found != list(range(1, len(found) + 1)):
            yield f"lift {lift_id}: has the versions {', '.join(map(str, found))} of its analysis; one is missing"


def _is_older(fault: ValidationError) -> bool:
    """Whether a field is missing that a later version has added: those of an earlier one have not all of today's."""
    missing = fault.validator == "required"
    return missing and (bool(fault.absolute_path) or not any(f"'{part}'" in fault.message for part in ALWAYS))


@cache
def _validator() -> Validator:
    from jsonschema import Draft202012Validator

    schema: Any = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema)
