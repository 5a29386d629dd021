"""The page's one sentence, and what it rests on."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Any

from processing.findings_rules import RULES, forward_unsure, spoilt_by
from processing.history import NEEDED
from processing.result import Document
from reports import reading
from reports.comparison import Comparison
from reports.draw import Sign
from reports.judging import feet_down, is_information
from reports.second.phase_rows import miss_told
from reports.shown import EVIDENCE
from reports.words import lift as heading_words
from reports.words import verdicts
from reports.words.say import say
from reports.words.told import told as in_language

ORDER = (
    "drive_ended_early",
    "drive_shorter",
    "landed_forward",
    "feet_stuck",
    "drive_weaker",
    "left_right_changed",
    "landed_back",
)
"""Which finding leads where several hold: the push first, what follows from it after."""
NO_LIFT_PREFIX = "no lift was found: "
"""How the analysis begins its reason; the sentence above it says that already."""
LONGEST_MESSAGE = 190
FAMILIES = {rule.code: rule.families for rule in RULES}


@dataclass(frozen=True)
class Verdict:
    """The verdict.

    Attributes
    ----------
    sign : Sign
        Shape beside the sentence.
    sentence : str
        One sentence.
    evidence : str
        What carries it, and how sure it is.
    code : str
        The finding it rests on; empty where it rests on none.
    miss : str
        Where a miss first left the athlete's makes, told where it finds room; page 2 always tells it.
    """

    sign: Sign
    sentence: str
    evidence: str
    code: str = ""
    miss: str = ""


def verdict(document: Document, comparison: Comparison) -> Verdict:
    """The verdict on one lift, from the document's findings."""
    if not document["segmented"]:
        return Verdict(Sign("none"), say(verdicts.NO_LIFT), verdicts.no_lift_evidence(_why_unsegmented(document)))
    told = _judged(document, comparison) or _pattern(document, comparison) or _quiet(document, comparison)
    if any(entry.get("severity") == "error" for entry in document["quality"]):
        told = replace(told, evidence=f"{told.evidence} {say(verdicts.POOR_DATA)}")
    if document["lift"].get("outcome") == "missed":
        ended = verdicts.ended_words(document["lift"].get("ended_how"), document["lift"].get("ended"))
        evidence = " ".join(filter(None, [ended, told.evidence]))
        left, phase = miss_told(document)
        sentence = verdicts.missed_words(told.sentence)
        told = replace(told, sentence=sentence, evidence=evidence, miss=left if phase else "")
    return told


def held(document: Document) -> list[dict[str, Any]]:
    """Findings that hold, the leading one first; information never leads where anything else holds."""
    found = [finding for finding in reading.findings(document, *reading.HOLDING) if finding["code"] in ORDER]
    return sorted(found, key=lambda f: (is_information(document, f["code"]), ORDER.index(f["code"])))


def _judged(document: Document, comparison: Comparison) -> Verdict | None:
    found = held(document)
    if not found:
        return None
    first, others = found[0], found[1:]
    code, strength = str(first["code"]), str(first["strength"])
    parts = [_numbers(document, comparison, first)]
    parts.append(verdicts.agree_words(_agreeing(first), len(FAMILIES[code]), strength))
    if is_information(document, code):
        return Verdict(
            Sign("usual"),
            say(verdicts.CLEAN_SHORTER[strength]),
            " ".join([say(verdicts.CLEAN_SHORTER_REMARK), *parts]),
            code,
        )
    if others:
        parts.append(verdicts.also_words([(_also(document, f), str(f["strength"])) for f in others[:2]]))
    if code in verdicts.REMARKS:
        parts.append(say(verdicts.REMARKS[code]))
    parts.append(_one_session(first))
    sentence = verdicts.verdict_words(code, strength, first.get("side"), feet_down=bool(feet_down(document)))
    return Verdict(_shape(code), sentence, " ".join(part for part in parts if part), code)


def _also(document: Document, finding: dict[str, Any]) -> str:
    """A finding in few words; feet that left the floor were not stuck to it, and feet that stayed did not jump."""
    return verdicts.also(str(finding["code"]), feet_down=bool(feet_down(document)))


def _shape(code: str) -> Sign:
    if code in ("landed_forward", "left_right_changed"):
        return Sign("up")
    return Sign("down")


def _numbers(document: Document, comparison: Comparison, finding: dict[str, Any]) -> str:
    """One number of each family that agrees: ``Drive-through 25 % (usual 53–59 %)``."""
    shown = []
    for family in FAMILIES[finding["code"]]:
        keys = [key for key, _ in family if key in finding["because"]]
        told = [words for key in keys if (words := _number(document, comparison, key))]
        shown.extend(told[:1])
    return verdicts.sentence(shown)


def _number(document: Document, comparison: Comparison, key: str) -> str:
    metric = EVIDENCE[key]
    value, usual = metric.small(document), comparison.usual(metric)
    if value is None:
        return feet_down(document) if key.startswith("release_") else ""
    return verdicts.number_words(metric.name, value, "" if usual is None else metric.range(*usual))


def _agreeing(finding: dict[str, Any]) -> int:
    because = set(finding["because"])
    return sum(any(key in because for key, _ in family) for family in FAMILIES[finding["code"]])


def _one_session(finding: dict[str, Any]) -> str:
    return say(verdicts.ONE_SESSION) if finding.get("sessions") == 1 else ""


def _pattern(document: Document, comparison: Comparison) -> Verdict | None:
    patterns = [f for f in reading.findings(document, "pattern") if f["code"] in verdicts.PATTERNS]
    if not patterns:
        return None
    sentence = say(verdicts.PATTERNS[patterns[0]["code"]])
    others = [say(verdicts.PATTERNS[f["code"]]) for f in patterns[1:]]
    evidence = [*others, say(verdicts.PATTERN_EVIDENCE), _few(document, comparison)]
    return Verdict(Sign("none"), sentence, " ".join(filter(None, evidence)), str(patterns[0]["code"]))


def _quiet(document: Document, comparison: Comparison) -> Verdict:
    """Nothing holds: nothing unusual, no clear change, or nothing to compare with."""
    if reading.finding(document, "not_judged") and (fault := spoilt_by(document)):
        return Verdict(Sign("none"), say(verdicts.NOT_JUDGED), say(verdicts.SPOILT[fault]))
    if reading.finding(document, "nothing_unusual"):
        quiet = reading.finding(document, "nothing_unusual") or {}
        evidence = " ".join(filter(None, [_against(comparison, quiet), _unsure(document)]))
        return Verdict(Sign("usual"), say(verdicts.NOTHING_UNUSUAL), evidence, "nothing_unusual")
    leaning = reading.findings(document, "no_clear_change")
    if leaning:
        told = [_also(document, f) for f in leaning if f["code"] in verdicts.ALSO]
        against = [_against(comparison, leaning[0]), _unsure(document)]
        evidence = " ".join(filter(None, [verdicts.leaning_words(told[:2]), *against]))
        return Verdict(Sign("usual", filled=False), say(verdicts.NO_CLEAR_CHANGE), evidence, "no_clear_change")
    if reading.finding(document, "few_comparable"):
        return Verdict(Sign("none"), say(verdicts.FEW_SENTENCE), _few(document, comparison), "few_comparable")
    return Verdict(Sign("none"), say(verdicts.NOT_JUDGED), say(verdicts.NOT_JUDGED_EVIDENCE))


def _against(comparison: Comparison, finding: dict[str, Any]) -> str:
    lifts = int(finding.get("lifts") or len(comparison.lifts))
    if comparison.lifts:
        words = verdicts.against_words(comparison.words)
    else:
        words = verdicts.against_words(heading_words.earlier_words(lifts, "", int(finding.get("sessions") or 1)))
    return " ".join(filter(None, [words, _one_session(finding)]))


def _unsure(document: Document) -> str:
    """What was not judged although nothing else is wrong."""
    return say(verdicts.NOT_FORWARD) if forward_unsure(document) else ""


def _few(document: Document, comparison: Comparison) -> str:
    few = reading.finding(document, "few_comparable")
    missing = int(few.get("missing") or comparison.missing) if few else comparison.missing
    if missing == 0:
        return ""
    return verdicts.missing_words(
        NEEDED - missing, missing, heading_words.kind_words(document["lift"]["kind"]), comparison.wanted_loads
    )


def _why_unsegmented(document: Document) -> str:
    messages = [str(entry["message"]) for entry in document["quality"] if entry["code"] == "unsegmented"]
    if not messages:
        return ""
    why = in_language(messages[0].removeprefix(NO_LIFT_PREFIX))
    return textwrap.shorten(why, LONGEST_MESSAGE, placeholder="…")
