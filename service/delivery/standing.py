"""Whether what was sent may still go out: hours or days lie between "send" and a mail that waits or is tried again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from processing.moment import zone
from service.store.tables import Account, Analysis, Athlete, Coach, CoachAthlete, Delivery, Lift, Report


def local_day(moment: datetime, utc_offset: str) -> date:
    """The day by the laboratory's clock."""
    return moment.astimezone(zone(utc_offset)).date()


def consent_ended(athlete: Athlete, today: date) -> bool:
    """Whether the last day of an athlete's consent is over."""
    return athlete.consent_until is not None and athlete.consent_until < today


def obstacle(orm: Session, delivery: Delivery, today: date) -> str:
    """Why a report must not go to its coach any more; empty where nothing speaks against it.

    Parameters
    ----------
    orm : Session
        To read with.
    delivery : Delivery
        Of a lift's report that is not withdrawn.
    today : date
        By the laboratory's clock.
    """
    coach = orm.get_one(Coach, delivery.coach_id)
    if orm.get_one(Account, coach.account_id).disabled_at is not None:
        return "the coach's account is closed"
    lift = None if delivery.lift_id is None else orm.get_one(Lift, delivery.lift_id)
    if lift is None:
        return ""
    athlete = None if lift.athlete_id is None else orm.get_one(Athlete, lift.athlete_id)
    if athlete is None or athlete.erased_at is not None:
        return "nobody knows any more whose lift this is"
    named = _named(orm, delivery)
    if named is not None and named != athlete.code:
        return "the lift was given to another athlete"
    if consent_ended(athlete, today):
        return f"the consent ended on {athlete.consent_until}"
    if orm.get(CoachAthlete, (coach.id, athlete.id)) is None:
        return "the coach does not coach this athlete any more"
    return ""


def _named(orm: Session, delivery: Delivery) -> str | None:
    """Code of the athlete whom the report names."""
    report = orm.get_one(Report, delivery.report_id)
    analysis = None if report.analysis_id is None else orm.get_one(Analysis, report.analysis_id)
    code = None if analysis is None else analysis.document["lift"].get("athlete")
    return None if code is None else str(code)
