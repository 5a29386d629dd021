"""Which sessions on device servers this computer has open, noted on its disk.

A program that is killed cannot close its session: the server keeps it, and with it the device. The note stays behind
too. A lock tells the two apart: a program holds the lock of its note as long as it lives, so a note whose lock can be
had was left by one that is dead.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from acquisition.recorder_lock import run_folder, take

OLD_S = 30 * 86_400.0
"""Age from which a note left behind is thrown away."""


def notes_folder() -> Path:
    """Where the notes lie; raises as :func:`acquisition.recorder_lock.run_folder`."""
    return run_folder() / "sessions"


@contextmanager
def noted(address: str, session: str) -> Iterator[None]:
    """Note a session while it is open; where the disk does not take the note, go on without."""
    with ExitStack() as closing:
        with suppress(OSError):
            path = notes_folder() / f"{session}.json"
            path.parent.mkdir(exist_ok=True)
            file = closing.enter_context(path.open("xb"))
            closing.callback(forget, session)
            take(file)
            file.write(json.dumps({"address": address, "session": session}).encode())
            file.flush()
        yield


def left_behind(address: str) -> list[str]:
    """Sessions on a server whose program is dead, oldest first."""
    found = []
    for path in sorted(notes(), key=age_s, reverse=True):
        with suppress(OSError, ValueError, KeyError, TypeError), path.open("r+b") as file:
            if not take(file):
                continue
            note = json.load(file)
            if note["address"] == address:
                found.append(str(note["session"]))
            elif age_s(path) > OLD_S:
                path.unlink()
    return found


def notes() -> list[Path]:
    """All notes; none where the folder cannot be had."""
    try:
        return list(notes_folder().glob("*.json"))
    except OSError:
        return []


def forget(session: str) -> None:
    """Throw the note of a session away."""
    with suppress(OSError):
        (notes_folder() / f"{session}.json").unlink()


def age_s(path: Path) -> float:
    """How long ago a note was written."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
