"""What to tell a coach about one lift, and how sure.

A finding needs two independent families of signs to agree. Each sign is judged against the interval in which the
athlete's next good lift is expected, on another day than the earlier ones; a family's score is the mean of its signs'
scores. One sign, however far out, is never a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from processing.findings_patterns import patterns
from processing.findings_rules import RULES, Judged, forward_unsure, judge, spoilt_by
from processing.history import History, comparable
from processing.options import JUMPS, is_clean
from processing.result import Document

Finding = dict[str, Any]

CODES: dict[str, str] = {
    "drive_ended_early": "the force fell away before the push was over",
    "drive_shorter": "the push was shorter than usual",
    "drive_weaker": "the push was weaker than usual, neither early nor short",
    "feet_stuck": "the feet left the floor for less time than usual, or not at all, and the stance stayed narrow",
    "landed_forward": "the push went forward, and the feet landed in front",
    "landed_back": "the push went back, and the feet landed further back than usual",
    "left_right_changed": "load and lift-off moved to the same side",
    "pattern_spike_then_sag": "the force rose to a spike and sagged; said without any comparison",
    "pattern_not_released": "neither foot came off its plate; said without any comparison",
    "nothing_unusual": "no sign stands out against the athlete's own lifts",
    "not_judged": "no sign that could be judged stands out, and force that is wrong kept the others from it",
    "few_comparable": "fewer than five lifts to compare with",
}
"""Every finding, in plain words."""

STRENGTHS: dict[str, str] = {
    "clear": "two families of signs far out, and earlier lifts from two sessions or more",
    "likely": "the signs together far out, and two families agree",
    "no_clear_change": "two families lean the same way, but not far enough",
    "pattern": "seen in this lift alone; compared with nothing",
    "none": "nothing to say about a change",
}
"""Every strength of a finding, weakest last."""

LEANING = 2.0
"""Score from which a change that is neither likely nor clear is mentioned."""


def findings(document: Document, earlier: Sequence[Document]) -> list[Finding]:
    """Judge a lift against the athlete's comparable earlier lifts.

    Parameters
    ----------
    document : Document
        This lift.
    earlier : sequence of Document
        Any earlier lifts; the comparable ones are chosen by :func:`processing.history.comparable`.

    Returns
    -------
    list of dict
        Each with ``code`` (one of :data:`CODES`), ``strength`` (one of :data:`STRENGTHS`) and ``because``, the keys
        of the metrics that carry it. Judged findings add ``score``, ``lifts`` and ``sessions``, and a ``note`` where
        one is due; ``few_comparable`` adds ``missing``. Empty where no lift was found, and for jumps.
    """
    if not document["segmented"] or document["lift"]["kind"] in JUMPS:
        return []
    history = comparable(document, earlier)
    if history.missing:
        few: Finding = {"code": "few_comparable", "strength": "none", "because": [], "missing": history.missing}
        return [*patterns(document), few]
    judged = {rule.code: verdict for rule in RULES if (verdict := judge(rule, document, history)) is not None}
    return _told(judged, document, history)


def _told(judged: dict[str, Judged], document: Document, history: History) -> list[Finding]:
    """Findings that hold; else what leans; else that nothing is unusual, where the force can be believed."""
    strengths = {code: _strength(verdict, history) for code, verdict in judged.items()}
    kept = {code: verdict for code, verdict in judged.items() if not _explained(code, strengths)}
    holding = [_written(kept[code], strengths[code], document, history) for code in kept if strengths[code] in HOLDS]
    if holding:
        return holding
    leaning = [
        _written(verdict, "no_clear_change", document, history)
        for verdict in kept.values()
        if verdict.score > LEANING and verdict.second > SECOND_FAMILY
    ]
    quiet = "not_judged" if spoilt_by(document) else "nothing_unusual"
    told: Finding = {"code": quiet, "strength": "none", "because": [], **_basis(history)}
    if quiet == "nothing_unusual" and forward_unsure(document):
        _noted(told, NOT_FORWARD)
    return leaning or [told]


HOLDS = ("clear", "likely")
LIKELY_SCORE = 3.3
SECOND_FAMILY = 1.3
CLEAR_FAMILY = 2.6
SAME_CAUSE = {"drive_shorter": ("drive_ended_early",), "drive_weaker": ("drive_ended_early", "drive_shorter")}
"""A finding is not told where one of these holds: it explains it."""
NOT_FORWARD = "the forward force is unsure, so forward and back were not judged"


def _strength(verdict: Judged, history: History) -> str:
    if verdict.second > CLEAR_FAMILY and history.sessions >= 2:
        return "clear"
    if verdict.score > LIKELY_SCORE and verdict.second > SECOND_FAMILY:
        return "likely"
    return "no_clear_change"


def _explained(code: str, strengths: dict[str, str]) -> bool:
    return any(strengths.get(other) in HOLDS for other in SAME_CAUSE.get(code, ()))


def _basis(history: History) -> Finding:
    told: Finding = {"lifts": len(history.lifts), "sessions": history.sessions}
    if history.sessions < 2:
        told["note"] = "one session only"
    return told


def _written(verdict: Judged, strength: str, document: Document, history: History) -> Finding:
    told: Finding = {
        "code": verdict.code,
        "strength": strength,
        "because": list(verdict.because),
        "score": round(verdict.score, 2),
        **_basis(history),
    }
    if verdict.side:
        told["side"] = verdict.side
    if verdict.code == "drive_shorter" and is_clean(document["lift"]["kind"]):
        _noted(told, "in a clean a short push may be a choice")
    return told


def _noted(told: Finding, note: str) -> None:
    """Add a note to a finding."""
    told["note"] = "; ".join([*filter(None, [told.get("note")]), note])
