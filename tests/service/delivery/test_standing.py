"""Between "send" and a mail that waits lie hours: what must not go out any more does not, and says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.delivery.links import follow_link, make_link
from service.delivery.remarks import OLD_SUMMARY, SHORT, remarks_by_lift, stopped_deliveries
from service.delivery.withdrawal import withdraw_lift
from service.store.ids import new_id
from service.store.tables import Account, Athlete, Coach, CoachAthlete, CoachNote, Lift, Report

GRACE = timedelta(seconds=31)


def close_account(orm: Session, office: Any, coach_id: str, lift_id: str) -> None:
    orm.get_one(Account, orm.get_one(Coach, coach_id).account_id).disabled_at = office.now


def coach_no_more(orm: Session, office: Any, coach_id: str, lift_id: str) -> None:
    orm.execute(delete(CoachAthlete).where(CoachAthlete.coach_id == coach_id))


def end_consent(orm: Session, office: Any, coach_id: str, lift_id: str) -> None:
    orm.get_one(Athlete, office.athlete_id).consent_until = office.now.date() - timedelta(days=1)


def another_athlete(orm: Session, office: Any, coach_id: str = "", lift_id: str = "") -> None:
    other = Athlete(id=new_id(), lab_id=office.lab_id, code="B2K9", name="Bo Other", born_on=date(1990, 1, 1))
    orm.add(other)
    orm.flush()
    orm.get_one(Lift, lift_id).athlete_id = other.id


def nobody(orm: Session, office: Any, coach_id: str, lift_id: str) -> None:
    orm.get_one(Lift, lift_id).athlete_id = None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (close_account, "the coach's account is closed"),
        (coach_no_more, "the coach does not coach this athlete any more"),
        (end_consent, "the consent ended on 2026-11-21"),
        (another_athlete, "the lift was given to another athlete"),
        (nobody, "nobody knows any more whose lift this is"),
    ],
)
def test_a_mail_that_must_not_go_out_any_more_is_taken_back(
    office: Any, mail_room: Any, change: Callable[..., None], says: str
) -> None:
    coach = office.coach()
    lift = office.lift()
    office.send(lift)
    with office.store.transaction() as orm:
        change(orm, office, coach, lift)
    assert office.turn(GRACE) == 0
    assert mail_room.mails == []
    assert (office.delivery().state, office.delivery().last_error) == ("cancelled", says)
    assert office.lift_state(lift) == "review"


def test_what_one_coach_may_not_get_any_more_another_one_gets(office: Any, mail_room: Any) -> None:
    first = office.coach()
    office.coach()
    lift = office.lift()
    office.send(lift)
    with office.store.transaction() as orm:
        close_account(orm, office, first, lift)
    assert office.turn(GRACE) == 1
    assert office.lift_state(lift) == "sent"


def test_a_withdrawal_still_reaches_whoever_had_the_report_and_names_nobody_else(office: Any, mail_room: Any) -> None:
    coach = office.coach()
    lift = office.lift()
    office.send(lift)
    office.turn(GRACE)
    office.now += GRACE
    with office.store.transaction() as orm:
        coach_no_more(orm, office, coach, lift)
        another_athlete(orm, office, lift_id=lift)
        withdraw_lift(orm, lift, "wrong athlete", office.now)
    assert office.turn() == 1
    text = mail_room.mails[-1][1].get_body().get_content()
    assert "Marta K." in text
    assert "Bo Other" not in text


def test_a_link_ends_when_the_lift_is_given_to_another_athlete(office: Any) -> None:
    office.coach()
    lift = office.lift()
    with office.store.transaction() as orm:
        report = orm.scalars(select(Report)).one()
        secret = make_link(orm, report.id, office.athlete_id, office.now, 30)
        assert follow_link(orm, secret, office.now).state == "open"
        another_athlete(orm, office, lift_id=lift)
        assert follow_link(orm, secret, office.now).state == "revoked"


@pytest.mark.parametrize("change", [close_account, coach_no_more])
def test_a_mailed_link_ends_with_the_coachs_part_in_it_and_the_other_coachs_stays(
    office: Any, mail_room: Any, change: Callable[..., None]
) -> None:
    coach = office.coach()
    office.coach()
    lift = office.lift()
    office.send(lift)
    office.turn(GRACE)
    secrets = [mail.get_body().get_content().partition("/r/")[2].split()[0] for _, mail in mail_room.mails]
    with office.store.transaction() as orm:
        followed = [follow_link(orm, secret, office.now) for secret in secrets]
        assert {each.state for each in followed} == {"open"}
        assert len({each.coach_id for each in followed}) == 2
        change(orm, office, coach, lift)
        assert {(each := follow_link(orm, secret, office.now)).coach_id == coach: each.state for secret in secrets} == {
            True: "revoked", False: "open"
        }  # fmt: skip
        forged = f"{secrets[0].partition('~')[0]}~{new_id()}"
        assert follow_link(orm, forged, office.now).state == "unknown"


def test_many_reports_into_one_folder_at_once_all_stand_in_its_list(office: Any, folder: Any) -> None:
    office.coach(folder=str(folder))
    for _ in range(6):
        office.send(office.lift(), mail=False)
    assert office.turn(GRACE) == 6
    listed = (folder / "index.csv").read_text(encoding="utf-8").splitlines()
    assert len(listed) == 7
    assert {state for _, state in office.states()} == {"sent"}


def test_digests_that_wait_for_their_summary_keep_nobody_elses_mail_back(office: Any, mail_room: Any) -> None:
    from service.jobs import queue

    office.coach(mode="digest", quiet_from=time(0), quiet_to=time(0))
    for _ in range(9):
        office.send(office.lift())
    with office.store.transaction() as orm:
        queue.order(orm, "session_report", office.session_id)
    office.now += timedelta(hours=12)
    office.coach()
    office.send(office.lift())
    assert office.turn(GRACE) == 1
    assert len(mail_room.mails) == 1


def test_the_table_of_lifts_tells_what_stopped_and_what_the_coach_wrote(office: Any, mail_room: Any) -> None:
    mail_room.rcpt = ["550 no such user"]
    coach = office.coach()
    lift, other = office.lift(), office.lift()
    office.send(lift)
    office.turn(GRACE)
    with office.store.transaction() as orm:
        orm.add(CoachNote(lift_id=other, coach_id=coach, at=office.now, text="push\nlonger " + "x" * 300))
    with office.store.reading() as orm:
        told = remarks_by_lift(orm, [lift, other])
        assert stopped_deliveries(orm) == 1
    [stopped], [note] = told[lift], told[other]
    assert "stopped" in stopped
    assert "550 no such user" in stopped
    assert "push longer x" in note
    assert len(note) == SHORT
    assert OLD_SUMMARY not in told[lift]
