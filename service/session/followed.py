"""What the plates tell a session, and the lifts that come of it: written to the store before they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.zero import GRAVITY_M_S2, Zero
from service.capture_progress import CapturedLift
from service.jobs import queue
from service.jobs.runner import JobRunner
from service.lab_store import own_lab
from service.session import happenings, rows, syncing
from service.session.kept import KeptState
from service.session.plates import Plates, Recorded
from service.session.rows import FoundLift
from service.session.screens import LiftsShown
from service.settings import LabSettings
from service.store.engine import Store

if TYPE_CHECKING:
    from acquisition.live_ring import LiveRing

SHORTEST_S = 1.0
LONGEST_S = 120.0
"""Least and most length of a lift that is marked by hand."""


class FollowedPlates(KeptState):
    """A session's plates and what is kept of what they tell; every method may be called from any thread.

    Parameters
    ----------
    store : Store
        Where everything is kept.
    settings : LabSettings
        The laboratory; recordings go below its folder.
    rig_path : Path
        ``rig.toml``.
    jobs : JobRunner
        Analyses and pages.
    technician_id : str or None
        Account of the technician.
    clock : callable
        Seconds since 1970.
    samples : int or None
        Length of a recording, where simulated plates have an end.
    """

    def __init__(
        self,
        store: Store,
        settings: LabSettings,
        rig_path: Path,
        jobs: JobRunner,
        technician_id: str | None,
        clock: Callable[[], float],
        samples: int | None,
    ) -> None:
        super().__init__(store, settings, technician_id, clock)
        self._jobs = jobs
        self.plates = Plates(rig_path, settings.recordings, self, samples, settings.utc_offset)
        self._began_at: float | None = None
        self._corners_pressed, self._corners_until = False, 0
        self._rate_hz = 1000.0
        self._shown = LiftsShown()
        self._unsearched = ""
        with store.transaction() as orm:
            self._lab_id = own_lab(orm, settings).id

    def newest(self) -> tuple[LiveRing, float] | None:
        """The live ring of the running recorder and its rate."""
        return self.plates.newest

    @property
    def recorded_s(self) -> float | None:
        """Length of the recording: of the one that runs, else of the last one since the service began."""
        newest = self.newest()
        return self.plates.recorded_s if newest is None else newest[0].next_index / newest[1]

    def press_corners(self, under_way: bool) -> None:
        """The daily check has begun, or has ended: the last foot may still be in its corner."""
        newest = self.newest()
        self._corners_pressed = under_way
        self._corners_until = 0 if newest is None else newest[0].next_index

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
            state = self._state if recorded.resumed else replace(self._state, marked=None)
            self._keep(happenings.began(state, zero_kept=recorded.zero_kept))
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

    def weighs(self, weigh_in: WeighIn) -> bool:
        """Whether somebody is to be weighed now; in the daily check that is a foot in a corner, and nobody's weight."""
        if self._corners_pressed or weigh_in.start < self._corners_until:
            return False
        return self._state.plate_state(self._clock()) == "WEIGH"

    def weighed(self, weigh_in: WeighIn) -> None:
        """Somebody was weighed."""
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

    def missed(self, start: int, stop: int) -> None:
        """Samples are recorded that nobody has looked at: their lifts are searched now."""
        seconds = (stop - start) / self._rate_hz
        self._say(f"{seconds:.0f} s of samples were not looked at in time: they are searched for lifts now", warns=True)
        self._order_search(self._recording_id)

    def ended(self, words: str, *, again: bool) -> None:
        """No samples come any more."""
        if not self._state.closed:
            told = f"{words}; trying again" if again else words
            self._happen_or_show(lambda state: happenings.stopped(state, told, again=again))
        self._search()

    def mark_by_hand(self, start_s: float, stop_s: float) -> str | None:
        """Mark a lift that was not detected, by seconds of the recording; its id, or ``None`` where it is refused."""
        if not SHORTEST_S <= stop_s - start_s <= LONGEST_S or start_s < 0.0 or not self._recording_id:
            self._say(f"mark {SHORTEST_S:g} to {LONGEST_S:g} seconds of the recording", warns=True)
            return None
        recorded_s = self.recorded_s
        if recorded_s is not None and stop_s > recorded_s:
            self._say(f"the recording has {recorded_s:.0f} s so far", warns=True)
            return None
        return self.take(self._by_hand(round(start_s * self._rate_hz), round(stop_s * self._rate_hz)))

    def take(self, found: FoundLift, *, apart: bool = False) -> str | None:
        """Write a lift down with the state that shows it, in one transaction."""
        with self._lock:
            now, state = self._clock(), self._state
            with self._store.transaction() as orm:
                lift, new = rows.add_lift(orm, self._session_id, self._recording_id, found, apart=apart)
                held = syncing.held_of(lift, found)
                if new or not found.by_hand:
                    state = happenings.lifted(replace(state, marked=None) if found.by_hand else state, held)
                else:
                    state = happenings.marked_twice(state, held, found.start, found.stop)
                rows.keep_state(orm, self._session_id, state, now)
            self._state = state
            self._refresh()
            self._tell()
        self._jobs.wake()
        return held.lift_id if new else None

    def _by_hand(self, start: int, stop: int) -> FoundLift:
        label = self._label()
        return FoundLift(start, stop, None, label.kind, False, "unknown", label.athlete, label.load_kg, by_hand=True)

    def _label(self) -> LiftLabel:
        state = self._state
        return LiftLabel(0, state.kind, state.load_kg, state.athlete)

    def _search(self) -> None:
        """Have a recording that grows no more searched for lifts that nobody has taken up."""
        left, self._unsearched = self._unsearched, ""
        if left:
            self._order_search(left)

    def _order_search(self, recording_id: str) -> None:
        self._store.run(lambda orm: queue.order(orm, "search_recording", recording_id).id)
        self._jobs.wake()

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
