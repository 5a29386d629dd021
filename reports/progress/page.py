"""The report of an athlete's months as plain values, from lift documents alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.history import load_kg, session
from processing.options import JUMPS
from processing.result import Document
from reports.details import ReportDetails
from reports.heading import SEPARATOR, Heading, laboratory, named
from reports.loads import load_told
from reports.numbers import NO_BREAK
from reports.progress.change import change_told
from reports.progress.trends import Day, TrendRow, trend_rows
from reports.session.page import day_told, small_print
from reports.words import lift as heading_words
from reports.words import session as words
from reports.words.say import capitalised, say


@dataclass(frozen=True)
class KindProgress:
    """One kind of lift over the months.

    Attributes
    ----------
    cells : tuple of str
        Its row in the table: kind, days, lifts, made, missed, best made load, its day.
    title : str
        Kind, lifts and days.
    change : str
        What is different on the last day, or that nothing is.
    days : tuple of Day
        Each day: its place, and its name.
    rows : tuple of TrendRow
        Load, signs, transfer distance.
    """

    cells: tuple[str, ...]
    title: str
    change: str
    days: tuple[Day, ...]
    rows: tuple[TrendRow, ...]


@dataclass(frozen=True)
class ProgressPage:
    """Everything the report says.

    Attributes
    ----------
    heading : Heading
        Who, from when to when.
    kinds : tuple of KindProgress
        One a kind of lift, the most lifts first.
    one_day : str
        Kinds that were lifted on one day alone, which have no trend; may be empty.
    notes : tuple of str
        Small print.
    """

    heading: Heading
    kinds: tuple[KindProgress, ...]
    one_day: str
    notes: tuple[str, ...]


def progress_page(documents: Sequence[Document], details: ReportDetails) -> ProgressPage:
    """Put together what the report says.

    Parameters
    ----------
    documents : sequence of Document
        All lifts of one athlete in the time, in order; plain jumps are left out.
    details : ReportDetails
        Names, page size.
    """
    lifts = [each for each in documents if each["lift"]["kind"] not in JUMPS]
    kinds: dict[str, list[Document]] = {}
    for each in lifts:
        kinds.setdefault(str(each["lift"]["kind"]), []).append(each)
    often = sorted(kinds.items(), key=lambda each: (-len(each[1]), each[0]))
    jumps = len(documents) - len(lifts)
    notes = (*([words.left_out_words(jumps)] if jumps else []), *small_print(lifts))
    parts = tuple(_kind_progress(kind, mine) for kind, mine in often)
    once = [part.cells[0] for part in parts if len(part.days) == 1]
    return ProgressPage(_heading(documents, lifts, details), parts, words.once_words(once) if once else "", notes)


def _heading(documents: Sequence[Document], lifts: Sequence[Document], details: ReportDetails) -> Heading:
    name = named(documents[0], details)
    first, last = day_told(documents[0]), day_told(documents[-1])
    when = first if first == last else f"{first} {heading_words.DASH} {last}"
    missed = sum(each["lift"].get("outcome") == "missed" for each in lifts)
    days = words.days_words(len({session(each) for each in documents}))
    parts = [capitalised(say(words.PROGRESS_TITLE)), when, days, words.counts_words(len(lifts), missed)]
    return Heading(
        name=name,
        subtitle=SEPARATOR.join(parts),
        side=tuple(filter(None, [laboratory(details)])),
        simulated=any(each["source"].get("simulated") for each in documents),
        title=", ".join([name, say(words.PROGRESS_TITLE), when]).replace(NO_BREAK, " "),
    )


def _kind_progress(kind: str, lifts: Sequence[Document]) -> KindProgress:
    name = capitalised(heading_words.kind_words(kind))
    made = [each for each in lifts if each["lift"].get("outcome") == "made"]
    missed = sum(each["lift"].get("outcome") == "missed" for each in lifts)
    days = len({session(each) for each in lifts})
    best, on = _best(made)
    days_told, rows = trend_rows(lifts)
    return KindProgress(
        cells=(name, str(days), str(len(lifts)), str(len(made)), str(missed), best, on),
        title=SEPARATOR.join([name, words.counts_words(len(lifts), missed), words.days_words(days)]),
        change=change_told(lifts),
        days=days_told,
        rows=rows,
    )


def _best(made: Sequence[Document]) -> tuple[str, str]:
    """The best made load and the first day on which it was lifted."""
    loads = [(load, each) for each in made if (load := load_kg(each)) is not None]
    if not loads:
        return heading_words.DASH, heading_words.DASH
    best = max(load for load, _ in loads)
    first = next(each for load, each in loads if load == best)
    return load_told(best), day_told(first)
