"""A session without a screen: plates to recording, with zero, weigh-ins and lifts on the way."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from acquisition.errors import AcquisitionError
from acquisition.interchange.record import PlateRecord, WeighIn
from acquisition.live_ring import LiveRing
from acquisition.recording import RecordingWriter, read_recording
from acquisition.rig import Rig, read_rig
from acquisition.source import SampleSource
from acquisition.stream import PlateAcquisition
from acquisition.zero import Zero
from processing.moment import local_time
from service.capture_plan import CapturePlan
from service.capture_progress import CapturedLift, CaptureProgress
from service.capture_run import CaptureRun, OnLift
from service.capture_stream import StreamFollower

LIVE_S = 60.0
"""How far looking may fall behind reading."""
PATIENCE_S = 30.0
"""How long simulated plates are made to wait for the disk; real ones never wait."""


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


def driver_source(rig: Rig) -> SampleSource:
    """The plates as the driver delivers them."""
    from acquisition.nidaqmx_source import NidaqmxSource

    return NidaqmxSource(rig)


class CaptureSession:
    """One session from opening the plates to closing the recording.

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
    open_source : callable
        Makes the source for the rig.
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
        open_source: Callable[[Rig], SampleSource] = driver_source,
    ) -> None:
        self._rig_path, self._folder, self._seconds = rig_path, folder, seconds
        self._plan = plan or CapturePlan()
        self._on_lift, self._progress = on_lift, progress or CaptureProgress()
        self._open_source = open_source
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
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._open_source(rig) as source:
            return self._record(rig, source)

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

    def _record(self, rig: Rig, source: SampleSource) -> CaptureResult:
        """Record from an open source."""
        live = LiveRing(len(source.channels), round(LIVE_S * source.rate_hz))
        follower = StreamFollower(rig, source.rate_hz)
        run = CaptureRun(live, follower, self._plan, source.rate_hz, self._progress, self._on_lift)
        samples = self._samples(source.rate_hz)
        acquisition = PlateAcquisition(
            source,
            live=live,
            last_sample=samples,
            patience_s=PATIENCE_S if rig.simulated else 0.0,
            pace=FreeRunningPace(run, source.rate_hz) if rig.simulated else None,
        )
        acquisition.arm()
        recorder = self._new_recording(rig, source)
        self._run = run
        run.stop_reason = self._stop_reason
        acquisition.start(recorder)
        try:
            self._progress.started(recorder.path, rig, source.rate_hz, samples)
            run.follow(acquisition)
        finally:
            run.let_go()
            acquisition.finish()
            self._run = None
        return result_of(run, acquisition, recorder, source.rate_hz)

    def _samples(self, rate_hz: float) -> int | None:
        """Length of the session, where it is known."""
        lengths = [self._plan.samples, None if self._seconds is None else round(self._seconds * rate_hz)]
        return min((length for length in lengths if length is not None), default=None)

    def _new_recording(self, rig: Rig, source: SampleSource) -> RecordingWriter:
        """A new file named by the laboratory's time and the athlete's code."""
        now = local_time(datetime.now(UTC).isoformat(), rig.utc_offset)
        code = re.sub(r"[^A-Za-z0-9_-]", "-", self._plan.athlete or "session")
        stem = f"{now:%Y-%m-%d_%H%M%S}_{code}"
        for ending in ("", *(f"_{number}" for number in range(2, 100))):
            try:
                recorder = RecordingWriter(self._folder / f"{stem}{ending}.mcap", source)
            except FileExistsError:
                continue
            self._path = recorder.path
            return recorder
        raise FileExistsError(17, "a hundred recordings of this second exist", str(self._folder / stem))


def result_of(
    run: CaptureRun, acquisition: PlateAcquisition, recorder: RecordingWriter, rate_hz: float
) -> CaptureResult:
    """What a finished run has left."""
    plain = [f"the recording was not compressed: {recorder.left_plain}"] if recorder.left_plain else []
    return CaptureResult(
        recorder.path,
        acquisition.acknowledged,
        rate_hz,
        tuple(run.lifts),
        tuple(run.weigh_ins),
        tuple(run.zeros),
        acquisition.fault,
        tuple(run.warnings),
        tuple(plain),
    )


class FreeRunningPace:
    """Holds the reader back where simulated plates deliver faster than time passes."""

    def __init__(self, run: CaptureRun, rate_hz: float) -> None:
        self._run, self._rate_hz = run, rate_hz
        self._started_s: float | None = None

    def __call__(self, next_index: int) -> None:
        """Wait where the samples run ahead of the clock and of those who look at them."""
        if self._started_s is None:
            self._started_s = time.monotonic()
        if next_index > (time.monotonic() - self._started_s + 1.0) * self._rate_hz:
            self._run.hold_back(next_index)
