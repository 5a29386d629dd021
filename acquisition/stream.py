"""From a source to the disk: a reader thread, a bounded queue, a recorder thread.

Only the reader touches the source and only the recorder touches the file. Blocks lie in a ring of memory that is taken
once; a block is used again only after the recorder has released it. When no block is free the recorder has not kept up:
that is a fault and ends the capture. Nothing is ever dropped, and everything that was read before a fault reaches the
disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum
from queue import Empty, Queue, SimpleQueue
from typing import Any, Protocol

import numpy as np

from acquisition.block import SampleBlock
from acquisition.block_watch import BlockWatch
from acquisition.errors import AcquisitionError, RecorderStalled, SamplesLost
from acquisition.live_ring import LiveRing
from acquisition.plate import FloatArray
from acquisition.source import SampleSource, contiguous_span

QUEUE_BLOCKS = 200
TRIGGER_POLL_S = 0.05
IN_FLIGHT = 2
"""Blocks outside the queue: one that is read, one that is written."""
Mark = dict[str, Any]
Item = tuple[SampleBlock, FloatArray] | Mark | threading.Event
"""What goes to the recorder: a block with the memory it lies in, a mark, or somebody who waits."""


class State(Enum):
    """Where an acquisition stands; it only moves down this list, and from any to ``FAULTED``.

    ``ARMED``: the device is reserved and programmed but not started. ``WAITING_FOR_TRIGGER``: it is started and its
    sample clock waits for an edge; only where the rig names a trigger.
    """

    CREATED = "created"
    ARMED = "armed"
    WAITING_FOR_TRIGGER = "waiting_for_trigger"
    RUNNING = "running"
    STOPPED = "stopped"
    FAULTED = "faulted"


class BlockRecorder(Protocol):
    """What writes the recording."""

    def append(self, block: SampleBlock) -> None:
        """Write a block; back only when it is acknowledged."""

    def mark(self, mark: Mark) -> None:
        """Write a mark."""

    def close(self, compress: bool = True) -> None:
        """End the file."""

    def abandon(self) -> None:
        """Let go of a file that can no longer be written."""


class PlateAcquisition:
    """One capture: moves samples from a source into a recorder until it is stopped or something fails.

    Parameters
    ----------
    source : SampleSource
        Entered already.
    live : LiveRing, optional
        Shown every block.
    last_sample : int, optional
        Stop by itself after this many samples.
    queue_blocks : int
        How many blocks the recorder may lag behind.
    patience_s : float
        How long to wait for a free block before it counts as a fault. 0 for plates that go on by themselves; more
        where the source waits for us.
    pace : callable, optional
        Called with the next sample's index before each read; may wait. Only for sources that wait for us.
    on_written : callable, optional
        Called from the recorder thread with the index after the last acknowledged sample.
    on_warning : callable, optional
        Called from the reader thread with a line for the technician: an overload, a clock that was set. The recording
        gets a mark of it all the same.
    triggered : callable, optional
        Tells whether the sample clock runs; where it is given, reading waits for it in ``WAITING_FOR_TRIGGER``.
    edges : callable, optional
        Called from the recorder thread with the first index and the volts of each block that was written; gives marks.
    """

    def __init__(
        self,
        source: SampleSource,
        *,
        live: LiveRing | None = None,
        last_sample: int | None = None,
        queue_blocks: int = QUEUE_BLOCKS,
        patience_s: float = 0.0,
        pace: Callable[[int], None] | None = None,
        on_written: Callable[[int], None] | None = None,
        on_warning: Callable[[str], None] | None = None,
        triggered: Callable[[], bool] | None = None,
        edges: Callable[[int, FloatArray], list[Mark]] | None = None,
    ) -> None:
        self.state = State.CREATED
        self.reason = "the device is open"
        self.fault: AcquisitionError | None = None
        self.acknowledged = 0
        self._source, self._live = source, live
        self._recorder: BlockRecorder | None = None
        self._file_failed = False
        self.last_sample, self._patience_s = last_sample, patience_s
        self._pace, self._on_written, self._on_warning = pace, on_written, on_warning
        self._triggered, self._edges = triggered, edges
        self._watch = BlockWatch(source.channels, source.rate_hz)
        self._queue: Queue[Item | None] = Queue()
        self._free: SimpleQueue[FloatArray] = SimpleQueue()
        for _ in range(queue_blocks + IN_FLIGHT):
            self._free.put(np.zeros((len(source.channels), source.block_samples)))
        self._stop_asked = threading.Event()
        self._surprise: BaseException | None = None
        self._changing = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="legdrive reader")
        self._writer = threading.Thread(target=self._record, name="legdrive recorder")

    def arm(self) -> None:
        """Commit the source; raises what it raises."""
        self._leave(State.CREATED)
        try:
            self._source.arm()
        except AcquisitionError as error:
            self._fail(error)
            raise
        self._enter(State.ARMED, "the device is ready")

    def start(self, recorder: BlockRecorder) -> None:
        """Start reading and recording; :meth:`finish` closes the recorder."""
        self._leave(State.ARMED)
        self._recorder = recorder
        if self._triggered is None:
            self._enter(State.RUNNING, "samples are coming")
        else:
            self._enter(State.WAITING_FOR_TRIGGER, "the sample clock waits for its trigger")
        self._writer.start()
        self._reader.start()

    def stop(self, reason: str = "stopped by hand") -> None:
        """Ask the reader to stop after the block it is reading; safe from any thread and more than once."""
        if not self._stop_asked.is_set():
            self.reason = reason if self.state in (State.RUNNING, State.WAITING_FOR_TRIGGER) else self.reason
            self._stop_asked.set()

    def mark(self, mark: Mark) -> None:
        """Write a mark behind the samples read so far; safe from any thread until :meth:`finish`."""
        self._queue.put(mark)

    def settle(self, timeout_s: float) -> bool:
        """Wait until everything read and marked so far is acknowledged, or the disk refused; tells whether it came."""
        reached = threading.Event()
        self._queue.put(reached)
        return reached.wait(timeout_s)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until reading has ended; tells whether it has."""
        self._reader.join(timeout_s)
        return not self._reader.is_alive()

    def finish(self) -> None:
        """Stop, write everything that was read, close the recording.

        A fault is kept in ``fault`` and not raised: what was recorded before it is good.
        """
        self.stop()
        if self._recorder is None:
            return
        self._reader.join()
        self._queue.put(None)
        self._writer.join()
        self._close(self._recorder)
        if self._surprise is not None:
            raise self._surprise

    def _read(self) -> None:
        """Body of the reader thread."""
        for step in (self._read_all, self._end_reading):
            try:
                step()
            except AcquisitionError as error:
                self._fail(error)
            except BaseException as error:  # a defect: it must neither vanish in the thread nor cost what was read
                self._surprise = self._surprise or error

    def _read_all(self) -> None:
        """Read until told to stop, or until there is no more."""
        self._source.start()
        if self._triggered is not None:
            self._wait_for_trigger(self._triggered)
        while not self._stop_asked.is_set() and self._read_block():
            pass

    def _wait_for_trigger(self, triggered: Callable[[], bool]) -> None:
        """Wait until samples come, or until told to stop. The driver's buffer keeps what comes between two looks."""
        while not triggered():
            if self._stop_asked.wait(TRIGGER_POLL_S):
                return
        self._enter(State.RUNNING, "samples are coming")

    def _read_block(self) -> bool:
        """Read one block into the queue; False when there are no more."""
        source = self._source
        n = source.block_samples
        if self.last_sample is not None:
            n = min(n, self.last_sample - source.next_index)
        if n <= 0:
            self.reason = "all samples asked for are there"
            return False
        if self._pace is not None:
            self._pace(source.next_index)
        buffer = self._free_block()
        block = source.read_into(contiguous_span(buffer, n))
        if block.n == 0:
            self.reason = "the source has ended"
            return False
        if self._live is not None:
            self._live.push(block)
        self._queue.put((block, buffer))
        for warning in self._watch.look(block):
            self._queue.put(warning.mark)
            if self._on_warning is not None:
                self._on_warning(warning.line)
        return True

    def _free_block(self) -> FloatArray:
        """Memory for the next block.

        Raises
        ------
        RecorderStalled
            The recorder holds all of it.
        """
        try:
            return self._free.get(block=self._patience_s > 0.0, timeout=self._patience_s or None)
        except Empty:
            raise RecorderStalled(
                "the disk did not keep up with the plates",
                "recorder",
                "record to a faster disk; what was read so far is kept",
                sample_index=self._source.next_index,
            ) from None

    def _end_reading(self) -> None:
        """Compare positions, stop the device, leave a mark that says how it ended."""
        position = self._source.read_position()
        self._source.stop()
        index = self._source.next_index
        if self.fault is None:
            self._enter(State.STOPPED, self.reason)
            self._queue.put({"mark": "stop", "index": index, "curr_read_pos": position, "reason": self.reason})
        else:
            self._queue.put(
                {
                    "mark": "fault",
                    "error": type(self.fault).__name__,
                    "message": self.fault.line,
                    "code": self.fault.code,
                    "index": index,
                    "curr_read_pos": position,
                    "lost": lost_span(self.fault),
                }
            )

    def _record(self) -> None:
        """Body of the recorder thread: in order, whatever comes, until told that no more will."""
        while (item := self._queue.get()) is not None:
            try:
                if not self._file_failed:
                    self._write(item)
            except OSError as error:
                self._fail(unwritable(error, self.acknowledged))
                self._abandon_file()
            except BaseException as error:  # a defect: it must neither vanish in the thread nor leave a hole
                self._surprise = self._surprise or error
                if isinstance(item, tuple):
                    self._abandon_file()
            finally:
                if isinstance(item, tuple):
                    self._free.put(item[1])
                elif isinstance(item, threading.Event):
                    item.set()

    def _write(self, item: Item) -> None:
        """Write a block or a mark, and tell that it is acknowledged."""
        assert self._recorder is not None
        if isinstance(item, threading.Event):
            return
        if isinstance(item, dict):
            self._recorder.mark(item)
            return
        block = item[0]
        self._recorder.append(block)
        self.acknowledged = block.next_index
        for mark in self._edges(block.first_index, block.volts) if self._edges is not None else ():
            self._recorder.mark(mark)
        if self._on_written is not None:
            self._on_written(self.acknowledged)

    def _abandon_file(self) -> None:
        """Write nothing more: a block behind a missing one would be a hole."""
        self._file_failed = True
        self._stop_asked.set()

    def _close(self, recorder: BlockRecorder) -> None:
        """End the file; rewriting it is for captures that went well."""
        if self._file_failed:
            recorder.abandon()
            return
        try:
            recorder.close(compress=self.fault is None)
        except OSError as error:
            self._fail(unwritable(error, self.acknowledged))

    def _leave(self, expected: State) -> None:
        if self.state is not expected:
            raise RuntimeError(f"the acquisition is {self.state.value}, not {expected.value}")

    def _enter(self, state: State, reason: str) -> None:
        with self._changing:
            if self.state is not State.FAULTED:
                self.state, self.reason = state, reason

    def _fail(self, error: AcquisitionError) -> None:
        """Keep the first fault."""
        with self._changing:
            if self.fault is None:
                self.fault, self.state, self.reason = error, State.FAULTED, error.line


def lost_span(fault: AcquisitionError) -> tuple[int, int] | None:
    """Samples that the device took and that never came, as far as its driver tells."""
    if isinstance(fault, SamplesLost) and fault.count is not None:
        return fault.first_missing, fault.first_missing + fault.count
    return None


def unwritable(error: OSError, acknowledged: int) -> RecorderStalled:
    """The fault of a disk that refuses."""
    return RecorderStalled(
        f"cannot be written any more: {error.strerror or error}",
        "recording",
        "make room or take another disk; what was written so far is kept",
        sample_index=acknowledged,
    )
