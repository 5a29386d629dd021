"""Mail servers that misbehave, through the worker: what is tried again, when, and what stops and alarms."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.delivery.claims import retry_now
from service.store.tables import Coach, Delivery

GRACE = timedelta(seconds=31)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def test_a_greylisted_mail_goes_out_at_the_second_attempt_a_minute_later(office: Any, mail_room: Any) -> None:
    mail_room.rcpt = ["450 4.2.0 greylisted, come back"]
    office.coach()
    office.send(office.lift())
    office.turn(GRACE)
    assert office.states() == [("mail", "queued")]
    assert (
        office.delivery().last_error
        == f"127.0.0.1:{mail_room.port}: the server answered 450 4.2.0 greylisted, come back"
    )
    assert office.turn(timedelta(seconds=59)) == 0
    assert office.turn(timedelta(seconds=1)) == 1
    assert office.states() == [("mail", "sent")]
    assert office.delivery().last_error is None


def test_a_refused_recipient_stops_and_alarms_and_the_other_coach_gets_the_mail(
    office: Any, mail_room: Any, caplog: pytest.LogCaptureFixture
) -> None:
    office.coach()
    office.coach()
    office.send(office.lift())
    mail_room.rcpt = ["550 5.1.1 no such user"]
    with caplog.at_level(logging.ERROR):
        office.turn(GRACE)
    assert sorted(state for _, state in office.states()) == ["failed", "sent"]
    assert len(mail_room.mails) == 1
    assert "550 5.1.1 no such user" in caplog.text
    assert office.turn(timedelta(days=1)) == 0


def test_a_server_that_is_down_for_a_day_gets_the_mail_once_when_it_is_back(office: Any, mail_room: Any) -> None:
    mail_room.close()
    office.coach()
    office.send(office.lift())
    attempts = sum(office.turn(30 * MINUTE) for _ in range(48))
    assert 8 <= attempts <= 12
    mail_room.open()
    office.turn(240 * MINUTE)
    assert len(mail_room.mails) == 1
    assert office.states() == [("mail", "sent")]


def test_a_server_that_never_comes_back_is_given_up_after_four_days_and_alarms(
    office: Any, mail_room: Any, caplog: pytest.LogCaptureFixture
) -> None:
    mail_room.close()
    office.coach()
    office.send(office.lift())
    with caplog.at_level(logging.ERROR):
        days = next(day for day in range(7) if [office.turn(240 * MINUTE) for _ in range(6)] and failed(office))
    assert days in (4, 5)
    assert "given up" in office.delivery().last_error
    assert "given up" in caplog.text


def failed(office: Any) -> bool:
    """Whether the one delivery has failed."""
    return bool(office.states() == [("mail", "failed")])


@pytest.mark.parametrize(("how", "accepted"), [("mid-message", 1), ("unanswered", 2)])
def test_a_server_that_hangs_up_gets_the_same_mail_again(office: Any, mail_room: Any, how: str, accepted: int) -> None:
    mail_room.drop = [how]
    office.coach()
    office.send(office.lift())
    office.turn(GRACE)
    assert office.states() == [("mail", "queued")]
    office.turn(MINUTE)
    assert mail_room.identities == [office.delivery().message_id] * accepted
    assert office.states() == [("mail", "sent")]


def test_a_retry_keeps_to_the_quiet_hours(office: Any, mail_room: Any) -> None:
    mail_room.data = ["451 busy"]
    local = office.now + timedelta(hours=1)
    quiet_from = (local + timedelta(minutes=1)).time()
    office.coach(quiet_from=quiet_from, quiet_to=(local + timedelta(hours=8)).time())
    office.send(office.lift())
    office.turn(GRACE)
    assert office.turn(timedelta(hours=7)) == 0
    assert office.turn(timedelta(hours=1)) == 1


def test_a_failed_delivery_is_sent_when_a_person_has_mended_it(office: Any, mail_room: Any) -> None:
    mail_room.rcpt = ["550 no such user"]
    office.coach()
    office.send(office.lift())
    office.turn(GRACE)
    with office.store.transaction() as orm:
        retry_now(orm, orm.get_one(Delivery, office.delivery().id), office.now)
    assert office.turn() == 1
    assert office.states() == [("mail", "sent")]


def test_a_report_that_is_not_what_was_written_is_not_sent(office: Any, mail_room: Any) -> None:
    office.coach(attach_pdf=True)
    office.send(office.lift())
    [report] = office.settings.folder.glob("*.pdf")
    report.write_bytes(b"%PDF something else")
    office.turn(GRACE)
    assert mail_room.mails == []
    assert "not what was written" in office.delivery().last_error


def test_a_share_that_is_not_mounted_is_waited_for(office: Any, mail_room: Any, tmp_path: Path) -> None:
    share = tmp_path / "usb"
    office.coach(folder=str(share / "coach"))
    office.send(office.lift(), mail=False)
    office.turn(GRACE)
    assert office.states() == [("folder", "queued")]
    assert str(share) in office.delivery().last_error
    share.mkdir()
    office.turn(MINUTE)
    assert office.states() == [("folder", "sent")]


def test_a_coach_whose_folder_was_taken_away_is_told_of(office: Any, mail_room: Any, tmp_path: Path) -> None:
    coach = office.coach(folder=str(tmp_path / "share" / "coach"))
    office.send(office.lift(), mail=False)
    with office.store.transaction() as orm:
        orm.get_one(Coach, coach).folder = None
    office.turn(GRACE)
    assert office.states() == [("folder", "failed")]


def test_a_defect_in_one_letter_does_not_hold_up_the_others(
    office: Any, mail_room: Any, caplog: pytest.LogCaptureFixture
) -> None:
    office.coach()
    office.send(office.lift(kind=None))
    office.send(office.lift())
    with caplog.at_level(logging.ERROR):
        office.turn(GRACE)
    assert sorted(state for _, state in office.states()) == ["queued", "sent"]
    assert "a defect" in caplog.text


def test_the_loop_sends_what_it_is_woken_for_and_ends_when_told(office: Any, mail_room: Any) -> None:
    office.coach()
    office.send(office.lift())
    office.now += GRACE

    async def served() -> None:
        stop, noted = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        worker = office.worker(lambda step: step == "noted" and loop.call_soon_threadsafe(noted.set))
        running = asyncio.create_task(worker.run(stop))
        worker.wake()
        await asyncio.wait_for(noted.wait(), 20)
        stop.set()
        await asyncio.wait_for(running, 20)

    asyncio.run(served())
    assert len(mail_room.mails) == 1
