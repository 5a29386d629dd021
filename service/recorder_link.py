"""The service's end of a recorder: starts its process or finds a running one, and speaks to it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from acquisition.errors import AcquisitionError, OptionNeeded, RecorderLost
from acquisition.live_file import open_ring
from acquisition.live_ring import LiveRing
from acquisition.recorder_control import ControlClient
from acquisition.recorder_fault import fault_of, raise_fault
from acquisition.recorder_lock import RecorderFacts, RecorderFile, device_words, rig_key, run_folder
from acquisition.recording.writer import plain_number
from acquisition.rig import Rig
from acquisition.stream import Mark

START_S = 60.0
"""How long a recorder may take to open the plates."""
STEP_S = 1.0
END_S = 10.0
Facts = dict[str, Any]

if sys.platform == "win32":
    DETACHED = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
else:
    DETACHED = 0


@dataclass(frozen=True)
class Replay:
    """A recording to be played again instead of plates; as :class:`acquisition.replay_source.ReplaySource`."""

    path: Path
    speed: float | None = None


class RecorderLink:
    """A connection to a recorder; for one thread at a time.

    Attributes
    ----------
    facts : RecorderFacts
        What its file said.
    live : LiveRing
        The newest samples, for peeking.
    state : dict
        What it said of itself last, see :meth:`acquisition.recorder.Recorder.state`.
    lost : RecorderLost or None
        Set once it does not answer any more; orders are then without effect.
    """

    def __init__(self, facts: RecorderFacts, child: subprocess.Popen[bytes] | None = None) -> None:
        self.facts, self._child = facts, child
        self.lost: RecorderLost | None = None
        self._client = ControlClient(facts.port, facts.token)
        self.live: LiveRing = open_ring(Path(facts.live), facts.n_channels, facts.live_capacity)
        self.state: Facts = {}
        self._warned = 0
        self._news: list[str] = []
        self._take(self._client.ask("state", warned=0))

    @classmethod
    def start(cls, rig_path: Path, rig: Rig, replay: Replay | None = None) -> Self:
        """Start a recorder process; it has opened the plates when this returns.

        Parameters
        ----------
        rig_path : Path
            ``rig.toml``.
        rig : Rig
            What it says.
        replay : Replay, optional
            Instead of plates.

        Raises
        ------
        AcquisitionError
            The plates cannot be opened, or another recorder has them.
        """
        place = device_words(rig) if replay is None else f"replay of {replay.path}"
        words = [f"--rig={rig_path}"]
        if replay is not None:
            words += [f"--replay={replay.path}"] + ([] if replay.speed is None else [f"--speed={replay.speed}"])
        with log_path(place).open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-P", "-m", "acquisition.recorder_process", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # neither Ctrl-C nor a closed terminal reaches it
                creationflags=DETACHED,
            )
        try:
            wait_until_ready(child)
            facts = RecorderFile(place).read()
            if facts is None or facts.pid != child.pid:
                raise RecorderLost("left no file to be found by", place, f"look into {run_folder()}")
            return cls(facts, child)
        except BaseException:
            child.kill()
            child.wait()
            raise

    @classmethod
    def attach(cls, rig: Rig) -> Self:
        """Find the recorder that runs on a rig.

        Raises
        ------
        OptionNeeded
            There is none; the message says how the last one ended.
        """
        facts = RecorderFile(device_words(rig)).read()
        if facts is not None and facts.ended is None and facts.recording:
            with suppress(RecorderLost, OSError):
                return cls(facts)
        raise OptionNeeded(f"no recorder runs{last_words(facts)}", device_words(rig), "leave out --attach")

    def arm(self) -> None:
        """Reserve the device; raises what the driver raises."""
        self._take(self._client.ask("arm", START_S, warned=self._warned))

    def begin(self, folder: Path, name: str, samples: int | None = None) -> Path:
        """Start recording into a new file of a folder, to stop by itself after ``samples``; returns its path.

        Raises
        ------
        OSError
            The folder cannot be written to.
        """
        self._client.ask("follow")
        where = str(folder.resolve())
        self._take(self._client.ask("start", folder=where, name=name, samples=samples, warned=self._warned))
        return folder / Path(self.state["recording"]).name

    def follow(self) -> int:
        """Look at all samples from now on; returns the index of the next one."""
        return int(self._client.ask("follow")["next_index"])

    def finish(self) -> None:
        """Nothing more will be marked: the recording may be closed once reading has ended."""
        self._order("finish")

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until reading has ended, or the recorder is lost; tells whether it has."""
        return self._wait("wait", STEP_S if timeout_s is None else timeout_s)

    def wait_closed(self) -> None:
        """Wait until the recording is closed, or the recorder is lost."""
        while not self._wait("wait_closed", STEP_S):
            pass

    def stop(self, reason: str = "stopped by hand") -> None:
        """Ask it to stop after the block that it is reading."""
        self._order("stop", reason=reason)

    def mark(self, mark: Mark) -> None:
        """Write a mark behind the samples read so far."""
        self._order("mark", mark=json.loads(json.dumps(mark, default=plain_number, allow_nan=False)))

    def seen(self, index: int) -> None:
        """Tell that everything before ``index`` was looked at: plates that wait for us may go on."""
        self._order("seen", index=index)

    def settle(self, timeout_s: float) -> bool:
        """Wait until everything read and marked so far is acknowledged; tells whether it came."""
        return bool(self._order("settle", timeout_s).get("settled", False))

    def warnings(self) -> list[str]:
        """What the recorder has to say and has not said yet."""
        new, self._news = self._news, []
        return new

    @property
    def fault(self) -> AcquisitionError | None:
        """What ended the recording, where something failed."""
        found = None if self.state["fault"] is None else fault_of(self.state["fault"])
        return found if isinstance(found, AcquisitionError) else self.lost

    def close(self) -> None:
        """Leave; the end of a recorder that we have started is waited for, unless it records on."""
        self._client.close()
        records_on = self.state["recording"] and not self.state["closed"] and self.lost is None
        if self._child is not None and not records_on:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(END_S)
        log = log_path(self.facts.device)
        with suppress(OSError):
            if not records_on and not log.stat().st_size:
                log.unlink()

    def _wait(self, order: str, timeout_s: float) -> bool:
        reply = self._order(order, timeout_s, warned=self._warned)
        self._take(reply)
        return self.lost is not None or bool(reply["came"])

    def _take(self, reply: Facts) -> None:
        """Keep what the recorder said of itself."""
        news = reply.get("warnings", [])
        self._warned += len(news)
        self._news += news
        self.state |= reply

    def _order(self, do: str, timeout_s: float = 0.0, **details: Any) -> Facts:
        """Give an order; nothing happens where the recorder is lost."""
        if self.lost is None:
            try:
                return self._client.ask(do, timeout_s, **details)
            except RecorderLost as error:
                self.lost = error
        return {}


def log_path(place: str) -> Path:
    """Where the recorder of a device writes what should never happen."""
    return run_folder() / f"recorder-{rig_key(place)}.log"


def wait_until_ready(child: subprocess.Popen[bytes]) -> None:
    """Wait for the recorder's one line; raises the fault that it tells."""
    assert child.stdout is not None
    watch = threading.Timer(START_S, child.kill)
    watch.start()
    try:
        with child.stdout as told:
            line = told.readline()
    finally:
        watch.cancel()
        watch.join()
    if not line:
        raise RecorderLost("did not start", "recorder", f"look into the newest log in {run_folder()}")
    facts = json.loads(line)
    if "fault" in facts:
        child.wait(END_S)
        raise_fault(facts["fault"])


def last_words(facts: RecorderFacts | None) -> str:
    """How the last recorder ended."""
    if facts is None or not facts.recording:
        return ""
    how = "was killed" if facts.ended is None else facts.ended["reason"]
    return f"; the last one recorded to {facts.recording} ({how})"
