"""Everything that is kept of one athlete, as files that other programs read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from acquisition.interchange.tables import write_parquet
from acquisition.recording import read_recording
from acquisition.recording.reader import Span
from acquisition.recording.without_spans import file_sha256, joined, without
from processing.options import AnalysisOptions
from processing.samples import record_samples
from service.people import audit
from service.people.errors import AthleteRefused
from service.people.holdings import Holdings, athlete_by_code, holdings, lifts_of, spans_of
from service.store.columns import Base
from service.store.engine import Store
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    AuditEntry,
    CoachNote,
    Delivery,
    Lab,
    Lift,
    LiftEdit,
    Link,
    Recording,
)

INDEX = "index.json"
SCHEMA = "legdrive/athlete-export/1"
SECRET = frozenset({"secret_hash", "password_hash", "pin_hash"})


def export_athlete(store: Store, lab: Lab, folder: Path, code: str, out: Path, now: datetime) -> list[str]:
    """Write everything of one athlete into a new or empty folder.

    Parameters
    ----------
    store : Store
        The store.
    lab : Lab
        The laboratory.
    folder : Path
        Its folder.
    code : str
        The athlete.
    out : Path
        Where to; ``index.json`` comes last, and names every file with its digest.
    now : datetime
        The moment.

    Returns
    -------
    list of str
        What could not be had, one sentence each.

    Raises
    ------
    AthleteRefused
        No such athlete, or the folder is not empty.
    FileError, OSError
        A file cannot be read or written.
    """
    if out.exists() and any(out.iterdir()):
        raise AthleteRefused("is not empty", str(out), "give a new folder")
    with store.reading() as orm:
        athlete = athlete_by_code(orm, lab, code)
        lifts = lifts_of(orm, folder, athlete)
        held = holdings(orm, lifts, athlete.id)
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "athlete.json", row_of(athlete))
        _write(out / "account.json", _rows(orm, Account, Account.id == athlete.account_id))
        _write(out / "lifts.json", [row_of(lift) for lift in lifts])
        _write(out / "edits.json", _rows(orm, LiftEdit, LiftEdit.lift_id.in_(held.lifts)))
        _write(out / "notes.json", _rows(orm, CoachNote, CoachNote.lift_id.in_(held.lifts)))
        _write(out / "deliveries.json", _rows(orm, Delivery, Delivery.lift_id.in_(held.lifts)))
        _write(out / "links.json", _rows(orm, Link, Link.report_id.in_(held.reports)))
        _write(out / "audit.json", _audit(orm, athlete, held))
        missing = [*_documents(orm, held, out), *_reports(orm, folder, held, out)]
        spans = spans_of(orm, folder, athlete)
        recordings = {identity: orm.get_one(Recording, identity).path for identity in spans}
    for identity, path in recordings.items():
        missing += _samples(folder, path, spans[identity], out)
    files = {str(path.relative_to(out)): file_sha256(path) for path in sorted(out.rglob("*")) if path.is_file()}
    head = {"schema": SCHEMA, "athlete": code, "at": now.isoformat(timespec="seconds"), "lab": lab.name}
    _write(out / INDEX, {**head, "files": files, "missing": missing})
    store.run(lambda orm: audit.note(orm, None, "export", "athlete", athlete.id, {"files": len(files)}, now))
    return missing


def row_of(row: Base) -> dict[str, Any]:
    """A row as JSON, without what opens doors."""
    columns = [column.key for column in inspect(type(row)).column_attrs]
    return {name: _plain(getattr(row, name)) for name in columns if name not in SECRET}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def _rows(orm: Session, table: type[Base], condition: Any) -> list[dict[str, Any]]:
    return [row_of(row) for row in orm.scalars(select(table).where(condition))]


def _write(path: Path, document: Mapping[str, Any] | list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _audit(orm: Session, athlete: Athlete, held: Holdings) -> list[dict[str, Any]]:
    """What was done with the athlete, their lifts and their reports."""
    subjects = [athlete.id, *held.lifts, *held.analyses, *held.reports]
    accounts = [identity for identity in (athlete.account_id, athlete.guardian_account_id) if identity]
    theirs = or_(AuditEntry.subject_id.in_(subjects), AuditEntry.account_id.in_(accounts))
    return [row_of(entry) for entry in orm.scalars(select(AuditEntry).where(theirs).order_by(AuditEntry.number))]


def _documents(orm: Session, held: Holdings, out: Path) -> Iterator[str]:
    """Every version of every lift's document."""
    for analysis in orm.scalars(select(Analysis).where(Analysis.id.in_(held.analyses))):
        _write(out / "documents" / f"{analysis.lift_id}_v{analysis.version}.json", analysis.document)
    yield from ()


def _reports(orm: Session, folder: Path, held: Holdings, out: Path) -> Iterator[str]:
    """The PDFs; a session's, in which others stand too, only where the athlete lifted alone."""
    from service.store.tables import Report

    for report in orm.scalars(select(Report).where(Report.id.in_(held.reports), Report.path != "")):
        others = select(Lift.id).where(Lift.session_id == report.session_id, Lift.id.not_in(held.lifts))
        everybody = report.session_id is not None and report.analysis_id is None and report.athlete_id is None
        if everybody and orm.scalars(others).first() is not None:
            continue
        source = folder / report.path
        if not source.exists():
            yield f"the report {report.path} is not there"
            continue
        target = out / "reports" / source.name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)


def _samples(folder: Path, path: str, spans: tuple[Span, ...], out: Path) -> Iterator[str]:
    """Forces, moments and centres of pressure of every span, one Parquet file each."""
    if not (folder / path).exists():
        yield f"the recording {path} is not there"
        return
    whole = read_recording(folder / path)
    for start, stop in without(joined([(max(a, 0), min(b, whole.n)) for a, b in spans]), whole.samples_lost):
        record = read_recording(folder / path, start, stop)
        target = out / "samples" / f"{Path(path).stem}_{start}_{stop}.parquet"
        target.parent.mkdir(exist_ok=True)
        facts = {
            "path": path,
            "samples_sha256": record.samples_sha256,
            "sample_rate_hz": repr(record.rate_hz),
            "first_sample": str(start),
            "simulated": str(record.simulated).lower(),
        }
        write_parquet(target, record_samples(record, AnalysisOptions()).columns(), facts)
