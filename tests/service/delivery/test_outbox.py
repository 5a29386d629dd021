"""Send, undo, and what arrives: one mail a coach, one file a folder, each once."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.delivery.errors import NotSendable
from service.delivery.links import follow_link
from service.delivery.outbox import send_lift, undo_send
from service.jobs import pages, queue
from service.jobs.pages import keep
from service.settings import MailSection
from service.store.tables import Analysis, Athlete, Coach, Delivery, Lift, Link, Report, TrainingSession

GRACE = timedelta(seconds=31)
ON_SQLITE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


def body(mail: Any) -> str:
    """The text of a mail."""
    return str(mail.get_body().get_content()).replace("\r\n", "\n")


def test_a_sent_lift_reaches_each_coach_in_a_mail_of_their_own_after_the_grace(office: Any, mail_room: Any) -> None:
    office.coach()
    office.coach(language="de", units="lb")
    lift = office.lift()
    office.send(lift)
    assert office.turn(timedelta(seconds=29)) == 0
    assert office.turn(timedelta(seconds=2)) == 2
    assert sorted(recipients for recipients, _ in mail_room.mails) == [["coach1@example.org"], ["coach2@example.org"]]
    texts = {recipients[0]: body(mail) for recipients, mail in mail_room.mails}
    assert "Snatch 92 kg" in texts["coach1@example.org"]
    assert "Reißen 203 lb" in texts["coach2@example.org"]
    assert office.lift_state(lift) == "sent"
    assert office.turn(timedelta(days=1)) == 0


def test_nothing_of_a_send_is_kept_where_its_transaction_fails(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()

    def dies(orm: Session) -> None:
        send_lift(orm, lift, office.now)
        raise RuntimeError("the computer died")

    with pytest.raises(RuntimeError):
        office.store.run(dies)
    assert office.states() == []
    assert office.lift_state(lift) == "review"


def test_undo_within_the_grace_sends_nothing_and_the_lift_can_be_sent_again(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    office.send(lift)
    with office.store.transaction() as orm:
        assert undo_send(orm, lift, office.now) == 1
    assert office.turn(GRACE) == 0
    assert office.lift_state(lift) == "review"
    office.send(lift)
    office.turn(GRACE)
    assert len(mail_room.mails) == 1


def test_undo_takes_the_lift_back_from_coaches_of_every_language(office: Any, mail_room: Any) -> None:
    office.coach()
    office.coach(language="de")
    lift = office.lift()
    office.send(lift)
    with office.store.transaction() as orm:
        assert undo_send(orm, lift, office.now) == 2
        for report in orm.scalars(select(Report).where(Report.sha256 == "")):  # written meanwhile
            report.path, report.sha256 = office.page(lift, 1)
    assert office.turn(GRACE) == 0
    assert mail_room.mails == []


def test_undo_takes_back_what_was_sent_though_there_is_a_newer_version_by_now(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    office.send(lift)
    with office.store.transaction() as orm:
        first = orm.scalars(select(Analysis)).one()
        again = Analysis(lift_id=lift, version=2, methods_digest="d", document=first.document)
        orm.add(again)
        orm.flush()
        path, sha256 = office.page(lift, 2)
        orm.add(Report(analysis_id=again.id, kind="lift", version=2, path=path, sha256=sha256, language="en"))
    with office.store.transaction() as orm:
        assert undo_send(orm, lift, office.now) == 1
    assert office.turn(GRACE) == 0
    assert mail_room.mails == []
    office.send(lift)
    office.turn(GRACE)
    office.now += GRACE
    with office.store.transaction() as orm:
        third = Analysis(lift_id=lift, version=3, methods_digest="d", document=orm.get_one(Analysis, again.id).document)
        orm.add(third)
    office.send(lift)
    with office.store.transaction() as orm:
        assert undo_send(orm, lift, office.now) == 1
    assert office.lift_state(lift) == "revised"  # its second version is with the coach


def test_undo_after_something_went_out_says_to_withdraw(office: Any) -> None:
    office.coach()
    lift = office.lift()
    office.send(lift)
    office.turn(GRACE)
    with pytest.raises(NotSendable, match="withdraw the report instead"), office.store.transaction() as orm:
        undo_send(orm, lift, office.now)


def test_sending_twice_is_sending_once(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    assert office.send(lift) == office.send(lift)
    office.turn(GRACE)
    office.send(lift)
    office.turn(GRACE)
    assert len(mail_room.mails) == 1


def test_a_delivery_waits_for_its_report(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift(ready=False)
    office.send(lift)
    assert office.turn(timedelta(hours=1)) == 0
    assert office.states() == [("mail", "held")]
    with office.store.transaction() as orm:
        report = orm.scalars(select(Report)).one()
        report.path, report.sha256 = office.page(lift, 1)
    assert office.turn() == 1
    assert office.states() == [("mail", "sent")]


@ON_SQLITE
def test_a_new_analysis_without_its_page_yet_is_what_is_sent_not_the_old_page(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    with office.store.transaction() as orm:
        office.report(orm, lift, 2, ready=False, load_kg=93.0)
    office.send(lift)
    assert office.turn(GRACE) == 0


@ON_SQLITE
def test_a_lift_that_is_being_analysed_again_is_not_sent_as_it_was(office: Any) -> None:
    office.coach()
    lift = office.lift()
    with office.store.transaction() as orm:
        queue.order(orm, "analyse_lift", lift)
    with pytest.raises(NotSendable, match="is being analysed; send it in a moment"):
        office.send(lift)


@ON_SQLITE
def test_a_span_in_which_no_lift_was_found_is_not_sent(office: Any, make_document: Any) -> None:
    office.coach()
    lift = office.lift(ready=False)
    with office.store.transaction() as orm:
        orm.add(Analysis(lift_id=lift, version=2, methods_digest="0", document=make_document() | {"segmented": False}))
    with pytest.raises(NotSendable, match="no lift was found"):
        office.send(lift)


def test_the_job_that_writes_the_page_fills_in_the_row_that_waits_for_it(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift(ready=False)
    office.send(lift)
    path, digest = office.page(lift, 1)
    with office.store.transaction() as orm:
        queue.order(orm, "lift_report", lift)
        taken = queue.take(orm)
        assert taken is not None
        analysis = orm.scalars(select(Analysis)).one()
        keep(orm, taken, analysis, {"en": (path, digest)})
    with office.store.reading() as orm:
        assert orm.scalars(select(Report.sha256)).all() == [digest]
    assert office.turn(GRACE) == 1


@ON_SQLITE
def test_each_coach_gets_the_page_in_the_own_language(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    office.coach(language="de")
    office.send(lift)
    assert office.turn(GRACE) == 1  # the German page is not written yet
    path, digest = office.page(lift, 2)
    with office.store.transaction() as orm:
        taken = queue.take(orm)
        assert taken is not None
        assert taken.kind == "lift_report"
        keep(orm, taken, orm.scalars(select(Analysis)).one(), {"de": (path, digest)})
    assert office.turn() == 1
    with office.store.reading() as orm:
        assert sorted(map(tuple, orm.execute(select(Report.language, Report.sha256 != "")))) == [
            ("de", True),
            ("en", True),
        ]
    assert office.states() == [("mail", "sent"), ("mail", "sent")]


@ON_SQLITE
def test_each_coach_gets_the_page_in_the_own_units(office: Any, mail_room: Any) -> None:
    office.coach(attach_pdf=True)
    office.coach(units="lb", attach_pdf=True)
    office.send(office.lift())
    with office.store.reading() as orm:
        rows = orm.execute(select(Coach.units, Report.language).join(Delivery, Delivery.coach_id == Coach.id)
            .join(Report, Report.id == Delivery.report_id).order_by(Coach.units))  # fmt: skip
        assert list(map(tuple, rows)) == [("kg", "en"), ("lb", "en-u-ms-ussystem")]
    assert office.turn(GRACE) == 2


@ON_SQLITE
def test_a_coach_who_changes_units_before_the_page_is_written_still_gets_what_was_ordered(
    office: Any, mail_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, str]] = []

    def draw(*parts: Any) -> bytes:
        drawn.append((parts[3].language, parts[3].units))
        return f"%PDF {drawn[-1]}".encode()

    monkeypatch.setattr(pages, "analysed", lambda order: SimpleNamespace(curves=object(), source=None))
    monkeypatch.setattr(pages, "order_of", lambda *parts: SimpleNamespace(history=()))
    monkeypatch.setattr(pages, "lift_report", draw)
    coach = office.coach(units="lb")
    lift = office.lift(ready=False)
    with office.store.transaction() as orm:
        orm.execute(update(Lift).where(Lift.id == lift).values(state="review"))
        queue.order(orm, "lift_report", lift)
    office.send(lift)
    with office.store.transaction() as orm:
        orm.get_one(Coach, coach).units = "kg"
        taken = queue.take(orm)
    assert taken is not None
    pages.write_lift_page(office.store, office.settings.folder, taken)
    assert drawn == [("en", "kg"), ("en", "lb")]
    with office.store.reading() as orm:
        places = dict(map(tuple, orm.execute(select(Report.language, Report.path))))
    assert "_v1_lb_" in places["en-u-ms-ussystem"]
    assert "_lb" not in places["en"]
    assert office.turn(GRACE) == 1


def test_quiet_hours_hold_the_mail_but_not_the_folder(office: Any, mail_room: Any, tmp_path: Path) -> None:
    office.coach(quiet_from=time(14), quiet_to=time(16), folder=str(tmp_path / "share" / "coach"))
    office.send(office.lift())
    office.turn(GRACE)
    assert sorted(office.states()) == [("folder", "sent"), ("mail", "held")]
    assert office.turn(timedelta(hours=2)) == 1
    assert len(mail_room.mails) == 1


def test_a_digest_is_one_mail_when_the_session_is_closed(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    for load in (90.0, 92.0, 95.0):
        office.send(office.lift(load_kg=load))
        office.now += timedelta(minutes=3)
    assert office.turn(GRACE) == 0
    with office.store.transaction() as orm:
        orm.get_one(TrainingSession, office.session_id).ended_at = office.now
    assert office.turn(GRACE) == 1
    [(_, mail)] = mail_room.mails
    assert "3 lifts, 3 made, 0 missed" in body(mail)
    assert body(mail).count("https://lab.example/r/") == 3
    assert office.states() == [("mail", "sent")] * 3
    assert mail["Message-ID"] == office.delivery(0).message_id


def test_a_digest_of_a_session_that_nobody_closes_goes_out_after_twelve_hours(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    office.send(office.lift())
    assert office.turn(timedelta(hours=11)) == 0
    assert office.turn(timedelta(hours=2)) == 1


@ON_SQLITE
def test_an_attachment_goes_only_to_who_asked_and_never_of_a_minor(office: Any, mail_room: Any) -> None:
    office.coach(attach_pdf=True)
    office.send(office.lift())
    office.turn(GRACE)
    with office.store.transaction() as orm:
        orm.get_one(Athlete, office.athlete_id).born_on = date(2010, 5, 1)
    office.send(office.lift())
    office.turn(GRACE)
    grown_up, minor = (mail for _, mail in mail_room.mails)
    assert [each.get_content()[:4] for each in grown_up.iter_attachments()] == [b"%PDF"]
    assert list(minor.iter_attachments()) == []
    assert "Marta" in body(grown_up)
    assert "Marta" not in minor.as_string()


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"consent_until": date(2026, 11, 21)}, "consent ended"),
        ({"erased_at": "now"}, "nobody knows whose lift"),
    ],
)
def test_what_may_not_be_sent_is_said(office: Any, change: dict[str, Any], says: str) -> None:
    office.coach()
    lift = office.lift()
    with office.store.transaction() as orm:
        for name, value in change.items():
            setattr(orm.get_one(Athlete, office.athlete_id), name, office.now if value == "now" else value)
    with pytest.raises(NotSendable, match=says):
        office.send(lift)
    assert office.states() == []


@ON_SQLITE
def test_an_athlete_without_a_coach_is_said(office: Any) -> None:
    lift = office.lift()
    with pytest.raises(NotSendable, match="nobody coaches"):
        office.send(lift)


@ON_SQLITE
def test_a_lift_marked_as_none_is_not_sent(office: Any) -> None:
    office.coach()
    lift = office.lift()
    with office.store.transaction() as orm:
        orm.get_one(Lift, lift).deleted_at = office.now
    with pytest.raises(NotSendable, match="not a lift"):
        office.send(lift)


def test_a_newer_version_before_the_first_went_out_is_sent_alone(office: Any, mail_room: Any) -> None:
    office.coach()
    lift = office.lift()
    office.send(lift)
    with office.store.transaction() as orm:
        office.report(orm, lift, 2, load_kg=93.0)
    office.now += timedelta(seconds=5)
    office.send(lift)
    office.turn(GRACE)
    [(_, mail)] = mail_room.mails
    assert "93 kg" in mail["Subject"]
    assert "Correction" not in mail["Subject"]
    assert sorted(office.states()) == [("mail", "cancelled"), ("mail", "sent")]


def test_a_newer_version_after_the_first_is_a_correction_in_the_same_thread(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    lift = office.lift()
    office.send(lift)
    office.turn(timedelta(hours=13))
    with office.store.transaction() as orm:
        office.report(orm, lift, 2, why="the bar weighed 93 kg", load_kg=93.0)
    office.send(lift)
    office.turn(timedelta(hours=13))
    first, second = (mail for _, mail in mail_room.mails)
    assert second["Subject"] == "[SIMULATED] Correction: Lab North: A7F3, snatch 93 kg"
    assert second["In-Reply-To"] == first["Message-ID"]
    assert "This version 2 replaces version 1." in body(second)
    assert "Reason: the bar weighed 93 kg" in body(second)


@ON_SQLITE
def test_a_coach_with_neither_mail_nor_folder_finds_the_report_on_the_own_page(office: Any) -> None:
    office.coach()
    lift = office.lift()
    with office.store.transaction() as orm:
        send_lift(orm, lift, office.now, MailSection())
    office.turn(GRACE)
    assert office.states() == [("link", "sent")]


@ON_SQLITE
def test_the_store_keeps_no_secret(office: Any, mail_room: Any) -> None:
    office.coach()
    office.send(office.lift())
    office.turn(GRACE)
    secret = body(mail_room.mails[0][1]).split("https://lab.example/r/")[1].split()[0]
    with office.store.reading() as orm:
        link = orm.scalars(select(Link)).one()
        kept = [getattr(link, column.name) for column in Link.__table__.columns]
        assert follow_link(orm, secret, office.now).report_id == link.report_id
    assert secret not in kept
