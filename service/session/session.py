"""The running session: plates, machine and store together. What is shown was written down before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from acquisition.errors import LegdriveError
from acquisition.plate import FloatArray
from service.console.screen import Screen
from service.delivery.errors import NotSendable
from service.jobs.queue import JobOrder
from service.jobs.runner import JobRunner
from service.people import audit
from service.session import happenings, rows
from service.session.followed import FollowedPlates
from service.session.keys import action_of
from service.session.machine import Effect, act
from service.session.screens import LiftsShown, screen_of
from service.session.sending import hindrance
from service.session.states import PLATE_STATES, SessionState, state_of
from service.settings import LabSettings
from service.store.engine import Store
from service.store.trouble import Trouble, is_trouble

LOOK_S = 1.0
"""How often it is looked whether deliveries or the age of the zero have changed anything."""


class LabSession(FollowedPlates):
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
        super().__init__(store, settings, rig_path, jobs, technician_id, clock, samples)
        self._practice = practice
        self.resumed = False
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

    def screen(self) -> Screen:
        """The present moment."""
        with self._lock:
            state, shown = self._state, self._shown
        screen = screen_of(
            state,
            shown,
            self._clock(),
            lab=self._settings.lab_name,
            simulated=self.plates.rig.simulated,
            practice=self._practice,
            queue=self._jobs.snapshot().words,
            rate_hz=self._rate_hz,
            warm_up_s=None if self._began_at is None else self._clock() - self._began_at,
        )
        return replace(screen, recorded_s=self.recorded_s)

    def press(self, key: str) -> None:
        """A key, as a browser names it."""
        action, digit = action_of(key)
        self.do(action, **({"digit": digit} if digit else {}))

    def do(self, action: str, **values: Any) -> None:
        """An action by name; a refusal is said in the message."""
        if action == "athlete" and "athlete_id" in values:
            values = {"code": self._shown.roster.get(values["athlete_id"], "")}
        if action == "mark" and "start_s" in values:
            self.mark_by_hand(float(values["start_s"]), float(values["stop_s"]))
            return
        with self._lock:
            if self._state.closed and action in ("begin", "next"):
                if self.plates.is_running:  # what they still tell belongs to the session that ends
                    self._say("the plates are being closed: press Enter again in a moment", warns=True)
                    return
                self._open()  # the next session of this laboratory
                action = "begin"
            before = self._state
            after, effects = act(before, action, self._clock(), **values)
            try:
                self._keep(after, effects)
            except NotSendable as error:
                self._refuse(before, effects, error)
                return
            except SQLAlchemyError as error:
                if not is_trouble(error):
                    raise
                self._tell_unkept(error)
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
    def place(self) -> tuple[Store, Path]:
        """Its store, and the folder in which lies what its rows point to."""
        return self._store, self._settings.folder

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

    def live_blocks(self, listener: Callable[[int, FloatArray], None]) -> None:
        """Have a function called with the first index and the volts of all that is looked at."""
        self.plates.live_listeners.append(listener)

    def change_rig(self, text: str, words: str) -> str:
        """Go on with another wiring: a new recording with a new zero. Says why not where that cannot be.

        Parameters
        ----------
        text : str
            Of the whole rig file.
        words : str
            What is changed, for the audit.
        """
        if self._state.lifting:
            return "a lift is under way: wait until it is over"
        before = self.plates.rig.sha256
        try:
            after = self.plates.change_rig(text).sha256
        except (LegdriveError, OSError) as error:
            return getattr(error, "line", "") or str(error)
        detail = {"before": before, "after": after, "what": words}
        self._store.run(lambda orm: audit.note(orm, self._technician_id, "settings", "rig", after, detail).number)
        return ""

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
            grace_s, auto_send = self._settings.mail.grace_s, self._settings.session.auto_send
            self._state = replace(state, running=False, lifting=False, grace_s=grace_s, auto_send=auto_send)
            self._refresh()
            self._keep(self._state)
        self._unsearched = self._recording_id

    def _after(self, effect: Effect) -> None:
        """What concerns plates and jobs, once it is written down."""
        if effect.do == "begin":
            self.begin()
        elif effect.do == "label":
            self.plates.say(self._label())
        elif effect.do == "edit":
            self._jobs.wake()
            self._refresh()
        elif effect.do == "apart" and self._state.marked is not None:
            marked = self._state.marked
            self.take(self._by_hand(marked.start_sample, marked.stop_sample), apart=True)
        elif effect.do == "close":
            self.plates.end()
        elif effect.do == "zero":
            words = self.plates.ask_zero()
            if words:
                self._say(words, warns=True)

    def job_ended(self, taken: JobOrder, reason: str) -> None:
        """A job ended; from a thread of the runner."""
        if reason:
            self._say(reason, warns=True)
        if taken.kind != "analyse_lift":
            self._refresh()
            with self._lock:
                self._tell()  # the queue is shorter, also where nothing else has changed
            return
        self._happen(lambda state: happenings.analysed(state, taken.subject_id))
        self._refresh(analysed=taken.subject_id)
        self._send_by_itself()

    def _send_by_itself(self) -> None:
        """Send what was judged and needs no key for it, as soon as it is analysed; or say why it waits for one."""
        with self._lock:
            lifts = () if self._state.closed else self._state.lifts
            for held in [lift for lift in lifts if lift.by_itself and lift.state == "review"]:
                with self._store.reading() as orm:
                    why = hindrance(orm, held)
                if why:
                    self._keep(happenings.held_back(self._state, held.lift_id, why))
                elif why is not None:
                    self.do("send", lift_id=held.lift_id)

    def _look(self) -> None:
        """Notice what no event tells: mails that went out, a zero that has become old."""
        plate, trouble = "", Trouble("session")
        while not self._stop.wait(LOOK_S):
            try:
                self._refresh()
                self._send_by_itself()
                now = self._state.plate_state(self._clock())
                if plate in PLATE_STATES and now != plate:
                    with self._lock:
                        self._keep(self._state)
                plate = now
                trouble.over()
            except Exception as error:  # a store that is away for a while, or a defect of whoever listens: look again
                trouble.tell(error)
