"""A session without a screen: plates to recording, with zero, weigh-ins and lifts on the way."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from acquisition.errors import AcquisitionError, FileError
from acquisition.interchange.record import PlateRecord, WeighIn
from acquisition.recording import read_recording, recording_info
from acquisition.rig import Rig, read_rig
from acquisition.zero import Zero
from processing.moment import local_time
from service.capture_plan import CapturePlan
from service.capture_progress import CapturedLift, CaptureProgress
from service.capture_resume import session_so_far
from service.capture_run import CaptureRun, OnLift
from service.capture_stream import StreamFollower
from service.recorder_link import RecorderLink, Replay


@dataclass(frozen=True)
class CaptureResult:
    """What a session has left.

    Attributes
    ----------
    path : Path
        The recording.
    n : int
        Samples per channel in it.
    rate_hz : float
        Sample rate.
    lifts, weigh_ins, zeros : tuple
        What was found, in order.
    fault : AcquisitionError or None
        What ended the session, where something failed.
    warnings : tuple of str
        What was not as it should be while samples came; ``progress`` was told of it.
    late_warnings : tuple of str
        What was not as it should be afterwards.
    """

    path: Path
    n: int
    rate_hz: float
    lifts: tuple[CapturedLift, ...] = ()
    weigh_ins: tuple[WeighIn, ...] = ()
    zeros: tuple[Zero, ...] = ()
    fault: AcquisitionError | None = None
    warnings: tuple[str, ...] = ()
    late_warnings: tuple[str, ...] = ()

    @property
    def saved(self) -> str:
        """What was saved, in one line."""
        counts = (
            (len(self.zeros), "zero", "zeros"),
            (len(self.weigh_ins), "weigh-in", "weigh-ins"),
            (len(self.lifts), "lift", "lifts"),
        )
        found = ", ".join(f"{count} {one if count == 1 else more}" for count, one, more in counts)
        return f"{self.path}: {self.n / self.rate_hz:.1f} s ({self.n} samples), {found}"


class CaptureSession:
    """One session from opening the plates to closing the recording.

    The samples are read and written by a recorder in a process of its own; this session starts it, looks at its
    samples, and marks what it finds. Where this process dies the recorder goes on, and a session with ``attach`` finds
    it again.

    Parameters
    ----------
    rig_path : Path
        ``rig.toml``.
    folder : Path
        Where the recording goes; it is made where it is missing.
    plan : CapturePlan
        Labels by sample, and the length where it is known.
    seconds : float, optional
        Stop after this long.
    on_lift : callable, optional
        Called with ``(start, stop)`` and the label (or ``None``) as soon as a lift is complete. All of its samples can
        then be read by :meth:`read`; the stream goes on meanwhile.
    progress : CaptureProgress, optional
        Told of everything.
    attach : bool
        Go on with the recorder that runs on this rig instead of starting one. ``folder`` and ``seconds`` are then the
        running recorder's own.
    replay : Replay, optional
        A recording to be played again instead of plates.
    """

    def __init__(
        self,
        rig_path: Path,
        folder: Path,
        *,
        plan: CapturePlan | None = None,
        seconds: float | None = None,
        on_lift: OnLift | None = None,
        progress: CaptureProgress | None = None,
        attach: bool = False,
        replay: Replay | None = None,
    ) -> None:
        self._rig_path, self._folder, self._seconds = rig_path, folder, seconds
        self._plan = plan or CapturePlan()
        self._on_lift, self._progress = on_lift, progress or CaptureProgress()
        self._attach, self._replay = attach, replay
        self._path: Path | None = None
        self._stop_reason = ""
        self._run: CaptureRun | None = None

    @property
    def path(self) -> Path:
        """The recording; known from ``progress.started`` on.

        Raises
        ------
        RuntimeError
            Nothing is recorded yet.
        """
        if self._path is None:
            raise RuntimeError("the session has not started")
        return self._path

    def run(self) -> CaptureResult:
        """Record until the end of the plan, the seconds, :meth:`stop`, or a fault.

        Returns
        -------
        CaptureResult
            With a fault where the plates or the disk failed while recording; what was recorded before is good.

        Raises
        ------
        AcquisitionError
            The plates cannot be opened; nothing was recorded.
        FileError
            The rig cannot be read.
        OSError
            The folder cannot be written to.
        """
        rig = read_rig(self._rig_path)
        if self._attach:
            with closing(RecorderLink.attach(rig)) as link:
                return self._resume(rig, link)
        self._folder.mkdir(parents=True, exist_ok=True)
        with closing(RecorderLink.start(self._rig_path, rig, self._replay)) as link:
            return self._record(rig, link)

    def stop(self, reason: str = "stopped by hand") -> None:
        """End the session cleanly within a moment; from any thread or signal handler, and more than once."""
        self._stop_reason = self._stop_reason or reason
        if self._run is not None:
            self._run.stop_reason = self._stop_reason

    def read(self, start: int, stop: int) -> PlateRecord:
        """A span of the recording, also while it grows; raises as ``read_recording`` does."""
        record = read_recording(self.path, start, stop)
        growing = self._run is not None
        return replace(record, warnings=()) if growing and not record.samples_lost else record

    def _record(self, rig: Rig, link: RecorderLink) -> CaptureResult:
        """Let a new recorder record, and follow it."""
        link.arm()
        rate_hz = float(link.state["rate_hz"])
        self._path = link.begin(self._folder, self._name(rig), self._samples(rate_hz))
        return self._follow(rig, link, self._run_of(rig, link))

    def _resume(self, rig: Rig, link: RecorderLink) -> CaptureResult:
        """Follow a recorder that somebody else has started."""
        looked_at = int(link.state["looked_at"])
        link.follow()
        self._path = Path(link.state["recording"])
        session = session_so_far(self._path, link.live, looked_at)
        run = self._run_of(session.rig, link)
        if session.rig.sha256 != rig.sha256:
            run.warn("the rig file was changed after this recording began; the recording's own is used")
        run.resume(session)
        return self._follow(session.rig, link, run)

    def _run_of(self, rig: Rig, link: RecorderLink) -> CaptureRun:
        rate_hz = float(link.state["rate_hz"])
        return CaptureRun(link.live, StreamFollower(rig, rate_hz), self._plan, rate_hz, self._progress, self._on_lift)

    def _follow(self, rig: Rig, link: RecorderLink, run: CaptureRun) -> CaptureResult:
        """Look at everything until it ends; however that goes, the recording is closed."""
        run.stop_reason = self._stop_reason
        self._run = run
        try:
            self._progress.started(self.path, rig, float(link.state["rate_hz"]), link.state["samples"])
            run.follow(link)
        finally:
            link.stop()
            link.finish()
            link.wait_closed()
            self._run = None
        return result_of(run, link, self.path)

    def _samples(self, rate_hz: float) -> int | None:
        """Length of the session, where it is known."""
        lengths = [self._plan.samples, None if self._seconds is None else round(self._seconds * rate_hz)]
        return min((length for length in lengths if length is not None), default=None)

    def _name(self, rig: Rig) -> str:
        """Name of the recording, by the laboratory's time and the athlete's code."""
        now = local_time(datetime.now(UTC).isoformat(), rig.utc_offset)
        code = re.sub(r"[^A-Za-z0-9_-]", "-", self._plan.athlete or "session")
        return f"{now:%Y-%m-%d_%H%M%S}_{code}"


def result_of(run: CaptureRun, link: RecorderLink, path: Path) -> CaptureResult:
    """What a finished run has left."""
    left_plain = link.state["left_plain"]
    return CaptureResult(
        path,
        samples_in(path) if link.lost is not None else int(link.state["acknowledged"]),
        float(link.state["rate_hz"]),
        tuple(run.lifts),
        tuple(run.weigh_ins),
        tuple(run.zeros),
        link.fault,
        tuple(run.warnings),
        (f"the recording was not compressed: {left_plain}",) if left_plain else (),
    )


def samples_in(path: Path) -> int:
    """Samples per channel in a recording that was not ended; 0 where there are none."""
    try:
        return recording_info(path).n
    except FileError:
        return 0
