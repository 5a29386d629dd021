"""The rules behind the findings: which families of signs each looks at, and how far out they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.history import NEEDED, History, event_s, metric, session
from processing.priors import BETWEEN_WEIGHT, SPREADS, WITHIN_WEIGHT, Spread
from processing.result import Document

BEYOND_MM = 25.0
"""A landing within this distance of the standing before the lift is no displacement (Schilling 2002)."""
STAYED = "feet_stayed"
"""The quality code that names a lift-off which did not happen."""
SATURATED = "saturated"
"""The quality code of force that was cut off at the end of the measuring range."""
SPOILT = (SATURATED, "implausible")
"""Quality codes of force that is wrong by an unknown amount."""
CUT_LOW = ("drive_impulse", "drive_velocity_gain", "drive_mean_force_ratio")
"""Numbers that can only come out too low where the force was cut off at the end of the range."""
CUT_OFF = (
    *CUT_LOW, "late_drive_share", "drive_fullness", "half_height_duty", "peak_timing", "drive_rise", "left_share"
)  # fmt: skip
"""Numbers that such force falsifies by an unknown amount; no sign of them is judged then."""
FORWARD_UNSURE = "shear_disagrees"
"""The quality code of a forward force whose zero moved between standing before and standing after the lift."""
SIGN_AGREES = 1.3
"""Score from which a sign is named as a reason."""


@dataclass(frozen=True)
class Rule:
    """One finding.

    Attributes
    ----------
    code : str
        Of ``processing.findings.CODES``.
    families : tuple of tuple of (str, int)
        Signs with the direction, −1 low or +1 high, in which each speaks for the finding.
    beyond : (str, float) or None
        A metric that must lie beyond a value, in the direction of the value's sign.
    two_sided : bool
        Whether all directions may also be turned round.
    """

    code: str
    families: tuple[tuple[tuple[str, int], ...], ...]
    beyond: tuple[str, float] | None = None
    two_sided: bool = False


GAIN = (("drive_velocity_gain", -1),)
RULES = (
    Rule(
        "drive_ended_early",
        (
            (("late_drive_share", -1), ("peak_timing", -1)),
            (("drive_fullness", -1), ("half_height_duty", -1)),
            GAIN,
        ),
    ),
    Rule("drive_shorter", ((("drive_duration", -1),), (("drive_rise", -1),), GAIN)),
    Rule("drive_weaker", ((("drive_mean_force_ratio", -1),), GAIN)),
    Rule("feet_stuck", ((("release_left", -1), ("release_right", -1)), (("stance_widening", -1),))),
    Rule(
        "landed_forward",
        ((("drive_forward_impulse", 1),), (("landing_shift_forward", 1),)),
        ("landing_shift_forward", BEYOND_MM),
    ),
    Rule(
        "landed_back",
        ((("drive_forward_impulse", -1),), (("landing_shift_forward", -1),)),
        ("landing_shift_forward", -BEYOND_MM),
    ),
    # The left foot carries more and leaves later: its share is high and right-minus-left lift-off is negative.
    Rule("left_right_changed", ((("left_share", 1),), (("release_offset", -1),)), two_sided=True),
)


@dataclass(frozen=True)
class Judged:
    """What a rule says about one lift.

    Attributes
    ----------
    code : str
        Finding.
    score : float
        Sum of the family scores over the root of their number.
    second : float
        Second-largest family score.
    because : tuple of str
        Signs that speak for it.
    side : str or None
        The side that does more, for two-sided findings.
    """

    code: str
    score: float
    second: float
    because: tuple[str, ...]
    side: str | None = None


def judge(rule: Rule, document: Document, history: History) -> Judged | None:
    """Score one finding; ``None`` where fewer than two families were measured or its bound is not passed."""
    if rule.beyond is not None and not _beyond(document, *rule.beyond):
        return None
    scored = [
        {key: t * direction for key, direction in family if (t := sign_score(document, history, key)) is not None}
        for family in rule.families
    ]
    measured = [family for family in scored if family]
    if len(measured) < 2:
        return None
    side = None
    if rule.two_sided:
        side = "left" if sum(np.mean(list(family.values())) for family in measured) >= 0 else "right"
        turned = 1 if side == "left" else -1
        measured = [{key: t * turned for key, t in family.items()} for family in measured]
    means = sorted((float(np.mean(list(family.values()))) for family in measured), reverse=True)
    because = tuple(
        key
        for family in measured
        if np.mean(list(family.values())) > SIGN_AGREES
        for key, t in family.items()
        if t > SIGN_AGREES
    )
    return Judged(rule.code, sum(means) / len(means) ** 0.5, means[1], because, side)


def sign_score(document: Document, history: History, key: str) -> float | None:
    """How far a sign of this lift lies from the athlete's mean; see :func:`score`."""
    found = [(session(lift), value) for lift in history.lifts if (value := sign_value(lift, key)) is not None]
    return score(sign_value(document, key), found, SPREADS[key], system_weight_n(document))


def score(x: float | None, earlier: list[tuple[str, float]], spread: Spread, weight_n: float) -> float | None:
    """How far a value lies from the athlete's mean, in standard deviations of the next lift on another day.

    t = (x − mean) / √[s_w²·(1 + 1/n) + s_d²·(1 + 1/D)] with n lifts of D sessions.

    Parameters
    ----------
    x : float or None
        This lift's value.
    earlier : list of (str, float)
        Day and value of each earlier lift.
    spread : Spread
        What is assumed of one athlete's scatter.
    weight_n : float
        System weight, N, for spreads that are told as a share of it.

    Returns
    -------
    float or None
        ``None`` where it was not measured in this lift or in fewer than five earlier ones.
    """
    if x is None or len(earlier) < NEEDED:
        return None
    days = sorted({day for day, _ in earlier})
    by_day = [np.array([value for day, value in earlier if day == wanted]) for wanted in days]
    values = np.concatenate(by_day)
    prior_within, prior_between = spread.scaled(float(values.mean()), weight_n)
    within = within_variance(by_day, prior_within)
    between = between_variance(by_day, prior_between, within)
    n, sessions = values.size, len(by_day)
    return float((x - values.mean()) / np.sqrt(within * (1 + 1 / n) + between * (1 + 1 / sessions)))


def within_variance(by_day: list[np.ndarray[tuple[int], np.dtype[np.float64]]], prior: float) -> float:
    """Variance within a session: the lifts' own, shrunk towards the prior."""
    own = float(sum(((day - day.mean()) ** 2).sum() for day in by_day))
    freedom = sum(day.size for day in by_day) - len(by_day)
    return (WITHIN_WEIGHT * prior**2 + own) / (WITHIN_WEIGHT + freedom)


def between_variance(by_day: list[np.ndarray[tuple[int], np.dtype[np.float64]]], prior: float, within: float) -> float:
    """Variance between sessions, shrunk towards the prior; scatter within a session explains part of the means'."""
    if len(by_day) < 2:
        return prior**2
    means = np.array([day.mean() for day in by_day])
    explained = within * float(np.mean([1 / day.size for day in by_day]))
    own = max(0.0, float(means.var(ddof=1)) - explained)
    freedom = len(by_day) - 1
    return (BETWEEN_WEIGHT * prior**2 + freedom * own) / (BETWEEN_WEIGHT + freedom)


def sign_value(document: Document, key: str) -> float | None:
    """A sign's value; none where its force is wrong; a foot that certainly stayed down was released for 0 s."""
    if voided_by(document, key):
        return None
    value = metric(document, key)
    if (
        value is None
        and key in ("release_left", "release_right")
        and stayed_down(document, key.removeprefix("release_"))
    ):
        return 0.0
    return value


def force_cut(document: Document) -> bool:
    """Whether the force was cut off at the end of the measuring range."""
    return SATURATED in _codes(document)


def spoilt_by(document: Document) -> str:
    """The quality code that tells why the push's force is wrong; empty where nothing does."""
    return next((code for code in SPOILT if code in _codes(document)), "")


def voided_by(document: Document, key: str) -> str:
    """The quality code that tells why a number is not judged although it stands there; empty where it may be."""
    if key in CUT_OFF and (fault := spoilt_by(document)):
        return fault
    return FORWARD_UNSURE if f"metrics.{key}" in _about(document, FORWARD_UNSURE) else ""


def forward_unsure(document: Document) -> bool:
    """Whether the forward force is not sure enough to judge whether the push went forward or back."""
    return voided_by(document, "drive_forward_impulse") == FORWARD_UNSURE


def _codes(document: Document) -> set[str]:
    return {str(entry.get("code")) for entry in document.get("quality") or ()}


def stayed_down(document: Document, side: str) -> bool:
    """Whether a foot was seen to stay on its plate, as against "could not be measured"."""
    if event_s(document, f"foot_off_{side}") is not None:
        return False
    return f"events.foot_off_{side}" in _about(document, STAYED)


def _about(document: Document, code: str) -> set[str]:
    """What a quality code is about."""
    entries = [entry for entry in document.get("quality") or () if entry.get("code") == code]
    return {str(key) for entry in entries for key in entry.get("about") or ()}


def _beyond(document: Document, key: str, bound: float) -> bool:
    value = metric(document, key)
    return value is not None and (value > bound if bound > 0 else value < bound)


def system_weight_n(document: Document) -> float:
    """W of a lift, N; 0 where it is not known."""
    return metric(document, "system_weight") or 0.0
