"""Who lifted what, when, and where: the page's head."""

from __future__ import annotations

from dataclasses import dataclass

from processing.history import metric
from processing.moment import lift_moment
from processing.result import Document
from reports.details import ReportDetails
from reports.loads import load_told
from reports.numbers import NO_BREAK
from reports.words import lift as heading_words
from reports.words.say import capitalised, say

SEPARATOR = "  ·  "


@dataclass(frozen=True)
class Heading:
    """The head of the page.

    Attributes
    ----------
    name : str
        Whom the page is about.
    subtitle : str
        Lift, load, attempt, result, time.
    side : tuple of str
        Laboratory and report, at most two lines.
    simulated : bool
        Whether the data are simulated.
    title : str
        Title of the PDF.
    """

    name: str
    subtitle: str
    side: tuple[str, ...]
    simulated: bool
    title: str


def heading(document: Document, details: ReportDetails) -> Heading:
    """Head of the page for one lift."""
    lift = document["lift"]
    name = named(document, details)
    what = NO_BREAK.join(filter(None, [_kind(document), load_words(document)]))
    complex_lift = heading_words.complex_words() if lift.get("complex_id") else ""
    parts = [what, _attempt(document, details), complex_lift, _outcome(lift.get("outcome")), when(document)]
    return Heading(
        name=name,
        subtitle=SEPARATOR.join(part for part in parts if part),
        side=tuple(line for line in (laboratory(details), _report(details)) if line),
        simulated=bool(document["source"].get("simulated")),
        title=", ".join(filter(None, [name, what, when(document)])).replace(NO_BREAK, " "),
    )


def named(document: Document, details: ReportDetails) -> str:
    """Whom a page is about: the name given, else the athlete's code."""
    return _plain(details.athlete) or _plain(document["lift"].get("athlete") or "") or say(heading_words.NO_NAME)


def _plain(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def load_words(document: Document) -> str:
    """The entered load, else what the plates weighed; empty where neither is known."""
    load = document["lift"].get("load_kg")
    load = metric(document, "bar_mass") if load is None else float(load)
    return "" if load is None else load_told(load)


def when(document: Document) -> str:
    """``22 Nov 2026 14:32``, with ``UTC`` where the laboratory's own time is not known."""
    moment = lift_moment(document)
    if moment is None:
        return ""
    zone = "" if document["lift"].get("utc_offset") else f"{NO_BREAK}UTC"
    return f"{heading_words.day_words(moment)}{NO_BREAK}{moment:%H:%M}{zone}"


def _kind(document: Document) -> str:
    words = heading_words.kind_words(document["lift"]["kind"])
    words = capitalised(words)
    return heading_words.assumed_words(words) if document["lift"].get("kind_assumed") else words


def _outcome(outcome: str | None) -> str:
    return say(heading_words.OUTCOMES[outcome]) if outcome in heading_words.OUTCOMES else ""


def _attempt(document: Document, details: ReportDetails) -> str:
    attempt = document["lift"].get("attempt")
    return "" if attempt is None else heading_words.attempt_words(int(attempt), details.attempts)


def laboratory(details: ReportDetails) -> str:
    """Laboratory and place on one line; empty where neither is given."""
    return ", ".join(filter(None, [_plain(details.lab), _plain(details.place)]))


def _report(details: ReportDetails) -> str:
    if not details.report_id and details.version == 1:
        return ""
    return heading_words.report_words(details.report_id, details.version)
