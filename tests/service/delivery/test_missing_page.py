"""A lift that was sent and whose page is not made: it is told as failed, and every way to mend it makes the page."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from service.cli import app
from service.delivery.claims import retry_now
from service.delivery.errors import NotSendable
from service.delivery.listing import alarms
from service.delivery.outbox import undo_send
from service.delivery.remarks import remarks_by_lift
from service.delivery.schedule import GRACE
from service.jobs import queue
from service.jobs.pages import keep
from service.jobs.queue import JobOrder
from service.people.athletes import keep_athlete
from service.store.newest import newest_analysis
from service.store.tables import Athlete, Delivery, Job, Lift

WHY = "name: the page's font lacks a letter"


def taken(office: Any) -> JobOrder:
    found: JobOrder | None = office.store.run(queue.take)
    assert found is not None
    assert found.kind == "lift_report"
    return found


def fails(office: Any) -> None:
    """The page's job fails."""
    job = taken(office)
    office.store.run(lambda orm: queue.fail(orm, job, WHY, crashed=False))


def is_written(office: Any, lift: str) -> None:
    """The page's job writes it."""
    page, job = office.page(lift, 1), taken(office)
    with office.store.transaction() as orm:
        analysis = newest_analysis(orm, lift)
        assert analysis is not None
        keep(orm, job, analysis, {"en": page})


def waiting(office: Any) -> list[str]:
    with office.store.reading() as orm:
        return list(orm.scalars(select(Job.kind).where(Job.state == "waiting")))


@pytest.fixture
def stuck(office: Any) -> str:
    """A lift that was sent before its page was made, which then was not."""
    office.coach()
    lift: str = office.lift(ready=False)
    office.send(lift)
    fails(office)
    return lift


def test_its_delivery_has_failed_with_the_pages_reason(office: Any, stuck: str) -> None:
    assert office.states() == [("mail", "failed")]
    with office.store.reading() as orm:
        [line] = alarms(orm)
        assert line.why == f"its page was not made: {WHY}"
        assert line.why in remarks_by_lift(orm, [stuck])[stuck][0]
    assert waiting(office) == []


def test_sending_again_makes_the_page_and_sends_it_once(office: Any, stuck: str, mail_room: Any) -> None:
    office.send(stuck)
    assert office.states() == [("mail", "held")]
    assert waiting(office) == ["lift_report"]
    assert office.turn(GRACE) == 0
    is_written(office, stuck)
    assert office.turn() == 1
    assert len(mail_room.mails) == 1


def test_it_can_be_taken_back_and_sent_again(office: Any, stuck: str) -> None:
    with office.store.transaction() as orm:
        assert undo_send(orm, stuck, office.now) == 1
        assert orm.get_one(Lift, stuck).state == "review"
    office.send(stuck)
    assert office.states() == [("mail", "cancelled"), ("mail", "held")]
    assert waiting(office) == ["lift_report"]


def test_retry_makes_the_page(office: Any, stuck: str, mail_room: Any) -> None:
    with office.store.transaction() as orm:
        retry_now(orm, orm.get_one(Delivery, office.delivery().id), office.now)
    assert waiting(office) == ["lift_report"]
    is_written(office, stuck)
    assert office.turn() == 1


def test_a_job_that_dies_with_the_service_twice_is_told_too(office: Any) -> None:
    office.coach()
    office.send(office.lift(ready=False))
    for _ in range(2):
        taken(office)
        office.store.run(queue.take_up_again)
    assert "the service ended twice" in office.delivery().last_error


def test_another_name_makes_the_page_and_what_waits_for_it_goes_on(office: Any, stuck: str, mail_room: Any) -> None:
    with office.store.transaction() as orm:
        athlete = orm.get_one(Athlete, office.athlete_id)
        keep_athlete(orm, athlete, {"foot_length_mm": 250.0}, [], only_these=False)
    assert waiting(office) == []
    with office.store.transaction() as orm:
        keep_athlete(orm, orm.get_one(Athlete, office.athlete_id), {"name": "Li"}, [], only_these=False)
    assert waiting(office) == ["lift_report"]
    is_written(office, stuck)
    assert office.states() == [("mail", "held")]
    assert office.turn(GRACE) == 1


def test_a_delivery_that_the_mail_server_refused_stays_so_when_a_page_is_written(office: Any, mail_room: Any) -> None:
    mail_room.rcpt = ["550 5.1.1 no such user"]
    office.coach()
    lift = office.lift()
    office.send(lift)
    office.turn(GRACE)
    with office.store.transaction() as orm:
        queue.order(orm, "lift_report", lift)
    is_written(office, lift)
    assert office.states() == [("mail", "failed")]


def test_a_page_that_a_newer_version_left_behind_is_told_and_replaced_when_sent_again(
    office: Any, mail_room: Any
) -> None:
    office.coach()
    lift = office.lift(ready=False)
    office.send(lift)
    with office.store.transaction() as orm:
        office.report(orm, lift, 2, ready=False, load_kg=93.0)
    is_written(office, lift)
    assert office.delivery().state == "failed"
    assert "a newer version came first; send the lift again" in office.delivery().last_error
    with office.store.transaction() as orm, pytest.raises(NotSendable, match=r"no page any more; send the lift again"):
        retry_now(orm, orm.get_one(Delivery, office.delivery().id), office.now)
    office.send(lift)
    assert office.states() == [("mail", "cancelled"), ("mail", "held")]
    assert office.turn(GRACE) == 1


def test_one_that_cannot_be_tried_again_keeps_no_other_from_it(office: Any, stuck: str, tmp_path: Path) -> None:
    with office.store.transaction() as orm:
        office.report(orm, stuck, 2, ready=True)
    other = office.lift(ready=False)
    office.send(other)
    fails(office)
    path = tmp_path / "lab" / "lab.toml"
    path.write_text(f"[store]\nurl = {json.dumps(office.url)}\n")
    told = CliRunner().invoke(app, ["delivery", "retry", "--failed", "--lab", str(path)])
    assert told.exit_code == 0
    assert "its version gets no page any more; send the lift again" in told.stderr
    assert told.stdout.startswith("1 to be tried again")
    office.now += timedelta(minutes=1)
    assert sorted(office.states()) == [("mail", "failed"), ("mail", "queued")]
