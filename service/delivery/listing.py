"""The outbox as a person reads it: what goes where, what waits and why, what has failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from processing.result import Document
from service.store.tables import Account, Athlete, Coach, Delivery, Lift, Report

SCHEMA = "legdrive/outbox/1"
DONE = ("sent", "cancelled", "withdrawn")


@dataclass(frozen=True)
class OutboxLine:
    """One delivery.

    Attributes
    ----------
    id : str
        Its identity.
    state, channel : str
        As in the store.
    coach : str
        Who gets it.
    lift : str
        Athlete's code, lift's number and the report's version: ``A7F3 lift 7 v1``.
    when : datetime
        When it was sent, or is due next.
    why : str
        What kept it so far; empty where nothing did.
    """

    id: str
    state: str
    channel: str
    coach: str
    lift: str
    when: datetime
    why: str


def outbox(orm: Session, everything: bool = False) -> list[OutboxLine]:
    """Deliveries, oldest first; without ``everything`` those alone that are not done."""
    wanted = (
        select(Delivery, Account.name, Report, Lift, Athlete.code)
        .join(Coach, Coach.id == Delivery.coach_id)
        .join(Account, Account.id == Coach.account_id)
        .join(Report, Report.id == Delivery.report_id)
        .outerjoin(Lift, Lift.id == Delivery.lift_id)
        .outerjoin(Athlete, Athlete.id == Lift.athlete_id)
        .order_by(Delivery.created_at, Delivery.id)
    )
    if not everything:
        wanted = wanted.where(Delivery.state.not_in(DONE))
    return [_line(*row) for row in orm.execute(wanted)]


def outbox_document(lines: Sequence[OutboxLine]) -> Document:
    """Deliveries for programs."""
    return {
        "schema": SCHEMA,
        "deliveries": [{**asdict(line), "when": line.when.isoformat(timespec="seconds")} for line in lines],
    }


def alarms(orm: Session) -> list[OutboxLine]:
    """Deliveries that have stopped until somebody mends something."""
    return [line for line in outbox(orm) if line.state == "failed"]


def _line(delivery: Delivery, coach: str, report: Report, lift: Lift | None, code: str | None) -> OutboxLine:
    what = f"{code or 'no athlete'} lift {lift.number}" if lift is not None else report.kind
    when = delivery.sent_at or delivery.next_attempt_at or delivery.not_before
    why = delivery.last_error or ("" if report.sha256 else "waits for its report")
    return OutboxLine(delivery.id, delivery.state, delivery.channel, coach, f"{what} v{report.version}", when, why)
