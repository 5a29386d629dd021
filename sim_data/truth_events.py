"""When what happens in a simulated lift, from its closed forms."""

from __future__ import annotations

import numpy as np

from sim_data.crossings import Curve, crossings, extreme
from sim_data.feet import RELEASE_S
from sim_data.model import LiftModel
from sim_data.vertical import FloatArray

CONTACT_N = 20.0
CONTACT_S = 0.010
TENSION_N = 20.0
HOLD_SHARE = 0.01
SHORTEST_HOLD_S = 0.75
DIP, RISE = 0.98, 1.02
"""Loads of the drive's start in a lift whose bar is in the hands: after a dip to this, or without one."""
EVENT_KEYS = (
    "quiet",
    "tension_onset",
    "separation",
    "peak_1",
    "unweighting_start",
    "trough",
    "drive_start",
    "peak_2",
    "drive_end",
    "foot_off_left",
    "foot_off_right",
    "foot_on_left",
    "foot_on_right",
    "catch_peak",
    "bottom",
    "hold_start",
)

Events = dict[str, float | None]


def events_of(model: LiftModel, *, is_pull: bool, bar_rests: bool) -> Events:
    """All events of the record, s from its first sample; ``None`` where one does not happen.

    Parameters
    ----------
    model : LiftModel
        The lift.
    is_pull : bool
        A pull has no catch.
    bar_rests : bool
        Floor or blocks: the pull begins with a separation, else the bar is in the hands all along.
    """
    line = model.record.timeline
    found = first_events(model, is_pull=is_pull, bar_rests=bar_rests)
    found |= drive_events(model, bar_rests=bar_rests)
    found |= foot_events(model)
    found |= {"catch_peak": None, "bottom": None}
    marks = model.record.profile.marks
    if not is_pull and line.start + marks.catch <= line.drop:
        landed = [found[key] for key in ("foot_on_left", "foot_on_right")]
        first = min((t for t in landed if t is not None), default=line.start + marks.under)
        found["bottom"] = bottom = line.start + marks.catch
        found["catch_peak"] = extreme(lambda t: model.plates_n(t).sum(axis=0), first, bottom, largest=True)[0]
    found["hold_start"] = hold_start(model)
    return found


def first_events(model: LiftModel, *, is_pull: bool, bar_rests: bool) -> Events:
    """Events before the bar has left the floor for long; all others are ``None``."""
    found: Events = dict.fromkeys(EVENT_KEYS)
    found["quiet"] = 0.0
    if bar_rests and not model.record.on_plates:
        found["tension_onset"] = tension_onset(model)
        found["separation"] = model.record.timeline.start
    return found


def load_curve(model: LiftModel) -> Curve:
    """Vertical force over the system weight, as a function of record time."""
    start, load = model.record.timeline.start, model.record.profile.load

    def curve(t: FloatArray) -> FloatArray:
        value: FloatArray = load(t - start)
        return value

    return curve


def foot_curve(model: LiftModel, foot: int) -> Curve:
    """Vertical force on one plate, N, as a function of record time."""

    def curve(t: FloatArray) -> FloatArray:
        force: FloatArray = model.plates_n(t)[foot]
        return force

    return curve


def tension_onset(model: LiftModel) -> float | None:
    """Last rise through body weight + 20 N before the separation."""
    line, record = model.record.timeline, model.record
    found = crossings(record.force_n, record.body_n + TENSION_N, line.quiet_end, line.start, upward=True)
    return found[-1] if found else None


def drive_events(model: LiftModel, *, bar_rests: bool) -> Events:
    """First pull, scoop and drive."""
    line, marks, curve = model.record.timeline, model.record.profile.marks, load_curve(model)
    start, ends = line.start, line.start + marks.finish
    peak_2 = extreme(curve, start + marks.pull, start + marks.drive, largest=True)[0]
    drive_end = crossings(curve, 1.0, peak_2, ends, upward=False)[0]
    found: Events = {"peak_1": None, "unweighting_start": None, "peak_2": peak_2, "drive_end": drive_end}
    trough, lowest = extreme(curve, start, peak_2, largest=False)
    if bar_rests:
        peak_1 = extreme(curve, start, start + 0.8 * marks.pull, largest=True)[0]
        trough, lowest = extreme(curve, peak_1, peak_2, largest=False)
        falls = crossings(curve, 1.0, peak_1, trough, upward=False)
        found |= {"peak_1": peak_1, "unweighting_start": falls[0] if falls else None}
    dips = lowest < (1.0 if bar_rests else DIP)
    found["trough"] = trough if dips or bar_rests else None
    if dips:
        found["drive_start"] = crossings(curve, 1.0, trough, peak_2, upward=True)[-1]
    else:
        found["drive_start"] = trough if bar_rests else crossings(curve, RISE, start, peak_2, upward=True)[-1]
    return found


def foot_events(model: LiftModel) -> Events:
    """Foot-off and foot-on of each foot: under the contact threshold for at least 10 ms."""
    line, marks = model.record.timeline, model.record.profile.marks
    start = line.start + marks.drive - RELEASE_S
    stop = line.start + marks.catch
    found: Events = {}
    for foot, side in enumerate(("left", "right")):
        load = foot_curve(model, foot)
        off = crossings(load, CONTACT_N, start, stop, upward=False)
        on = crossings(load, CONTACT_N, start, stop, upward=True)
        spans = [(a, next((b for b in on if b > a), None)) for a in off]
        lasting = [(a, b) for a, b in spans if b is not None and b - a >= CONTACT_S]
        found[f"foot_off_{side}"] = lasting[0][0] if lasting else None
        found[f"foot_on_{side}"] = lasting[-1][1] if lasting else None
    return found


def hold_start(model: LiftModel) -> float | None:
    """From when the force stays within 1 % of the system weight until the bar is let go; sway left aside."""
    record, line = model.record, model.record.timeline
    if not record.profile.complete:
        return None
    t = np.linspace(line.start + record.profile.marks.catch, line.settled, 8000)
    moving = np.flatnonzero(np.abs(load_curve(model)(t) - 1.0) > HOLD_SHARE)
    begins = float(t[moving[-1]]) if moving.size else line.settled
    return begins if line.drop - begins >= SHORTEST_HOLD_S else None
