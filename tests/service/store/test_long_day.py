"""A day of 200 lifts: lists and screens ask the store the same few questions as after one lift."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select

from service.jobs import queue
from service.session import rows
from service.store.check import check_store
from service.store.lift_list import listed
from service.store.tables import Analysis, Job, Lift

if TYPE_CHECKING:
    from tests.service.store.conftest import Room

LIFTS = 200


def statements(room: Room, work: Callable[[Room], object]) -> int:
    """How many questions some work asks."""
    asked: list[str] = []

    def listener(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(room.store.engine, "before_cursor_execute", listener)
    work(room)
    event.remove(room.store.engine, "before_cursor_execute", listener)
    return len(asked)


def fill(room: Room, lifts: int) -> None:
    """As many lifts as a long day has, each with its document and jobs that are done."""
    with room.store.transaction() as orm:
        first, document = orm.query(Lift).one(), orm.query(Analysis).one().document
        for number in range(2, lifts + 1):
            lift = Lift(
                session_id=first.session_id, recording_id=first.recording_id, athlete_id=first.athlete_id,
                number=number, start_sample=number, stop_sample=number + 1, load_kg=80.0, kind="snatch",
            )  # fmt: skip
            orm.add(lift)
            orm.flush()
            orm.add(Analysis(lift_id=lift.id, version=1, methods_digest="", document=document))
            orm.add_all(Job(kind=kind, subject_id=lift.id, state="done") for kind in ("analyse_lift", "lift_report"))


def list_lifts(room: Room) -> None:
    found = list(listed(room.store))
    assert found
    assert all(each.finding != "not analysed yet" for each in found)


def session_rows(room: Room) -> None:
    with room.store.reading() as orm:
        session_id = orm.scalars(select(Lift.session_id).limit(1)).one()
        assert len(rows.lifts_of(orm, session_id)) == orm.scalar(select(func.count()).select_from(Lift))


def jobs_in_short(room: Room) -> None:
    with room.store.reading() as orm:
        assert queue.shown(orm).words == ""


def whole_check(room: Room) -> None:
    assert list(check_store(room.store, room.folder)) == []


@pytest.mark.parametrize(
    ("work", "lifts"), [(list_lifts, LIFTS), (session_rows, LIFTS), (jobs_in_short, LIFTS), (whole_check, 20)]
)
def test_many_lifts_ask_as_little_as_one(filled: Room, work: Callable[[Room], object], lifts: int) -> None:
    before = statements(filled, work)
    fill(filled, lifts)
    assert statements(filled, work) == before


def test_a_failed_job_is_shown_until_the_same_was_done_later(filled: Room) -> None:
    with filled.store.transaction() as orm:
        orm.add(Job(kind="analyse_lift", subject_id=filled.lift_id, state="failed", error="the recording is gone"))
    assert filled.store.run(queue.shown).words == "1 failed: the recording is gone"
    with filled.store.transaction() as orm:
        orm.add(Job(kind="lift_report", subject_id=filled.lift_id, state="done"))
        orm.add(Job(kind="analyse_lift", subject_id="another", state="done"))
    assert filled.store.run(queue.shown).failed != ()
    with filled.store.transaction() as orm:
        orm.add(Job(kind="analyse_lift", subject_id=filled.lift_id, state="done"))
    assert filled.store.run(queue.shown).words == ""
