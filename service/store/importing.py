"""Earlier captures brought into the store: recordings become sessions and lifts, lift documents their analyses."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.errors import FileError
from acquisition.recording import recording_info
from acquisition.recording.check import RecordingInfo
from processing.history import event_s, scan_history
from processing.result import Document
from service.documents import moved_to
from service.jobs import queue
from service.people import audit
from service.store.engine import Store
from service.store.files import RECORDINGS, file_sha256, place_of
from service.store.tables import Analysis, Athlete, Lab, Lift, Recording, TrainingSession

OUTCOMES = {"made": "made", "missed": "missed"}


@dataclass(frozen=True)
class Imported:
    """What came of one recording, in ``line``; ``lifts`` is 0 where it was known already or cannot be read."""

    line: str
    lifts: int = 0
    failed: bool = False


def import_folder(store: Store, folder: Path, lab: Lab, source: Path) -> Iterator[Imported]:
    """Bring in every recording below a folder, with the lift documents that lie beside it.

    A recording that does not lie in the laboratory's folder is copied there; nothing is moved or changed. What is in
    the store already is left as it is, so the same again does nothing.

    Parameters
    ----------
    store : Store
        Where it goes.
    folder : Path
        The laboratory's folder.
    lab : Lab
        Whose sessions these are.
    source : Path
        A folder, or one recording.
    """
    paths = [source] if source.is_file() else sorted(source.rglob("*.mcap"))
    for path in paths:
        try:
            yield _import(store, folder, lab, path)
        except (FileError, OSError) as error:
            told = (
                error.line if isinstance(error, FileError) else f"{error.filename or path}: {error.strerror or error}"
            )
            yield Imported(told, failed=True)


def _import(store: Store, folder: Path, lab: Lab, path: Path) -> Imported:
    info, sha256 = recording_info(path), file_sha256(path)
    with store.reading() as orm:
        known = orm.scalars(select(Recording.path).where(Recording.sha256 == sha256)).first()
    if known is not None:
        return Imported(f"{path}: is in the store already, as {known}")
    place = _laid(folder, path, sha256)
    documents, skipped = scan_history(path.parent)
    mine = [each for each in documents if PurePath(str(each["source"].get("path"))).name == path.name]
    lifts, analyses, waiting = store.run(lambda orm: _rows(orm, lab.id, info, place, sha256, mine))
    told = [f"{path}: {lifts} lifts, {analyses} analyses", *([f"{waiting} to be analysed"] if waiting else [])]
    return Imported("; ".join([*told, *skipped]), lifts)


def _laid(folder: Path, path: Path, sha256: str) -> str:
    """The recording's place in the laboratory's folder; it is copied there where it lies elsewhere."""
    try:
        return place_of(folder, path)
    except ValueError:
        pass
    target = folder / RECORDINGS / path.name
    if target.exists():
        if file_sha256(target) != sha256:
            raise FileExistsError(17, "another recording has this name", str(target))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        with moved_to(target) as unfinished:
            shutil.copyfile(path, unfinished)
    return place_of(folder, target)


def _rows(
    orm: Session, lab_id: str, info: RecordingInfo, place: str, sha256: str, documents: Sequence[Document]
) -> tuple[int, int, int]:
    recording = Recording(
        lab_id=lab_id, path=place, sha256=sha256, rate_hz=info.rate_hz, samples=info.n, started_at=info.started_utc,
        simulated=info.simulated,
    )  # fmt: skip
    orm.add(recording)
    orm.flush()
    ended = info.started_utc + timedelta(seconds=info.n / info.rate_hz)
    session = TrainingSession(
        lab_id=lab_id, recording_id=recording.id, started_at=info.started_utc, ended_at=ended, state="closed"
    )
    orm.add(session)
    orm.flush()
    marks = [mark for mark in info.marks if mark["mark"] == "lift"]
    analyses = waiting = 0
    for number, mark in enumerate(marks, 1):
        lift = _lift(orm, lab_id, session, recording, mark, number)
        mine = list(_of_lift(documents, lift, info.rate_hz))
        for version, document in enumerate(mine, 1):
            orm.add(
                Analysis(
                    lift_id=lift.id, version=version, methods_digest=document["methods"]["digest"], document=document,
                    why="imported",
                )
            )  # fmt: skip
        if not mine:
            queue.order(orm, "analyse_lift", lift.id)
            waiting += 1
        analyses += len(mine)
    detail = {"recording": place, "lifts": len(marks), "analyses": analyses}
    audit.note(orm, None, "import", "session", session.id, detail)
    return len(marks), analyses, waiting


def _lift(
    orm: Session, lab_id: str, session: TrainingSession, recording: Recording, mark: Mapping[str, Any], number: int
) -> Lift:
    lift = Lift(
        session_id=session.id,
        recording_id=recording.id,
        athlete_id=_athlete(orm, lab_id, mark.get("athlete")),
        number=number,
        start_sample=int(mark["start"]),
        stop_sample=int(mark["stop"]),
        drive_end_sample=None if mark.get("drive_end") is None else round(mark["drive_end"]),
        kind=mark.get("kind"),
        kind_assumed=bool(mark.get("kind_assumed")),
        load_kg=mark.get("load_kg"),
        attempt=mark.get("attempt"),
        complex_id=mark.get("complex_id"),
        outcome=OUTCOMES.get(str(mark.get("outcome"))),
    )
    orm.add(lift)
    orm.flush()
    return lift


def _athlete(orm: Session, lab_id: str, code: str | None) -> str | None:
    """The athlete of a code; one who is not known yet is written down without a name."""
    if not code:
        return None
    found = orm.scalars(select(Athlete).where(Athlete.lab_id == lab_id, Athlete.code == code)).first()
    if found is None:
        found = Athlete(lab_id=lab_id, code=code)
        orm.add(found)
        orm.flush()
    return found.id


def _of_lift(documents: Iterable[Document], lift: Lift, rate_hz: float) -> Iterator[Document]:
    """Documents whose push ends within the lift's span."""
    for document in documents:
        ended = event_s(document, "drive_end")
        if ended is not None and lift.start_sample <= ended * rate_hz < lift.stop_sample:
            yield document
