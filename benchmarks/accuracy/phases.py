"""The rows of the phase table against the truth: profile and forces of the simulator between the true events."""

from __future__ import annotations

import numpy as np

from benchmarks.accuracy.draws import Draw
from benchmarks.accuracy.scores import Campaign
from processing.options import is_pull
from processing.phase_table import PHASES
from processing.result import Document

STEPS = 2001
KEYS = ("duration_s", "mean_force_n", "mean_force_ratio", "velocity_gain_m_s", "rise_m", "left_share", "cop_forward_mm")
UNITS = dict(zip(KEYS, ("s", "N", "1", "m/s", "m", "1", "mm"), strict=True))
LANDED = ("catch", "recovery")


def score_phases(campaign: Campaign, draw: Draw, document: Document) -> None:
    """Score the rows of the phases that truly happened; keys ``phase.NAME.NUMBER``.

    Not where a foot stands beside its plate: nothing after the push is measured rightly then, and the document says so.
    """
    if draw.lift.fault == "foot_off_plate" and not is_pull(draw.lift.kind):
        return
    for row in document["phases"]:
        ends = true_ends(draw, row["phase"])
        if ends is None:
            continue
        for key, truth in row_of(draw, *ends).items():
            value, sigma = row[key], row["uncertainty"].get(key)
            if value is None:
                continue
            score = campaign.score(draw.group, f"phase.{row['phase']}.{key}")
            score.errors.append(value - truth)
            if sigma is not None and draw.sway:
                score.sigmas.append((value - truth, sigma))


def true_ends(draw: Draw, phase: str) -> tuple[float, float] | None:
    """When a phase truly begins and ends, s; ``None`` where it has no end of one kind."""
    events = draw.lift.truth.events
    found = []
    for end in PHASES[phase]:
        if end in events:
            found.append(events[end])
        else:
            sides = [at for side in ("left", "right") if (at := events[f"{end}_{side}"]) is not None]
            found.append(min(sides, default=None))
    start, stop = found
    return None if start is None or stop is None or stop <= start else (start, stop)


def row_of(draw: Draw, start: float, stop: float) -> dict[str, float]:
    """What the phase truly was."""
    model, seconds = draw.lift.model, stop - start
    record, zero = model.record, model.record.timeline.start
    ends = np.array([start, stop]) - zero
    speed = record.profile.velocity(ends, record.g_m_s2)
    rise = record.profile.rise(ends, record.g_m_s2)
    gain = float(speed[1] - speed[0])
    t = np.linspace(start, stop, STEPS)
    loads = model.plates_n(t).sum(axis=1)
    mean_n = record.system_n * (1.0 + gain / record.g_m_s2 / seconds)
    return {
        "duration_s": seconds,
        "mean_force_n": mean_n,
        "mean_force_ratio": mean_n / record.system_n,
        "velocity_gain_m_s": gain,
        "rise_m": float(rise[1] - rise[0]),
        "left_share": float(loads[0] / max(loads.sum(), 1e-9)),
        "cop_forward_mm": float(model.combined_mm(t)[1].mean()),
    }
