"""The plates of a session: a recorder in its own process, followed by a thread; found again where either has died."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from acquisition.errors import AcquisitionError, FileError, OptionNeeded
from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.live_ring import LiveRing
from acquisition.plate import FloatArray
from acquisition.rig import Rig, read_rig
from acquisition.zero import Zero
from processing.detect import Activity
from processing.moment import local_time
from service.capture_plan import CapturePlan
from service.capture_progress import CapturedLift, CaptureProgress
from service.capture_resume import SessionSoFar, session_so_far
from service.capture_run import CaptureRun
from service.capture_stream import StreamFollower
from service.recorder_link import RecorderLink
from service.session.states import DRIFT_N
from service.session.wiring import change_rig_file, check_rig_text
from service.session.zeroing import ZeroAsker
from service.store.trouble import Trouble, reason_of

FOOT_SHARE = 0.2
"""Who is weighed has at least this share of the weight on every plate: a foot in a corner is nobody's weight."""
AGAIN_S = 2.0
"""How long after a fault the plates are tried again."""
LiveListener = Callable[[int, FloatArray], None]


class PlatesLeftError(Exception):
    """The service goes; the recorder stays."""


@dataclass(frozen=True)
class Recorded:
    """A recording that is under way.

    Attributes
    ----------
    path : Path
        The file.
    rig : Rig
        Its plates.
    rate_hz : float
        As the driver set it.
    resumed : bool
        Whether a recorder was found that recorded already.
    zero_kept : bool
        Whether its last zero holds on.
    """

    path: Path
    rig: Rig
    rate_hz: float
    resumed: bool = False
    zero_kept: bool = False


class PlatesListener(Protocol):
    """Who is told; always from the plates' thread."""

    def recording(self, recorded: Recorded) -> None:
        """Samples come."""

    def zeroed(self, zero: Zero) -> None:
        """A zero was taken."""

    def drifted(self, words: str) -> None:
        """The empty plates have moved from the zero."""

    def weighs(self, weigh_in: WeighIn) -> bool:
        """Whether somebody is to be weighed now."""

    def weighed(self, weigh_in: WeighIn) -> None:
        """Somebody was weighed."""

    def standing(self) -> None:
        """A lifter stands with the bar."""

    def lifted(self, lift: CapturedLift) -> None:
        """A lift is complete, and its samples can be read."""

    def warned(self, text: str) -> None:
        """Something is not as it should be."""

    def missed(self, start: int, stop: int) -> None:
        """Samples are recorded that nobody has looked at."""

    def ended(self, words: str, *, again: bool) -> None:
        """No samples come any more; tells whether the plates are tried again."""


class PlatesFollower(StreamFollower):
    """Looks at samples and hands them on to whoever draws them."""

    def __init__(self, rig: Rig, rate_hz: float, listeners: list[LiveListener]) -> None:
        super().__init__(rig, rate_hz)
        self._listeners = listeners
        self.zero = ZeroAsker(self._finder)

    def push(self, first_index: int, volts: FloatArray) -> list[Zero | Activity]:
        """As the house's follower; the live picture first."""
        for listener in self._listeners:
            listener(first_index, volts)
        return super().push(first_index, volts)


class Plates(CaptureProgress):
    """Keeps a recorder running until it is left or ended.

    Parameters
    ----------
    rig_path : Path
        ``rig.toml``.
    folder : Path
        Where recordings go.
    listener : PlatesListener
        Told of everything.
    samples : int, optional
        Length of a recording, where simulated plates have an end.
    utc_offset : str
        Clock of the laboratory, which names the recordings; empty takes the rig's.
    """

    def __init__(
        self,
        rig_path: Path,
        folder: Path,
        listener: PlatesListener,
        samples: int | None = None,
        utc_offset: str = "",
    ) -> None:
        self.rig_path, self._folder, self._listener, self._samples = rig_path, folder, listener, samples
        self.rig, self._utc_offset = read_rig(rig_path), utc_offset
        self.live_listeners: list[LiveListener] = []
        self.newest: tuple[LiveRing, float] | None = None
        self.recorded_s: float | None = None
        self._follower: PlatesFollower | None = None
        self._run: CaptureRun | None = None
        self._label: LiftLabel | None = None
        self._thread: threading.Thread | None = None
        self._leaving = threading.Event()
        self._ending = False
        self._has_drifted = False
        self._trouble = Trouble("plates")
        self._last_lift: CapturedLift | None = None

    @property
    def is_running(self) -> bool:
        """Whether its thread lives."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def last_zero(self) -> Zero | None:
        """The zero that holds now, while samples come."""
        follower = self._follower
        return None if follower is None else follower.last_zero

    def begin(self) -> None:
        """Find the recorder that runs on these plates, or start one; returns at once."""
        if self.is_running:
            return
        self._leaving.clear()
        self._ending = False
        self._thread = threading.Thread(target=self._serve, name="plates", daemon=True)
        self._thread.start()

    def leave(self) -> None:
        """Stop looking; the recorder goes on."""
        self._leaving.set()
        self.join()

    def end(self) -> None:
        """End the recording; it is closed when this returns."""
        self._ending = True
        if self._run is not None:
            self._run.stop_reason = "the session was ended"
        self._leaving_if_idle()
        self.join()

    def change_rig(self, text: str) -> Rig:
        """Go on with another rig file, where they were recorded in a new recording; returns what it says.

        Raises
        ------
        FileError, OSError
            The text is no rig, or cannot be written; the plates go on as they were.
        """
        check_rig_text(self.rig_path, text)
        running = self.is_running
        self.end()
        try:
            self.rig = change_rig_file(self.rig_path, text, datetime.now(UTC))
        finally:
            if running:
                self.begin()
        return self.rig

    def join(self, timeout_s: float = 60.0) -> None:
        """Wait for the thread."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)

    def say(self, label: LiftLabel) -> None:
        """What holds for the next lift, from now on."""
        self._label = label
        if self._run is not None:
            self._run.say(label)

    def ask_zero(self) -> str:
        """Ask for a zero; says why there will be none, or nothing."""
        return "no samples yet" if self._follower is None else self._follower.zero.ask()

    def _leaving_if_idle(self) -> None:
        if self._run is None:
            self._leaving.set()

    def _serve(self) -> None:
        """Follow one recorder after the other."""
        while not self._leaving.is_set():
            words, again = self._one_safely()
            if self.newest is not None:
                self.recorded_s = self.newest[0].next_index / self.newest[1]
            self._run = self._follower = self.newest = None
            again = again and not self._ending and not self._leaving.is_set()
            if not self._leaving.is_set() or words:
                self._tell_ended(words, again=again)
            if not again:
                return
            self._leaving.wait(AGAIN_S)

    def _tell_ended(self, words: str, *, again: bool) -> None:
        """Tell it; where that fails, the plates are tried again all the same."""
        try:
            self._listener.ended(words, again=again)
        except Exception as error:
            self._trouble.tell(error)

    def _one_safely(self) -> tuple[str, bool]:
        """As :meth:`_one`; a defect of whoever is told must not end the session, and the recorder is found again."""
        try:
            return self._one()
        except Exception as error:
            self._trouble.tell(error)
            return f"looking at the plates failed ({type(error).__name__}: {reason_of(error)})", True

    def _one(self) -> tuple[str, bool]:
        """One recorder to its end; why it ended, and whether the plates are worth another try."""
        try:
            link, resumed = self._link()
            with closing(link):
                return self._follow(link, resumed=resumed)
        except PlatesLeftError:
            return "", False
        except (AcquisitionError, FileError) as error:
            return error.line, True
        except OSError as error:
            return f"{error.filename or self._folder}: {error.strerror or error}", True

    def _link(self) -> tuple[RecorderLink, bool]:
        try:
            return RecorderLink.attach(self.rig), True
        except OptionNeeded:
            return RecorderLink.start(self.rig_path, self.rig), False

    def _follow(self, link: RecorderLink, *, resumed: bool) -> tuple[str, bool]:
        if not resumed:
            link.arm()
        rate_hz = float(link.state["rate_hz"])
        if resumed:
            looked_at = int(link.state["looked_at"])
            link.follow()
            path = Path(link.state["recording"])
            so_far = session_so_far(path, link.live, looked_at)
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            path, so_far = link.begin(self._folder, self._name(), self._samples), None
        rig = self.rig if so_far is None else so_far.rig
        self._follower = PlatesFollower(rig, rate_hz, self.live_listeners)
        run = CaptureRun(link.live, self._follower, CapturePlan(), rate_hz, self, self._complete)
        if so_far is not None:
            run.resume(so_far)
        self._say_again(run, so_far)
        zero_kept = so_far is not None and so_far.zero is not None
        self._listener.recording(Recorded(path, rig, rate_hz, resumed, zero_kept))
        self._trouble.over()
        self._run, self.newest, self.recorded_s = run, (link.live, rate_hz), None
        if self._ending:
            run.stop_reason = "the session was ended"
        run.follow(link)
        link.stop()
        link.finish()
        link.wait_closed()
        if link.fault is not None:
            return link.fault.line, True
        return str(link.state["reason"]), False

    def _say_again(self, run: CaptureRun, so_far: SessionSoFar | None) -> None:
        """What was typed holds on in a new recording, and in one that was left before it was written there."""
        label = self._label
        marked = None if so_far is None or not so_far.labels else replace(so_far.labels[-1], index=0)
        if label is not None and replace(label, index=0) != marked:
            run.say(label, None if so_far is None else so_far.at)

    def _name(self) -> str:
        clock = self._utc_offset or self.rig.utc_offset
        return f"{local_time(datetime.now(UTC).isoformat(), clock):%Y-%m-%d_%H%M%S}_session"

    def reached(self, index: int) -> None:
        """Leave where that was asked; tell of a drift once."""
        if self._leaving.is_set():
            raise PlatesLeftError
        drift_n = None if self._follower is None else self._follower.zero_watch.drift_n
        if drift_n is None or drift_n <= DRIFT_N:
            self._has_drifted = False
        elif not self._has_drifted:
            self._has_drifted = True
            self._listener.drifted(f"the empty plates read {drift_n:.1f} N: press Z")

    def room(self, hours: float) -> None:
        """Leave, also where no samples come."""
        if self._leaving.is_set():
            raise PlatesLeftError

    def zeroed(self, zero: Zero) -> None:
        """Pass it on."""
        self._listener.zeroed(zero)

    def weighs(self, weigh_in: WeighIn) -> bool:
        """Only where somebody is to be weighed, and stands on all plates."""
        if not self._listener.weighs(weigh_in):
            return False
        if self._stands(weigh_in):
            return True
        self._listener.warned("not weighed: step off, then stand still with one foot on each plate")
        return False

    def _stands(self, weigh_in: WeighIn) -> bool:
        """Whether every plate carries its share of a person; what the ring no longer holds is taken to."""
        if self._follower is None or self.newest is None:
            return True
        _, volts = self.newest[0].peek(weigh_in.start, weigh_in.stop - weigh_in.start)
        if volts.shape[1] == 0:
            return True
        loads_n = self._follower.plate_means_n(volts)
        return len(loads_n) == 1 or float(loads_n.min()) >= FOOT_SHARE * float(loads_n.sum())

    def weighed(self, weigh_in: WeighIn) -> None:
        """Pass it on."""
        self._listener.weighed(weigh_in)

    def standing(self, activity: Activity, label: LiftLabel | None) -> None:
        """Pass it on."""
        self._listener.standing()

    def lifted(self, lift: CapturedLift) -> None:
        """Keep it until its samples can be read."""
        self._last_lift = lift

    def _complete(self, _span: tuple[int, int], _label: LiftLabel | None) -> None:
        if self._last_lift is not None:
            self._listener.lifted(self._last_lift)

    def warned(self, text: str) -> None:
        """Pass it on."""
        self._listener.warned(text)

    def missed(self, start: int, stop: int) -> None:
        """Pass it on."""
        self._listener.missed(start, stop)
