"""A lift's document as the card that people see first: the report's own sentence and its three answers."""

from __future__ import annotations

from collections.abc import Sequence

from processing.result import Document
from reports.comparison import compare
from reports.questions import questions
from reports.shown import SIGNS
from reports.verdict import verdict
from service.console.screen import CardValue, ResultCard


def result_card(
    lift_id: str, title: str, document: Document, earlier: Sequence[Document], remarks: Sequence[str] = ()
) -> ResultCard:
    """The card of one lift.

    Parameters
    ----------
    lift_id, title : str
        Of the lift.
    document : Document
        What was measured.
    earlier : sequence of Document
        The athlete's lifts before it.
    remarks : sequence of str
        What the plates or the detector have to say besides.
    """
    comparison = compare(document, earlier, SIGNS)
    told = verdict(document, comparison)
    values = [
        CardValue(question.heading, question.value or "not measured", question.caption)
        for question in questions(document, comparison)
    ]
    return ResultCard(lift_id, title, told.sentence, told.sign.shape, tuple(values), tuple(remarks), told.evidence)
