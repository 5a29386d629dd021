"""What to try next: the exercises of one article, in words of our own, and only where a finding points to them.

Source: G. Everett, "Leg Drive Makes Hip Extension Work", Catalyst Athletics, 2026. A coach's own drills replace ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.findings_rules import spoilt_by
from processing.options import is_clean
from processing.result import Document
from reports.details import OwnDrill
from reports.judging import is_information
from reports.verdict import held
from reports.words import drills as drill_words
from reports.words.say import language, say

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


def try_next(document: Document, note: str, own: Sequence[OwnDrill] = ()) -> TryNext:
    """The drill for the first finding that has one, a coach's own before ours; nothing unusual, no drill.

    Parameters
    ----------
    document : Document
        The lift.
    note : str
        The technician's or the coach's own words.
    own : sequence of OwnDrill
        The coach's drills.
    """
    note = " ".join(note.split())
    codes = [str(finding["code"]) for finding in held(document)]
    blamed = [code for code in codes if not is_information(document, code)]
    for code in sorted(blamed, key=lambda code: code not in PUSH):  # what the push causes is mended by the push
        told = _own(document, code, own) or _ours(document, code)
        if told is not None:
            return TryNext(*told, note)
    return TryNext("", _nothing(document, codes, blamed), "", note)


def _lift(document: Document) -> str:
    return "clean" if is_clean(document["lift"]["kind"]) else "snatch"


def _own(document: Document, code: str, own: Sequence[OwnDrill]) -> tuple[str, str, str] | None:
    """The coach's drill for a finding, in the language spoken where there is one."""
    known = {drill.language: drill for drill in own if drill.code == code}
    drill = known.get(language(), known.get(""))
    if drill is None:
        return None
    lift = say(drill_words.LIFTS[_lift(document)])
    lead, text = (words.replace("{lift}", lift) for words in (drill.lead, drill.text))
    return lead, text, drill.source or say(drill_words.OWN_SOURCE)


def _ours(document: Document, code: str) -> tuple[str, str, str] | None:
    """The article's drill for a finding; most findings have none."""
    lift = _lift(document)
    if code in PUSH:
        lead, text = drill_words.push_drill(lift, document["lift"]["kind"].startswith("power_position_"))
    elif code == "landed_forward":
        lead, text = drill_words.forward_drill(lift)
    else:
        return None
    return lead, text, say(drill_words.SOURCE)


def _nothing(document: Document, codes: list[str], blamed: list[str]) -> str:
    if not document["segmented"]:
        return say(drill_words.NO_DRILL_UNMEASURED)
    if blamed:
        return say(drill_words.NO_DRILL_STUCK) if "feet_stuck" in blamed else say(drill_words.NO_DRILL_FINDING)
    if codes:
        return say(drill_words.NO_DRILL_CLEAN)
    if any(finding["code"] == "few_comparable" for finding in document["findings"]):
        return say(drill_words.NO_DRILL_YET)
    return say(drill_words.NO_DRILL_SPOILT[fault] if (fault := spoilt_by(document)) else drill_words.NO_DRILL)
