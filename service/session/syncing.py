"""Machine and store side by side: lifts that only the recording knows, changes that only the store knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents
from service.capture_progress import CapturedLift
from service.session.machine import sending_words
from service.session.rows import FoundLift, StoredLift, found_in_mark
from service.session.states import HeldLift, SessionState
from service.store.tables import Lift


def marked(path: Path) -> list[FoundLift]:
    """The lifts that a recording has marks of; it may still grow."""
    with Container(path) as container:
        marks = read_contents(container).marks
    return [found_in_mark(mark) for mark in marks if mark["mark"] == "lift"]


def found_by_detector(lift: CapturedLift) -> FoundLift:
    """A lift as the session has seen it."""
    detected, label = lift.activity.lift, lift.label
    assert detected is not None
    return FoundLift(
        lift.span[0],
        lift.span[1],
        detected.drive_end,
        detected.kind,
        detected.kind_assumed,
        detected.outcome,
        None if label is None else label.athlete,
        None if label is None else label.load_kg,
        detected.complex_id,
        None if detected.bar_mass is None else detected.bar_mass.value_kg,
    )


def held_of(lift: Lift, found: FoundLift) -> HeldLift:
    """A lift of the store as the machine holds it."""
    return HeldLift(
        lift.id,
        lift.number,
        found.athlete,
        lift.kind,
        lift.load_kg,
        found.outcome,
        plates_kg=found.plates_kg,
        start_sample=lift.start_sample,
        stop_sample=lift.stop_sample,
    )


def synced(state: SessionState, stored: Sequence[StoredLift], roster: tuple[str, ...]) -> SessionState:
    """The state with what the store says now: what was sent or edited elsewhere, lifts that were found later."""
    known = {held.lift_id: held for held in state.lifts}
    lifts = tuple(_synced(known.get(each.lift.id), each) for each in stored)
    there = {None, *(held.lift_id for held in lifts)}
    undo = tuple(entry for entry in state.undo if entry.lift_id in there)
    marked = None if state.marked is None or state.marked.lift_id not in there else state.marked
    after = replace(state, lifts=lifts, roster=roster, undo=undo, marked=marked)
    waits = {sending_words(held, state.grace_s): held.state == "queued" for held in lifts}
    return after if waits.get(state.message, True) else replace(after, message="")


def _synced(held: HeldLift | None, stored: StoredLift) -> HeldLift:
    lift = stored.lift
    if held is None:
        held = HeldLift(lift.id, lift.number, seen=lift.outcome or "unknown")
    judged = held.judged
    if lift.outcome == "not_a_lift" or (judged and lift.outcome):
        judged = lift.outcome
    return replace(
        held,
        athlete=stored.athlete,
        kind=lift.kind,
        load_kg=lift.load_kg,
        judged=judged,
        state=lift.state,
        note=lift.note,
        start_sample=lift.start_sample,
        stop_sample=lift.stop_sample,
    )
