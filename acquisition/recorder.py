"""The recorder: one acquisition, its recording, and the orders it obeys. It knows nothing of sockets or processes."""

from __future__ import annotations

import math
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from acquisition.errors import OptionNeeded, RecorderLost
from acquisition.live_ring import LiveRing
from acquisition.plate import FloatArray
from acquisition.recorder_fault import fault_document
from acquisition.recorder_pace import Pace
from acquisition.recorder_space import hours_left
from acquisition.recording import RecordingWriter
from acquisition.rig import Rig
from acquisition.source import SampleSource
from acquisition.stream import Mark, PlateAcquisition, State
from acquisition.ttl import TtlWatch

PATIENCE_S = 30.0
"""How long simulated plates are made to wait for the disk; real ones never wait."""
ORDERS_S = 60.0
"""How long a recorder waits to be told to arm."""
FINISH_S = 600.0
"""How long the file is kept open for the last marks of those who follow."""
SAME_SECOND = 100
SIGNAL_S = 0.25
Facts = dict[str, Any]


class Recorder:
    """Obeys orders while it records. Every method may be called from any thread.

    Parameters
    ----------
    rig : Rig
        Whose plates.
    source : SampleSource
        Entered already.
    live : LiveRing
        Shown every block.
    on_start : callable
        Called with the path when recording begins.
    """

    def __init__(
        self,
        rig: Rig,
        source: SampleSource,
        live: LiveRing,
        on_start: Callable[[Path], None],
    ) -> None:
        self._rig, self._source, self._live, self._on_start = rig, source, live, on_start
        self._pace = (
            Pace(source.rate_hz, live.capacity // 2, getattr(source, "backlog", None)) if rig.simulated else None
        )
        self.warnings: list[str] = []
        self._acquisition = PlateAcquisition(
            source,
            live=live,
            patience_s=PATIENCE_S if rig.simulated else 0.0,
            pace=self._pace,
            on_warning=self.warnings.append,
            triggered=getattr(source, "triggered", None) if rig.trigger is not None else None,
            edges=ttl_watch(rig, source),
        )
        self._looked_at = 0
        self._recording: RecordingWriter | None = None
        self._defect: RecorderLost | None = None
        self._owner: object = None
        self._beginning = threading.Lock()
        self._ending = False
        self._followers: set[object] = set()
        self._follower_left = threading.Condition()
        self._armed, self._begun = threading.Event(), threading.Event()
        self._read, self._closed = threading.Event(), threading.Event()
        self._orders: Mapping[str, Callable[[object, Facts], Facts | None]] = {
            "state": lambda client, order: self.state(int(order["warned"])),
            "arm": self._arm,
            "start": self._start,
            "stop": lambda client, order: self.stop(str(order["reason"])),
            "mark": self._mark,
            "follow": self._follow,
            "seen": self._seen,
            "finish": lambda client, order: self._let_go(client),
            "settle": lambda client, order: {"settled": self._acquisition.settle(float(order["timeout_s"]))},
            "wait": lambda client, order: self._wait(self._read, order),
            "wait_closed": lambda client, order: self._wait(self._closed, order),
        }

    def answer(self, client: object, order: Facts) -> Facts:
        """Obey an order; raises what it raises, and ``OptionNeeded`` where there is no such order."""
        obey = self._orders.get(str(order.get("do")))
        if obey is None:
            raise OptionNeeded(f"no order is called '{order.get('do')}'", "recorder", f"give {', '.join(self._orders)}")
        return obey(client, order) or {}

    def state(self, warned: int = 0) -> Facts:
        """Where it stands, why, and how far it is; warnings from number ``warned`` on."""
        acquisition, recording = self._acquisition, self._recording
        fault = self._defect or acquisition.fault
        return {
            "state": State.FAULTED.value if self._defect else acquisition.state.value,
            "reason": self._reason(),
            "fault": None if fault is None else fault_document(fault),
            "next_index": self._live.next_index,
            "acknowledged": acquisition.acknowledged,
            "samples": acquisition.last_sample,
            "looked_at": self._looked_at,
            "rate_hz": self._source.rate_hz,
            "recording": "" if recording is None else str(recording.path),
            "left_plain": "" if recording is None else recording.left_plain,
            "hours_left": self._hours_left(),
            "warnings": self.warnings[warned:],
            "closed": self._closed.is_set(),
        }

    def _reason(self) -> str:
        """Why it stands where it stands."""
        trigger = self._rig.trigger
        if self._defect is not None:
            return self._defect.line
        if self._acquisition.state is State.WAITING_FOR_TRIGGER and trigger is not None:
            return f"a {trigger.edge} edge on {trigger.source} starts the sample clock"
        return self._acquisition.reason

    def stop(self, reason: str) -> None:
        """End the recording after the block that is being read, or give up where nothing is recorded yet."""
        self._acquisition.stop(reason)
        if self._pace is not None:
            self._pace.end()
        self._armed.set()
        with self._beginning:
            self._begun.set()

    def left(self, client: object) -> None:
        """A client is gone: nobody waits for it, and a recorder that it armed and never started gives up."""
        self._let_go(client)
        if client is self._owner and not self._begun.is_set():
            self.stop("whoever armed it has left")

    def run(self) -> None:
        """Record from start to finish; back when the recording is closed, or when nobody wants one."""
        if not waited(self._armed.wait, ORDERS_S):
            return
        waited(self._begun.wait)
        if self._recording is None:
            return
        try:
            waited(self._acquisition.wait)
            self._read.set()
            waited(self._wait_for_followers, FINISH_S)
            self._ending = True
            self._acquisition.finish()
        except Exception as error:  # a defect: clients must hear of it
            traceback.print_exc(file=sys.stderr)
            self._defect = RecorderLost(
                f"has a defect ({type(error).__name__}: {error})",
                "recorder",
                "what it acknowledged is in the recording; please report it with `legdrive doctor --bundle`",
            )
        self._closed.set()

    def _arm(self, client: object, order: Facts) -> Facts:
        self._owner = client
        self._armed.set()
        self._acquisition.arm()
        self.warnings += getattr(self._source, "warnings", [])
        return self.state(int(order["warned"]))

    def _start(self, client: object, order: Facts) -> Facts:
        with self._beginning:
            if self._begun.is_set() or self._acquisition.state is not State.ARMED:
                raise OptionNeeded("is not armed, has begun already, or was stopped", "recorder", "start a new one")
            self._acquisition.last_sample = None if order["samples"] is None else int(order["samples"])
            recording = new_recording(Path(order["folder"]), str(order["name"]), self._source)
            self._acquisition.start(recording)
            self._recording = recording
            self._begun.set()
        try:
            self._on_start(recording.path)
        except OSError as error:
            self.warnings.append(f"a later service will not find this recorder: {error}")
        return self.state(int(order["warned"]))

    def _mark(self, client: object, order: Facts) -> None:
        mark: Mark = dict(order["mark"])
        mark["mark"] = str(mark["mark"])
        if self._recording is None or self._ending:
            raise OptionNeeded("nothing is being recorded", "recorder", "start it first")
        self._acquisition.mark(mark)

    def _follow(self, client: object, order: Facts) -> Facts:
        """A client will look at all samples and write marks: the file stays open until it has finished or left."""
        with self._follower_left:
            self._followers.add(client)
        return {"next_index": self._live.next_index}

    def _let_go(self, client: object) -> None:
        if self._pace is not None:
            self._pace.left(client)
        with self._follower_left:
            self._followers.discard(client)
            self._follower_left.notify_all()

    def _wait_for_followers(self, timeout_s: float) -> bool:
        with self._follower_left:
            return self._follower_left.wait_for(lambda: not self._followers, timeout_s)

    def _seen(self, client: object, order: Facts) -> None:
        self._looked_at = max(self._looked_at, int(order["index"]))
        if self._pace is not None:
            self._pace.seen(client, int(order["index"]))

    def _wait(self, event: threading.Event, order: Facts) -> Facts:
        came = event.wait(float(order["timeout_s"]))
        return {"came": came, **self.state(int(order["warned"]))}

    def _hours_left(self) -> float | None:
        """``None`` before there is a recording, and where the disk does not tell."""
        if self._recording is None:
            return None
        try:
            return hours_left(
                self._recording.path.parent,
                len(self._source.channels),
                self._source.rate_hz,
                self._source.block_samples,
            )
        except OSError:
            return None


def waited(wait: Callable[[float], bool], limit_s: float = math.inf) -> bool:
    """Wait in steps: a signal that another thread got is only handled when the main thread wakes up."""
    until_s = time.monotonic() + limit_s
    while not (came := wait(min(SIGNAL_S, max(until_s - time.monotonic(), 0.0)))) and time.monotonic() < until_s:
        pass
    return came


def ttl_watch(rig: Rig, source: SampleSource) -> Callable[[int, FloatArray], list[Mark]] | None:
    """What looks for edges of the digital signal; ``None`` where the rig has none."""
    if rig.sync is None or rig.sync.channel not in source.channels:
        return None
    row = source.channels.index(rig.sync.channel)
    convert_rate_hz = source.clock.get("convert_rate_hz")
    skew_s = row / float(convert_rate_hz) if convert_rate_hz else 0.0
    return TtlWatch(row, rig.sync.channel, rig.sync.name, rig.sync.threshold_v, skew_s)


def new_recording(folder: Path, name: str, source: SampleSource) -> RecordingWriter:
    """A new file of this name, or with a number behind it where there is one.

    Raises
    ------
    OSError
        The folder cannot be written to, or is full of recordings of this name.
    """
    for ending in ("", *(f"_{number}" for number in range(2, SAME_SECOND))):
        try:
            return RecordingWriter(folder / f"{name}{ending}.mcap", source)
        except FileExistsError:
            continue
    raise FileExistsError(17, "a hundred recordings of this name exist", str(folder / name))
