"""Days and times are told by the laboratory's clock alone, whatever the rig file of a recording says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from processing.moment import lift_moment
from service.cli import app
from service.jobs import queue
from service.jobs.analyses import analyse_lift
from service.jobs.pages import write_lift_page
from service.store.lift_list import listed
from service.store.newest import newest_analysis
from service.store.tables import Athlete, Job, Lab, Report

if TYPE_CHECKING:
    from tests.service.store.conftest import Room

ON_ONE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""What has nothing to do with the database is tried on one."""


def do(room: Room, kind: str) -> None:
    """A job, done here."""
    room.store.run(lambda orm: queue.order(orm, kind, room.lift_id).id)
    taken = room.store.run(queue.take)
    assert taken is not None
    assert taken.kind == kind
    {"analyse_lift": analyse_lift, "lift_report": write_lift_page}[kind](room.store, room.folder, taken)


@ON_ONE
@pytest.mark.parametrize("offset", ["+14:00", "-11:30"])
def test_document_page_and_list_tell_the_same_day_and_time(filled: Room, offset: str) -> None:
    with filled.store.transaction() as orm:
        orm.execute(update(Lab).values(utc_offset=offset))
        before = newest_analysis(orm, filled.lift_id)
        assert before is not None
    do(filled, "analyse_lift")
    [lift] = listed(filled.store)
    with filled.store.reading() as orm:
        now = newest_analysis(orm, filled.lift_id)
    assert now is not None
    at, was = lift_moment(now.document), lift_moment(before.document)
    assert at is not None
    assert was is not None
    assert lift.at is not None
    assert now.document["lift"]["utc_offset"] == offset
    assert f"{at:%Y-%m-%d %H:%M}" == f"{lift.at:%Y-%m-%d %H:%M}"
    assert abs((at - was).total_seconds()) < 0.001  # the moment itself stays
    assert at.utcoffset() != was.utcoffset()
    assert list(listed(filled.store, day=f"{at:%Y-%m-%d}")) != []


@ON_ONE
def test_the_page_of_a_lift_told_by_another_clock_than_its_rigs_is_proved(filled: Room) -> None:
    with filled.store.transaction() as orm:
        orm.execute(update(Lab).values(utc_offset="-05:00"))
        orm.execute(update(Athlete).values(name="李文文"))
    do(filled, "analyse_lift")
    do(filled, "lift_report")
    with filled.store.reading() as orm:
        [made] = [each for each in orm.query(Report) if each.version == 2]
        [job] = [each for each in orm.query(Job) if each.kind == "lift_report" and each.error]
    assert job.state == "done"
    assert job.error is not None
    assert job.error.startswith("the page says A7F3 for the name: the page's font lacks a letter for ")
    told = CliRunner().invoke(app, ["report", "verify", str(filled.folder / made.path)])
    assert told.exit_code == 0, told.output
