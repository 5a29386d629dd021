"""A coach's own drills: the file ``drills.toml``.

A table a verdict, named as the finding is named, with ``lead``, ``text`` and ``source``; the same three in a table of a
language hold for pages in that language::

    [drive_ended_early]
    lead = "Pull from power position, three seconds at the top"
    text = "Twice three, then one {lift} from power position."
    source = "Coach Example, winter plan"

    [drive_ended_early.de]
    lead = "Zug aus der Power-Position, drei Sekunden oben halten"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.details import OwnDrill
from reports.errors import DrillsInvalid
from reports.verdict import ORDER
from reports.words.say import LANGUAGES

LONGEST = {"lead": 120, "text": 320, "source": 120}
"""Letters that have room on the page beside a note."""


def read_drills(path: Path) -> tuple[OwnDrill, ...]:
    """The drills of a file.

    Parameters
    ----------
    path : Path
        A TOML file.

    Returns
    -------
    tuple of OwnDrill
        For :attr:`reports.details.ReportDetails.drills`.

    Raises
    ------
    DrillsInvalid
        The file cannot be read, or a key is unknown, missing or too long; the line names it.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as reason:
        raise DrillsInvalid(f"cannot be read ({reason.strerror})", str(path), "give a file that is there") from reason
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise DrillsInvalid(f"is no TOML file ({reason})", str(path), "mend it there") from reason
    return tuple(drill for code, table in tables.items() for drill in _of_code(code, table, path))


def _of_code(code: str, table: Any, path: Path) -> Iterator[OwnDrill]:
    if code not in ORDER:
        raise DrillsInvalid(f"{code} is no verdict", str(path), f"use one of {', '.join(ORDER)}")
    if not isinstance(table, dict):
        raise DrillsInvalid(f"{code} is no table", str(path), f'write [{code}] and below it lead = "…"')
    languages = {key: part for key, part in table.items() if key in LANGUAGES}
    texts = {key: part for key, part in table.items() if key not in LANGUAGES}
    if texts:
        yield _drill(code, "", texts, path)
    for language, part in languages.items():
        if not isinstance(part, dict):
            raise DrillsInvalid(f"{code}.{language} is no table", str(path), f"write [{code}.{language}]")
        yield _drill(code, language, part, path)


def _drill(code: str, language: str, texts: dict[str, Any], path: Path) -> OwnDrill:
    name = f"{code}.{language}" if language else code
    for key, text in texts.items():
        if key not in LONGEST:
            known = ", ".join([*LONGEST, *LANGUAGES])
            raise DrillsInvalid(f"{name}.{key} is not known", str(path), f"use one of {known}")
        if not isinstance(text, str):
            raise DrillsInvalid(f"{name}.{key} is no text", str(path), "put it in quotation marks")
        if len(text) > LONGEST[key]:
            raise DrillsInvalid(f"{name}.{key} has {len(text)} letters", str(path), f"use at most {LONGEST[key]}")
    if not str(texts.get("lead", "")).strip():
        raise DrillsInvalid(f"{name}.lead is missing", str(path), "name the exercises there")
    return OwnDrill(code, language, **{key: " ".join(text.split()) for key, text in texts.items()})
