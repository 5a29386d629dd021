"""The running session: plates, machine and store together. What is shown was written down before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.plate import FloatArray
from acquisition.zero import GRAVITY_M_S2, Zero
from service.capture_progress import CapturedLift
from service.console.screen import Screen
from service.delivery.errors import NotSendable
from service.jobs import queue
from service.jobs.queue import JobOrder
from service.jobs.runner import JobRunner
from service.session import happenings, rows, syncing
from service.session.effects import EffectScene, carry_out
from service.session.keys import action_of
from service.session.machine import Effect, act
from service.session.plates import Plates, Recorded
from service.session.rows import FoundLift
from service.session.screens import LiftsShown, screen_of
from service.session.states import PLATE_STATES, SessionState, state_of
from service.settings import LabSettings
from service.store.engine import Store

if TYPE_CHECKING:
    from acquisition.live_ring import LiveRing

LOOK_S = 1.0
"""How often it is looked whether deliveries or the age of the zero have changed anything."""
SHORTEST_S = 1.0
"""Least length of a lift that is marked by hand."""


class LabSession:
    """One session at the plates; every method may be called from any thread.

    A session that was not ended is gone on with: after a crash of the service, the recorder or both, everything that
    was shown is there again, and what the recording says beyond it is taken up.

    Parameters
    ----------
    store : Store
        Where everything is kept.
    settings : LabSettings
        The laboratory; recordings go below its folder.
    rig_path : Path
        ``rig.toml``.
    jobs : JobRunner
        Analyses and pages; started and stopped by its owner.
    technician_id : str, optional
        Account of the technician.
    clock : callable, optional
        Seconds since 1970.
    samples : int, optional
        Length of a recording, where simulated plates have an end.
    practice : bool
        Whether this is a practice session.
    """

    def __init__(
        self,
        store: Store,
        settings: LabSettings,
        rig_path: Path,
        jobs: JobRunner,
        *,
        technician_id: str | None = None,
        clock: Callable[[], float] = time.time,
        samples: int | None = None,
        practice: bool = False,
    ) -> None:
        self._store, self._settings, self._jobs, self._clock = store, settings, jobs, clock
        self._technician_id, self._practice = technician_id, practice
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._version = 0
        self._listeners: list[Callable[[], None]] = []
        self.plates = Plates(rig_path, settings.recordings, self, samples)
        self._began_at: float | None = None
        self._corners_pressed, self._corners_until = False, 0
        with store.transaction() as orm:
            self._lab_id = rows.lab_of(orm, settings).id
        self._state, self.resumed = SessionState(), False
        self._session_id = self._recording_id = ""
        self._open()
        jobs.on_end = self.job_ended
        self._stop = threading.Event()
        self._looker = threading.Thread(target=self._look, name="session", daemon=True)
        self._looker.start()

    @classmethod
    def resume(cls, *args: Any, **options: Any) -> LabSession:
        """The session that was not ended, gone on with at once: plates included where they were recording."""
        session = cls(*args, **options)
        if session.was_recording:
            session.begin()
        return session

    # What the console asks for.

    @property
    def version(self) -> int:
        """Rises whenever :meth:`screen` would say something else."""
        return self._version

    def screen(self) -> Screen:
        """The present moment."""
        with self._lock:
            state, shown = self._state, self._shown
        return screen_of(
            state,
            shown,
            self._clock(),
            lab=self._settings.lab_name,
            simulated=self.plates.rig.simulated,
            practice=self._practice,
            queue=self._jobs.snapshot().words,
            warm_up_s=None if self._began_at is None else self._clock() - self._began_at,
        )

    def press(self, key: str) -> None:
        """A key, as a browser names it."""
        action, digit = action_of(key)
        self.do(action, **({"digit": digit} if digit else {}))

    def do(self, action: str, **values: Any) -> None:
        """An action by name; a refusal is said in the message."""
        if action == "athlete" and "athlete_id" in values:
            values = {"code": self._shown.roster.get(values["athlete_id"], "")}
        with self._lock:
            if self._state.closed and action in ("begin", "next"):
                self._open()  # the next session of this laboratory
                action = "begin"
            before = self._state
            after, effects = act(before, action, self._clock(), **values)
            try:
                self._keep(after, effects)
            except NotSendable as error:
                self._refuse(before, effects, error)
                return
        for effect in effects:
            self._after(effect)

    def edit(self, lift_id: str, **changes: Any) -> None:
        """Change what was written down for a lift; makes a new version."""
        if "athlete_id" in changes:
            changes["athlete"] = self._shown.roster.get(changes.pop("athlete_id") or "")
        self.do("edit", lift_id=lift_id, **{"outcome" if key == "judged" else key: v for key, v in changes.items()})

    # What else the service asks for.

    @property
    def state(self) -> SessionState:
        """The present moment, as the machine has it."""
        return self._state

    @property
    def session_id(self) -> str:
        """In the store."""
        return self._session_id

    @property
    def was_recording(self) -> bool:
        """Whether the plates were being recorded, or opened, when the session was left."""
        return self.resumed and self._state.wanted

    def snapshot(self) -> dict[str, Any]:
        """The present moment as plain values."""
        now, state = self._clock(), self._state
        return {
            "session": self._session_id,
            "state": state.plate_state(now),
            "simulated": self.plates.rig.simulated,
            "practice": self._practice,
            "zero_age_s": None if state.zero_at is None else now - state.zero_at,
            "weigh_in_age_s": None if state.weighed_at is None else now - state.weighed_at,
            **state.document(),
        }

    def press_corners(self, under_way: bool) -> None:
        """The daily check has begun, or has ended: the last foot may still be in its corner."""
        newest = self.newest()
        self._corners_pressed = under_way
        self._corners_until = 0 if newest is None else newest[0].next_index

    def take_over(self, technician_id: str) -> None:
        """Somebody stands at the plates from now on: the session is theirs."""
        with self._lock:
            if technician_id == self._technician_id:
                return
            self._technician_id = technician_id
            self._store.run(lambda orm: rows.hand_over(orm, self._session_id, technician_id))

    def begin(self) -> None:
        """Open the plates and record, or go on with a recorder that runs; returns at once."""
        self.plates.say(self._label())
        self.plates.begin()

    def leave(self) -> None:
        """The service goes: the recorder records on, and the next service finds it."""
        self._stop.set()
        self._looker.join()
        self.plates.leave()

    def end(self) -> None:
        """The service goes and the plates with it; the session is kept and can be gone on with."""
        self._stop.set()
        self._looker.join()
        self.plates.end()

    def finish(self) -> None:
        """End the session for good, whatever waits."""
        self._happen(lambda state: replace(state, asked_to_close=True))
        self.do("close")

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a function called after each change."""
        self._listeners.append(listener)

    def live_blocks(self, listener: Callable[[int, FloatArray], None]) -> None:
        """Have a function called with the first index and the volts of all that is looked at."""
        self.plates.live_listeners.append(listener)

    def newest(self) -> tuple[LiveRing, float] | None:
        """The live ring of the running recorder and its rate."""
        return self.plates.newest

    def wait_for(self, is_so: Callable[[SessionState], bool], timeout_s: float) -> bool:
        """Wait until something is so; tells whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: is_so(self._state), timeout_s)

    def mark_by_hand(self, start_s: float, stop_s: float) -> str | None:
        """Mark a lift that was not detected, by seconds of the recording; its id, or ``None`` where it is refused."""
        if stop_s - start_s < SHORTEST_S or start_s < 0.0 or not self._recording_id:
            self._say("mark at least a second of the recording", warns=True)
            return None
        rate_hz = self._rate_hz
        label = self._label()
        found = FoundLift(
            round(start_s * rate_hz),
            round(stop_s * rate_hz),
            kind=label.kind,
            athlete=label.athlete,
            load_kg=label.load_kg,
            by_hand=True,
        )
        return self.take(found)

    def redo(self, lift_id: str) -> None:
        """Analyse a lift again; nothing is sent by that."""
        self._store.run(lambda orm: queue.order(orm, "analyse_lift", lift_id).id)
        self._jobs.wake()

    # What the plates tell.

    def recording(self, recorded: Recorded) -> None:
        """Samples come: their recording is written down, and what it says that the store does not."""
        facts = {
            "rate_hz": recorded.rate_hz,
            "rig_sha256": recorded.rig.sha256,
            "simulated": recorded.rig.simulated,
        }
        folder = self._settings.folder
        self._rate_hz, self._corners_until = recorded.rate_hz, 0
        with self._lock:
            self._recording_id = self._store.run(
                lambda orm: rows.recording_row(orm, self._session_id, folder, recorded.path, facts).id
            )
            self._began_at = self._began_at or self._clock()
            self._keep(happenings.began(self._state, zero_kept=recorded.zero_kept))
        if recorded.resumed:
            for found in syncing.marked(recorded.path):
                self.take(found)
        else:
            self._search()
        self._unsearched = self._recording_id

    def zeroed(self, zero: Zero) -> None:
        """A zero was taken."""
        self._happen(lambda state: happenings.zeroed(state, self._clock(), zero.fz_n))

    def drifted(self, words: str) -> None:
        """The empty plates have moved."""
        self._happen(lambda state: happenings.drifted(state, words))

    def weighed(self, weigh_in: WeighIn) -> None:
        """Somebody was weighed; in the daily check that is a foot in a corner, and nobody's weight."""
        if self._corners_pressed or weigh_in.start < self._corners_until:
            return
        gravity = self.plates.rig.gravity_m_s2 or GRAVITY_M_S2
        mass_kg, se_kg = weigh_in.force_n / gravity, weigh_in.uncertainty_n / gravity
        self._happen(lambda state: happenings.weighed(state, self._clock(), mass_kg, se_kg))

    def standing(self) -> None:
        """A lifter stands with the bar."""
        self._happen(happenings.lifting)

    def lifted(self, lift: CapturedLift) -> None:
        """A lift is complete."""
        self.take(syncing.found_by_detector(lift))

    def warned(self, text: str) -> None:
        """Something is not as it should be."""
        self._say(text, warns=True)

    def ended(self, words: str, *, again: bool) -> None:
        """No samples come any more."""
        if self._state.closed:
            return
        told = f"{words}; trying again" if again else words
        self._happen(lambda state: happenings.stopped(state, told, again=again))
        self._search()

    # Within.

    def _open(self) -> None:
        """Go on with the session that was not ended, or begin a new one."""
        with self._lock:
            with self._store.transaction() as orm:
                row, new = rows.open_session(orm, self._lab_id, self._technician_id)
                state = SessionState() if new or not row.state_detail else state_of(row.state_detail)
                self._session_id, self._recording_id = row.id, row.recording_id or ""
            self.resumed = not new
            self._rate_hz = 1000.0
            self._shown = LiftsShown()
            self._state = replace(state, running=False, lifting=False)
            self._refresh()
            self._keep(self._state)
        self._unsearched = self._recording_id

    def _search(self) -> None:
        """Have a recording that grows no more searched for lifts that nobody has taken up."""
        left, self._unsearched = self._unsearched, ""
        if left:
            self._store.run(lambda orm: queue.order(orm, "search_recording", left).id)
            self._jobs.wake()

    def _happen(self, change: Callable[[SessionState], SessionState]) -> None:
        with self._lock:
            self._keep(change(self._state))

    def _say(self, text: str, *, warns: bool = False) -> None:
        self._happen(lambda state: state.saying(text, warns=warns))

    def _keep(self, state: SessionState, effects: tuple[Effect, ...] = ()) -> None:
        """Write a state and its effects down together, then show it."""
        now = self._clock()
        scene = EffectScene(self._settings, self._technician_id, datetime.fromtimestamp(now, UTC))
        with self._store.transaction() as orm:
            for effect in effects:
                carry_out(orm, effect, scene)
            orm.flush()
            rows.keep_state(orm, self._session_id, state, now)
        self._state = state
        self._tell()

    def _tell(self) -> None:
        self._version += 1
        self._changed.notify_all()
        for listener in self._listeners:
            listener()

    def _refuse(self, before: SessionState, effects: tuple[Effect, ...], error: NotSendable) -> None:
        lift_id = next((effect.lift_id for effect in effects if effect.do == "send"), None)
        if lift_id is None:
            self._keep(before.saying(error.line, warns=True))
        else:
            self._keep(happenings.refused(before, lift_id, error.line))

    def _after(self, effect: Effect) -> None:
        """What concerns plates and jobs, once it is written down."""
        if effect.do == "begin":
            self.begin()
        elif effect.do == "label":
            self.plates.say(self._label())
        elif effect.do == "edit":
            self._jobs.wake()
            self._refresh()
        elif effect.do == "close":
            self.plates.end()
        elif effect.do == "zero":
            words = self.plates.ask_zero()
            if words:
                self._say(words, warns=True)

    def _label(self) -> LiftLabel:
        state = self._state
        return LiftLabel(0, state.kind, state.load_kg, state.athlete)

    def take(self, found: FoundLift) -> str | None:
        """Write a lift down with the state that shows it, in one transaction."""
        with self._lock:
            now, state = self._clock(), self._state
            with self._store.transaction() as orm:
                lift, new = rows.add_lift(orm, self._session_id, self._recording_id, found)
                held = syncing.held_of(lift, found)
                if new or not found.by_hand:
                    state = happenings.lifted(state, held)
                else:
                    state = state.saying(f"lift {lift.number} is in this span already: change that one", warns=True)
                rows.keep_state(orm, self._session_id, state, now)
            self._state = state
            self._refresh()
            self._tell()
        self._jobs.wake()
        return held.lift_id if new else None

    def job_ended(self, taken: JobOrder, reason: str) -> None:
        """A job ended; from a thread of the runner."""
        if reason:
            self._say(reason, warns=True)
        if taken.kind != "analyse_lift":
            self._refresh()
            return
        self._happen(lambda state: happenings.analysed(state, taken.subject_id))
        self._refresh(analysed=taken.subject_id)

    def _refresh(self, analysed: str | None = None) -> None:
        """Take in what jobs and deliveries have changed in the store."""
        with self._lock:
            with self._store.reading() as orm:
                stored = rows.lifts_of(orm, self._session_id)
                roster = rows.roster_of(orm, self._lab_id)
                shown = self._shown.renewed(orm, stored, roster, analysed)
            state = syncing.synced(self._state, stored, tuple(roster.values()))
            if shown == self._shown and state == self._state:
                return
            self._shown = shown
            if state == self._state:
                self._tell()
            else:
                self._keep(state)

    def _look(self) -> None:
        """Notice what no event tells: mails that went out, a zero that has become old."""
        plate = ""
        while not self._stop.wait(LOOK_S):
            self._refresh()
            now = self._state.plate_state(self._clock())
            if plate in PLATE_STATES and now != plate:
                with self._lock:
                    self._keep(self._state)
            plate = now
