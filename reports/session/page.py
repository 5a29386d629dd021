"""The summary of one athlete's day as plain values, from lift documents alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.history import load_kg
from processing.moment import lift_moment
from processing.options import JUMPS
from processing.result import Document
from reports.comparison import compare
from reports.details import ReportDetails
from reports.heading import SEPARATOR, Heading, laboratory, named
from reports.loads import loads_told
from reports.numbers import NO_BREAK
from reports.session.drives import DriveView, drive_view
from reports.session.judged import judged_again, told_otherwise
from reports.session.ladder import Ladder, ladders
from reports.session.over_day import KindOver, over_day
from reports.session.rows import LiftRow, lift_row
from reports.shown import SIGNS
from reports.words import lift as heading_words
from reports.words import session as words
from reports.words.say import capitalised, say


@dataclass(frozen=True)
class SessionPage:
    """Everything the summary says.

    Attributes
    ----------
    heading : Heading
        Who, which day, how many lifts.
    sentences : tuple of str
        The day in short.
    rows : tuple of LiftRow
        The table.
    drives : tuple of DriveView
        One a lift.
    over : tuple of KindOver
        Signs over the day.
    ladders : tuple of Ladder
        Transfer ladders.
    notes : tuple of str
        Small print.
    """

    heading: Heading
    sentences: tuple[str, ...]
    rows: tuple[LiftRow, ...]
    drives: tuple[DriveView, ...]
    over: tuple[KindOver, ...]
    ladders: tuple[Ladder, ...]
    notes: tuple[str, ...]


def session_page(documents: Sequence[Document], earlier: Sequence[Document], details: ReportDetails) -> SessionPage:
    """Put together what the summary says.

    Parameters
    ----------
    documents : sequence of Document
        All lifts of one athlete's day, in order; plain jumps are counted and left out.
    earlier : sequence of Document
        The athlete's lifts before that day.
    details : ReportDetails
        Names, page size.
    """
    lifts = [each for each in documents if each["lift"]["kind"] not in JUMPS]
    rows, drives, judged, otherwise = [], [], [], []
    for place, lift in enumerate(lifts):
        before = [*earlier, *lifts[:place]]
        comparison, again = compare(lift, before, SIGNS), judged_again(lift, before)
        row = lift_row(again, place + 1, comparison)
        rows.append(row)
        drives.append(drive_view(again, row, comparison))
        judged.append(again)
        otherwise += [row.number] if told_otherwise(lift, again) else []
    found = ladders(judged)
    jumps = len(documents) - len(lifts)
    notes = (
        *([words.left_out_words(jumps)] if jumps else []),
        *([words.otherwise_words(otherwise)] if otherwise else []),
        *small_print([*lifts, *earlier]),
    )
    sentences = (_in_short(rows), *(" ".join(ladder.sentences) for ladder in found if ladder.rungs))
    return SessionPage(
        _heading(documents, lifts, details), sentences, tuple(rows), tuple(drives), over_day(judged), found, notes
    )


def small_print(documents: Sequence[Document]) -> tuple[str, ...]:
    """What pages made from documents rest on."""
    digests = sorted({str((each.get("methods") or {}).get("digest") or "")[:12] for each in documents} - {""})
    told = [words.own_words(), words.kept_words(len(documents))]
    return (*told, *([words.methods_words(digests)] if digests else []))


def day_told(document: Document) -> str:
    """``22 Nov 2026``."""
    moment = lift_moment(document)
    return say(words.DAY_UNKNOWN) if moment is None else heading_words.day_words(moment)


def _heading(documents: Sequence[Document], lifts: Sequence[Document], details: ReportDetails) -> Heading:
    name = named(documents[0], details)
    day = day_told(documents[0])
    missed = sum(each["lift"].get("outcome") == "missed" for each in lifts)
    loads = [load for each in lifts if (load := load_kg(each)) is not None]
    weights = loads_told(min(loads), max(loads)) if loads else ""
    parts = [capitalised(say(words.SESSION_TITLE)), day, words.counts_words(len(lifts), missed), weights]
    return Heading(
        name=name,
        subtitle=SEPARATOR.join(filter(None, parts)),
        side=tuple(filter(None, [laboratory(details)])),
        simulated=any(each["source"].get("simulated") for each in documents),
        title=", ".join([name, say(words.SESSION_TITLE), day]).replace(NO_BREAK, " "),
    )


def _in_short(rows: Sequence[LiftRow]) -> str:
    """What was told of the pushes, with the lifts."""
    told: dict[str, list[str]] = {}
    for row in rows:
        if row.told:
            told.setdefault(row.verdict, []).append(row.number)
    if told:
        return words.short_words(sorted(told.items(), key=lambda each: -len(each[1])))
    judged = sum(row.judged for row in rows)
    return words.quiet_words(judged) if judged else words.unjudged_words()
