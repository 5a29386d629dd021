"""`legdrive serve`, its recorder or both killed with −9 in every state: it comes back where it was, and mails once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

VICTIMS = ("service", "recorder", "both")
STATES = ("CHECK", "EMPTY", "WEIGH", "READY", "LIFT", "REVIEW", "QUEUED", "SENT")
QUICK = (("service", "QUEUED"), ("both", "REVIEW"))
GRID = [
    pytest.param(victim, state, marks=() if (victim, state) in QUICK else pytest.mark.campaign)
    for victim, state in itertools.product(VICTIMS, STATES)
]
GRACE_S = 6.0


class KilledLab:
    """A laboratory with a technician at its keyboard, brought to a state step by step.

    Parameters
    ----------
    lab : ServedLab
        Served.
    keyboard : Keyboard
        On its main page.
    """

    def __init__(self, lab: Any, keyboard: Any) -> None:
        self.lab, self.keyboard = lab, keyboard
        self.at = "CHECK"
        keyboard.home()
        keyboard.chip("CHECK")
        keyboard.press("n", "9", "2")
        keyboard.reads("92 kg")

    def go_on(self, to: str) -> None:
        """Go on to a state, from wherever it is."""
        while self.at != to:
            self.at = STATES[STATES.index(self.at) + 1]
            getattr(self, f"_to_{self.at.lower()}")()
        if to == "LIFT":  # on the way to others it may be over before a page has looked
            self.keyboard.chip("LIFT")

    def _to_empty(self) -> None:
        self.lab.plates.cue("stand")
        self.keyboard.press("Enter")
        self.keyboard.chip("EMPTY")

    def _to_weigh(self) -> None:
        self.keyboard.chip("WEIGH")

    def _to_ready(self) -> None:
        self.lab.plates.cue("weigh")
        self.keyboard.chip("READY")

    def _to_lift(self) -> None:
        self.lab.plates.cue("lift", kind="snatch", load_kg=92.0)

    def _to_review(self) -> None:
        self.keyboard.chip("REVIEW")

    def _to_queued(self) -> None:
        self.keyboard.press("Space")
        self.keyboard.row(self.last, "made")
        self.keyboard.rest()
        self.keyboard.press("s")
        self.keyboard.row(self.last, "Queued")

    def _to_sent(self) -> None:
        self.keyboard.row(self.last, "Sent")

    @property
    def last(self) -> int:
        """Number of the newest lift."""
        return int(self.lab.rows("SELECT max(number) FROM lifts")[0][0])

    def kill(self, victim: str) -> None:
        """Kill with −9; a dead service is started again, as whoever sees it dead does."""
        if victim == "both" and self.at != "CHECK":  # there is none yet
            self.lab.kill_recorder()
        if victim != "recorder":
            self.lab.kill()
            self.lab.start()
            self.keyboard.home()
        elif self.at != "CHECK":
            self.lab.kill_recorder()
            self.keyboard.reads("trying again")

    def comes_back(self, victim: str) -> None:
        """Wait until it is where it was. A new recorder needs a new zero, which it takes off empty plates itself."""
        self.keyboard.reads("92 kg")
        self.keyboard.page.wait_for_selector(".who b:text-is('A7F3')")
        back = {"EMPTY": "WEIGH", "QUEUED": "READY", "SENT": "READY"}.get(self.at, self.at)
        if self.at == "LIFT":  # what of it was recorded may be enough for the detector, or not
            back = "REVIEW" if victim == "service" else self.keyboard.one_of("READY", "REVIEW")
        self.keyboard.chip(back)
        if self.at in ("QUEUED", "SENT"):
            self.keyboard.row(self.last, "Sent")
            self.at = "SENT"
        else:
            self.at = back


@pytest.fixture
def in_lab(
    make_lab: Callable[..., Any], move_in: Callable[..., str], sit_down: Callable[..., Any], state: str
) -> KilledLab:
    """The laboratory, before its session begins; slower where it is to be killed in a lift, which does not wait."""
    lab = make_lab(speed="2" if state == "LIFT" else "5", grace_s=GRACE_S)
    secret = move_in(lab)
    lab.start()
    return KilledLab(lab, sit_down(lab.address, width=900, height=700, secret=secret))


@pytest.mark.parametrize(("victim", "state"), GRID)
def test_whatever_is_killed_in_whatever_state_the_session_goes_on_and_every_lift_is_mailed_once(
    in_lab: KilledLab, mailbox: Any, victim: str, state: str
) -> None:
    in_lab.go_on(state)
    lifts = in_lab.lab.rows("SELECT number, outcome, load_kg, state FROM lifts WHERE state != 'queued'")
    in_lab.kill(victim)
    in_lab.comes_back(victim)
    assert [
        row for row in lifts if row not in in_lab.lab.rows("SELECT number, outcome, load_kg, state FROM lifts")
    ] == []
    in_lab.go_on("SENT")
    in_lab.keyboard.rest()

    sent = in_lab.lab.rows("SELECT number FROM lifts WHERE state = 'sent'")
    assert len(sent) == 1
    assert mailbox.wait(1)
    in_lab.lab.stop()
    deliveries = in_lab.lab.rows("SELECT message_id, state FROM deliveries")
    assert [state for _, state in deliveries] == ["sent"]
    assert mailbox.identities == [message_id for message_id, _ in deliveries]
    assert in_lab.lab.run("store", "check", check=False).returncode == 0
