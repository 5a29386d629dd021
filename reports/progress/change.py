"""What is different on the last day: told by the rule of the findings, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from processing.findings import findings
from processing.history import session
from processing.result import Document
from reports.reading import HOLDING
from reports.words import session as words
from reports.words.say import say

FEWEST = 2
"""Lifts of the last day that must bear the same finding; and they must be more than half of those judged."""

SILENT = {"few_comparable", "not_judged"}
"""Findings that say nothing about the lift."""


def change_told(lifts: Sequence[Document]) -> str:
    """The sentence about one kind of lift.

    Each made lift of the last day is judged against the lifts of the days before alone. A change is told where the
    same finding holds in :data:`FEWEST` of them and in more than half.
    """
    last = session(lifts[-1])
    before = [each for each in lifts if session(each) != last]
    today = [each for each in lifts if session(each) == last and each["segmented"]]
    today = [each for each in today if each["lift"].get("outcome") == "made"]
    told = [findings(each, before) for each in today]
    judged = [each for each in told if each and not {str(finding["code"]) for finding in each} & SILENT]
    if not judged:
        return say(words.CHANGE_FEW)
    held = Counter(code for each in judged for code in {str(f["code"]) for f in each if f["strength"] in HOLDING})
    for code, count in sorted(held.items(), key=lambda each: (-each[1], each[0])):
        if count >= FEWEST and 2 * count > len(judged) and code in words.CHANGES:
            return say(words.CHANGES[code], count=count, judged=len(judged))
    return say(words.NO_CHANGE)
