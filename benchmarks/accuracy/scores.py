"""What a campaign finds: errors, intervals, and what is missing or invented, of every event, metric and pressure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.accuracy.draws import Draw
from benchmarks.accuracy.limits import ABSENT, ACCURACY, COP_MM, EVENT_LIMITS_S, code_of, excused
from processing.methods import limit
from processing.options import is_pull
from processing.result import Document

Failures = Counter[tuple[str, str, str, str]]
"""By group, fault, event, and ``tried``, ``missed``, ``invented`` or ``off``."""


@dataclass
class Score:
    """Errors of one key in one group of lifts."""

    errors: list[float] = field(default_factory=list)
    over: list[float] = field(default_factory=list)
    sigmas: list[tuple[float, float]] = field(default_factory=list)
    null_right: int = 0
    null_wrong: int = 0
    value_wrong: int = 0

    @property
    def judged(self) -> int:
        """Lifts in which there was something to measure, or something was invented."""
        return len(self.errors) + self.null_wrong + self.value_wrong

    def share_within(self) -> float:
        """Share of the lifts that could be measured and were, within the limit."""
        within = sum(1 for ratio in self.over if ratio <= 1.0)
        return within / self.judged if self.judged else 1.0

    def coverage(self) -> float | None:
        """Share of the 95 % intervals that hold the truth."""
        if not self.sigmas:
            return None
        return float(np.mean([abs(error) <= 1.96 * sigma for error, sigma in self.sigmas]))

    def sharpness(self) -> float | None:
        """Median uncertainty over the rms error."""
        if not self.sigmas:
            return None
        errors, sigmas = np.array(self.sigmas).T
        rms = float(np.sqrt(np.mean(errors**2)))
        return float(np.median(sigmas)) / rms if rms > 0 else None


@dataclass
class Campaign:
    """All scores, by (group, key), what went wrong, in words, and how often each event did, by fault."""

    scores: dict[tuple[str, str], Score] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    failures: Failures = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    circumstances: Counter[str] = field(default_factory=Counter)
    lifts: int = 0
    unsegmented: int = 0

    def score(self, group: str, key: str) -> Score:
        """The score of one key, made where it is missing."""
        return self.scores.setdefault((group, key), Score())

    def add(self, other: Campaign) -> None:
        """Join the lifts of another part."""
        for (group, key), theirs in other.scores.items():
            mine = self.score(group, key)
            mine.errors += theirs.errors
            mine.over += theirs.over
            mine.sigmas += theirs.sigmas
            mine.null_right += theirs.null_right
            mine.null_wrong += theirs.null_wrong
            mine.value_wrong += theirs.value_wrong
        self.wrong += other.wrong
        self.failures += other.failures
        self.kinds += other.kinds
        self.faults += other.faults
        self.circumstances += other.circumstances
        self.lifts += other.lifts
        self.unsegmented += other.unsegmented


def told(document: Document, key: str) -> tuple[float, float | None] | None:
    """Value and uncertainty of an event or metric."""
    table, name = key.split(".")
    entry: Mapping[str, Any] | None = document[table][name]
    if entry is None:
        return None
    value, sigma = ("time_s", "uncertainty_s") if table == "events" else ("value", "uncertainty")
    return float(entry[value]), entry[sigma]


def score_lift(campaign: Campaign, draw: Draw, document: Document) -> None:
    """Compare one document with the truth."""
    lift, truth = draw.lift, draw.lift.truth
    campaign.lifts += 1
    campaign.kinds[lift.kind] += 1
    campaign.faults[lift.fault or "good"] += 1
    circumstances = {
        draw.group: True,
        "missed": truth.outcome == "missed",
        "bar on the plates": draw.options.set_up == "on-plates",
        "without sway": not draw.sway,
        "body mass unknown": not draw.body_known,
    }
    campaign.circumstances.update(name for name, holds in circumstances.items() if holds)
    if not document["segmented"]:
        campaign.unsegmented += 1
        campaign.wrong.append(f"{name_of(draw)}: not segmented: {document['quality'][-1]['message']}")
    expected = {f"events.{key}": value for key, value in truth.events.items() if key != "quiet"}
    expected |= {f"metrics.{key}": value for key, value in truth.metrics.items()}
    for key, value in expected.items():
        outcome = score_key(campaign, draw, document, key, value)
        if outcome and key in EVENT_LIMITS_S:
            campaign.failures[draw.group, lift.fault or "good", key, "tried"] += 1
            campaign.failures[draw.group, lift.fault or "good", key, outcome] += 1
    score_outcome(campaign, draw, document)
    if document["segmented"]:
        score_pressure(campaign, draw, document)


def name_of(draw: Draw) -> str:
    """The lift in words."""
    return f"{draw.lift.kind}, {draw.lift.fault or 'good'}, {draw.lift.truth.outcome}, {draw.options.set_up}"


def score_outcome(campaign: Campaign, draw: Draw, document: Document) -> None:
    """Whether the lift is found at all, and its end told rightly: a hold or none."""
    found = {
        "lift": "found" if document["segmented"] else "missed",
        "outcome": outcome_of(draw, document),
    }
    for key, outcome in found.items():
        if outcome:
            campaign.failures[draw.group, draw.lift.fault or "good", key, "tried"] += 1
            campaign.failures[draw.group, draw.lift.fault or "good", key, outcome] += 1


def outcome_of(draw: Draw, document: Document) -> str:
    """``found``, ``missed`` (a made lift not told as made), ``invented`` (a miss told as made); empty for pulls."""
    if is_pull(draw.lift.kind) or not document["segmented"]:
        return ""
    made = document["events"]["hold_start"] is not None
    if (draw.lift.truth.outcome == "made") == made:
        return "found"
    return "invented" if made else "missed"


def score_key(campaign: Campaign, draw: Draw, document: Document, key: str, truth: float | None) -> str:
    """Score one number; tells ``found``, ``off`` (an event beyond its limit), ``missed`` or ``invented``.

    Empty where it rightly is not there.
    """
    score = campaign.score(draw.group, key)
    found = told(document, key)
    codes = excused(draw, key)
    if found is None:
        code = code_of(document, key)
        if code in (*codes, *(ABSENT if truth is None else ())):
            score.null_right += 1
            return ""
        score.null_wrong += 1
        campaign.wrong.append(f"{name_of(draw)}: {key} is null ({code}), truth {truth}")
        return "missed"
    if truth is None or (codes and "near_threshold" not in codes):
        score.value_wrong += 1
        campaign.wrong.append(f"{name_of(draw)}: {key} = {found[0]:.4g}, truth {truth}, right would be null {codes}")
        return "invented"
    error = found[0] - truth
    score.errors.append(error)
    if found[1] is not None and draw.sway:
        score.sigmas.append((error, found[1]))
    if key in ACCURACY:
        wanted = ACCURACY[key]
        allowed = (wanted.sway if draw.sway else wanted.still) * (abs(truth) if wanted.relative else 1.0)
        score.over.append(abs(error) / allowed)
    return "off" if abs(error) > EVENT_LIMITS_S.get(key, np.inf) else "found"


def score_pressure(campaign: Campaign, draw: Draw, document: Document) -> None:
    """Pressure at the events: within 2 mm where noise is at most 1 N and the load over 200 N, else by its uncertainty.

    Where a foot comes or goes the load shifts fast; there its uncertainty, which knows blur and skew, decides.
    """
    lift = draw.lift
    for event, places in lift.truth.cop.items():
        entry, time = document["cop"][event], lift.truth.events[event]
        if entry is None or time is None or event in ("quiet", "hold_start"):
            continue
        load = lift.model.plates_n(np.array([time]))[:, 0]
        loads = {"left": load[0], "right": load[1], "combined": load.sum()}
        for name, place in places.items():
            floor = limit("cop_total_n" if name == "combined" else "cop_foot_n")
            score = campaign.score(draw.group, f"cop.{event}.{'combined' if name == 'combined' else 'foot'}")
            found = entry[f"{name}_mm"]
            if abs(loads[name] - floor) < 0.5 * floor:
                continue
            if (found is None) != (place is None):
                score.null_wrong += found is None
                score.value_wrong += place is None
                campaign.wrong.append(f"{name_of(draw)}: cop.{event}.{name}: {found}, truth {place}")
                continue
            if found is None or place is None:
                score.null_right += 1
                continue
            error = float(np.abs(np.array(found) - np.array(place)).max())
            kink = event.startswith("foot_")
            clean = draw.noise_n <= 1.0 and loads[name] > 200.0 and not kink
            sigma = entry["uncertainty_mm"][name]
            score.errors.append(error)
            score.over.append(error / (COP_MM if clean else max(COP_MM, 3.0 * sigma)))
