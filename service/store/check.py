"""Whether a store is sound: rows and files agree, spans lie in their recordings, documents fit, the audit is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.errors import FileError
from acquisition.recording import recording_info
from service.people.audit import broken_link
from service.store.engine import Store
from service.store.files import RECORDINGS, REPORTS, file_sha256
from service.store.tables import Analysis, Lift, Recording, Report

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

SCHEMA = Path(__file__).parents[2] / "processing" / "lift.schema.json"
ALWAYS = ("schema", "source", "lift", "events", "metrics", "quality", "segmented")
"""Parts that every document has had since the first version."""


def check_store(store: Store, folder: Path) -> Iterator[str]:
    """Look for whatever is wrong; one line each, none where all is well.

    Parameters
    ----------
    store : Store
        Rows.
    folder : Path
        The laboratory's folder, in which their files lie.
    """
    with store.reading() as orm:
        yield from _recordings(orm, folder)
        yield from _reports(orm, folder)
        yield from _analyses(orm)
        fault = broken_link(orm)
        if fault:
            yield f"audit: {fault}; compare with the newest backup"


def _recordings(orm: Session, folder: Path) -> Iterator[str]:
    """Each file is there, is the one that was recorded, and holds the lifts' spans."""
    known = set()
    for recording in orm.scalars(select(Recording).order_by(Recording.path)):
        known.add(recording.path)
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
        for lift in orm.scalars(select(Lift).where(Lift.recording_id == recording.id, Lift.stop_sample > n)):
            yield f"lift {lift.id}: ends at sample {lift.stop_sample} of {recording.path}, which has {n}"
    yield from _strays(folder, RECORDINGS, "*.mcap", known, "import it with `legdrive import`, or move it away")


def _reports(orm: Session, folder: Path) -> Iterator[str]:
    """Each page is there and is the one that was made."""
    known = set()
    for report in orm.scalars(select(Report).where(Report.path != "").order_by(Report.path)):  # "": not written yet
        known.add(report.path)
        path = folder / report.path
        if not path.is_file():
            yield f"{report.path}: this report is missing; bring it back from a backup"
        elif report.sha256 and file_sha256(path) != report.sha256:
            yield f"{report.path}: is not the report that was made; bring it back from a backup"
    yield from _strays(folder, REPORTS, "*.pdf", known, "it belongs to no lift; move it away")


def _strays(folder: Path, room: str, pattern: str, known: set[str], do: str) -> Iterator[str]:
    """Files that no row points to."""
    for path in sorted((folder / room).rglob(pattern)):
        place = path.relative_to(folder).as_posix()
        if place not in known:
            yield f"{place}: the store does not know this file; {do}"


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
