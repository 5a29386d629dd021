"""A summary of a session that holds a lift which is withdrawn or changed: marked, made anew, told of once."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select, update

from service.delivery.links import follow_link, make_link
from service.delivery.outbox import undo_send
from service.delivery.session_summaries import is_outdated, newest_summary
from service.delivery.withdrawal import withdraw, withdraw_lift
from service.jobs import queue
from service.jobs.summaries import write_summaries
from service.report_tags import tag_of
from service.store.tables import Coach, Job, Lift, Report, TrainingSession

GRACE = timedelta(seconds=31)
TOLD = "The summary of the session in which this lift stands is withdrawn with it."


def close_session(office: Any) -> None:
    with office.store.transaction() as orm:
        orm.get_one(TrainingSession, office.session_id).ended_at = office.now
        queue.order(orm, "session_report", office.session_id)


def write(office: Any) -> None:
    """What a worker does with the order, by the office's clock."""
    with office.store.transaction() as orm:
        known = set(orm.scalars(select(Report.id)))
        taken = queue.take(orm)
    assert taken is not None
    write_summaries(office.store, office.settings.folder, taken)
    with office.store.transaction() as orm:
        orm.execute(update(Report).where(Report.id.not_in(known)).values(created_at=office.now))


def told_session(office: Any, *loads: float) -> list[str]:
    """A session whose digest was sent; ids of its lifts."""
    lifts = [office.lift(load_kg=load) for load in loads]
    for lift in lifts:
        office.send(lift)
    close_session(office)
    write(office)
    assert office.turn(GRACE) == 1
    office.now += GRACE
    return lifts


def withdraw_now(office: Any, lift: str, why: str = "wrong athlete") -> None:
    with office.store.transaction() as orm:
        withdraw_lift(orm, lift, why, office.now, office.settings.mail.sender)


def summaries(office: Any) -> list[tuple[int, str | None]]:
    """Versions, and why they were withdrawn."""
    with office.store.reading() as orm:
        rows = orm.scalars(select(Report).where(Report.kind == "session").order_by(Report.version))
        return [(row.version, row.withdrawn_why if row.withdrawn_at else None) for row in rows]


def text(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


def test_a_summary_that_holds_a_withdrawn_lift_is_withdrawn_and_told_once_with_the_new_one(
    office: Any, mail_room: Any
) -> None:
    office.coach(mode="digest")
    lift, _ = told_session(office, 90.0, 92.0)
    withdraw_now(office, lift)
    assert summaries(office) == [(1, "wrong athlete")]
    assert office.turn() == 0, "the mail waits for the new summary"
    write(office)
    assert summaries(office) == [(1, "wrong athlete"), (2, None)]
    assert office.turn() == 1
    assert office.turn(timedelta(days=1)) == 0
    _, told = (text(mail) for _, mail in mail_room.mails)
    assert told.count(TOLD) == 1
    assert "The summary of the session has a new version 2." in told
    secret = told.partition("https://lab.example/r/")[2].split()[0]
    with office.store.transaction() as orm:
        followed = follow_link(orm, secret, office.now)
    assert (followed.state, followed.version) == ("open", 2)


def test_the_new_summary_leaves_the_withdrawn_lift_out(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    lift, _ = told_session(office, 90.0, 92.0)
    before = newest_bytes(office)
    withdraw_now(office, lift)
    write(office)
    assert len(newest_bytes(office)) < len(before)


def newest_bytes(office: Any) -> bytes:
    with office.store.reading() as orm:
        newest = select(Report.path).where(Report.kind == "session").order_by(Report.version.desc()).limit(1)
        content: bytes = (office.settings.folder / orm.scalars(newest).one()).read_bytes()
    return content


def test_the_only_lift_withdrawn_leaves_no_summary(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    [lift] = told_session(office, 90.0)
    withdraw_now(office, lift)
    write(office)
    assert office.turn() == 1
    told = text(mail_room.mails[-1][1])
    assert TOLD in told
    assert "new version" not in told
    assert summaries(office) == [(1, "wrong athlete")]


def test_the_link_of_a_withdrawn_summary_names_the_version_that_takes_its_place(office: Any) -> None:
    office.coach(mode="digest")
    lift, _ = told_session(office, 90.0, 92.0)
    with office.store.transaction() as orm:
        summary = orm.scalars(select(Report).where(Report.kind == "session")).one()
        secret = make_link(orm, summary.id, office.athlete_id, office.now, 30)
    withdraw_now(office, lift)
    write(office)
    with office.store.transaction() as orm:
        followed = follow_link(orm, secret, office.now)
    assert (followed.state, followed.version, followed.newer) == ("withdrawn", 1, 2)


def test_a_summary_of_the_version_before_stands_where_a_newer_one_is_withdrawn(office: Any) -> None:
    office.coach(mode="digest")
    [lift] = told_session(office, 90.0)
    office.now += timedelta(minutes=5)
    with office.store.transaction() as orm:
        office.report(orm, lift, 2, load_kg=95.0)
        second = orm.scalars(select(Report).where(Report.kind == "lift", Report.version == 2)).one()
        withdraw(orm, second.id, "wrong load", office.now)
        assert orm.scalars(select(Job).where(Job.state == "waiting")).all() == []
    assert summaries(office) == [(1, None)]


def test_a_digest_that_waits_brings_the_summary_without_the_withdrawn_lift(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    lifts = [office.lift(load_kg=load) for load in (90.0, 92.0)]
    for lift in lifts:
        office.send(lift)
    close_session(office)
    write(office)
    withdraw_now(office, lifts[0])
    assert office.turn(GRACE) == 0
    write(office)
    assert office.turn() == 1
    assert "1 lift" in text(mail_room.mails[0][1])


def test_a_lift_changed_after_its_summary_is_outdated_until_its_correction_brings_the_new_one(
    office: Any, mail_room: Any
) -> None:
    office.coach(mode="digest")
    [lift] = told_session(office, 90.0)
    with office.store.reading() as orm:
        assert not is_outdated(orm, orm.get_one(Lift, lift))
    office.now += timedelta(minutes=5)
    with office.store.transaction() as orm:
        office.report(orm, lift, 2, load_kg=95.0)
        queue.order(orm, "session_report", office.session_id)
    write(office)
    assert office.turn(timedelta(days=1)) == 0, "nothing is sent again by itself"
    with office.store.reading() as orm:
        assert is_outdated(orm, orm.get_one(Lift, lift))
    office.send(lift)
    assert office.turn(GRACE) == 1
    told = text(mail_room.mails[-1][1])
    assert "The summary of the session has a new version 2." in told
    assert TOLD not in told
    with office.store.reading() as orm:
        assert not is_outdated(orm, orm.get_one(Lift, lift))


def test_a_coach_who_gets_each_lift_hears_nothing_of_summaries(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    office.send(lift)
    office.turn(GRACE)
    close_session(office)
    write(office)
    withdraw_now(office, lift)
    write(office)
    assert office.turn(GRACE) == 1
    assert "summary" not in text(mail_room.mails[-1][1])


def test_several_versions_in_several_languages_are_withdrawn_with_one_mail_a_coach(office: Any, mail_room: Any) -> None:
    office.coach()
    office.coach(language="de")
    lift = office.lift()
    office.send(lift)
    office.turn(GRACE)
    with office.store.transaction() as orm:
        office.report(orm, lift, 2)
    office.send(lift)
    office.turn(GRACE)
    mail_room.mails.clear()
    office.now += GRACE
    withdraw_now(office, lift)
    assert office.turn() == 2
    assert {mail["Subject"].split(":")[0] for _, mail in mail_room.mails} == {
        "[SIMULATED] Withdrawn", "[SIMULATED] Zurückgezogen"
    }  # fmt: skip
    assert office.lift_state(lift) == "withdrawn"


def test_withdrawing_one_language_of_a_version_withdraws_the_others(office: Any, mail_room: Any) -> None:
    office.coach()
    office.coach(language="de")
    office.send(office.lift())
    office.turn(GRACE)
    with office.store.transaction() as orm:
        english = orm.scalars(select(Report).where(Report.language == "en")).one()
        assert len(withdraw(orm, english.id, "wrong", office.now)) == 2
        assert None not in orm.scalars(select(Report.withdrawn_at)).all()


def test_a_session_has_a_summary_in_each_coachs_units(office: Any, mail_room: Any) -> None:
    office.coach()
    pounds = office.coach(units="lb")
    office.lift()
    close_session(office)
    write(office)
    with office.store.reading() as orm:
        every = orm.scalars(select(Report).where(Report.kind == "session").order_by(Report.language)).all()
        assert [(each.language, each.version) for each in every] == [("en", 1), ("en-u-ms-ussystem", 1)]
        assert "_session_en_v1_" in every[0].path
        assert "_session_en_lb_v1_" in every[1].path
        tag = tag_of(orm.get_one(Coach, pounds))
        assert newest_summary(orm, office.session_id, office.athlete_id, tag) == every[1]
        assert newest_summary(orm, office.session_id, office.athlete_id, "de") in every


def test_the_last_lift_before_the_end_of_a_session_can_still_be_taken_back(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    first, last = office.lift(load_kg=90.0), office.lift(load_kg=92.0)
    office.send(first)
    office.now += timedelta(minutes=10)
    office.send(last)
    office.now += timedelta(seconds=5)
    close_session(office)
    write(office)
    assert office.turn() == 0
    with office.store.transaction() as orm:
        assert undo_send(orm, last, office.now) == 1
    assert office.turn(GRACE) == 1
    assert "1 lift" in text(mail_room.mails[0][1])
