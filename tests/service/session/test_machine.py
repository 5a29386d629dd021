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
from service.session.rows import StoredLift
from service.session.states import (
    OLD_ZERO_S,
    PLATE_STATES,
    HeldLift,
    SessionState,
    state_of,
)
from service.session.syncing import synced
from service.store.tables import Lift

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
    assert effects == [Effect("edit", "lift-1", (("load_kg", 97.0),)), Effect("label")]
    assert state.lift("lift-1").load_kg == 97.0


def test_the_accepted_load_is_the_next_lifts_too_and_one_undo_takes_both_back() -> None:
    before = happenings.lifted(ready(), held(1, plates_kg=97.1))
    state, _ = pressed(before, "A")
    assert (state.load_kg, state.last) == (97.0, {"A7F3": ("snatch", 97.0)})
    state = state_of(json.loads(json.dumps(state.document())))  # a service that died between
    state, effects = pressed(state, "U")
    assert [effect.do for effect in effects] == ["edit", "label"]
    assert (state.load_kg, state.lift("lift-1").load_kg, state.last) == (92.0, 92.0, before.last)


def test_the_accepted_load_stays_with_its_lift_where_the_next_load_is_typed_already() -> None:
    state, effects = pressed(happenings.lifted(ready(), held(1, plates_kg=97.1)), "1", "0", "0", "A")
    assert (state.load_kg, state.lift("lift-1").load_kg) == (100.0, 97.0)
    assert effects[-1].do == "edit"


def test_a_marked_span_is_merged_into_the_lift_that_is_there_and_undo_gives_the_old_span_back() -> None:
    state = happenings.lifted(ready(), held(1, start_sample=10_000, stop_sample=18_000))
    state = happenings.marked_twice(state, state.lift("lift-1"), 12_000, 21_000)
    assert state.message == "lift 1 is in this span already: merge the span into it, or keep it apart"
    merged, effects = act(state, "merge", NOW)
    assert effects == (Effect("edit", "lift-1", (("stop_sample", 21_000),)),)
    assert (merged.marked, merged.message) == (None, "lift 1 has the marked span now")
    undone, effects = act(merged, "undo", NOW)
    assert effects == (Effect("edit", "lift-1", (("stop_sample", 18_000),)),)
    assert undone.lift("lift-1").stop_sample == 18_000


def test_a_marked_span_that_adds_nothing_changes_nothing() -> None:
    state = happenings.lifted(ready(), held(1, start_sample=10_000, stop_sample=18_000))
    merged, effects = act(happenings.marked_twice(state, state.lift("lift-1"), 12_000, 16_000), "merge", NOW)
    assert (merged.message, merged.marked, effects) == ("lift 1 has all of that span", None, ())
    assert act(merged, "merge", NOW)[0].message == "no marked span waits to be merged"


def test_a_sent_lift_with_a_merged_span_is_revised_and_not_sent_again() -> None:
    state = happenings.lifted(ready(), held(1, state="sent", judged="made", stop_sample=18_000))
    merged, effects = act(happenings.marked_twice(state, state.lift("lift-1"), 12_000, 21_000), "merge", NOW)
    assert [effect.do for effect in effects] == ["edit"]
    assert merged.lift("lift-1").state == "revised"


@pytest.mark.parametrize(
    ("auto_send", "key", "by_itself"),
    [("off", " ", False), ("made", " ", True), ("made", "M", False), ("judged", "M", True), ("judged", "X", False)],
)
def test_which_judgement_sends_a_lift_by_itself_is_set(auto_send: str, key: str, by_itself: bool) -> None:
    state = replace(happenings.lifted(ready(), held(1)), auto_send=auto_send)
    assert pressed(state, key)[0].lift("lift-1").by_itself is by_itself


def test_a_lift_that_was_taken_back_is_not_sent_by_itself_again() -> None:
    state, _ = pressed(replace(happenings.lifted(ready(), held(1)), auto_send="made"), " ")
    state, effects = act(state, "send", NOW, lift_id="lift-1")
    assert effects == (Effect("send", "lift-1", (("by_itself", True),)),)
    state, effects = act(state, "undo", NOW)
    assert [effect.do for effect in effects] == ["undo_send"]
    assert (state.lift("lift-1").state, state.lift("lift-1").by_itself) == ("review", False)


def test_a_lift_that_goes_by_itself_is_not_offered_as_the_next_step_and_the_key_sends_it_all_the_same() -> None:
    state, _ = pressed(replace(happenings.lifted(ready(), held(1)), auto_send="made"), " ")
    assert next_action(state, NOW) == "wait"
    assert [effect.do for effect in pressed(state, "S")[1]] == ["send"]


def test_a_lift_with_warnings_waits_for_a_key_and_says_why() -> None:
    state, _ = pressed(replace(happenings.lifted(ready(), held(1)), auto_send="made"), " ")
    state = happenings.held_back(state, "lift-1", "plates say 97.1 kg, 92 kg were typed")
    assert state.message == "lift 1 is not sent by itself: plates say 97.1 kg, 92 kg were typed; S sends it"
    assert (state.warns, state.lift("lift-1").by_itself) == (True, False)
    assert next_action(state, NOW) == "send"


def test_the_grace_is_told_as_the_laboratory_has_set_it() -> None:
    state, _ = pressed(replace(happenings.lifted(ready(), held(1)), grace_s=90.0), " ", "S")
    assert state.message == "lift 1 is sent in 90 s; U takes it back"


@pytest.mark.parametrize(("now", "said"), [("queued", "lift 1 is sent in 90 s; U takes it back"), ("sent", "")])
def test_that_a_lift_can_be_taken_back_is_said_until_it_is_sent(now: str, said: str) -> None:
    state, _ = pressed(replace(happenings.lifted(ready(), held(1)), grace_s=90.0), " ", "S")
    row = Lift(id="lift-1", number=1, kind="snatch", state=now, note="", start_sample=0, stop_sample=9000)
    assert synced(state, [StoredLift(row, None, None, True)], ()).message == said


def test_a_lift_of_another_session_is_refused_in_words() -> None:
    state, effects = act(ready(), "withdraw", NOW, lift_id="lift-7", why="wrong athlete")
    assert (state.message, effects) == ("this lift is not one of the running session", ())


def test_sending_a_lift_by_name_does_not_disturb_a_load_that_is_being_typed() -> None:
    state, _ = pressed(happenings.lifted(ready(), held(1)), " ", "9")
    state, _ = act(state, "send", NOW, lift_id="lift-1")
    assert pressed(state, "7")[0].load_kg == 97.0


def test_a_queued_lift_that_is_changed_says_that_it_waits_for_the_key_again() -> None:
    state, _ = pressed(happenings.lifted(ready(), held(1)), " ", "S")
    state, _ = act(state, "edit", NOW, lift_id="lift-1", load_kg=95.0)
    assert state.message == "lift 1 was changed before it went out: S sends it as it is now"


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
    assert next_words(closed, NOW) == ("Enter", "begin", "Begin: open the plates and record")


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

    @rule(which=st.integers(0, 5), start=st.integers(0, 9), auto_send=st.sampled_from(["off", "made", "judged"]))
    def marked(self, which: int, start: int, auto_send: str) -> None:
        self.state = replace(self.state, auto_send=auto_send)
        if self.state.lifts:
            lift = self.state.lifts[which % len(self.state.lifts)]
            self.state = happenings.marked_twice(self.state, lift, start, start + 5)

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
