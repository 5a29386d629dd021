"""The lifts of a day judged against all earlier lifts that the summary is given, not only those known when measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from processing.findings import findings
from processing.history import NEEDED, comparable
from processing.miss import explain_miss
from processing.result import Document


def judged_again(lift: Document, before: Sequence[Document]) -> Document:
    """The lift with what these earlier lifts tell of it.

    A judgement that rests on more lifts than are given stays as it is: whoever has the whole history has judged
    already, and a part of it knows less.

    Parameters
    ----------
    lift : Document
        A lift of the day.
    before : sequence of Document
        Earlier lifts, those of the day too; the comparable ones are chosen.
    """
    if not lift["segmented"]:
        return lift
    given = len(comparable(lift, before).lifts)
    again: dict[str, Any] = {}
    if given >= _rests_on(lift["findings"]):
        again["findings"] = findings(lift, before)
    if lift["lift"].get("outcome") == "missed" and given >= int((lift.get("miss") or {}).get("lifts") or 0):
        again["miss"] = explain_miss(lift, before)
    return {**lift, **again}


def told_otherwise(lift: Document, again: Document) -> bool:
    """Whether the own page of a lift says something else of it."""
    return _told(lift) != _told(again)


def _told(lift: Document) -> tuple[list[tuple[str, str]], Any]:
    told = [(str(each["code"]), str(each["strength"])) for each in lift["findings"]]
    return sorted(told), (lift.get("miss") or {}).get("left_makes_in")


def _rests_on(told: Sequence[dict[str, Any]]) -> int:
    """How many comparable lifts a judgement knew; five at least where it does not say."""
    known = [0]
    for finding in told:
        if finding["code"] == "few_comparable":
            known.append(NEEDED - int(finding.get("missing") or NEEDED))
        elif finding["strength"] != "pattern":
            known.append(int(finding.get("lifts") or NEEDED))
    return max(known)
