"""A lift's samples for other programs: forces, moments and centres of pressure, as C3D or Parquet."""

from __future__ import annotations

import tempfile
from pathlib import Path
from threading import BoundedSemaphore

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from acquisition.recording.reader import Span
from service.api.answers import PRIVATE, file_answer
from service.api.callers import Caller, SampleReader
from service.api.errors import Refused
from service.api.lifts import seen_lift
from service.api.names import PathId
from service.api.places import LabHere, StoreHere
from service.commands.export import Format, write_samples
from service.lab import Lab
from service.people import audit
from service.store.engine import Store
from service.store.margins import margins_of, read_with_margins
from service.store.tables import Recording

router = APIRouter(prefix="/lifts", tags=["archive"])
FORMS = {Format.C3D: "application/octet-stream", Format.PARQUET: "application/vnd.apache.parquet"}
ONE_AT_A_TIME = BoundedSemaphore()
"""Turning volts into files is work; who measures goes first."""


@router.get(
    "/{lift_id}/samples.c3d",
    response_class=FileResponse,
    responses=file_answer(FORMS[Format.C3D]),
    summary="A lift's samples as C3D",
)
def samples_c3d(lab: LabHere, store: StoreHere, caller: SampleReader, lift_id: PathId) -> FileResponse:
    """The lift with up to 10 s before and 5 s after it, never into another lift, as `legdrive export` writes it."""
    return samples_file(lab, store, caller, lift_id, Format.C3D)


@router.get(
    "/{lift_id}/samples.parquet",
    response_class=FileResponse,
    responses=file_answer(FORMS[Format.PARQUET]),
    summary="A lift's samples as Parquet",
)
def samples_parquet(lab: LabHere, store: StoreHere, caller: SampleReader, lift_id: PathId) -> FileResponse:
    """The same as a table, one row a sample; units in the schema, times from the recording's first sample."""
    return samples_file(lab, store, caller, lift_id, Format.PARQUET)


def samples_file(lab: Lab, store: Store, caller: Caller, lift_id: str, form: Format) -> FileResponse:
    """The file, which is taken away once it is sent."""

    def work(orm: Session) -> tuple[Path, Span, Span, int]:
        lift = seen_lift(orm, caller, lift_id)
        path = lab.folder / orm.get_one(Recording, lift.recording_id).path
        audit.note(orm, caller.account.id, "export", "lift", lift.id, {"form": form.value}, lab.clock())
        span = (lift.start_sample, lift.stop_sample)
        return path, span, margins_of(orm, lift, path) if path.is_file() else span, lift.number

    path, span, wide, number = store.run(work)
    if not path.is_file():
        raise Refused(404, "no_recording", "The recording of this lift is not on this computer.")
    place = Path(tempfile.mkdtemp(prefix="legdrive-samples-"))
    out = place / f"lift_{number:03d}.{form.value}"
    try:
        write_span(path, span, wide, out, form)
    except BaseException:
        clear(place)
        raise
    done = BackgroundTask(clear, place)
    return FileResponse(out, media_type=FORMS[form], filename=out.name, headers=PRIVATE, background=done)


def write_span(path: Path, span: Span, wide: Span, out: Path, form: Format) -> None:
    """Write a lift of a recording with its margins as a file for other programs."""
    from processing.options import AnalysisOptions
    from processing.samples import record_samples

    with ONE_AT_A_TIME:
        record = read_with_margins(path, span, wide)
        write_samples(out, form, record, record_samples(record, AnalysisOptions()))


def clear(place: Path) -> None:
    """Take a temporary folder away."""
    for each in place.iterdir():
        each.unlink()
    place.rmdir()
