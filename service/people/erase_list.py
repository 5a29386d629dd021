"""Who was erased, as a file that outlives the store: an older backup knows them still, and must forget them too."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.errors import UnreadableFile
from service.people.erasing import ErasePlan, erase_athlete
from service.store.engine import Store
from service.store.tables import Athlete, Erasure, Lab

NAME = "erased.json"
"""In the laboratory's folder, and in every backup."""
SCHEMA = "legdrive/erased/1"


def erased_codes(orm: Session) -> list[str]:
    """Codes of all who were erased here, in the order of it."""
    return list(dict.fromkeys(orm.scalars(select(Erasure.athlete_code).order_by(Erasure.at, Erasure.id))))


def write_erase_list(store: Store, folder: Path) -> Path:
    """Write the list into a folder, with what stood in one that is there already; whole or not at all."""
    path = folder / NAME
    with store.reading() as orm:
        codes = erased_codes(orm)
    known = read_erase_list(path) if path.exists() else []
    text = json.dumps({"schema": SCHEMA, "athletes": list(dict.fromkeys([*known, *codes]))}, indent=1)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def read_erase_list(path: Path) -> list[str]:
    """Codes of a list.

    Raises
    ------
    UnreadableFile
        It is none.
    OSError
        It cannot be opened.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            raise ValueError
        return [str(code) for code in document["athletes"]]
    except (ValueError, KeyError, TypeError):
        raise UnreadableFile("is no list of erased athletes", str(path), f"give an {NAME}") from None


def apply_erase_list(store: Store, folder: Path, codes: list[str], now: datetime) -> list[ErasePlan]:
    """Erase everybody on a list who is known here and has anything left, as after a backup was restored.

    Parameters
    ----------
    store : Store
        As restored.
    folder : Path
        The laboratory's, with its recordings.
    codes : list of str
        From :func:`read_erase_list`.
    now : datetime
        The moment.

    Raises
    ------
    FileError, OSError
        As for :func:`service.people.erasing.erase_athlete`.
    """
    with store.reading() as orm:
        found = orm.execute(select(Lab, Athlete).join(Lab, Lab.id == Athlete.lab_id).where(Athlete.code.in_(codes)))
        known = [(lab, athlete.code) for lab, athlete in found]
    plans = [erase_athlete(store, lab, folder, code, now) for lab, code in known]
    if plans:
        write_erase_list(store, folder)
    return plans
