"""Athletes from a table: all of it, or nothing and one line for every row that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.errors import UnreadableFile
from service.people import audit
from service.people.athletes import CLEARED, coaches_named, code_fault, keep_athlete, particulars
from service.store.tables import Athlete, Lab

COLUMNS = ("code", *CLEARED, "coaches")
CLEARS = "-"
"""Stands in a field that is to be empty from now on: a coach or a guardian who is none any more."""


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

    An empty field of an athlete who is known leaves what is there, a :data:`CLEARS` empties it.

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
        known = orm.scalars(select(Athlete).where(Athlete.lab_id == lab.id, Athlete.code == code)).one_or_none()
        said = {key: "" if text == CLEARS else text for key, text in row.items() if key in CLEARED and text}
        faults: list[str] = []
        values = particulars(orm, said, faults)
        cleared = row.get("coaches") == CLEARS
        coaches = coaches_named(orm, [] if cleared else row.get("coaches", "").split(), faults)
        faults += [f"code: {fault}"] if (fault := code_fault(orm, code, known)) else []
        if code in seen:
            faults.append(f"code: '{code}' stands in the table twice")
        seen.add(code)
        problems += [f"line {line}: {fault}" for fault in faults]
        if not faults:
            counts[known is None] += 1
            keep_athlete(orm, known or Athlete(lab_id=lab.id, code=code), values, coaches, only_these=cleared)
    if not problems:
        detail = {"added": counts[True], "changed": counts[False]}
        audit.note(orm, None, "import", "lab", lab.id, detail, now)
    return Imported(counts[True], counts[False]), problems
