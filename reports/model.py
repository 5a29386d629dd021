"""Page 1 of one lift as plain values: what is said, not where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.options import JUMPS
from processing.result import Document, LiftCurves
from reports.comparison import Comparison, compare
from reports.data_quality import DataQuality, data_quality
from reports.details import ReportDetails
from reports.drills import TryNext, try_next
from reports.errors import NoPage
from reports.force_view import ForceView, force_view
from reports.heading import Heading, heading
from reports.pressure import PressureView, pressure_view
from reports.questions import Question, questions
from reports.shown import EVIDENCE
from reports.signs import SignRow, sign_rows
from reports.verdict import Verdict, verdict
from reports.words import signs as sign_words
from reports.words import small_print
from reports.words.say import say


@dataclass(frozen=True, eq=False)
class LiftPage:
    """Everything page 1 says.

    Attributes
    ----------
    heading : Heading
        Who, what, when, where.
    verdict : Verdict
        One sentence and its evidence.
    questions : tuple of Question
        Did the push finish, how hard was it, where did the lifter land.
    legend : str
        What the dots are; or what a comparison still needs.
    force : ForceView
        Whole lift and enlarged push.
    pressure : PressureView
        Path of the pressure under the feet.
    signs : tuple of SignRow
        Table of signs.
    try_next : TryNext
        Suggestion.
    quality : DataQuality
        Data quality line.
    footnote : str
        Method.
    """

    heading: Heading
    verdict: Verdict
    questions: tuple[Question, Question, Question]
    legend: str
    force: ForceView
    pressure: PressureView
    signs: tuple[SignRow, ...]
    try_next: TryNext
    quality: DataQuality
    footnote: str


def lift_page(
    document: Document,
    curves: LiftCurves,
    earlier_documents: Sequence[Document] = (),
    details: ReportDetails | None = None,
) -> LiftPage:
    """Put together what page 1 says about one lift.

    Parameters
    ----------
    document : Document
        The lift.
    curves : LiftCurves
        Its curves for drawing.
    earlier_documents : sequence of Document
        Any earlier lifts; the comparable ones are chosen.
    details : ReportDetails, optional
        Names and places.

    Raises
    ------
    NoPage
        For a plain jump.
    """
    if document["lift"]["kind"] in JUMPS:
        raise NoPage("a plain jump has no coach's page", str(document["source"]["path"]), "read its document instead")
    details = details or ReportDetails()
    comparison = compare(document, earlier_documents, tuple(EVIDENCE.values()))
    return LiftPage(
        heading=heading(document, details),
        verdict=verdict(document, comparison),
        questions=questions(document, comparison),
        legend=_legend(document, comparison),
        force=force_view(document, curves, comparison),
        pressure=pressure_view(document, curves),
        signs=sign_rows(document, comparison),
        try_next=try_next(document, details.note, details.drills),
        quality=data_quality(document),
        footnote=_footnote(document),
    )


def _legend(document: Document, comparison: Comparison) -> str:
    """Line under the three questions."""
    if comparison.missing == 0:
        return sign_words.strip_legend(comparison.words)
    if not document["segmented"]:
        return ""
    if any(finding["code"] == "few_comparable" for finding in document["findings"]):
        return say(sign_words.NO_RANGES)
    return say(sign_words.RANGES_NOT_GIVEN)


def _footnote(document: Document) -> str:
    digest = str(document["methods"].get("digest", ""))[:12]
    method = small_print.method_words(str(document["software"].get("version", "")), digest)
    return " ".join(
        [say(small_print.UNCERTAINTY), say(small_print.USUAL), say(small_print.CURVES), say(small_print.PRIORS), method]
    )
