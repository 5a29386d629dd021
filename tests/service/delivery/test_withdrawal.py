"""Withdrawing a report: who had it is told, who had not gets nothing, links and folders show it."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.delivery.errors import NotSendable
from service.delivery.links import follow_link, make_link, revoke_links
from service.delivery.withdrawal import withdraw
from service.store.tables import Link, Report

GRACE = timedelta(seconds=31)


def withdrawn(office: Any, version: int = 1, why: str = "wrong athlete") -> int:
    """Withdraw a version; returns how many readers will be told."""
    with office.store.transaction() as orm:
        report = orm.scalars(select(Report).where(Report.version == version)).one()
        return len(withdraw(orm, report.id, why, office.now, office.settings.mail.sender))


def test_a_coach_who_had_the_report_is_told_why_in_the_same_thread(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    office.send(lift)
    office.turn(GRACE)
    office.now += GRACE
    assert withdrawn(office) == 1
    assert office.turn() == 1
    first, second = (mail for _, mail in mail_room.mails)
    text = second.get_body().get_content()
    assert second["Subject"].startswith("[SIMULATED] Withdrawn: ")
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["Message-ID"] != first["Message-ID"]
    assert "Reason: wrong athlete" in text
    assert "https://" not in text
    assert office.states() == [("mail", "withdrawn"), ("mail", "sent")]
    assert office.lift_state(lift) == "withdrawn"


def test_a_report_that_nobody_had_yet_is_withdrawn_in_silence(office: Any, mail_room: Any) -> None:
    office.coach()
    office.send(office.lift())
    office.now += timedelta(seconds=5)
    assert withdrawn(office) == 0
    assert office.turn(GRACE) == 0
    assert office.states() == [("mail", "cancelled")]


def test_a_withdrawal_while_the_mail_is_under_way_is_told_after_it(office: Any, mail_room: Any) -> None:
    office.coach()
    office.send(office.lift())
    office.now += GRACE

    def withdraw_now(step: str) -> None:
        if step == "accepted":
            office.now += timedelta(seconds=1)
            withdrawn(office)

    office.turn(at=withdraw_now)
    assert office.turn(timedelta(minutes=6)) == 1
    assert ["Withdrawn" in mail["Subject"] for _, mail in mail_room.mails] == [False, True]


def test_a_mail_that_was_put_off_is_not_tried_again_once_it_is_withdrawn(office: Any, mail_room: Any) -> None:
    mail_room.rcpt = ["450 later"]
    office.coach()
    office.send(office.lift())
    office.turn(GRACE)
    office.now += timedelta(seconds=5)
    withdrawn(office)
    assert office.turn(timedelta(days=1)) == 0
    assert mail_room.mails == []


def test_the_folder_keeps_the_file_and_gets_a_mark_and_a_line(office: Any, mail_room: Any, tmp_path: Path) -> None:
    folder = tmp_path / "share" / "coach"
    office.coach(folder=str(folder), language="de")
    lift = office.lift()
    office.send(lift, mail=False)
    office.turn(GRACE)
    with office.store.transaction() as orm:
        office.report(orm, lift, 2)
    office.now += GRACE
    office.send(lift, mail=False)
    office.turn(GRACE)
    withdrawn(office)
    office.turn()
    [mark] = folder.glob("*_WITHDRAWN.txt")
    assert mark.name.endswith("_v1_WITHDRAWN.txt")
    assert "Grund: wrong athlete" in mark.read_text(encoding="utf-8")
    assert "An ihre Stelle tritt Version 2." in mark.read_text(encoding="utf-8")
    with (folder / "index.csv").open(newline="", encoding="utf-8") as file:
        assert {row["version"]: row["state"] for row in csv.DictReader(file)} == {"1": "withdrawn", "2": "current"}
    assert len(list(folder.glob("*.pdf"))) == 2


@pytest.mark.parametrize(("why", "says"), [("  ", "a reason is needed"), ("again", "withdrawn already")])
def test_a_withdrawal_needs_a_reason_and_happens_once(office: Any, why: str, says: str) -> None:
    office.coach()
    office.lift()
    if why.strip():
        withdrawn(office)
    with pytest.raises(NotSendable, match=says):
        withdrawn(office, why=why)


def test_a_link_opens_until_it_ends_is_revoked_or_its_report_withdrawn(office: Any) -> None:
    office.coach()
    lift = office.lift()
    with office.store.transaction() as orm:
        report = orm.scalars(select(Report)).one()
        first = make_link(orm, report.id, office.athlete_id, office.now, 30)
        assert len(first) == 43
        second = make_link(orm, report.id, office.athlete_id, office.now, 60)
    with office.store.transaction() as orm:
        assert follow_link(orm, first, office.now).state == "open"
        assert follow_link(orm, first, office.now + timedelta(days=30)).state == "expired"
        assert follow_link(orm, second, office.now + timedelta(days=30)).state == "open"
        assert follow_link(orm, first[:-1], office.now).state == "unknown"
        assert follow_link(orm, "\ud800", office.now).state == "unknown"
        assert sorted(orm.scalars(select(Link.opened))) == [1, 1]
    with office.store.transaction() as orm:
        office.report(orm, lift, 2)
        office.report(orm, lift, 3)
    withdrawn(office)
    with office.store.transaction() as orm:
        followed = follow_link(orm, second, office.now)
        assert (followed.state, followed.version, followed.newer) == ("withdrawn", 1, 3)
        assert revoke_links(orm, report.id, office.now) == 2
        assert follow_link(orm, second, office.now).state == "revoked"
