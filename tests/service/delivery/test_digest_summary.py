"""The mail of a session brings its summary: written for each athlete and language, waited for, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select

from acquisition.recording import read_recording
from reports.checking.report_check import check_report
from service.jobs import queue
from service.jobs.summaries import write_summaries
from service.store.ids import new_id
from service.store.tables import Athlete, Lift, Report, TrainingSession

GRACE = timedelta(seconds=30)


def close_session(office: Any) -> None:
    with office.store.transaction() as orm:
        orm.get_one(TrainingSession, office.session_id).ended_at = office.now
        queue.order(orm, "session_report", office.session_id)


def write(office: Any) -> None:
    """What a worker does with the order."""
    with office.store.transaction() as orm:
        taken = queue.take(orm)
    assert taken is not None
    write_summaries(office.store, office.settings.folder, taken)


def names(mail: EmailMessage) -> list[str]:
    return [part.get_filename() or "" for part in mail.iter_attachments()]


def test_the_mail_waits_for_the_summary_and_brings_it(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest", attach_pdf=True, language="de")
    for load in (90.0, 92.0):
        office.send(office.lift(load_kg=load))
    close_session(office)
    assert office.turn(GRACE) == 0
    write(office)
    assert office.turn() == 1
    [(_, mail)] = mail_room.mails
    [name] = names(mail)
    assert name.startswith("2026-11-22_A7F3_session_de_v1_")
    assert "Marta" not in name
    path = office.settings.folder / "reports" / name
    assert check_report(path, None, read_recording).equal


def test_each_athlete_has_a_summary_and_a_mail_of_the_own_lifts(office: Any, mail_room: Any) -> None:
    office.coach(mode="digest")
    mine, theirs = office.lift(), office.lift(athlete="B2K9")
    with office.store.transaction() as orm:
        other = Athlete(id=new_id(), lab_id=office.lab_id, code="B2K9", name="Other")
        orm.add(other)
        orm.flush()
        orm.get_one(Lift, theirs).athlete_id = other.id
    office.send(mine)
    close_session(office)
    write(office)
    with office.store.reading() as orm:
        pages = orm.scalars(select(Report).where(Report.kind == "session").order_by(Report.path)).all()
        assert [page.path.split("_")[1] for page in pages] == ["A7F3", "B2K9"]
        assert len({page.athlete_id for page in pages}) == 2
    assert office.turn(GRACE) == 1
    [(_, mail)] = mail_room.mails
    assert "B2K9" not in mail.as_string()


def test_a_later_analysis_makes_another_version(office: Any) -> None:
    office.coach(mode="digest")
    lift = office.lift()
    close_session(office)
    write(office)
    with office.store.transaction() as orm:
        office.report(orm, lift, 2, load_kg=95.0)
        queue.order(orm, "session_report", office.session_id)
    write(office)
    with office.store.reading() as orm:
        versions = orm.scalars(select(Report.version).where(Report.kind == "session").order_by(Report.version)).all()
    assert versions == [1, 2]


def test_a_session_without_lifts_has_no_summary(office: Any) -> None:
    close_session(office)
    write(office)
    with office.store.reading() as orm:
        assert orm.scalars(select(Report)).all() == []
