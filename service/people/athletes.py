"""An athlete's particulars: read, checked and kept in one way, whether they come from a table or from the console."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from reports.words.say import LANGUAGES
from service.jobs.page_orders import order_failed_pages
from service.store.tables import Account, Athlete, Coach, CoachAthlete, Lift

LONGEST_CODE = 16
CLEARED: Mapping[str, Any] = {
    "name": "",
    "born_on": None,
    "language": "en",
    "foot_length_mm": None,
    "legal_basis": "",
    "purpose": "",
    "consent_until": None,
    "account": None,
    "guardian": None,
}
"""Columns of a table and fields of the form, with what an empty one stands for."""
KEYS: Mapping[str, str] = {"account": "account_id", "guardian": "guardian_account_id"}
"""Columns of the store that are called otherwise."""


def code_fault(orm: Session, code: str, athlete: Athlete | None) -> str:
    """Why an athlete cannot have a code; empty where nothing speaks against it.

    Parameters
    ----------
    orm : Session
        To read with.
    code : str
        As it was typed.
    athlete : Athlete or None
        Who has a code already; ``None``: somebody new.
    """
    if athlete is not None and athlete.erased_at is not None:
        return f"'{athlete.code}' was erased and is never given again"
    if athlete is not None and athlete.code == code:
        return ""
    if not (code.isascii() and code.isalnum() and len(code) <= LONGEST_CODE):
        return f"'{code}' is no code: a code has letters, digits, 1 to {LONGEST_CODE} of them; never take a name"
    alike = _alike(orm, code, athlete)
    if alike is not None and alike.code != code:  # the same in capitals: file names and people would take one for two
        return f"'{code}' differs from the code '{alike.code}' in capitals alone: write it so, or give another one"
    if athlete is not None and orm.scalars(select(Lift.id).where(Lift.athlete_id == athlete.id).limit(1)).first():
        return f"'{athlete.code}' stands in recordings and file names: it can no longer be another one"
    return ""


def _alike(orm: Session, code: str, athlete: Athlete | None) -> Athlete | None:
    """Another athlete whose code differs from this one in capitals at most."""
    wanted = select(Athlete).where(func.lower(Athlete.code) == code.lower())
    if athlete is not None:
        wanted = wanted.where(Athlete.id != athlete.id, Athlete.lab_id == athlete.lab_id)
    return orm.scalars(wanted.limit(1)).first()


def particulars(orm: Session, said: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    """Columns of an athlete's row from what was typed.

    Parameters
    ----------
    orm : Session
        To find accounts.
    said : mapping of str to str
        By the names of :data:`CLEARED`; an empty one clears, one that is left out stays.
    faults : list of str
        Gets a line for each thing that is wrong.
    """
    readers: dict[str, Callable[[str], Any]] = {
        "born_on": _birthday,
        "consent_until": day,
        "language": _language,
        "foot_length_mm": _foot_length_mm,
        "account": lambda email: _account(orm, email).id,
        "guardian": lambda email: _account(orm, email).id,
    }
    values: dict[str, Any] = {}
    for column, cleared in CLEARED.items():
        if column in said:
            try:
                values[KEYS.get(column, column)] = readers.get(column, str)(said[column]) if said[column] else cleared
            except ValueError as error:
                faults.append(f"{column}: {error}")
    return values


def coaches_named(orm: Session, emails: Sequence[str], faults: list[str]) -> list[Coach]:
    """Coaches by the addresses of their accounts; each who is none is a line in ``faults``."""
    found = []
    for email in emails:
        wanted = func.lower(Account.email) == email.casefold()
        coach = orm.scalars(select(Coach).join(Account, Account.id == Coach.account_id).where(wanted)).one_or_none()
        if coach is None:
            faults.append(f"coaches: no coach has the e-mail {email}")
        else:
            found.append(coach)
    return found


def keep_athlete(
    orm: Session, athlete: Athlete, values: Mapping[str, Any], coaches: Sequence[Coach], *, only_these: bool
) -> None:
    """Put particulars into the store; ``only_these``: whoever else coached the athlete does so no more."""
    renamed = athlete.name != values.get("name", athlete.name)
    for key, value in values.items():
        setattr(athlete, key, value)
    orm.add(athlete)
    orm.flush()
    if renamed:  # a page that could not be made with the name before
        order_failed_pages(orm, list(orm.scalars(select(Lift.id).where(Lift.athlete_id == athlete.id))))
    if only_these:
        others = CoachAthlete.coach_id.not_in([coach.id for coach in coaches])
        orm.execute(delete(CoachAthlete).where(CoachAthlete.athlete_id == athlete.id, others))
    for coach in coaches:
        if orm.get(CoachAthlete, (coach.id, athlete.id)) is None:
            orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
    orm.flush()


def day(text: str) -> date:
    """A date as ISO 8601 writes it; raises ``ValueError`` with words for people."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no date; write it as 2009-05-31") from None


def _birthday(text: str) -> date:
    born_on = day(text)
    if born_on > datetime.now(UTC).date():
        raise ValueError(f"'{text}' is in the future; write the day of birth as 2009-05-31")
    return born_on


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"'{text}' is no language of the reports; take one of {', '.join(LANGUAGES)}")
    return text


def _foot_length_mm(text: str) -> float:
    try:
        length_mm = float(text.replace(",", "."))
    except ValueError:
        length_mm = 0.0
    if not 150.0 <= length_mm <= 400.0:
        raise ValueError(f"'{text}' is no length of a foot in millimetres (150 to 400)")
    return length_mm


def _account(orm: Session, email: str) -> Account:
    found = orm.scalars(select(Account).where(func.lower(Account.email) == email.casefold())).one_or_none()
    if found is None or found.role != "athlete":
        raise ValueError(f"{email} has no account of the role athlete")
    return found
