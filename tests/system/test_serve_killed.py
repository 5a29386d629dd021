"""`legdrive serve`, its recorder or both killed with −9 in every state: it comes back where it was, and mails once."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from acquisition.recorder_control import ControlClient
from acquisition.recorder_lock import RecorderFile, device_words
from acquisition.recording import read_recording
from acquisition.rig import read_rig

VICTIMS = ("service", "recorder", "both")
STATES = ("CHECK", "EMPTY", "WEIGH", "READY", "LIFT", "REVIEW", "QUEUED", "SENT", "REVISED", "WITHDRAWN")
QUICK = (("service", "QUEUED"), ("both", "WITHDRAWN"))
GRID = [
    pytest.param(victim, state, marks=() if (victim, state) in QUICK else pytest.mark.campaign)
    for victim, state in itertools.product(VICTIMS, STATES)
]
GRACE_S = 6.0
BACK = {"EMPTY": "WEIGH", "QUEUED": "READY", "SENT": "READY", "REVISED": "READY", "WITHDRAWN": "READY"}
"""What the chip says afterwards; the plates are zeroed by themselves once nobody stands on them."""
KEPT = ("athlete", "kind", "load_kg", "weighed", "mass_kg", "mass_se_kg", "weighed_at", "undo", "roster")
"""What of the session must be the same after a kill."""
SAID = ("lift_id", "number", "athlete", "kind", "load_kg", "judged", "note")
"""What of a lift must be."""


@dataclass
class Acknowledged:
    """What had been promised before the kill: a recording with so many samples, and what the session said."""

    recording: str = ""
    samples: int = 0
    session: dict[str, Any] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)


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
        self.under_way: set[str] = set()
        keyboard.home()
        keyboard.chip("CHECK")
        keyboard.press("n", "9", "2")
        keyboard.reads("92 kg")

    def go_on(self, to: str) -> None:
        """Go on to a state, from wherever it is; a lift that was sent is revised or withdrawn, not both."""
        while self.at != to:
            self.at = to if self.at == "SENT" else STATES[STATES.index(self.at) + 1]
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
        self.send()
        self.keyboard.row(self.last, "Queued")

    def _to_sent(self) -> None:
        self.keyboard.row(self.last, "Sent")

    def _to_revised(self) -> None:
        self.keyboard.use(f"Edit lift {self.last}")
        self.keyboard.fill_in(load_kg="93")
        self.keyboard.use_words("Save as a new version")
        self.keyboard.row(self.last, "Revised")

    def _to_withdrawn(self) -> None:
        self.keyboard.withdraw(self.last, "the wrong athlete")
        self.keyboard.row(self.last, "Withdrawn")

    def send(self) -> None:
        """Send the last lift."""
        self.keyboard.press("s")

    @property
    def last(self) -> int:
        """Number of the newest lift."""
        return int(self.lab.rows("SELECT max(number) FROM lifts")[0][0])

    @property
    def session(self) -> dict[str, Any]:
        """The session as it is written down."""
        found: dict[str, Any] = json.loads(self.lab.rows("SELECT state_detail FROM sessions")[0][0])
        return found

    def acknowledged(self, mails: list[str]) -> Acknowledged:
        """What the recorder and the session have promised so far."""
        promised = Acknowledged(session=self.session, mails=list(mails))
        facts = RecorderFile(device_words(read_rig(self.lab.plates.rig))).read()
        if facts is not None:
            recorder = ControlClient(facts.port, facts.token)
            told = recorder.ask("state", warned=0)
            recorder.close()
            promised.recording, promised.samples = str(told["recording"]), int(told["acknowledged"])
        return promised

    def kill(self, victim: str) -> None:
        """Kill with −9; a dead service is started again, as whoever sees it dead does."""
        if victim == "both" and self.at != "CHECK":  # there is none yet
            self.lab.kill_recorder()
        if victim != "recorder":
            self.lab.kill()
            self._shorten_leases()
            self.lab.start()
            self.keyboard.home()
        elif self.at != "CHECK":
            self.lab.kill_recorder()
            self.keyboard.reads("trying again")

    def _shorten_leases(self) -> None:
        """What was being sent in the moment of the kill waits five minutes before it is sent again; not here."""
        self.under_way = {row[0] for row in self.lab.rows("SELECT message_id FROM deliveries WHERE state = 'sending'")}
        self.lab.change("UPDATE deliveries SET next_attempt_at = created_at WHERE state = 'sending'")

    def comes_back(self, victim: str) -> None:
        """Wait until it is where it was. A new recorder needs a new zero, which it takes off empty plates itself."""
        self.keyboard.reads("92 kg")
        self.keyboard.page.wait_for_selector(".who b:text-is('A7F3')")
        back = BACK.get(self.at, self.at)
        if self.at == "LIFT":
            back = "REVIEW" if victim == "service" else self.keyboard.one_of("READY", "REVIEW")
        self.keyboard.chip(back)
        if self.at in ("QUEUED", "SENT"):
            self.keyboard.row(self.last, "Sent")
            self.at = "SENT"
        elif self.at in ("REVISED", "WITHDRAWN"):
            self.keyboard.row(self.last, self.at.title())
        else:
            self.at = back

    def set_half_a_lift_aside(self) -> None:
        """What was recorded of a lift whose recorder died is searched; it may be enough for the detector, or not."""
        self.keyboard.rest()
        if self.lab.rows("SELECT number FROM lifts"):
            self.keyboard.chip("REVIEW")
            self.keyboard.press("x")
            self.keyboard.row(self.last, "not a lift")
        self.keyboard.chip("READY")
        self.at = "READY"


@pytest.fixture
def in_lab(
    make_lab: Callable[..., Any], move_in: Callable[..., str], sit_down: Callable[..., Any], state: str
) -> KilledLab:
    """The laboratory, before its session begins; slower where it is to be killed in a lift, which does not wait."""
    lab = make_lab(speed="1" if state == "LIFT" else "5", grace_s=GRACE_S)
    secret = move_in(lab)
    lab.start()
    return KilledLab(lab, sit_down(lab.address, width=900, height=700, secret=secret))


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    """What became of each case; printed at the end."""
    lines: list[str] = []
    yield lines
    print("\n" + "\n".join(["", "killed    in         back after  samples: promised, kept  lifts  mails", *lines]))


@pytest.mark.parametrize(("victim", "state"), GRID)
def test_whatever_is_killed_in_whatever_state_the_session_goes_on_and_every_lift_is_mailed_once(
    in_lab: KilledLab, mailbox: Any, victim: str, state: str, table: list[str]
) -> None:
    in_lab.go_on(state)
    promised = in_lab.acknowledged(mailbox.identities)
    killed_at = time.time()
    in_lab.kill(victim)
    in_lab.comes_back(victim)
    back_s = time.time() - killed_at
    assert_is_where_it_was(in_lab, promised, victim, state, killed_at)
    if state == "LIFT" and victim != "service":
        in_lab.set_half_a_lift_aside()
    if state not in ("REVISED", "WITHDRAWN"):
        in_lab.go_on("SENT")
    elif state == "REVISED":  # nobody has sent it by itself
        in_lab.keyboard.rest()
        assert mailbox.identities == promised.mails
        in_lab.send()
        in_lab.keyboard.row(in_lab.last, "Sent")
    in_lab.keyboard.rest()
    wanted = 2 if state in ("REVISED", "WITHDRAWN") else 1
    assert mailbox.wait(wanted)
    in_lab.lab.stop()

    assert_mailed_once(in_lab, mailbox.identities, wanted)
    kept = assert_recorded(in_lab.lab, promised, victim)
    assert in_lab.lab.run("store", "check", check=False).returncode == 0
    lifts = in_lab.lab.rows("SELECT count(*) FROM lifts")[0][0]
    told = f"{promised.samples:8d} {kept:8d}" if promised.recording else f"{'–':>8} {kept:8d}"
    table.append(f"{victim:9} {state:10} {back_s:8.1f} s       {told} {lifts:12d} {len(mailbox.identities):6d}")


def assert_is_where_it_was(
    in_lab: KilledLab, promised: Acknowledged, victim: str, state: str, killed_at: float
) -> None:
    """Athlete, load, weigh-in, undo and every lift are the same; a zero is where it may be."""
    before, now = promised.session, in_lab.session
    lifts = [{key: lift[key] for key in SAID} for lift in now["lifts"]]
    assert [lift for lift in before["lifts"] if {key: lift[key] for key in SAID} not in lifts] == []
    if state != "LIFT":
        assert len(lifts) == len(before["lifts"])
        assert {key: now[key] for key in KEPT} == {key: before[key] for key in KEPT}
    if now["zero_at"] is not None and before["zero_at"] is not None:
        assert (now["zero_at"] == before["zero_at"]) == (victim == "service")
        assert now["zero_at"] == before["zero_at"] or now["zero_at"] > killed_at


def assert_mailed_once(in_lab: KilledLab, identities: list[str], wanted: int) -> None:
    """Everything that was ordered has come, under its own Message-ID; again only what was under way at the kill."""
    deliveries = in_lab.lab.rows("SELECT message_id, state FROM deliveries ORDER BY created_at, id")
    assert {state for _, state in deliveries} <= {"sent", "withdrawn"}
    assert len(deliveries) == wanted
    assert sorted(set(identities)) == sorted(message_id for message_id, _ in deliveries)
    assert len(identities) <= wanted + len(in_lab.under_way)
    assert [state for number, state in in_lab.lab.rows("SELECT number, state FROM lifts") if state == "queued"] == []
    versions = in_lab.lab.rows("SELECT lift_id, version FROM analyses")
    assert len(versions) == len(set(versions))
    left = in_lab.lab.rows("SELECT kind, state FROM jobs WHERE state != 'done'")
    assert set(left) <= {("search_recording", "waiting")}  # of the recording that ended with the service


def assert_recorded(lab: Any, promised: Acknowledged, victim: str) -> int:
    """Every sample that was acknowledged is in its recording; samples of it, and none is missing between them."""
    paths = [Path(lab.folder, row[0]) for row in lab.rows("SELECT path FROM recordings ORDER BY started_at, id")]
    records = [read_recording(path) for path in paths]
    assert all(record.samples_lost == () for record in records)
    assert len(records) == (1 if victim == "service" or not promised.recording else 2)
    if promised.recording:
        assert paths[0].samefile(promised.recording)
    assert records[0].n >= promised.samples
    return records[0].n
