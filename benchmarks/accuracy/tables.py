"""What a campaign found, judged against its limits and printed as Markdown."""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.limits import (
    ACCURACY,
    CLAIMED,
    COVERED,
    ENOUGH,
    EVENT_LIMITS_S,
    RELEASE,
    SHARP,
)
from benchmarks.accuracy.phases import UNITS as PHASE_UNITS
from benchmarks.accuracy.scores import Campaign, Score
from processing.document import METRIC_UNITS

DETECTORS = {
    "lift": ("the lift itself", None),
    "outcome": ("hold or no hold", None),
    **{key: (f"`{key.removeprefix('events.')}`", limit) for key, limit in EVENT_LIMITS_S.items()},
}
"""What is detected, in words, and how far off it may be, s."""


def missed_coverage(campaign: Campaign) -> list[str]:
    """Claimed keys whose intervals hold the truth too seldom or too often, or are too wide."""
    found = []
    for (group, key), score in campaign.scores.items():
        if key not in CLAIMED or len(score.sigmas) < ENOUGH:
            continue
        coverage, sharpness = score.coverage() or 0.0, score.sharpness() or 0.0
        if not COVERED[0] <= coverage <= COVERED[1] or sharpness > SHARP:
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
    """Unit as the table prints it."""
    table, name = key.split(".", 1)
    if table == "phase":
        return PHASE_UNITS[name.split(".")[1]]
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
    """One row of the table."""
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


def detectors(campaign: Campaign) -> str:
    """How often each detector fails, per 1,000 lifts in which there is something to find or to leave alone."""
    lines = [
        "| what | limit | floor: n | right | missed | invented | off | hang: n | right | missed | invented | off |",
        "|" + "---|" * 12,
    ]
    for key, (words, allowed) in DETECTORS.items():
        cells = [words, "–" if allowed is None else f"{1000.0 * allowed:g} ms"]
        for group in ("floor", "hang"):
            cells += detector_cells(campaign, group, key)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def detector_cells(campaign: Campaign, group: str, key: str) -> list[str]:
    """Lifts, and rates per 1,000 of them."""
    counts = {
        how: sum(n for (g, _, k, h), n in campaign.failures.items() if (g, k, h) == (group, key, how))
        for how in ("tried", "found", "missed", "invented", "off")
    }
    tried = counts.pop("tried")
    rates = [f"{1000.0 * n / tried:.1f}" if tried else "–" for n in counts.values()]
    return [str(tried), *rates]


def faults(campaign: Campaign) -> str:
    """The same by fault: per 1,000, missed, invented and off together."""
    names = sorted({fault for _, fault, _, _ in campaign.failures}, key=lambda name: (name != "good", name))
    lines = ["| what | " + " | ".join(name.replace("_", " ") for name in names) + " |", "|---|" + "---|" * len(names)]
    for key, (words, _) in DETECTORS.items():
        cells = [words]
        for name in names:
            counts = {
                how: sum(n for (_, f, k, h), n in campaign.failures.items() if (f, k, h) == (name, key, how))
                for how in ("tried", "found")
            }
            tried = counts["tried"]
            cells.append(f"{1000.0 * (tried - counts['found']) / tried:.1f}" if tried else "–")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def head(campaign: Campaign) -> str:
    """What was drawn."""
    seen = ", ".join(f"{count} {name}" for name, count in sorted(campaign.circumstances.items()))
    return f"{campaign.lifts} lifts: {seen}. {campaign.unsegmented} were not found at all."
