"""The truth about a simulated lift: events, metrics, pressure at the events, spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim_data.crossings import crossings
from sim_data.misses import MISSES
from sim_data.model import LiftModel
from sim_data.timeline import RUN_OFF_S
from sim_data.truth_events import Events, events_of, first_events
from sim_data.truth_metrics import metrics_of

FOOT_FLOOR_N, TOTAL_FLOOR_N = 100.0, 50.0
"""Under these loads a pressure has no meaning."""

EMPTY_N = 40.0
"""Plates with no more load than this are left."""

Place = tuple[float, float]


@dataclass(frozen=True)
class LiftTruth:
    """What an analysis of the record should find.

    Attributes
    ----------
    outcome : str
        ``made`` or ``missed``.
    events : dict
        Time of each event, s from the record's first sample; ``None`` where it does not happen.
    metrics : dict
        Value of each metric in its documented unit; ``None`` where it has no meaning in this lift.
    cop : dict
        Per event ``left``, ``right`` and ``combined`` pressure (right, forward; mm), ``None`` under the load floor.
    spans : dict
        ``quiet`` and, where the lift is made, ``hold`` and ``standing_after`` (s).
    ended, ended_how : str
        Phase in which the lift ended, and how.
    ended_s : float or None
        When: start of the hold, or the moment at which the bar was let go or the plates were left.
    """

    outcome: str
    events: dict[str, float | None]
    metrics: dict[str, float | None]
    cop: dict[str, dict[str, Place | None]]
    spans: dict[str, tuple[float, float]]
    ended: str = "hold"
    ended_s: float | None = None
    ended_how: str = "stood"

    def time(self, event: str) -> float:
        """Time of an event that does happen, s.

        Raises
        ------
        ValueError
            Where it does not.
        """
        return _there(event, self.events[event])

    def metric(self, key: str) -> float:
        """Value of a metric that has a meaning in this lift.

        Raises
        ------
        ValueError
            Where it has none.
        """
        return _there(key, self.metrics[key])


def _there(key: str, value: float | None) -> float:
    if value is None:
        raise ValueError(f"{key}: not in this lift")
    return value


def truth_of(model: LiftModel, *, is_pull: bool, bar_rests: bool, miss: str | None = None) -> LiftTruth:
    """Everything that is true about one lift; see :func:`sim_data.truth_events.events_of` for the parameters."""
    line, complete = model.record.timeline, model.record.profile.complete
    pushed = miss != "first_pull"
    events = (events_of if pushed else first_events)(model, is_pull=is_pull, bar_rests=bar_rests)
    spans = {"quiet": (0.0, line.quiet_end), "standing_after": (max(line.down, line.stands), line.end)}
    if complete and events["hold_start"] is not None:
        spans["hold"] = (events["hold_start"], line.drop)
    return LiftTruth(
        outcome="made" if complete else "missed",
        events=events,
        metrics=metrics_of(model, events) if pushed else {},
        cop=pressure_at(model, events),
        spans=spans,
        ended="hold" if miss is None else MISSES[miss].phase,
        ended_s=events["hold_start"] if miss is None else gone_s(model),
        ended_how="stood" if miss is None else MISSES[miss].how,
    )


def gone_s(model: LiftModel) -> float:
    """When a missed bar is let go, or the plates are left behind, s."""
    record = model.record
    start = record.timeline.drop
    return crossings(record.force_n, EMPTY_N, start, start + RUN_OFF_S, upward=False)[0] if record.runs_off else start


def pressure_at(model: LiftModel, events: Events) -> dict[str, dict[str, Place | None]]:
    """Pressure at every event that happens."""
    found: dict[str, dict[str, Place | None]] = {}
    for key, time in events.items():
        if time is None:
            continue
        t = np.array([time])
        load, place, both = model.plates_n(t)[:, 0], model.cop_mm(t)[:, :, 0], model.combined_mm(t)[:, 0]
        found[key] = {
            "left": _place(place[0]) if load[0] >= FOOT_FLOOR_N else None,
            "right": _place(place[1]) if load[1] >= FOOT_FLOOR_N else None,
            "combined": _place(both) if load.sum() >= TOTAL_FLOOR_N else None,
        }
    return found


def _place(pair: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Place:
    return float(pair[0]), float(pair[1])
