"""Draws many simulated lifts, analyses them and scores every event, metric and pressure against the truth."""

from __future__ import annotations

import multiprocessing
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from acquisition.plate import FloatArray
from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.document import METRIC_UNITS
from processing.forces import PlateForces
from processing.methods import limit
from processing.options import AnalysisOptions, is_floor, is_pull
from processing.result import Document
from processing.zero import zero_uncertainty_n
from sim_data.athlete import random_athlete
from sim_data.faults import FAULTS
from sim_data.lifter import KINDS, CatchError, SimulatedLift, simulate_lift

Simulated = Callable[..., PlateForces]
FLOOR_KINDS = tuple(kind for kind in KINDS if is_floor(kind))
HANG_KINDS = tuple(kind for kind in KINDS if not is_floor(kind))
LONGEST_AGE_S = 300.0
"""Zeros are at most this old."""
WEIGH_IN_N = (0.15, 0.5)
"""Standard uncertainties of the weigh-ins of those whose bar is in the hands from the start."""
RATES_HZ = (1000.0, 1000.0, 1200.0, 2000.0)


@dataclass(frozen=True)
class Limit:
    """How far 95 % of the lifts may be off, without sway and with it; ``relative``: as a share of the truth."""

    sway: float
    still: float
    relative: bool = False


def both(value: float, *, relative: bool = False) -> Limit:
    return Limit(value, value, relative)


ACCURACY: dict[str, Limit] = {
    "events.separation": both(0.002),
    "events.drive_start": both(0.002),
    "events.drive_end": both(0.001),
    "events.foot_off_left": both(0.0012),
    "events.foot_off_right": both(0.0012),
    "events.foot_on_left": both(0.0012),
    "events.foot_on_right": both(0.0012),
    "metrics.drive_impulse": both(0.01, relative=True),
    "metrics.late_drive_share": both(0.006),
    "metrics.drive_fullness": both(0.01),
    "metrics.left_share": both(0.002),
    "metrics.peak_force": both(0.0025, relative=True),
    "metrics.body_mass": Limit(0.3, 0.15),
    "metrics.bar_mass_measured": Limit(0.6, 0.3),
    "metrics.drive_forward_impulse": both(0.5),
    "metrics.landing_shift_forward": Limit(25.0, 6.0),
    "metrics.landing_shift_forward_left": Limit(25.0, 6.0),
    "metrics.landing_shift_forward_right": Limit(25.0, 6.0),
}
"""What 95 % of the lifts must keep, in the document's units; all else is printed without a limit."""
CLAIMED = (
    *(f"events.{key}" for key in ("separation", "unweighting_start", "drive_start", "drive_end")),
    *(f"metrics.{key}" for key in ("system_weight", "body_mass", "bar_mass_measured")),
    *(f"metrics.{key}" for key in ("drive_impulse", "first_pull_impulse", "unweighting_impulse")),
    *(f"metrics.{key}" for key in ("drive_velocity_gain", "peak_velocity", "forward_velocity")),
    "metrics.drive_forward_impulse",
)
"""What has a claim of coverage: 90 to 98 % of the 95 % intervals hold the truth, under sway."""
COVERED, SHARP, ENOUGH = (0.90, 0.98), 1.5, 1000
"""Bounds of the coverage, of the median uncertainty over the rms error, and intervals from which both are judged."""
CAUTIOUS, CAUTIOUS_MOST = ("events.drive_end", "metrics.drive_forward_impulse", "metrics.forward_velocity"), 0.99
"""Known to be a little wide; the docs say so."""
COP_MM = 2.0
RELEASE = tuple(f"events.foot_{way}_{side}" for way in ("off", "on") for side in ("left", "right"))


@dataclass(frozen=True)
class Draw:
    """One lift of the campaign and how it was recorded."""

    lift: SimulatedLift
    noise_n: float
    hum_n: float
    sway: bool
    options: AnalysisOptions
    body_known: bool
    context: LiftContext
    zero_n: FloatArray

    @property
    def group(self) -> str:
        return "floor" if is_floor(self.lift.kind) else "hang"


def draws(count: int, first: int = 0) -> Iterator[Draw]:
    """Lifts of all kinds and faults; the same numbers give the same lifts."""
    for number in range(first, first + count):
        rng = np.random.default_rng([2026, number])
        while True:
            try:
                yield drawn(number, rng)
                break
            except CatchError:
                continue


def drawn(number: int, rng: np.random.Generator) -> Draw:
    floor = number % 5 < 3
    kind = str(rng.choice(FLOOR_KINDS if floor else HANG_KINDS))
    fault = None if number % 3 == 0 else str(rng.choice(list(FAULTS)))
    missed = not is_pull(kind) and fault in (None, "early_cut", "forward") and bool(rng.uniform() < 0.12)
    on_plates = floor and fault != "foot_off_plate" and not missed and bool(rng.uniform() < 0.08)
    sway = bool(rng.uniform() < 0.85)
    athlete = random_athlete(int(rng.integers(1000)))
    lift = simulate_lift(
        kind,
        athlete=athlete,
        fault=fault,
        severity=float(rng.uniform(0.6, 1.0)),
        seed=int(rng.integers(10**6)),
        day=int(rng.integers(5)),
        rate_hz=float(rng.choice(RATES_HZ)),
        sway=sway,
        still=not sway,
        missed=missed,
        set_up="on-plates" if on_plates else "off-plates",
    )
    bare = floor and not on_plates
    body_known = bare or bool(rng.uniform() < 0.85)
    options = AnalysisOptions(
        kind=kind,
        bar_mass_kg=lift.load_kg,
        set_up="on-plates" if on_plates else "off-plates",
    )
    noise_n, hum_n = float(rng.uniform(0.5, 2.0)), float(rng.uniform(0.2, 3.0))
    context = LiftContext(zero_age_s=float(rng.uniform(0.0, LONGEST_AGE_S)))
    zero_n = rng.normal(0.0, zero_uncertainty_n(0.0, context.zero_age_s) / np.sqrt(2.0), 2)
    if body_known and not bare:
        u = float(rng.uniform(*WEIGH_IN_N))
        context = replace(context, weigh_in_n=(lift.body_mass_kg * lift.g_m_s2 + float(rng.normal(0.0, u)), u))
    return Draw(lift, noise_n, hum_n, sway, options, body_known, context, zero_n)


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
    """All scores, by (group, key), and what went wrong, in words."""

    scores: dict[tuple[str, str], Score] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    circumstances: Counter[str] = field(default_factory=Counter)
    lifts: int = 0
    unsegmented: int = 0

    def score(self, group: str, key: str) -> Score:
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
        self.kinds += other.kinds
        self.faults += other.faults
        self.circumstances += other.circumstances
        self.lifts += other.lifts
        self.unsegmented += other.unsegmented


def excused(draw: Draw, key: str) -> tuple[str, ...]:
    """Codes with which ``null`` is right for a key of this lift though the simulator knows a value; empty: none is."""
    table, name = key.split(".")
    lift = draw.lift
    on_plates = draw.options.set_up == "on-plates"
    landing = name.startswith("landing_shift") or name == "stance_widening"
    before = ("separation", "tension_onset", "first_pull_impulse", "pull_balance")
    if on_plates and (name in before or name.startswith("pressure_") or landing):
        return ("bar_on_plates",)
    if lift.fault == "foot_off_plate" and not is_pull(lift.kind):
        catch = ("catch_peak", "bottom", "catch_peak_ratio", "landing_to_catch_peak", "catch_sway", "settling_time")
        if landing or name in catch or (name == "bar_mass_measured" and is_floor(lift.kind)):
            return ("foot_off_plate",)
    if not draw.body_known and name in ("body_mass", "bar_mass_measured", "least_foot_load"):
        return ("no_weigh_in",)
    if lift.truth.outcome == "missed" and name == "bar_mass_measured" and is_floor(lift.kind):
        return ("no_hold",)
    if name == "settling_time" and all(lift.truth.events[f"foot_on_{side}"] is None for side in ("left", "right")):
        return ("feet_stayed",)
    return ("near_threshold",) if table == "events" and key in RELEASE and near_threshold(draw, name) else ()


def near_threshold(draw: Draw, name: str) -> bool:
    """Whether the foot's least force lies so near the threshold that its release has no time."""
    truth = draw.lift.truth
    start, stop = truth.events["drive_end"], truth.events["bottom"]
    if start is None or stop is None:
        return False
    foot = 0 if name.endswith("left") else 1
    least = float(draw.lift.model.plates_n(np.linspace(start - 0.03, stop, 4001))[foot].min())
    return abs(limit("contact_n") - 0.5 * limit("contact_margin_n") - least) < limit("contact_margin_n")


ABSENT = (
    "not_in_kind",
    "feet_stayed",
    "no_dip",
    "no_hold",
    "not_reached",
    "needs_session",
    "short_span",
    "bar_on_plates",
)
"""Codes that are right where the simulator knows no value either."""


def code_of(document: Document, key: str) -> str | None:
    """Code of the entry that says why a key is ``null``."""
    return next((entry["code"] for entry in document["quality"] if key in entry["about"]), None)


def analysed(draw: Draw, forces: PlateForces) -> Document:
    """The document; the zero is off by a draw from its uncertainty."""
    forces.force_n[:, 2] += draw.zero_n[:, None]
    return analyze_forces(forces, draw.options, (), draw.context).document


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
        score_key(campaign, draw, document, key, value)
    if document["segmented"]:
        score_pressure(campaign, draw, document)


def name_of(draw: Draw) -> str:
    return f"{draw.lift.kind}, {draw.lift.fault or 'good'}, {draw.lift.truth.outcome}, {draw.options.set_up}"


def score_key(campaign: Campaign, draw: Draw, document: Document, key: str, truth: float | None) -> None:
    score = campaign.score(draw.group, key)
    found = told(document, key)
    codes = excused(draw, key)
    if found is None:
        code = code_of(document, key)
        if code in (*codes, *(ABSENT if truth is None else ())):
            score.null_right += 1
        else:
            score.null_wrong += 1
            campaign.wrong.append(f"{name_of(draw)}: {key} is null ({code}), truth {truth}")
        return
    if truth is None or (codes and "near_threshold" not in codes):
        score.value_wrong += 1
        campaign.wrong.append(f"{name_of(draw)}: {key} = {found[0]:.4g}, truth {truth}, right would be null {codes}")
        return
    error = found[0] - truth
    score.errors.append(error)
    if found[1] is not None and draw.sway:
        score.sigmas.append((error, found[1]))
    if key in ACCURACY:
        wanted = ACCURACY[key]
        allowed = (wanted.sway if draw.sway else wanted.still) * (abs(truth) if wanted.relative else 1.0)
        score.over.append(abs(error) / allowed)


def score_pressure(campaign: Campaign, draw: Draw, document: Document) -> None:
    """Pressure at the events: within 2 mm where noise is at most 1 N and the load over 200 N, else by its uncertainty.

    The combined pressure has a kink where a foot comes or goes; there its uncertainty, which knows the blur, decides.
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
            kink = name == "combined" and event.startswith("foot_")
            clean = draw.noise_n <= 1.0 and loads[name] > 200.0 and not kink
            sigma = entry["uncertainty_mm"][name]
            score.errors.append(error)
            score.over.append(error / (COP_MM if clean else max(COP_MM, 3.0 * sigma)))


def run_campaign(simulated: Simulated, count: int, first: int = 0, processes: int = 1) -> Campaign:
    """Draw, analyse and score ``count`` lifts, in as many processes."""
    if processes > 1:
        return joined(simulated, count, first, processes)
    campaign = Campaign()
    for number, draw in enumerate(draws(count, first), first):
        forces = simulated(draw.lift, noise_n=draw.noise_n, hum_n=draw.hum_n, seed=number)
        score_lift(campaign, draw, analysed(draw, forces))
    return campaign


def joined(simulated: Simulated, count: int, first: int, processes: int) -> Campaign:
    """The same in forked processes, one part each."""
    edges = np.linspace(first, first + count, processes + 1).astype(int).tolist()
    parts = [(simulated, stop - start, start) for start, stop in pairwise(edges)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            whole, *others = pool.starmap(run_campaign, parts)
    for part in others:
        whole.add(part)
    return whole


def missed_coverage(campaign: Campaign) -> list[str]:
    """Claimed keys whose intervals hold the truth too seldom or too often, or are too wide."""
    found = []
    for (group, key), score in campaign.scores.items():
        if key not in CLAIMED or len(score.sigmas) < ENOUGH:
            continue
        coverage, sharpness = score.coverage() or 0.0, score.sharpness() or 0.0
        most = CAUTIOUS_MOST if key in CAUTIOUS else COVERED[1]
        if not COVERED[0] <= coverage <= most or sharpness > SHARP:
            found.append(f"{group} {key}: {100 * coverage:.1f} % of {len(score.sigmas)} intervals, {sharpness:.2f}")
    return found


def missed_limits(campaign: Campaign) -> list[str]:
    """Keys whose limit fewer than 95 % of the lifts keep, and presence errors of the feet."""
    found = []
    for (group, key), score in campaign.scores.items():
        limited = key in ACCURACY or key.startswith("cop.")
        outside = score.judged * (1.0 - score.share_within())
        expected = 0.05 * score.judged
        # Few lifts: one in twenty draws of lifts that keep the limit looks worse than this by chance.
        chance = 1.64 * expected**0.5 if score.judged < ENOUGH else 0.0
        if limited and outside > max(1.0, expected + chance) + 1e-9:
            found.append(f"{group} {key}: {100 * score.share_within():.1f} % of {score.judged} within the limit")
        if key in RELEASE and score.null_wrong + score.value_wrong:
            found.append(f"{group} {key}: {score.value_wrong} invented, {score.null_wrong} missed")
    return found


def table(campaign: Campaign) -> str:
    """The error distribution of everything, as Markdown."""
    lines = [
        "| lifts | what | unit | n | median | 95 % | largest | limit | within | null right / wrong | intervals |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    measured = [(place, score) for place, score in sorted(campaign.scores.items()) if score.judged]
    lines += [row(group, key, score) for (group, key), score in measured]
    return "\n".join(lines)


def unit_of(key: str) -> str:
    table, name = key.split(".", 1)
    return {"events": "ms", "cop": "mm"}.get(table) or METRIC_UNITS[name]


def limit_words(key: str) -> str:
    """The limit as the table prints it."""
    if key.startswith("cop."):
        return "2 or 3 u"
    if key not in ACCURACY:
        return "–"
    allowed, scale = ACCURACY[key], 1000.0 if key.startswith("events.") else 1.0
    if allowed.relative:
        return f"{100 * allowed.sway:g} %"
    return " / ".join(dict.fromkeys(f"{value * scale:g}" for value in (allowed.sway, allowed.still)))


def row(group: str, key: str, score: Score) -> str:
    size = np.abs(score.errors) * (1000.0 if key.startswith("events.") else 1.0)
    errors = ["–"] * 3
    if size.size:
        errors = [f"{number:.3g}" for number in (np.median(size), np.quantile(size, 0.95), size.max())]
    wanted = limit_words(key)
    within = f"{100 * score.share_within():.1f} %" if wanted != "–" else "–"
    coverage, sharpness = score.coverage(), score.sharpness()
    covered = "–" if coverage is None or sharpness is None else f"{100 * coverage:.1f} % ({sharpness:.2f})"
    if key in CLAIMED and covered != "–":
        covered = f"**{covered}**"
    nulls = f"{score.null_right} / {score.null_wrong + score.value_wrong}"
    cells = [group, f"`{key}`", unit_of(key), str(len(score.errors)), *errors, wanted, within, nulls, covered]
    return "| " + " | ".join(cells) + " |"


@dataclass(frozen=True)
class Scoring:
    """What the tests use."""

    run: Callable[[int, int, int], Campaign]
    uncovered: Callable[[Campaign], list[str]]
    missed: Callable[[Campaign], list[str]]
    table: Callable[[Campaign], str]


@pytest.fixture(scope="session")
def scoring(simulated_forces: Simulated) -> Scoring:
    """Run and score a campaign."""

    def run(count: int, first: int, processes: int = 1) -> Campaign:
        return run_campaign(simulated_forces, count, first, processes)

    return Scoring(run, missed_coverage, missed_limits, table)
