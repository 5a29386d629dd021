"""One recorder per rig: a lock that says who holds it, and the file by which a running recorder is found again."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from acquisition.errors import ResourceBusy
from acquisition.rig import Rig

FOLDER_VARIABLE = "LEGDRIVE_RUN_DIR"
ENDING_S = 5.0
"""How long a recorder that has ended may take to go."""
LOOKED_AT_S = 0.25
"""How long a lock may be held by somebody who only looks whether its recorder lives."""
LEFT_S = 600.0
"""How long files of a recorder that is gone are kept: whoever was connected to it reads in them how it ended."""
LOG_S = 30 * 86_400.0
"""The same where it wrote into its log what should never happen."""


@dataclass(frozen=True)
class RecorderFacts:
    """What a recorder tells of itself in its file.

    Attributes
    ----------
    pid, port : int
        Of the process, and of its control channel on 127.0.0.1.
    token : str
        What a client has to know; the file can be read by its user only.
    rig, rig_sha256 : str
        Path of the rig file, and digest of its text.
    device : str
        The device and where it is, in words.
    since_utc : str
        When it started.
    n_channels, live_capacity : int
        Of the live ring.
    live : str
        Path of the live ring.
    recording : str
        Path of the recording; empty before it has begun.
    ended : dict or None
        Its last state, once it has ended.
    """

    pid: int
    port: int
    token: str
    rig: str
    rig_sha256: str
    device: str
    since_utc: str
    n_channels: int
    live_capacity: int
    live: str
    recording: str = ""
    ended: dict[str, Any] | None = None


def run_folder() -> Path:
    """Where locks and recorders' files lie: this user's own folder, also named by ``LEGDRIVE_RUN_DIR``.

    Raises
    ------
    PermissionError
        Somebody else owns it.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    user = str(os.getuid()) if sys.platform != "win32" else "user"
    base = Path(runtime) if runtime and Path(runtime).is_dir() else Path(tempfile.gettempdir())
    folder = Path(named) if named else base / f"legdrive-{user}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32" and folder.stat().st_uid != os.getuid():
        raise PermissionError(13, f"is another user's; set {FOLDER_VARIABLE} to a folder of your own", str(folder))
    return folder


def device_words(rig: Rig) -> str:
    """The device and where it is, as errors name it: whoever reads the same device has the same lock."""
    return f"{rig.device} at {rig.address}"


def rig_key(place: str) -> str:
    """Name of the lock of a device."""
    return hashlib.sha256(place.encode()).hexdigest()[:16]


class RecorderFile:
    """The file of a device's recorder.

    Parameters
    ----------
    place : str
        The device, as :func:`device_words` names it.
    """

    def __init__(self, place: str) -> None:
        self.path = run_folder() / f"recorder-{rig_key(place)}.json"

    def read(self) -> RecorderFacts | None:
        """What it says; ``None`` where there is none or it is of another version."""
        return read_facts(self.path)

    def write(self, facts: RecorderFacts) -> None:
        """Replace it as a whole, so that nobody reads half of it."""
        descriptor, name = tempfile.mkstemp(prefix=".recorder-", dir=self.path.parent)  # readable by this user only
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(facts), file)
        os.replace(name, self.path)


def read_facts(path: Path) -> RecorderFacts | None:
    """What a recorder's file says; ``None`` where there is none or it is of another version."""
    try:
        return RecorderFacts(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def recorders(folder: Path) -> list[RecorderFacts]:
    """The recorders that live: the lock of each is held."""
    living = []
    for path in sorted(folder.glob("recorder-*.json")):
        facts = read_facts(path)
        with suppress(OSError), path.with_suffix(".lock").open("a+b") as file:
            if facts is not None and facts.ended is None and not take(file):
                living.append(facts)
    return living


@contextmanager
def locked(place: str) -> Iterator[RecorderFile]:
    """Be the only recorder of a device until the block ends.

    The operating system holds the lock and lets go of it when the process dies, however it dies: a lock of a dead
    recorder is simply taken.

    Files of devices that nobody has recorded from for ten minutes are cleared away by whoever comes next, of whichever
    device.

    Raises
    ------
    ResourceBusy
        Another recorder lives; the message says which.
    """
    found = RecorderFile(place)
    with closing(taken(found, place)):
        clear_up_after_the_dead(found)
        yield found


def taken(own: RecorderFile, place: str) -> BinaryIO:
    """The open lock of a device, held; raises ``ResourceBusy`` where another recorder lives."""
    path, begun_s = own.path.with_suffix(".lock"), time.monotonic()
    while True:
        file = path.open("a+b")
        if take(file) and is_at(file, path):
            return file
        file.close()
        holder, waited_s = own.read(), time.monotonic() - begun_s
        if waited_s > (LOOKED_AT_S if holder is None or holder.ended is None else ENDING_S):
            raise ResourceBusy(holder_words(holder), place, "look at it with `legdrive capture --attach`")
        time.sleep(0.05)


def is_at(file: BinaryIO, path: Path) -> bool:
    """Whether an open file is still the one of this name: it may have been cleared away between opening and locking."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def clear_up_after_the_dead(own: RecorderFile) -> None:
    """Remove what recorders that are gone have left: live rings, which take up memory, and in the end their files.

    Parameters
    ----------
    own : RecorderFile
        Of the caller, who holds its lock: what it says is of a dead one too.
    """
    folder = own.path.parent
    for name in sorted({path.stem for path in folder.glob("recorder-*.*")}):
        if name == own.path.stem:
            remove_ring(own.path)
            continue
        lock = folder / f"{name}.lock"
        with suppress(OSError), lock.open("a+b") as file:
            if take(file) and is_at(file, lock):
                remove_ring(own.path.with_name(f"{name}.json"))
                remove_old(lock)


def remove_ring(path: Path) -> None:
    """Remove the live ring that a dead recorder's file names; the caller holds the recorder's lock."""
    facts = read_facts(path)
    if facts is not None and facts.ended is None:
        with suppress(OSError):
            Path(facts.live).unlink()


def remove_old(lock: Path) -> None:
    """Remove the files of a recorder that is long gone, its lock last; the caller holds it.

    The age is that of the newest file: a recorder that starts this moment has a new log, and no lock yet.
    """
    files = [lock.with_suffix(ending) for ending in (".json", ".log", ".lock")]
    there = {path: path.stat() for path in files if path.exists()}
    spoke = any(path.suffix == ".log" and told.st_size for path, told in there.items())
    if time.time() - max(told.st_mtime for told in there.values()) > (LOG_S if spoke else LEFT_S):
        for path in there:
            path.unlink()


def take(file: BinaryIO) -> bool:
    """Lock a file without waiting; tells whether it could be had."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def holder_words(facts: RecorderFacts | None) -> str:
    """Who holds the lock."""
    if facts is None or facts.ended is not None:
        return "another capture, check or zero uses the plates"
    what = f"records to {facts.recording}" if facts.recording else "has not begun to record"
    return f"is held by the recorder of process {facts.pid} since {facts.since_utc}, which {what}"
