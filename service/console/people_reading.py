"""Athletes and coaches as the pages show and change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from reports.words.say import LANGUAGES
from service.people import audit
from service.people.athletes import CLEARED, coaches_named, code_fault, keep_athlete, particulars
from service.store.tables import Account, Athlete, Coach, CoachAthlete, Lab

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.store.engine import Store


@dataclass(frozen=True)
class AthleteRow:
    """An athlete as text."""

    athlete_id: str = ""
    code: str = ""
    name: str = ""
    born_on: str = ""
    language: str = "en"
    foot_length_mm: str = ""
    legal_basis: str = ""
    consent_until: str = ""
    coaches: tuple[str, ...] = ()
    purpose: str = ""
    account: str = ""
    guardian: str = ""


@dataclass(frozen=True)
class CoachRow:
    """A coach as text; without a row of its own yet ``coach_id`` is empty."""

    coach_id: str
    account_id: str
    name: str
    email: str
    mode: str = "each"
    units: str = "kg"
    language: str = "en"
    attach_pdf: bool = False
    quiet_from: str = ""
    quiet_to: str = ""
    athletes: tuple[str, ...] = ()
    folder: str = ""


def read_athletes(store: Store) -> list[AthleteRow]:
    """All that were not erased, by code."""
    with store.reading() as session:
        emails = {row[0]: row[1] for row in session.execute(select(Account.id, Account.email))}
        found = session.scalars(select(Athlete).where(Athlete.erased_at.is_(None)).order_by(Athlete.code))
        return [
            AthleteRow(
                athlete.id,
                athlete.code,
                athlete.name,
                f"{athlete.born_on or ''}",
                athlete.language,
                "" if athlete.foot_length_mm is None else f"{athlete.foot_length_mm:g}",
                athlete.legal_basis,
                f"{athlete.consent_until or ''}",
                tuple(coaches_of(session, athlete.id)),
                athlete.purpose,
                emails.get(athlete.account_id or "", ""),
                emails.get(athlete.guardian_account_id or "", ""),
            )
            for athlete in found
        ]


def coaches_of(session: Session, athlete_id: str) -> Iterable[str]:
    """E-mails of an athlete's coaches."""
    wanted = (
        select(Account.email)
        .join(Coach, Coach.account_id == Account.id)
        .join(CoachAthlete, CoachAthlete.coach_id == Coach.id)
        .where(CoachAthlete.athlete_id == athlete_id)
        .order_by(Account.email)
    )
    return session.scalars(wanted)


def read_coaches(store: Store) -> list[CoachRow]:
    """All accounts of coaches, by name."""
    with store.reading() as session:
        found = session.execute(
            select(Account, Coach)
            .outerjoin(Coach, Coach.account_id == Account.id)
            .where(Account.role == "coach", Account.disabled_at.is_(None))
            .order_by(Account.name)
        )
        return [coach_row(session, account, coach) for account, coach in found]


def coach_row(session: Session, account: Account, coach: Coach | None) -> CoachRow:
    """One of them."""
    if coach is None:
        return CoachRow("", account.id, account.name, account.email)
    codes = session.scalars(
        select(Athlete.code)
        .join(CoachAthlete, CoachAthlete.athlete_id == Athlete.id)
        .where(CoachAthlete.coach_id == coach.id)
        .order_by(Athlete.code)
    )
    return CoachRow(
        coach.id, account.id, account.name, account.email, coach.mode, coach.units, coach.language, coach.attach_pdf,
        clock_words(coach.quiet_from), clock_words(coach.quiet_to), tuple(codes), coach.folder or "",
    )  # fmt: skip


def clock_words(at: time | None) -> str:
    """``21:30``, or nothing."""
    return "" if at is None else f"{at:%H:%M}"


def add_athlete(store: Store, values: dict[str, str], by: str | None = None) -> None:
    """A new one; raises ``ValueError`` as :func:`change_athlete` does."""

    def work(session: Session) -> None:
        lab = session.scalars(select(Lab)).first()
        if lab is None:
            raise ValueError("the store has no laboratory yet: begin a session first")
        fill(session, Athlete(lab_id=lab.id, code=""), values, by, new=True)

    kept(store, work, values)


def change_athlete(store: Store, athlete_id: str, values: dict[str, str], by: str | None = None) -> None:
    """Take over what a form says.

    Raises
    ------
    ValueError
        The code is none, taken or stands in recordings, the athlete was erased, a number or a date is none, a coach
        or an account is not known; the message is for people.
    """
    kept(store, lambda session: fill(session, session.get_one(Athlete, athlete_id), values, by), values)


def kept(store: Store, work: Callable[[Session], None], values: dict[str, str]) -> None:
    """Do it; a code that is taken is said."""
    try:
        store.run(work)
    except IntegrityError:
        raise ValueError(f"there is an athlete with the code {values.get('code', '')} already") from None


def fill(session: Session, athlete: Athlete, values: dict[str, str], by: str | None, *, new: bool = False) -> None:
    """Put a form's words into a row; what it leaves out is empty. Who did it is written down, and which fields."""
    said = {key: values.get(key, "").strip() for key in CLEARED}
    code = values.get("code", "").strip()
    faults = [fault] if (fault := code_fault(session, code, None if new else athlete)) else []
    filled = particulars(session, said, faults)
    emails = [email.strip() for email in values.get("coaches", "").split(",") if email.strip()]
    coaches = coaches_named(session, list(dict.fromkeys(emails)), faults)
    if faults:
        raise ValueError(faults[0])
    changed = sorted(key for key, value in filled.items() if new or getattr(athlete, key) != value)
    athlete.code = code
    keep_athlete(session, athlete, filled, coaches, only_these=True)
    audit.note(session, by, "edit", "athlete", athlete.id, {"changed": changed, "new": new})


def coach_named(session: Session, email: str) -> Coach:
    """A coach by e-mail; how they get reports is as usual until they say otherwise."""
    account = session.scalars(select(Account).where(Account.email == email, Account.role == "coach")).first()
    if account is None:
        raise ValueError(f"no coach has the e-mail {email}")
    coach = session.scalars(select(Coach).where(Coach.account_id == account.id)).first()
    if coach is None:
        coach = Coach(account_id=account.id)
        session.add(coach)
        session.flush()
    return coach


def change_coach(store: Store, row: CoachRow, values: dict[str, str], by: str | None = None) -> None:
    """How a coach wants reports; raises ``ValueError`` where a time, a language or a folder is none."""
    quiet_from, quiet_to = clock(values.get("quiet_from", "")), clock(values.get("quiet_to", ""))
    if (quiet_from is None) != (quiet_to is None):
        raise ValueError("quiet hours need a beginning and an end")
    language, folder = values.get("language") or "en", values.get("folder", "").strip()
    if language not in LANGUAGES:
        raise ValueError(f"'{language}' is no language of the reports")
    if folder and not Path(folder).is_absolute():
        raise ValueError(f"'{folder}' is no whole path of a folder, such as /media/share/coach")

    def work(session: Session) -> None:
        coach = coach_named(session, row.email)
        coach.mode, coach.units = values.get("mode") or "each", values.get("units") or "kg"
        coach.language, coach.attach_pdf = language, values.get("attach_pdf") == "yes"
        coach.quiet_from, coach.quiet_to, coach.folder = quiet_from, quiet_to, folder or None
        audit.note(session, by, "edit", "coach", coach.id, {"folder": bool(folder), "attach_pdf": coach.attach_pdf})

    store.run(work)


def clock(words: str) -> time | None:
    """A time of day, or nothing."""
    try:
        return time.fromisoformat(words) if words else None
    except ValueError:
        raise ValueError(f"{words} is no time: write it as 21:30") from None
