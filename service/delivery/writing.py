"""From rows of the store to what one reader gets: the letter with its link or attachment, the file and its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from processing.moment import lift_moment, zone
from service.delivery.claims import Claim, clock_of
from service.delivery.errors import DeliveryPutOff
from service.delivery.kinds import Kind, newest_version, told_before
from service.delivery.letters import (
    Letter,
    LiftNews,
    Reader,
    Way,
    Withdrawal,
    lift_letter,
    session_letter,
    withdrawal_letter,
)
from service.delivery.links import make_link
from service.delivery.message import address, to_message
from service.delivery.post import Post
from service.delivery.session_summaries import SummaryNews, had_summary, newest_summary, withdrawn_with
from service.delivery.standing import local_day
from service.report_tags import tag_of
from service.store.earlier import earlier_documents
from service.store.tables import Account, Analysis, Athlete, Coach, Delivery, Lift, Report, TrainingSession

GROWN_UP_YEARS = 18


@dataclass(frozen=True)
class Mail:
    """A mail that is ready to be handed in."""

    recipient: str
    message: EmailMessage


def write_mail(orm: Session, claim: Claim, post: Post, now: datetime) -> Mail:
    """The mail of a claim.

    Parameters
    ----------
    orm : Session
        A transaction: the link of the mail is put into the store with it.
    claim : Claim
        What is to be sent.
    post : Post
        The laboratory's way of sending.
    now : datetime
        The moment.

    Raises
    ------
    DeliveryRefused
        The coach's address is none.
    DeliveryPutOff
        A report's file cannot be read now.
    """
    first = orm.get_one(Delivery, claim.ids[0])
    coach = orm.get_one(Coach, first.coach_id)
    account = orm.get_one(Account, coach.account_id)
    recipient = address(account.name, account.email)
    reader = Reader(coach.language, "lb" if coach.units == "lb" else "kg")
    if claim.kind == "digest":
        letter = _digest_letter(orm, claim, coach, reader, post, now)
    else:
        letter = _lift_letter(orm, claim, first, coach, reader, post, now)
    answers = tuple(each.message_id for each, _ in told_before(orm, first)) if claim.kind != "digest" else ()
    sender = address(post.lab, post.sender)
    return Mail(account.email, to_message(letter, first.message_id, sender, recipient, now, answers))


def _lift_letter(
    orm: Session, claim: Claim, delivery: Delivery, coach: Coach, reader: Reader, post: Post, now: datetime
) -> Letter:
    report = orm.get_one(Report, delivery.report_id)
    news = news_of(orm, delivery, report, now)
    summary = _summary_news(orm, claim.kind, delivery, coach, post, now)
    if claim.kind == "withdrawal":
        return withdrawal_letter(news, reader, Way(post.lab), withdrawal_of(orm, report, delivery), summary)
    letter_way, attachments = _way(orm, [news.grown_up], delivery, report, coach, post, now)
    before = [each.version for _, each in told_before(orm, delivery)]
    replaces = before[-1] if claim.kind == "correction" and before else None
    why = orm.get_one(Analysis, report.analysis_id).why if report.analysis_id else ""
    return replace(lift_letter(news, reader, letter_way, replaces, why or "", summary), attachments=attachments)


def _summary_news(
    orm: Session, kind: Kind, delivery: Delivery, coach: Coach, post: Post, now: datetime
) -> SummaryNews | None:
    """What a correction or a withdrawal says of the session's summary to a reader who has one."""
    if kind not in ("correction", "withdrawal") or not had_summary(orm, delivery, coach):
        return None
    with_it = kind == "withdrawal" and withdrawn_with(orm, orm.get_one(Report, delivery.report_id))
    if kind == "withdrawal" and not with_it:
        return None
    lift = orm.get_one(Lift, delivery.lift_id)
    newest = newest_summary(orm, lift.session_id, lift.athlete_id, tag_of(coach))
    if newest is None or newest.version < 2:
        return SummaryNews(with_it) if with_it else None
    return SummaryNews(with_it, newest.version, _link(orm, delivery, newest, post, now))


def _digest_letter(orm: Session, claim: Claim, coach: Coach, reader: Reader, post: Post, now: datetime) -> Letter:
    """One letter of a session; with its summary where there is one, else a link to every lift."""
    deliveries = [orm.get_one(Delivery, each) for each in claim.ids]
    lift = orm.get_one(Lift, deliveries[0].lift_id)
    session = orm.get_one(TrainingSession, lift.session_id)
    summary = newest_summary(orm, session.id, lift.athlete_id, tag_of(coach))
    news = []
    for delivery in deliveries:
        report = orm.get_one(Report, delivery.report_id)
        each = news_of(orm, delivery, report, now)
        if summary is None and post.link_to:
            each = replace(each, address=_link(orm, delivery, report, post, now))
        news.append(each)
    news.sort(key=lambda each: (lift_moment(each.document) is None, str(lift_moment(each.document))))
    day = session.started_at.astimezone(zone(clock_of(orm, deliveries[0].lift_id)))
    if summary is None:
        return session_letter(news, day, reader, Way(post.lab, ends=_ends(orm, deliveries[0], post, now)), "")
    way, attachments = _way(orm, [each.grown_up for each in news], deliveries[0], summary, coach, post, now)
    written = session_letter(news, day, reader, way, Path(summary.path).name)
    return replace(written, attachments=attachments)


def news_of(orm: Session, delivery: Delivery, report: Report, now: datetime) -> LiftNews:
    """A lift's news for one reader. It names whom the report names: the lift may be somebody else's by now."""
    analysis = orm.get_one(Analysis, report.analysis_id)
    lift = orm.get_one(Lift, analysis.lift_id)
    athlete = _athlete_of(orm, lift, analysis)
    adult = athlete is not None and grown_up(athlete, local_day(now, clock_of(orm, lift.id)))
    name = "" if athlete is None else (athlete.name if adult and athlete.name else athlete.code)
    earlier = earlier_documents(orm, lift, analysis.document)
    return LiftNews(analysis.document, name, adult, report.version, Path(report.path).name, earlier)


def _athlete_of(orm: Session, lift: Lift, analysis: Analysis) -> Athlete | None:
    """The athlete whom an analysis names."""
    lab_id = orm.get_one(TrainingSession, lift.session_id).lab_id
    code = analysis.document["lift"].get("athlete")
    return orm.scalars(select(Athlete).where(Athlete.lab_id == lab_id, Athlete.code == code)).one_or_none()


def grown_up(athlete: Athlete, today: date) -> bool:
    """Whether an athlete is known to be of age; without a date of birth nobody knows."""
    if athlete.born_on is None or athlete.guardian_account_id is not None:
        return False
    born = athlete.born_on
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) >= GROWN_UP_YEARS


def withdrawal_of(orm: Session, report: Report, delivery: Delivery) -> Withdrawal:
    """When and why a report was withdrawn, and what takes its place."""
    assert report.withdrawn_at is not None
    on = report.withdrawn_at.astimezone(zone(clock_of(orm, delivery.lift_id)))
    newest = newest_version(orm, report)
    newer = newest if newest is not None and newest > report.version else None
    return Withdrawal(on, report.withdrawn_why or "", newer)


def _way(
    orm: Session,
    grown_ups: Sequence[bool],
    delivery: Delivery,
    report: Report,
    coach: Coach,
    post: Post,
    now: datetime,
) -> tuple[Way, tuple[tuple[str, bytes], ...]]:
    """Link, and attachment where the coach asked for it and everybody in it is of age."""
    link = _link(orm, delivery, report, post, now)
    name = Path(report.path).name
    attached = ((name, read_report(post, report)),) if coach.attach_pdf and all(grown_ups) else ()
    return Way(post.lab, link, _ends(orm, delivery, post, now) if link else None, name if attached else ""), attached


def _link(orm: Session, delivery: Delivery, report: Report, post: Post, now: datetime) -> str:
    if not post.link_to:
        return ""
    lift = orm.get(Lift, delivery.lift_id) if delivery.lift_id else None
    whose = None if lift is None else lift.athlete_id
    secret = make_link(orm, report.id, whose, now, post.link_days, delivery.coach_id)
    return f"{post.link_to}{secret}"


def _ends(orm: Session, delivery: Delivery, post: Post, now: datetime) -> datetime:
    """When a link ends, on the laboratory's clock."""
    return (now + timedelta(days=post.link_days)).astimezone(zone(clock_of(orm, delivery.lift_id)))


def read_report(post: Post, report: Report) -> bytes:
    """The bytes of a report's file.

    Raises
    ------
    DeliveryPutOff
        It is not there, or not what it was when it was written.
    """
    path = post.folder / report.path
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise DeliveryPutOff(f"the report cannot be read: {reason.strerror}", str(path)) from None
    if sha256(content).hexdigest() != report.sha256:
        raise DeliveryPutOff("the report is not what was written", str(path), "see legdrive store check")
    return content
