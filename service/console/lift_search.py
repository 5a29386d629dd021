"""All lifts that somebody may see, over all sessions: by athlete, lift and day, fifty at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select

from service.people.permissions import visible_lifts
from service.store.lift_list import moment_of
from service.store.tables import Account, Analysis, Athlete, Lab, Lift, Recording, Report, TrainingSession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.store.engine import Store

PAGE = 50
LONGEST_RECORDING = timedelta(days=8)
"""How long before a lift its recording may have begun, together with the clock's distance from UTC."""


@dataclass(frozen=True)
class Asked:
    """What is looked for; what is empty does not narrow.

    Attributes
    ----------
    athlete : str
        A part of the code or of the name.
    kind : str
        Of the lift.
    day : date or None
        By the laboratory's clock.
    page : int
        From 0, the newest lifts first.
    """

    athlete: str = ""
    kind: str = ""
    day: date | None = None
    page: int = 0

    def turned(self, by: int) -> Asked:
        """Another page of the same."""
        return replace(self, page=max(0, self.page + by))


@dataclass(frozen=True)
class FoundLift:
    """A lift as text; its outcome is what was judged, else what the plates saw."""

    lift_id: str
    number: int
    at: str
    athlete: str
    kind: str
    load_kg: float | None
    outcome: str
    state: str
    report_id: str | None


@dataclass(frozen=True)
class Found:
    """A page of lifts, and how many there are in all."""

    rows: tuple[FoundLift, ...] = ()
    total: int = 0


def asked_for(values: dict[str, str]) -> Asked:
    """What the form says; raises ``ValueError`` where the day is none, in words for people."""
    day = values.get("day", "").strip()
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        raise ValueError(f"{day} is no day: write it as 2026-11-22") from None
    return Asked(values.get("athlete", "").strip(), values.get("kind", ""), on)


def search_lifts(store: Store, account_id: str, asked: Asked) -> Found:
    """One page of the lifts that an account may see."""
    with store.reading() as session:
        account = session.get(Account, account_id)
        if account is None:
            return Found()
        wanted = _narrowed(visible_lifts(account), asked)
        first = PAGE * asked.page
        if asked.day is None:
            total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
            ordered = _ordered(wanted).limit(PAGE).offset(first)
            return Found(_rows(session, session.execute(ordered)), total)
        # When a lift was is told by its recording's clock and a sample: one day's lifts are few and are counted here.
        of_day = [row for row in session.execute(_ordered(wanted)) if _on(row, asked.day)]
        return Found(_rows(session, of_day[first : first + PAGE]), len(of_day))


def _narrowed(visible: Select[Lift], asked: Asked) -> Select[Any]:
    wanted = (
        visible.join(Recording, Recording.id == Lift.recording_id)
        .join(Lab, Lab.id == TrainingSession.lab_id)
        .outerjoin(Athlete, Athlete.id == Lift.athlete_id)
        .where(Lift.deleted_at.is_(None))
    )
    if asked.athlete:
        named = (column.icontains(asked.athlete, autoescape=True) for column in (Athlete.code, Athlete.name))
        wanted = wanted.where(or_(*named))
    if asked.kind:
        wanted = wanted.where(Lift.kind == asked.kind)
    if asked.day is not None:
        midnight = datetime.combine(asked.day, time(), UTC)
        wanted = wanted.where(Recording.started_at >= midnight - LONGEST_RECORDING)
        wanted = wanted.where(Recording.started_at < midnight + timedelta(days=2))
    return wanted


def _ordered(wanted: Select[Any]) -> Select[Lift, Recording, str, Athlete]:
    columns = wanted.with_only_columns(Lift, Recording, Lab.utc_offset, Athlete)
    return columns.order_by(Recording.started_at.desc(), Lift.start_sample.desc(), Lift.id)


def _on(row: Any, day: date) -> bool:
    lift, recording, offset, _ = row
    at = moment_of(lift, recording, offset)
    return at is not None and at.date() == day


def _rows(session: Session, found: Iterable[Any]) -> tuple[FoundLift, ...]:
    rows = list(found)
    pages = _reports(session, [row[0].id for row in rows])
    return tuple(_row(row, pages) for row in rows)


def _row(row: Any, pages: dict[str, str]) -> FoundLift:
    lift, recording, offset, athlete = row
    at = moment_of(lift, recording, offset)
    return FoundLift(
        lift.id,
        lift.number,
        f"{lift.created_at:%Y-%m-%d}" if at is None else f"{at:%Y-%m-%d %H:%M}",
        "–" if athlete is None else f"{athlete.code} {athlete.name}".strip(),
        lift.kind or "",
        lift.load_kg,
        lift.outcome or "",
        lift.state,
        pages.get(lift.id),
    )


def _reports(session: Session, lift_ids: Sequence[str]) -> dict[str, str]:
    """The newest page of each lift that was not withdrawn."""
    wanted = (
        select(Analysis.lift_id, Report.id)
        .join(Report, Report.analysis_id == Analysis.id)
        .where(Analysis.lift_id.in_(lift_ids), Report.withdrawn_at.is_(None))
        .order_by(Report.version)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}
