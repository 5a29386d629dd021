"""Service, recorder or both killed at each step: the session comes back where it was, and nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents

Told = dict[str, Any]
Kept = Callable[[Any], list[tuple[int, str | None, float | None, list[int], list[int]]]]
KEPT = ("athlete", "kind", "load_kg", "lifts", "undo", "mass_kg", "weighed")
"""What must be the same after a kill."""


def whole(told: Told) -> bool:
    """There is a lift, and everything ordered for it is done."""
    return bool(told["lifts"]) and None not in told["pages"] and not told["queue"]


def zeroed(told: Told) -> bool:
    """Samples come, and the plates have a zero."""
    return bool(told["running"]) and told["zero_at"] is not None


def brought_to(session: Any, state: str) -> Told:
    """A new session with athlete and load, brought to a state."""
    session.press("N", "9", "0", "Enter")
    session.wait(lambda told: told["wanted"])
    if state not in ("CHECK", "EMPTY"):
        session.wait(lambda told: told["shown"] == "WEIGH")
    if state == "READY":
        session.plates.cue("weigh")
    elif state in ("LIFT", "REVIEW"):
        session.plates.cue("lift")
    found: Told = session.now if session.now["shown"] == state else session.wait(lambda told: told["shown"] == state)
    return found


@pytest.mark.parametrize("state", ["CHECK", "EMPTY", "WEIGH", "READY", "LIFT", "REVIEW"])
def test_a_service_killed_in_any_state_comes_back_and_analyses_the_lift_once(
    served: Any, kept: Kept, state: str
) -> None:
    before = brought_to(served, state)
    served.kill()
    served.start()
    if state not in ("LIFT", "REVIEW"):
        after = served.wait(zeroed)
        assert {key: after[key] for key in KEPT} == {key: before[key] for key in KEPT}
        assert before["zero_at"] in (None, after["zero_at"])
        served.plates.cue("lift")
    told = served.wait(whole)
    assert (told["athlete"], told["load_kg"], len(told["lifts"])) == ("A7F3", 90.0, 1)
    assert (told["lifts"][0]["athlete"], told["lifts"][0]["judged"]) == ("A7F3", "")
    assert kept(served) == [(1, "made", 90.0, [1], [1])]


def test_a_judgement_and_a_sending_outlive_a_kill_and_can_still_be_taken_back(served: Any, kept: Kept) -> None:
    brought_to(served, "REVIEW")
    served.wait(whole)
    served.press("M")
    served.wait(lambda told: whole(told) and told["lifts"][0]["judged"] == "missed")
    served.press("S")
    before = served.wait(lambda told: told["lifts"][0]["state"] == "queued")
    served.kill()
    served.start()
    after = served.wait(zeroed)
    assert {key: after[key] for key in KEPT} == {key: before[key] for key in KEPT}
    served.press("PageUp")
    told = served.wait(lambda told: told["lifts"][0]["state"] == "review")
    assert told["lifts"][0]["judged"] == "missed"
    assert kept(served) == [(1, "missed", 90.0, [1, 2], [1, 2])]


@pytest.mark.parametrize("state", ["LIFT", "REVIEW"])
def test_a_killed_recorder_is_followed_by_another_and_no_lift_is_lost(served: Any, kept: Kept, state: str) -> None:
    before = brought_to(served, state)
    served.kill(service=False, recorder=True)
    assert "trying again" in served.wait(lambda told: not told["running"])["message"]
    after = served.wait(zeroed)
    assert after["athlete"] == "A7F3"
    assert {lift["lift_id"] for lift in before["lifts"]} <= {lift["lift_id"] for lift in after["lifts"]}
    served.plates.cue("lift")
    served.wait(lambda told: whole(told) and len(told["lifts"]) > len(before["lifts"]))
    assert {tuple(versions) for _, _, _, versions, _ in kept(served)} == {(1,)}


@pytest.mark.parametrize("state", ["READY", "REVIEW"])
def test_both_killed_come_back_with_every_lift_and_a_new_recording(served: Any, kept: Kept, state: str) -> None:
    before = brought_to(served, state)
    served.kill(recorder=True)
    served.start()
    after = served.wait(zeroed)
    assert {key: after[key] for key in KEPT} == {key: before[key] for key in KEPT}
    served.plates.cue("lift")
    told = served.wait(lambda told: whole(told) and len(told["lifts"]) == len(before["lifts"]) + 1)
    assert (told["athlete"], told["load_kg"]) == ("A7F3", 90.0)
    assert [row[2:] for row in kept(served)] == [(90.0, [1], [1])] * len(told["lifts"])


def worker_of(session: Any) -> int:
    """The process that analyses for a session's process."""
    asked = ["pgrep", "-P", str(session.child.pid), "-f", "service.jobs.worker"]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()[0])


def brought_into_an_analysis(session: Any) -> int:
    """A session whose lift is being analysed, for as long as its worker is not let go on; the worker."""
    brought_to(session, "READY")
    worker = worker_of(session)
    os.kill(worker, signal.SIGSTOP)
    session.plates.cue("lift")
    session.wait(lambda told: told["lifts"] and "under way" in told["queue"])
    return worker


def test_a_worker_killed_in_an_analysis_is_followed_by_another_that_makes_it_once(served: Any, kept: Kept) -> None:
    os.kill(brought_into_an_analysis(served), signal.SIGKILL)
    told = served.wait(whole)
    assert told["lifts"][0]["state"] == "review"
    assert kept(served) == [(1, "made", 90.0, [1], [1])]


def test_a_worker_that_outlives_its_service_and_the_next_ones_worker_make_one_analysis(served: Any, kept: Kept) -> None:
    worker = brought_into_an_analysis(served)
    served.kill()
    served.start()
    os.kill(worker, signal.SIGCONT)
    served.wait(whole)
    assert kept(served) == [(1, "made", 90.0, [1], [1])]


def test_corner_presses_leave_no_weight_in_the_recording_and_the_athlete_is_weighed_after_them(served: Any) -> None:
    brought_to(served, "WEIGH")
    served.plates.cue("corners")
    served.plates.cue("weigh")
    told = served.wait(lambda told: told["shown"] == "READY")
    assert told["mass_kg"] > 60.0
    [path] = (served.folder / "recordings").glob("*.mcap")
    with Container(path) as container:
        marks = read_contents(container).marks
    weights_kg = [mark["force_n"] / 9.81 for mark in marks if mark["mark"] == "weigh_in"]
    assert [round(weight_kg) for weight_kg in weights_kg] == [round(told["mass_kg"])]
