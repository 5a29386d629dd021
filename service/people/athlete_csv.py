"""Athletes from a table: all of it, or nothing and one line for every row that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acquisition.errors import UnreadableFile
from service.people import audit
from service.store.tables import Account, Athlete, Coach, CoachAthlete, Lab

COLUMNS = (
    "code", "name", "born_on", "language", "foot_length_mm", "legal_basis", "purpose", "consent_until", "account",
    "guardian", "coaches",
)  # fmt: skip
LANGUAGES = ("en", "de", "es")
LONGEST_CODE = 16


@dataclass(frozen=True)
class Imported:
    """How many athletes are new, and how many were changed."""

    added: int
    changed: int


def read_athletes(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their line numbers; commas or semicolons, UTF-8 with or without a mark.

    Raises
    ------
    UnreadableFile
        It is no text, has no column ``code``, or one that is not known.
    OSError
        It cannot be opened.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("is no text in UTF-8", str(path), "save it as CSV UTF-8") from None
    head = text.partition("\n")[0]
    reader = csv.DictReader(StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
    names = [(name or "").strip() for name in reader.fieldnames or ()]
    unknown = [name for name in names if name not in COLUMNS]
    if "code" not in names or unknown:
        fault = f"has the unknown column '{unknown[0]}'" if unknown else "has no column 'code'"
        raise UnreadableFile(fault, str(path), f"columns are {', '.join(COLUMNS)}")
    reader.fieldnames = names
    rows = []
    try:
        for row in reader:
            if None in row or None in row.values():
                raise UnreadableFile(f"line {reader.line_num} has not one field for each column", str(path), "mend it")
            if any(row.values()):
                rows.append((reader.line_num, {key: value.strip() for key, value in row.items()}))
    except csv.Error as error:
        raise UnreadableFile(f"line {reader.line_num}: {error}", str(path), "mend it") from None
    return rows


def import_athletes(
    orm: Session, lab: Lab, rows: Sequence[tuple[int, Mapping[str, str]]], now: datetime
) -> tuple[Imported, list[str]]:
    """Put athletes into the store, by code; where any row is wrong the caller must not keep the transaction.

    An empty field of an athlete who is known leaves what is there.

    Returns
    -------
    tuple of Imported and list of str
        What was done, and one line for each thing that is wrong: ``line 3: born_on: …``.
    """
    problems: list[str] = []
    seen: set[str] = set()
    counts = {True: 0, False: 0}
    for line, row in rows:
        code = row["code"]
        faults: list[str] = []
        values = _values(orm, row, faults)
        coaches = _coaches(orm, row.get("coaches", ""), faults)
        if not (code.isascii() and code.isalnum() and len(code) <= LONGEST_CODE):
            faults.append(f"code: '{code}' is not 1 to {LONGEST_CODE} letters and digits; never take a name")
        if code in seen:
            faults.append(f"code: '{code}' stands in the table twice")
        seen.add(code)
        known = orm.scalars(select(Athlete).where(Athlete.lab_id == lab.id, Athlete.code == code)).one_or_none()
        if known is not None and known.erased_at is not None:
            faults.append(f"code: '{code}' was erased and is never given again")
        problems += [f"line {line}: {fault}" for fault in faults]
        if not faults:
            counts[known is None] += 1
            _keep(orm, known or Athlete(lab_id=lab.id, code=code), values, coaches)
    if not problems:
        detail = {"added": counts[True], "changed": counts[False]}
        audit.note(orm, None, "import", "lab", lab.id, detail, now)
    return Imported(counts[True], counts[False]), problems


def _keep(orm: Session, athlete: Athlete, values: Mapping[str, Any], coaches: Sequence[Coach]) -> None:
    for key, value in values.items():
        setattr(athlete, key, value)
    orm.add(athlete)
    orm.flush()
    for coach in coaches:
        if orm.get(CoachAthlete, (coach.id, athlete.id)) is None:
            orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
    orm.flush()


def _values(orm: Session, row: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    """Columns of the athlete's row that say something."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "name": ("name", str),
        "born_on": ("born_on", _day),
        "language": ("language", _language),
        "foot_length_mm": ("foot_length_mm", _foot_length_mm),
        "legal_basis": ("legal_basis", str),
        "purpose": ("purpose", str),
        "consent_until": ("consent_until", _day),
        "account": ("account_id", lambda email: _account(orm, email).id),
        "guardian": ("guardian_account_id", lambda email: _account(orm, email).id),
    }
    values = {}
    for column, (key, read) in readers.items():
        if row.get(column):
            try:
                values[key] = read(row[column])
            except ValueError as error:
                faults.append(f"{column}: {error}")
    return values


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no day; write it as 2009-05-31") from None


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
        raise ValueError(f"'{text}' is no length of a shoe in millimetres (150 to 400)")
    return length_mm


def _account(orm: Session, email: str) -> Account:
    found = orm.scalars(select(Account).where(func.lower(Account.email) == email.casefold())).one_or_none()
    if found is None or found.role != "athlete":
        raise ValueError(f"{email} has no account of the role athlete")
    return found


def _coaches(orm: Session, text: str, faults: list[str]) -> list[Coach]:
    """Coaches by the addresses of their accounts, with blanks between them."""
    found = []
    for email in text.split():
        wanted = func.lower(Account.email) == email.casefold()
        coach = orm.scalars(select(Coach).join(Account, Account.id == Coach.account_id).where(wanted)).one_or_none()
        if coach is None:
            faults.append(f"coaches: {email} has no account of the role coach")
        else:
            found.append(coach)
    return found
