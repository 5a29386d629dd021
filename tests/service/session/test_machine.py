"""The machine of a session: what keys and plates make of it, whatever comes in which order."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from service.session import happenings
from service.session.keys import KEYS, action_of
from service.session.machine import ACTS, Effect, act, next_action, next_words
from service.session.states import (
    OLD_ZERO_S,
    PLATE_STATES,
    HeldLift,
    SessionState,
    state_of,
)

LIFT_STATES = {"review", "queued", "sent", "revised", "withdrawn", "set_aside"}
NOW = 1_800_000_000.0
ROSTER = ("A7F3", "B2K9")
UNDOABLE = (
    "next_athlete", "weigh", "next_kind", "load_up", "load_down", "digit", "accept", "made", "missed", "not_a_lift",
    "note", "send",
)  # fmt: skip


def ready() -> SessionState:
    """Zeroed, weighed, with a load."""
    state = SessionState(roster=ROSTER, athlete="A7F3", load_kg=92.0)
    state = happenings.zeroed(happenings.began(state), NOW, 0.4)
    return happenings.weighed(state, NOW, 80.0, 0.05)


def held(number: int, **values: Any) -> HeldLift:
    """A lift that was just found."""
    return HeldLift(f"lift-{number}", number, "A7F3", "snatch", 92.0, "made", **values)


def pressed(state: SessionState, *keys: str, at: float = NOW) -> tuple[SessionState, list[Effect]]:
    """Keys one after the other."""
    effects: list[Effect] = []
    for key in keys:
        action, digit = action_of(key)
        state, new = act(state, action, at, **({"digit": digit} if digit else {}))
        effects += new
    return state, effects


def unsaid(state: SessionState) -> SessionState:
    """Without what is only said."""
    return replace(state, message="", warns=False, asked_to_close=False, typed="", typed_at=0.0)


def test_the_plates_go_from_check_to_lift_and_back() -> None:
    state = SessionState(roster=ROSTER)
    seen = [state.plate_state(NOW)]
    for happen in (
        happenings.began,
        lambda s: happenings.zeroed(s, NOW, 0.0),
        lambda s: happenings.weighed(s, NOW, 80.0, 0.1),
        happenings.lifting,
        lambda s: happenings.lifted(s, held(1)),
    ):
        state = happen(state)
        seen.append(state.plate_state(NOW))
    assert seen == ["CHECK", "EMPTY", "WEIGH", "READY", "LIFT", "READY"]


def test_an_old_zero_or_a_drift_blocks_ready_until_the_next_zero() -> None:
    assert ready().plate_state(NOW + OLD_ZERO_S) == "READY"
    assert ready().plate_state(NOW + OLD_ZERO_S + 1.0) == "EMPTY"
    drifted = happenings.drifted(ready(), "the empty plates read 7.0 N: press Z")
    assert (drifted.plate_state(NOW), drifted.warns) == ("EMPTY", True)
    assert happenings.zeroed(drifted, NOW, 7.0).plate_state(NOW) == "READY"


def test_another_athlete_has_to_be_weighed() -> None:
    state, effects = pressed(ready(), "N")
    assert (state.athlete, state.plate_state(NOW)) == ("B2K9", "WEIGH")
    assert [effect.do for effect in effects] == ["label"]
    assert unsaid(pressed(state, "PageUp")[0]) == ready().saying()


def test_digits_make_a_load_and_a_pause_begins_a_new_one() -> None:
    state, _ = pressed(ready(), "1", "1", "2")
    assert state.load_kg == 112.0
    state, _ = pressed(state, "9", "5", at=NOW + 10.0)
    assert state.load_kg == 95.0
    assert pressed(state, "ArrowUp")[0].load_kg == 96.0


def test_a_wrong_load_is_told_and_accepted_by_one_key() -> None:
    state = happenings.lifted(ready(), held(1, plates_kg=97.1))
    assert state.message == "Plates say 97.1 kg, you typed 92: A accepts"
    state, effects = pressed(state, "A")
    assert effects == [Effect("edit", "lift-1", (("load_kg", 97.0),))]
    assert state.lift("lift-1").load_kg == 97.0


def test_a_presenter_alone_judges_sends_and_takes_back() -> None:
    state = happenings.lifted(ready(), held(1))
    state, effects = pressed(state, "PageDown", "PageDown")
    assert [(effect.do, effect.lift_id) for effect in effects] == [("edit", "lift-1"), ("send", "lift-1")]
    assert state.lift("lift-1").state == "queued"
    state, effects = pressed(state, "PageUp")
    assert [effect.do for effect in effects] == ["undo_send"]
    assert (state.lift("lift-1").state, state.lift("lift-1").judged) == ("review", "made")
    state, effects = pressed(state, ".")
    assert dict(effects[0].values) == {"outcome": "missed", "state": "review"}


def test_what_is_no_lift_is_kept_and_comes_back_with_undo() -> None:
    state, _ = pressed(happenings.lifted(ready(), held(1)), "X")
    assert (state.lift("lift-1").state, len(state.lifts)) == ("set_aside", 1)
    state, effects = pressed(state, "U")
    assert state.lift("lift-1").state == "review"
    assert dict(effects[0].values) == {"outcome": "made", "state": "review"}  # as the detector has seen it


def test_a_lift_that_was_sent_is_not_undone_but_withdrawn_with_a_reason() -> None:
    state, _ = pressed(happenings.lifted(ready(), held(1)), " ", "S")
    state = state.with_lift(replace(state.lift("lift-1"), state="sent"))
    refused, effects = pressed(state, "U")
    assert (refused.message, effects) == ("lift 1 is sent: withdraw it instead", [])
    refused, effects_ = act(state, "withdraw", NOW, lift_id="lift-1", why=" ")
    assert (refused.message, effects_) == ("say why it is withdrawn", ())
    state, effects_ = act(state, "withdraw", NOW, lift_id="lift-1", why="wrong athlete")
    assert (state.lift("lift-1").state, effects_[0].do) == ("withdrawn", "withdraw")


def test_an_edit_of_a_lift_that_was_sent_revises_it_and_sends_nothing() -> None:
    state = happenings.lifted(ready(), held(1, state="sent", judged="made"))
    state, effects = act(state, "edit", NOW, lift_id="lift-1", load_kg=95.0)
    assert state.lift("lift-1").state == "revised"
    assert [effect.do for effect in effects] == ["edit"]


def test_ending_with_something_left_is_asked_twice() -> None:
    state = happenings.lifted(ready(), held(1))
    asked, effects = pressed(state, "E")
    assert (asked.message, effects) == ("1 not judged, 0 not sent: press E again to end the session", [])
    again, effects = pressed(asked, "N", "E")
    assert not again.closed
    closed, effects = pressed(asked, "E")
    assert (closed.closed, [effect.do for effect in effects]) == (True, ["close"])
    assert pressed(closed, " ")[0].message == "the session has ended: begin a new one"


def test_a_refused_sending_is_not_offered_again_by_itself() -> None:
    state, _ = pressed(happenings.lifted(ready(), held(1)), " ")
    state = happenings.refused(state, "lift-1", "A7F3: nobody coaches this athlete; give the athlete a coach")
    assert next_action(state, NOW) == "wait"
    assert [effect.do for effect in pressed(state, "S")[1]] == ["send"]


@pytest.mark.parametrize("action", UNDOABLE)
def test_undo_brings_back_exactly_what_was(action: str) -> None:
    state = happenings.lifted(ready(), held(1, plates_kg=97.0))
    if action == "send":
        state, _ = act(state, "made", NOW)
    values = {"digit": "95"} if action == "digit" else {"note": "knees out"} if action == "note" else {}
    changed, _ = act(state, action, NOW, **values)
    assert unsaid(changed) != unsaid(state)
    assert unsaid(act(changed, "undo", NOW)[0]) == unsaid(state)


def test_every_key_has_an_action_with_words() -> None:
    assert {entry.action for entry in KEYS} - set(ACTS) == {"next"}
    assert all(entry.words for entry in KEYS)
    assert len({entry.key for entry in KEYS}) == len(KEYS)


class AnyOrder(RuleBasedStateMachine):
    """Keys and happenings in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.state = SessionState(roster=ROSTER)
        self.now = NOW
        self.found = 0

    @rule(action=st.sampled_from(sorted(set(ACTS) - {"close", "edit", "withdraw"})), digit=st.integers(0, 9))
    def key(self, action: str, digit: int) -> None:
        values = {"digit": str(digit), "code": "B2K9", "kind": "clean", "load_kg": 80.0 + digit, "note": str(digit)}
        self.state, _ = act(self.state, action, self.now, **values)

    @rule(action=st.sampled_from(["edit", "withdraw"]), which=st.integers(0, 5), load_kg=st.floats(20.0, 200.0))
    def of_a_lift(self, action: str, which: int, load_kg: float) -> None:
        if self.state.lifts:
            lift = self.state.lifts[which % len(self.state.lifts)]
            values: dict[str, Any] = {"load_kg": load_kg} if action == "edit" else {"why": "wrong"}
            self.state, _ = act(self.state, action, self.now, lift_id=lift.lift_id, **values)

    @rule(seconds=st.floats(0.0, 700.0))
    def time(self, seconds: float) -> None:
        self.now += seconds

    @rule(what=st.sampled_from(["began", "stopped", "zeroed", "drifted", "weighed", "lifting"]))
    def plates(self, what: str) -> None:
        values: dict[str, tuple[Any, ...]] = {
            "stopped": ("lost",), "zeroed": (self.now, 1.0), "drifted": ("7 N",), "weighed": (self.now, 80.0, 0.1),
        }  # fmt: skip
        self.state = getattr(happenings, what)(self.state, *values.get(what, ()))

    @rule(plates_kg=st.one_of(st.none(), st.floats(20.0, 200.0)), seen=st.sampled_from(["made", "missed", "unknown"]))
    def lift(self, plates_kg: float | None, seen: str) -> None:
        self.found += 1
        self.state = happenings.lifted(
            self.state, HeldLift(f"lift-{self.found}", self.found, "A7F3", "snatch", 92.0, seen, plates_kg=plates_kg)
        )

    @rule(which=st.integers(0, 5))
    def mailed(self, which: int) -> None:
        queued = [lift for lift in self.state.lifts if lift.state == "queued"]
        if queued:
            self.state = self.state.with_lift(replace(queued[which % len(queued)], state="sent"))

    @invariant()
    def nothing_is_lost(self) -> None:
        assert [lift.lift_id for lift in self.state.lifts] == [f"lift-{n + 1}" for n in range(self.found)]

    @invariant()
    def every_state_is_known_and_offers_a_step(self) -> None:
        assert self.state.plate_state(self.now) in PLATE_STATES
        assert {lift.state for lift in self.state.lifts} <= LIFT_STATES
        key, action, words = next_words(self.state, self.now)
        assert key
        assert words
        assert action in ACTS

    @invariant()
    def it_comes_back_from_the_store_as_it_was(self) -> None:
        assert state_of(json.loads(json.dumps(self.state.document()))) == self.state


AnyOrder.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase
