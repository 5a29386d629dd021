"""What to try next: the exercises of one article, in words of our own, and only where a finding points to them.

Source: G. Everett, "Leg Drive Makes Hip Extension Work", Catalyst Athletics, 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

from processing.options import is_clean
from processing.result import Document
from reports.judging import is_information
from reports.verdict import held
from reports.words import en

PUSH = ("drive_ended_early", "drive_shorter", "drive_weaker")


@dataclass(frozen=True)
class TryNext:
    """A suggestion.

    Attributes
    ----------
    lead : str
        The exercises, in order; empty where nothing is suggested.
    text : str
        How to do them; or why nothing is suggested.
    source : str
        Where they come from; empty where nothing is suggested.
    note : str
        The technician's or the coach's own words.
    """

    lead: str
    text: str
    source: str
    note: str


def try_next(document: Document, note: str) -> TryNext:
    """The drill for the leading finding that has one; nothing unusual, no drill."""
    lift = "clean" if is_clean(document["lift"]["kind"]) else "snatch"
    codes = [str(finding["code"]) for finding in held(document)]
    blamed = [code for code in codes if not is_information(document, code)]
    if any(code in PUSH for code in blamed):
        lead, text = en.push_drill(lift, document["lift"]["kind"].startswith("power_position_"))
    elif "landed_forward" in blamed:
        lead, text = en.forward_drill(lift)
    else:
        return TryNext("", _nothing(document, codes, blamed), "", note)
    return TryNext(lead, text, en.DRILL_SOURCE, note)


def _nothing(document: Document, codes: list[str], blamed: list[str]) -> str:
    if not document["segmented"]:
        return en.NO_DRILL_UNMEASURED
    if blamed:
        return en.NO_DRILL_STUCK if "feet_stuck" in blamed else en.NO_DRILL_FINDING
    if codes:
        return en.NO_DRILL_CLEAN
    if any(finding["code"] == "few_comparable" for finding in document["findings"]):
        return en.NO_DRILL_YET
    return en.NO_DRILL
