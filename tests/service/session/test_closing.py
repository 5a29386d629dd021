"""Ending a session: what waits or is flagged is said once, and the second key ends it whatever waits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from service.session.machine import act
from service.session.states import HeldLift, SessionState

DONE = HeldLift("a", 1, load_kg=92.0, judged="made", state="sent", plates_kg=92.2)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"judged": "", "state": "review"}, "1 not judged, 0 not sent: "),
        ({"state": "review"}, "0 not judged, 1 not sent: "),
        ({"state": "revised"}, "0 not judged, 1 not sent: "),
        ({"plates_kg": 97.0}, "0 not judged, 0 not sent, 1 with another bar than was typed: "),
    ],
)
def test_what_waits_or_is_flagged_is_said_and_the_second_press_ends_it(changed: dict[str, Any], words: str) -> None:
    asked, effects = act(SessionState(lifts=(DONE, replace(DONE, lift_id="b", **changed))), "close", 1.0)
    assert (asked.message, effects, asked.closed) == (f"{words}press E again to end the session", (), False)
    ended, effects = act(asked, "close", 2.0)
    assert ended.closed
    assert [effect.do for effect in effects] == ["close"]


@pytest.mark.parametrize("changed", [{}, {"judged": "not_a_lift", "state": "set_aside", "plates_kg": 10.0}])
def test_where_nothing_waits_one_press_ends_it(changed: dict[str, Any]) -> None:
    assert act(SessionState(lifts=(replace(DONE, **changed),)), "close", 1.0)[0].closed
