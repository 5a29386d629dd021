"""Where a missed lift left the athlete's makes: the first phase that differs, confirmed by a second sign.

It says where the difference can first be seen, never why. A family of numbers differs where it lies outside the
interval in which the athlete's next make is expected, on another day than the earlier ones. One family alone, however
far out, tells nothing: a second one, of the same phase or a later one, must differ too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from processing.findings_rules import score, sign_value, system_weight_n
from processing.history import History, comparable, session
from processing.priors import SPREADS, Spread
from processing.result import Document

OUTSIDE = 2.7
"""Score from which one family of numbers lies outside."""
AGREEING = 2
"""Families that must differ."""
TIME = Spread(0.040, 0.030, "of the mean")
FORCE = Spread(0.012, 0.009)
PLACE = Spread(20.0, 12.0)
SHARE = Spread(0.012, 0.007)
Families = dict[str, dict[str, Spread]]
PHASES: dict[str, Families] = {
    "first_pull": {
        "time": {"first_pull.duration_s": TIME},
        "force": {"first_pull.mean_force_ratio": FORCE},
        "pressure": {"first_pull.cop_forward_mm": PLACE},
        "sides": {"first_pull.left_share": SHARE},
    },
    "unweighting": {
        "time": {"unweighting.duration_s": TIME},
        "force": {"unweighting.mean_force_ratio": FORCE},
        "pressure": {"unweighting.cop_forward_mm": PLACE},
        "sides": {"unweighting.left_share": SHARE},
    },
    "drive": {
        "time": {"drive.duration_s": TIME},
        "force": {"drive.mean_force_ratio": FORCE},
        "rise": {"drive_rise": SPREADS["drive_rise"]},
        "finish of the push": {key: SPREADS[key] for key in ("late_drive_share", "drive_fullness")},
        "direction": {"drive_forward_impulse": SPREADS["drive_forward_impulse"]},
        "sides": {"left_share": SPREADS["left_share"]},
    },
    "air": {
        "time": {key: SPREADS[key] for key in ("release_left", "release_right")},
        "sides": {"release_offset": SPREADS["release_offset"]},
        "stance": {"stance_widening": SPREADS["stance_widening"]},
        "landing": {"landing_shift_forward": SPREADS["landing_shift_forward"]},
    },
    "catch": {
        "time": {"catch.duration_s": Spread(0.15, 0.08, "of the mean")},
        "force": {"catch_peak_ratio": Spread(0.10, 0.06, "of the mean")},
        "pressure": {"catch.cop_forward_mm": Spread(28.0, 12.0)},
    },
}
"""Phases in the order of the lift; per phase the families of numbers, with the spread assumed of each in one athlete.

``phase.key`` is a number of the document's ``phases``, the others are metrics."""


def explain_miss(document: Document, earlier: Sequence[Document]) -> dict[str, Any] | None:
    """Find the first phase in which a miss differs from the athlete's makes.

    Parameters
    ----------
    document : Document
        Any lift; ``None`` comes back for one that was not missed.
    earlier : sequence of Document
        Any earlier lifts; the comparable makes are chosen by :func:`processing.history.comparable`.

    Returns
    -------
    dict or None
        ``left_makes_in``: the phase, ``None`` where none differs or makes are missing; ``because``: the numbers
        outside, in the order of the lift, each with its ``phase`` and its ``score`` (SD of the next make); ``lifts``,
        ``sessions`` and ``missing``: what it rests on.
    """
    if document["lift"].get("outcome") != "missed" or not document["segmented"]:
        return None
    history = comparable(document, earlier)
    outside = [] if history.missing else list(_outside(document, history))
    differs = len(outside) >= AGREEING
    return {
        "left_makes_in": outside[0][0]["phase"] if differs else None,
        "because": [number for family in outside for number in family] if differs else [],
        "lifts": len(history.lifts),
        "sessions": history.sessions,
        "missing": history.missing,
    }


def _outside(document: Document, history: History) -> Iterator[list[dict[str, Any]]]:
    """Families that lie outside by the mean of their numbers' scores, in the order of the lift."""
    for phase, families in PHASES.items():
        for family in families.values():
            found = {key: _score(document, history, key, spread) for key, spread in family.items()}
            scores = {key: t for key, t in found.items() if t is not None}
            if scores and abs(sum(scores.values()) / len(scores)) > OUTSIDE:
                yield [{"phase": phase, "number": key, "score": round(t, 2)} for key, t in scores.items()]


def _score(document: Document, history: History, key: str, spread: Spread) -> float | None:
    makes = [(session(lift), value) for lift in history.lifts if (value := number_of(lift, key)) is not None]
    return score(number_of(document, key), makes, spread, system_weight_n(document))


def number_of(document: Document, key: str) -> float | None:
    """A number by its name: ``phase.key`` of the document's phases, else a metric; ``None`` where it is missing."""
    if "." not in key:
        return sign_value(document, key)
    phase, name = key.split(".")
    row = next((row for row in document.get("phases", ()) if row["phase"] == phase), None)
    return None if row is None or row[name] is None else float(row[name])
