"""Everything that was measured, as one stream of Parquet: one row a lift, in row groups, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from io import RawIOBase
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Select, func, select
from starlette.responses import StreamingResponse

from service.api.answers import PRIVATE, file_answer
from service.api.callers import Caller, LiftReader
from service.api.errors import Refused
from service.api.names import Day, Identity
from service.api.places import LabHere, StoreHere
from service.lift_columns import table_row
from service.lift_parquet import lift_schema, typed_cell
from service.people import audit
from service.people.permissions import visible_lifts
from service.store.engine import Store
from service.store.tables import Analysis, Lift, Recording, TrainingSession

if TYPE_CHECKING:
    import pyarrow

    from service.settings import LabSettings

router = APIRouter(tags=["archive"])
ROWS = 200
"""Lifts in a row group; a document has 20 kB, so that 4 MB are in memory at a time."""
MEDIA_TYPE = "application/vnd.apache.parquet"
IDENTITIES = ("lift_id", "session_id", "athlete_id")
Wanted = Select[Lift, Analysis, str]


class ParquetStream(StreamingResponse):
    """Parquet while it is being made."""

    media_type = MEDIA_TYPE


class Sink(RawIOBase):
    """A file that is read off while it is being written: places count on from its beginning."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, part: Any) -> int:
        """Keep what is written until it is taken."""
        kept = bytes(part)
        self._parts.append(kept)
        self._written += len(kept)
        return len(kept)

    def tell(self) -> int:
        """Bytes from the file's beginning."""
        return self._written

    def take(self) -> bytes:
        """What was written since the last time."""
        kept, self._parts = b"".join(self._parts), []
        return kept


@router.get(
    "/lifts.parquet", response_class=ParquetStream, responses=file_answer(MEDIA_TYPE), summary="All lifts as one table"
)
def lifts_parquet(
    lab: LabHere,
    store: StoreHere,
    caller: LiftReader,
    athlete: Annotated[Identity | None, Query(description="Only this athlete's.")] = None,
    first_day: Annotated[
        Day | None, Query(alias="from", description="First day, by the laboratory's clock.", examples=["2026-01-01"])
    ] = None,
    last_day: Annotated[
        Day | None, Query(alias="to", description="Last day, included.", examples=["2026-12-31"])
    ] = None,
) -> StreamingResponse:
    """One row a lift with every event and metric of its newest analysis; units stand in the schema of the file.

    Columns as in `legdrive analyze --table` (docs/files.md), before them the identities of lift, session and athlete
    and the version of the analysis. Lifts that were set aside are left out. Where the stream breaks off the file has no
    end, and no reader takes it for whole.
    """
    wanted = newest_analyses(caller, athlete)
    if first_day is not None:
        wanted = wanted.where(TrainingSession.started_at >= moment_of(first_day, lab.settings))
    if last_day is not None:
        wanted = wanted.where(TrainingSession.started_at < moment_of(last_day, lab.settings, days=1))
    detail = {"athlete": athlete, "from": first_day and str(first_day), "to": last_day and str(last_day)}
    store.run(partial(audit.note, account_id=caller.account.id, action="export", subject_kind="lab",
                      subject_id=caller.account.lab_id, detail=detail, at=lab.clock()))  # fmt: skip
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="lifts.parquet"'}
    return ParquetStream(parquet_parts(store, wanted), headers=headers)


def newest_analyses(caller: Caller, athlete_id: str | None) -> Wanted:
    """Lifts that somebody may see, each with its newest analysis and its recording's path."""
    newest = select(Analysis.lift_id, func.max(Analysis.version).label("version")).group_by(Analysis.lift_id).subquery()
    found = (
        visible_lifts(caller.account)
        .add_columns(Analysis, Recording.path)
        .join(Recording, Recording.id == Lift.recording_id)
        .join(newest, newest.c.lift_id == Lift.id)
        .join(Analysis, (Analysis.lift_id == Lift.id) & (Analysis.version == newest.c.version))
        .where(Lift.deleted_at.is_(None), Lift.state != "set_aside")
    )
    return found if athlete_id is None else found.where(Lift.athlete_id == athlete_id)


def moment_of(day: date, settings: LabSettings, days: int = 0) -> datetime:
    """When a day begins by the laboratory's clock, or so many days later; raises ``Refused`` beyond the calendar."""
    hours, minutes = settings.utc_offset[1:].split(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if settings.utc_offset.startswith("-") else 1)
    try:
        return datetime.combine(day, time(), UTC) + timedelta(days=days) - offset
    except OverflowError:
        raise Refused(400, "day", f"{day} lies at the end of the calendar.") from None


def parquet_parts(store: Store, wanted: Wanted) -> Iterator[bytes]:
    """The file piece by piece: each row group is read, written and sent before the next is read."""
    from pyarrow import parquet

    sink, schema = Sink(), archive_schema()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        last = ""
        while rows := rows_behind(store, wanted, last):
            writer.write_table(table_of(rows, schema))
            last = rows[-1]["lift_id"]
            yield sink.take()
    yield sink.take()


def rows_behind(store: Store, wanted: Wanted, last_id: str) -> list[dict[str, Any]]:
    """The next rows, in the order in which lifts were made."""
    with store.reading() as orm:
        found = orm.execute(wanted.where(Lift.id > last_id).order_by(Lift.id).limit(ROWS))
        return [archive_row(lift, analysis, path) for lift, analysis, path in found]


def archive_row(lift: Lift, analysis: Analysis, path: str) -> dict[str, Any]:
    """A lift as a row; its recording is named as the laboratory's folder names it."""
    said = {"lift_id": lift.id, "session_id": lift.session_id, "athlete_id": lift.athlete_id}
    return {**table_row(analysis.document), **said, "analysis_version": analysis.version, "path": path}


def archive_schema() -> pyarrow.Schema:
    """The table of lifts, with identities before it."""
    import pyarrow

    words, count = pyarrow.string(), pyarrow.int64()
    first = [*(pyarrow.field(name, words) for name in IDENTITIES), pyarrow.field("analysis_version", count)]
    known = lift_schema()
    return pyarrow.schema([*first, *known], metadata=known.metadata)


def table_of(rows: list[dict[str, Any]], schema: pyarrow.Schema) -> pyarrow.Table:
    """Rows as typed columns."""
    import pyarrow

    columns = [pyarrow.array([typed_cell(row[each.name], each.type) for row in rows], each.type) for each in schema]
    return pyarrow.table(columns, schema=schema)
