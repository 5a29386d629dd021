"""One run of a session: looks at the samples as they come, writes marks, tells of lifts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, Protocol

from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.live_ring import LiveRing
from acquisition.plate import FloatArray
from acquisition.stream import Mark
from acquisition.zero import Zero
from processing.detect import Activity
from service.capture_plan import CapturePlan
from service.capture_progress import CapturedLift, CaptureProgress
from service.capture_resume import SessionSoFar
from service.capture_state import RecorderTeller
from service.capture_stream import StreamFollower


class RunningAcquisition(Protocol):
    """What a run needs of a recorder, near or far."""

    @property
    def state(self) -> Mapping[str, Any]:
        """What it said of itself last."""

    def warnings(self) -> list[str]:
        """What it has to say and has not said yet."""

    def seen(self, index: int) -> None:
        """Everything before ``index`` was looked at."""

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until reading has ended."""

    def mark(self, mark: Mark) -> None:
        """Write a mark."""

    def settle(self, timeout_s: float) -> bool:
        """Wait until everything so far is acknowledged."""

    def stop(self, reason: str = ...) -> None:
        """Ask the reader to stop."""


OnLift = Callable[[tuple[int, int], LiftLabel | None], None]
POLL_S = 0.05
STEP_S = 1.0
"""Most that is looked at in one go."""
SETTLE_S = 30.0
UNSEARCHED = "unsearched"
"""The mark that names samples which nobody has looked at."""


class CaptureRun:
    """Follows a live ring to its end.

    Parameters
    ----------
    live : LiveRing
        Where the samples appear.
    follower : StreamFollower
        Looks at them.
    plan : CapturePlan
        Labels to come.
    rate_hz : float
        Sample rate.
    progress : CaptureProgress
        Told of everything.
    on_lift : callable
        Called with span and label once all of a lift's samples and marks can be read from the recording.
    """

    stop_reason = ""
    """Set from anywhere, signal handlers included, to end the run; plain, because a lock is not safe in a handler."""

    def __init__(
        self,
        live: LiveRing,
        follower: StreamFollower,
        plan: CapturePlan,
        rate_hz: float,
        progress: CaptureProgress,
        on_lift: OnLift | None,
    ) -> None:
        self._live, self._follower, self._progress, self._on_lift = live, follower, progress, on_lift
        self._rate_hz, self._step = rate_hz, max(1, round(STEP_S * rate_hz))
        self._to_come = list(plan.labels)
        self._labels: list[LiftLabel] = []
        self._at = 0
        self._n_before = 0
        self._missed: list[tuple[int, int]] = []
        self._teller = RecorderTeller(progress, self.warn)
        self.lifts: list[CapturedLift] = []
        self.weigh_ins: list[WeighIn] = []
        self.zeros: list[Zero] = []
        self.warnings: list[str] = []

    def resume(self, session: SessionSoFar) -> None:
        """Go on with a session that is under way, where its recording ends."""
        self._at, self._n_before = session.at, session.lifts
        self._labels = list(session.labels)
        marked = {label.index for label in session.labels}
        self._to_come = [label for label in self._to_come if label.index not in marked]
        self._follower.resume(session.at, session.zero)
        for label in session.labels:
            self._follower.label(label)
        if session.missed is not None:
            self._missed.append(session.missed)

    def follow(self, acquisition: RunningAcquisition) -> None:
        """Look at everything until reading has ended."""
        self._acquisition = acquisition
        self._teller.started(acquisition.state)
        for start, stop in self._missed:
            self._pass_over(start, stop)
        stopped = ended = False
        while not ended:
            if self.stop_reason and not stopped:
                acquisition.stop(self.stop_reason)
                stopped = True
            ended = acquisition.wait(POLL_S if self._live.next_index <= self._at else 0.0)
            self._hear(acquisition)
            there = self._live.next_index
            while self._at < there:
                self._look()
        self._progress.ended()
        for activity in self._follower.finish():
            self._take(activity)
        if not self._follower.zeroed:
            self.warn("the plates were never empty and still: no zero was taken")

    def _hear(self, acquisition: RunningAcquisition) -> None:
        """Pass on what the recorder has to say."""
        for text in acquisition.warnings():
            self.warn(text)
        self._teller.look(acquisition.state)

    def _look(self) -> None:
        """The next samples."""
        first, volts = self._live.peek(self._at, self._step)
        if first > self._at:
            first, volts = self._miss()
        stop = first + volts.shape[1]
        while self._to_come and self._to_come[0].index < stop:
            self._label(self._to_come.pop(0))
        if volts.shape[1]:
            for found in self._follower.push(first, volts):
                self._take(found)
            for text in self._follower.remarks():
                self.warn(text)
        self._at = stop
        self._acquisition.seen(stop)
        self._progress.reached(stop)

    def _miss(self) -> tuple[int, FloatArray]:
        """The ring has moved on before we looked; go on half a ring behind the newest sample.

        What is passed over is recorded, but its lifts must be found later.
        """
        first, volts = self._live.peek(self._live.next_index - self._live.capacity // 2, self._step)
        for activity in self._follower.skip(first):
            self._take(activity)
        self._pass_over(self._at, first)
        return first, volts

    def _pass_over(self, start: int, stop: int) -> None:
        """Mark samples that nobody has looked at, so that their lifts are found later."""
        self._acquisition.mark({"mark": UNSEARCHED, "start": start, "stop": stop})
        self.warn(
            f"looking fell behind, samples {start} to {stop - 1} are recorded but were not searched; "
            "find their lifts with `legdrive lifts`"
        )
        self._progress.missed(start, stop)

    def say(self, label: LiftLabel, index: int | None = None) -> None:
        """A label that was typed now; it holds from the newest sample on, or from ``index``. From any thread."""
        self._to_come.append(replace(label, index=self._live.next_index if index is None else index))

    def warn(self, text: str) -> None:
        """Tell of something that hinders nothing; from any thread."""
        self.warnings.append(text)
        self._progress.warned(text)

    def _label(self, label: LiftLabel) -> None:
        self._labels.append(label)
        self._acquisition.mark({"mark": "label", **asdict(label)})
        self._follower.label(label)
        self._progress.labelled(label)

    def _take(self, found: Zero | Activity) -> None:
        """Mark what was found and tell of it."""
        if isinstance(found, Zero):
            self.zeros.append(found)
            self._acquisition.mark(found.mark)
            self._progress.zeroed(found)
        elif found.lift is not None and not found.settled:
            self._progress.standing(found, self._label_of(found.lift.drive_end))
        elif found.lift is not None:
            self._lift(found)
        elif found.force_n is not None and found.uncertainty_n is not None:
            self._weigh(WeighIn(found.start, found.stop, found.force_n, found.uncertainty_n))

    def _weigh(self, weigh_in: WeighIn) -> None:
        """Mark a weigh-in, where it is one."""
        if self._progress.weighs(weigh_in):
            self.weigh_ins.append(weigh_in)
            self._acquisition.mark({"mark": "weigh_in", **asdict(weigh_in)})
            self._progress.weighed(weigh_in)

    def _label_of(self, drive_end: float) -> LiftLabel | None:
        """What was typed for a lift."""
        return next((label for label in reversed(self._labels) if label.index <= drive_end), None)

    def _lift(self, activity: Activity) -> None:
        """Mark a lift; tell of it once the recording holds it."""
        assert activity.lift is not None
        label = self._label_of(activity.lift.drive_end)
        lift = CapturedLift(self._n_before + len(self.lifts) + 1, (activity.start, activity.stop), label, activity)
        self.lifts.append(lift)
        self._acquisition.mark(lift_mark(lift))
        self._progress.lifted(lift)
        if self._on_lift is not None:
            self._acquisition.settle(SETTLE_S)
            self._on_lift(lift.span, label)


def lift_mark(lift: CapturedLift) -> dict[str, object]:
    """The recording's mark."""
    detected, label = lift.activity.lift, lift.label or LiftLabel()
    assert detected is not None
    return {
        "mark": "lift",
        "number": lift.number,
        "start": lift.span[0],
        "stop": lift.span[1],
        "drive_end": detected.drive_end,
        "kind": detected.kind,
        "kind_assumed": detected.kind_assumed,
        "outcome": detected.outcome,
        "athlete": label.athlete,
        "load_kg": label.load_kg,
        "attempt": label.attempt,
        "complex_id": detected.complex_id,
    }
