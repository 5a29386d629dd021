"""What a recorder says of itself, as lines for the technician: its state, how long the disk lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from acquisition.recorder_space import LOW_HOURS, space_words
from acquisition.stream import State
from service.capture_progress import CaptureProgress

AGAIN_SHARE = 0.5
"""Share of the hours last told under which the technician is warned once more."""
QUIET = (State.CREATED.value, State.ARMED.value, State.STOPPED.value, State.FAULTED.value)
"""States that are told by other means, or not worth a line."""


class RecorderTeller:
    """Tells of changes only, except for the room on the disk, which is shown all the time.

    Parameters
    ----------
    progress : CaptureProgress
        Takes what there is to say and to show.
    warn : callable
        Takes a warning.
    """

    def __init__(self, progress: CaptureProgress, warn: Callable[[str], None]) -> None:
        self._progress, self._warn = progress, warn
        self._state = State.RUNNING.value
        self._warn_below = LOW_HOURS

    def started(self, state: Mapping[str, Any]) -> None:
        """Say how long the disk lasts."""
        if state["hours_left"] is not None and state["hours_left"] >= LOW_HOURS:
            self._progress.told(f"Room on the disk for {space_words(state['hours_left'])} of recording.")
        self.look(state)

    def look(self, state: Mapping[str, Any]) -> None:
        """Compare with what was told last."""
        if state["state"] != self._state and state["state"] not in QUIET:
            self._state = state["state"]
            self._progress.told(f"{self._state.replace('_', ' ').capitalize()}: {state['reason']}.")
        hours = state["hours_left"]
        if hours is None:
            return
        self._progress.room(hours)
        if hours < self._warn_below:
            self._warn_below = AGAIN_SHARE * hours
            self._warn(f"the disk has room for only {space_words(hours)} of recording at this rate; make room")
