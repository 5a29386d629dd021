"""What a coach reads in the mail: one lift, a correction, a withdrawal, or a whole session. Plain text, no pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from processing.moment import lift_moment
from processing.result import Document
from reports.comparison import compare
from reports.heading import SEPARATOR
from reports.loads import load_told as load_on_pages
from reports.questions import questions
from reports.reading import value
from reports.shown import EVIDENCE
from reports.verdict import verdict
from reports.words.lift import OUTCOMES, attempt_words, kind_words
from reports.words.say import Units, capitalised, language, say, speaking
from service.delivery import words
from service.delivery.session_summaries import SummaryNews
from service.delivery.words import day_told, plain_spaces, told


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for.

    Attributes
    ----------
    language : str
        One of :data:`reports.words.say.LANGUAGES`.
    units : {'kg', 'lb'}
        Of loads.
    """

    language: str = "en"
    units: Units = "kg"


@dataclass(frozen=True)
class LiftNews:
    """A lift as a letter tells of it.

    Attributes
    ----------
    document : Document
        Its analysis.
    athlete : str
        What the coach calls the athlete: the name, or the code.
    grown_up : bool
        Known to be of age; of others no number is put into a mail.
    version : int
        Of the report.
    report_name : str
        Name of its file.
    earlier : sequence of Document
        Lifts that it may be compared with.
    address : str
        The lift's own link, where a session has none.
    """

    document: Document
    athlete: str
    grown_up: bool
    version: int
    report_name: str
    earlier: Sequence[Document] = ()
    address: str = ""


@dataclass(frozen=True)
class Way:
    """How the reader gets at the report.

    Attributes
    ----------
    lab : str
        The laboratory, as the coach knows it.
    address : str
        The link; empty where there is none.
    ends : datetime or None
        When the link closes, on the laboratory's clock.
    attached : str
        Name of the attached file; empty where none is.
    """

    lab: str
    address: str = ""
    ends: datetime | None = None
    attached: str = ""


@dataclass(frozen=True)
class Withdrawal:
    """A report that is not to be used any more.

    Attributes
    ----------
    on : datetime
        When, on the laboratory's clock.
    why : str
        The reason that was given.
    newer : int or None
        The version that takes its place.
    """

    on: datetime
    why: str
    newer: int | None


@dataclass(frozen=True)
class Letter:
    """A letter that is written.

    Attributes
    ----------
    subject : str
        One line.
    text : str
        Paragraphs, wrapped by the reader's mail program.
    language : str
        Of both.
    attachments : tuple of (str, bytes)
        File names and PDFs.
    """

    subject: str
    text: str
    language: str
    attachments: tuple[tuple[str, bytes], ...] = field(default=())


def lift_letter(
    news: LiftNews,
    reader: Reader,
    way: Way,
    replaces: int | None = None,
    why: str = "",
    summary: SummaryNews | None = None,
) -> Letter:
    """A lift's report, or the correction of one that was sent before.

    Parameters
    ----------
    news, reader, way
        What, for whom, and how to get at the report.
    replaces : int or None
        Version that was sent before.
    why : str
        What changed.
    summary : SummaryNews or None
        Of a session whose summary the reader has.
    """
    with speaking(reader.language, reader.units):
        what = _lift_line(news, reader.units)
        subject = _subject(news, reader.units, way)
        parts = [what]
        if replaces is not None:
            subject = told(words.CORRECTION_SUBJECT, subject=subject)
            changed = told(words.REPLACES, version=news.version, before=replaces)
            parts.append(f"{changed}\n{told(words.WHY, why=_one_line(why))}" if why else changed)
        parts += [_findings(news) if news.grown_up else told(words.MINOR), _how(way, news.report_name)]
        parts.append(_summary(summary))
        return _written(subject, parts, way, [news.document], reader.language)


def withdrawal_letter(
    news: LiftNews, reader: Reader, way: Way, withdrawal: Withdrawal, summary: SummaryNews | None = None
) -> Letter:
    """A report that was sent is withdrawn, and with it the summary in which the lift stands."""
    with speaking(reader.language, reader.units):
        subject = told(words.WITHDRAWN_SUBJECT, subject=_subject(news, reader.units, way))
        parts = [_lift_line(news, reader.units), withdrawal_told(news.version, withdrawal), _summary(summary)]
        return _written(subject, parts, way, [news.document], reader.language)


def withdrawal_told(version: int, withdrawal: Withdrawal) -> str:
    """What the mail, the sidecar in the shared folder and the link's page say about a withdrawn report."""
    newer = withdrawal.newer
    lines = [
        told(words.WITHDRAWN, version=version, day=day_told(withdrawal.on)),
        told(words.WHY, why=_one_line(withdrawal.why)),
        told(words.NO_NEWER) if newer is None else told(words.NEWER, version=newer),
        told(words.DO_NOT_USE),
    ]
    return "\n".join(lines)


def session_letter(lifts: Sequence[LiftNews], day: datetime, reader: Reader, way: Way, report_name: str) -> Letter:
    """One mail for a whole session: a line a lift.

    Parameters
    ----------
    lifts : sequence of LiftNews
        In the order in which they were made.
    day : datetime
        On the laboratory's clock.
    reader, way
        For whom, and how to get at the report.
    report_name : str
        Name of the session's report; empty where there is none.
    """
    with speaking(reader.language, reader.units):
        outcomes = [each.document["lift"].get("outcome") for each in lifts]
        count = words.lifts_told(len(lifts))
        head = told(
            words.SESSION,
            day=day_told(day),
            lifts=count,
            made=outcomes.count("made"),
            missed=outcomes.count("missed"),
        )
        rows = "\n".join(_session_row(each, reader.units) for each in lifts)
        parts = [head, rows]
        if not all(each.grown_up for each in lifts):
            parts.append(told(words.MINOR))
        parts.append(_how(way, report_name))
        subject = told(words.SESSION_SUBJECT, lab=way.lab, day=day_told(day), lifts=count)
        return _written(subject, parts, way, [each.document for each in lifts], reader.language)


def load_told(document: Document, units: Units) -> str:
    """``92 kg``, ``203 lb``; empty where nobody said and the plates did not weigh it."""
    entered = document["lift"].get("load_kg")
    load_kg = value(document, "bar_mass") if entered is None else float(entered)
    if load_kg is None:
        return ""
    return load_words(load_kg, units)


def load_words(load_kg: float, units: str) -> str:
    """A load as its reader counts it: ``92.5 kg``, ``203 lb``."""
    with speaking(language(), "lb" if units == "lb" else "kg"):
        return plain_spaces(load_on_pages(load_kg))


def _written(subject: str, parts: Sequence[str], way: Way, documents: Sequence[Document], language: str) -> Letter:
    """Put the parts together; the mark of simulated data comes first of all."""
    simulated = any(document["source"].get("simulated") for document in documents)
    before = [words.SIMULATED_PREFIX] if simulated else []
    top = [told(words.SIMULATED)] if simulated else []
    text = "\n\n".join(part for part in [*top, *parts, f"-- \n{told(words.FOOTER, lab=way.lab)}"] if part)
    return Letter(_one_line(" ".join([*before, subject])), f"{plain_spaces(text)}\n", language)


def _subject(news: LiftNews, units: Units, way: Way) -> str:
    """Laboratory, athlete's code, lift and load: no name, for a subject is read on a locked screen."""
    lift = news.document["lift"]
    code = lift.get("athlete") or say("Lifter not named")
    what = " ".join(filter(None, [kind_words(lift["kind"]), load_told(news.document, units)]))
    return plain_spaces(f"{way.lab}: {code}, {what}")


def _lift_line(news: LiftNews, units: Units) -> str:
    """``Marta K. · snatch 92 kg · attempt 7 · made · 22 Nov 2026 14:32``."""
    lift, moment = news.document["lift"], lift_moment(news.document)
    parts = [
        _one_line(news.athlete),
        " ".join(filter(None, [capitalised(kind_words(lift["kind"])), load_told(news.document, units)])),
        "" if lift.get("attempt") is None else attempt_words(int(lift["attempt"]), None),
        say(OUTCOMES[lift.get("outcome")]),
        "" if moment is None else f"{day_told(moment)} {moment:%H:%M}",
        told(words.VERSION, version=news.version) if news.version > 1 else "",
    ]
    return SEPARATOR.join(part for part in parts if part)


def _session_row(news: LiftNews, units: Units) -> str:
    lift, moment = news.document["lift"], lift_moment(news.document)
    head = [
        "" if moment is None else f"{moment:%H:%M}",
        _one_line(news.athlete),
        kind_words(lift["kind"]),
        load_told(news.document, units),
    ]
    row = f"{' '.join(part for part in head if part)}, {say(OUTCOMES[lift.get('outcome')])}"
    if news.grown_up:
        row = f"{row}: {_verdict(news)}"
    return f"{row}\n    {news.address}" if news.address else row


def _verdict(news: LiftNews) -> str:
    return verdict(news.document, compare(news.document, news.earlier, tuple(EVIDENCE.values()))).sentence


def _findings(news: LiftNews) -> str:
    """The verdict, what it rests on, and the three numbers a coach asks for, as page 1 has them."""
    comparison = compare(news.document, news.earlier, tuple(EVIDENCE.values()))
    said = verdict(news.document, comparison)
    rows = []
    for each in questions(news.document, comparison):
        answer = each.value or told(words.NOT_MEASURED)
        rows.append(f"{each.heading} {answer}" + (f" ({each.caption})" if each.caption else ""))
    return "\n\n".join(part for part in ["\n".join(filter(None, [said.sentence, said.evidence])), "\n".join(rows)])


def _how(way: Way, report_name: str) -> str:
    """The way to the report."""
    lines = []
    if way.attached:
        lines.append(told(words.ATTACHED, name=way.attached))
    if way.address:
        lines.append(told(words.LINK, address=way.address))
    if way.ends:
        lines.append(told(words.LINK_ENDS, day=day_told(way.ends)))
    if not lines and report_name:
        lines.append(told(words.NO_LINK, lab=way.lab, name=report_name))
    return "\n".join(lines)


def _summary(summary: SummaryNews | None) -> str:
    """What becomes of the session's summary; nothing where the reader has none."""
    if summary is None:
        return ""
    lines = [told(words.SUMMARY_WITHDRAWN)] if summary.withdrawn else []
    if summary.version is not None:
        lines.append(told(words.SUMMARY_NEW, version=summary.version))
    if summary.address:
        lines.append(told(words.LINK, address=summary.address))
    return "\n".join(lines)


def _one_line(text: str) -> str:
    """The text on one line: nothing that a person typed may begin a new header or paragraph."""
    return " ".join(text.split())
