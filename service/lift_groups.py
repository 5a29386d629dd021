"""Lift documents gathered from folders and files, by athlete and day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from acquisition.errors import OptionNeeded
from processing.history import event_s, read_lift, scan_history, session
from processing.moment import lift_moment
from processing.options import JUMPS
from processing.result import Document


def read_documents(paths: Sequence[Path]) -> tuple[list[Document], list[str]]:
    """Documents of folders and files, each lift once, and one line per file that was skipped.

    Raises
    ------
    OptionNeeded
        A file that is no lift document, or none at all.
    FileNotFoundError
        There is no such file or folder.
    """
    found: list[Document] = []
    skipped: list[str] = []
    for path in paths:
        documents, lines = scan_history(path) if path.is_dir() else _one(path)
        found += documents
        skipped += lines
    if not found:
        raise OptionNeeded(
            "holds no lift document", ", ".join(map(str, paths)), "give the folder where capture --reports wrote"
        )
    return once(found), skipped


def _one(path: Path) -> tuple[list[Document], list[str]]:
    if not path.exists():
        raise FileNotFoundError(2, "no such file or folder", str(path))
    document, why = read_lift(path)
    if document is None:
        raise OptionNeeded(why or "is no lift document", str(path), "give documents as analyze --json writes them")
    return [document], []


def once(documents: Iterable[Document]) -> list[Document]:
    """Each lift once, the last document of it, in order of time; of lifts without a clock in the order given."""
    unique = {_lift_of(each): each for each in documents}
    return sorted(unique.values(), key=_when)


def _lift_of(document: Document) -> tuple[str, float]:
    source = document["source"]
    name = str(source.get("samples_sha256") or source.get("path"))
    return name, round(event_s(document, "drive_end") or -float(document["lift"].get("number") or 1), 1)


def _when(document: Document) -> tuple[str, str, float]:
    moment = lift_moment(document)
    name = str(document["source"].get("path") or "")
    if moment is None:
        return "", name, event_s(document, "drive_end") or 0.0
    return moment.isoformat(), name, 0.0


def by_athlete(documents: Iterable[Document], athlete: str | None = None) -> dict[str, list[Document]]:
    """Lifts of each athlete's code, or of one alone; those without a code belong together."""
    found: dict[str, list[Document]] = {}
    for each in documents:
        code = str(each["lift"].get("athlete") or "")
        if athlete is None or code == athlete:
            found.setdefault(code, []).append(each)
    return found


def of_day(
    documents: Sequence[Document], day: str | None, history: Sequence[Document] = ()
) -> tuple[list[Document], list[Document]]:
    """One athlete's day, and what came before it.

    Parameters
    ----------
    documents : sequence of Document
        The athlete's lifts, at least one.
    day : str or None
        Such as ``2026-11-22``; ``None``: the latest day that there is.
    history : sequence of Document
        More earlier lifts of the athlete.

    Returns
    -------
    (list of Document, list of Document)
        The day's lifts, and all lifts of earlier days; lifts without a clock belong to a day of their own.
    """
    wanted = max(session(each) for each in documents) if day is None else day
    today = [each for each in documents if session(each) == wanted]
    known = {_lift_of(each) for each in today}
    others = [each for each in once([*history, *documents]) if _lift_of(each) not in known]
    return today, [each for each in others if not wanted or session(each) < wanted]


def between(documents: Sequence[Document], first: str | None, last: str | None) -> list[Document]:
    """Lifts from the first to the last day, both included."""
    return [
        each
        for each in documents
        if (first is None or session(each) >= first) and (last is None or session(each) <= last)
    ]


def jumps_among(documents: Sequence[Document]) -> int:
    """How many plain jumps there are, which coaches' pages leave out."""
    return sum(each["lift"]["kind"] in JUMPS for each in documents)


def jumps_alone(documents: Sequence[Document]) -> bool:
    """Whether there is nothing but plain jumps."""
    return jumps_among(documents) == len(documents)
