"""A session's present moment, kept: written to the store before it is shown, and told to whoever listens."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from service.delivery.errors import NotSendable
from service.session import happenings, rows
from service.session.effects import EffectScene, carry_out
from service.session.machine import Effect
from service.session.states import SessionState
from service.settings import LabSettings
from service.store.engine import Store
from service.store.trouble import reason_of


class KeptState:
    """The state of a session; every method may be called from any thread.

    Parameters
    ----------
    store : Store
        Where it is kept.
    settings : LabSettings
        The laboratory.
    technician_id : str or None
        Account of the technician.
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self, store: Store, settings: LabSettings, technician_id: str | None, clock: Callable[[], float]
    ) -> None:
        self._store, self._settings, self._technician_id, self._clock = store, settings, technician_id, clock
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._version = 0
        self._listeners: list[Callable[[], None]] = []
        self._state = SessionState()
        self._practice = False
        self._session_id = self._recording_id = ""

    @property
    def version(self) -> int:
        """Rises whenever the screen would say something else."""
        return self._version

    @property
    def state(self) -> SessionState:
        """The present moment, as the machine has it."""
        return self._state

    @property
    def session_id(self) -> str:
        """In the store."""
        return self._session_id

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a function called after each change."""
        self._listeners.append(listener)

    def wait_for(self, is_so: Callable[[SessionState], bool], timeout_s: float) -> bool:
        """Wait until something is so; tells whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: is_so(self._state), timeout_s)

    def _happen(self, change: Callable[[SessionState], SessionState]) -> None:
        with self._lock:
            self._keep(change(self._state))

    def _happen_or_show(self, change: Callable[[SessionState], SessionState]) -> None:
        """As :meth:`_happen`; where it cannot be written, as on a full disk, it is shown all the same.

        Raises
        ------
        Exception
            Why it could not be written.
        """
        with self._lock:
            after = change(self._state)
            try:
                self._keep(after)
            except Exception:
                self._state = after
                self._tell()
                raise

    def _say(self, text: str, *, warns: bool = False) -> None:
        self._happen(lambda state: state.saying(text, warns=warns))

    def _keep(self, state: SessionState, effects: tuple[Effect, ...] = ()) -> None:
        """Write a state and its effects down together, then show it."""
        now = self._clock()
        scene = EffectScene(self._settings, self._technician_id, datetime.fromtimestamp(now, UTC), self._practice)
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
            try:
                listener()
            except Exception:  # a defect of who looks on must not hinder what happens
                traceback.print_exc(file=sys.stderr)

    def _tell_unkept(self, error: SQLAlchemyError) -> None:
        """Nothing was written: the state is as it was, and says so."""
        words = f"not done: the store cannot be used ({reason_of(error)}); press it again once it can"
        self._state = self._state.saying(words, warns=True)
        self._tell()

    def _refuse(self, before: SessionState, effects: tuple[Effect, ...], error: NotSendable) -> None:
        sending = next((effect for effect in effects if effect.do == "send"), None)
        if sending is None or sending.lift_id is None:
            self._keep(before.saying(error.line, warns=True))
        else:
            by_itself = bool(dict(sending.values).get("by_itself"))
            self._keep(happenings.refused(before, sending.lift_id, error.line, by_itself=by_itself))
