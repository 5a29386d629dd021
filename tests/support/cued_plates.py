"""Simulated plates in a process of their own on which happens what a test says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from acquisition.recorder_lock import RecorderFile, device_words
from acquisition.rig import read_rig

PROGRAM = Path(__file__).with_name("cued_program.py")
LONGEST_S = 60.0


class CuedPlates:
    """Plates that are empty until they are told what happens.

    Parameters
    ----------
    folder : Path
        For their rig file.
    speed : str
        Times real time.
    """

    def __init__(self, folder: Path, speed: str) -> None:
        command = [sys.executable, "-P", str(PROGRAM), str(folder), speed]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.rig = Path(self._answer()["rig"])

    def cue(self, do: str, **how: Any) -> int:
        """Let something happen now, after what happens already; the sample at which it is over."""
        assert self._child.stdin is not None
        print(json.dumps({"do": do, **how}), file=self._child.stdin, flush=True)
        return int(self._answer()["stop"])

    def _answer(self) -> dict[str, Any]:
        assert self._child.stdout is not None
        found: dict[str, Any] = json.loads(self._child.stdout.readline())
        return found

    def end(self) -> None:
        """Switch them off."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait(LONGEST_S)
        self._child.stdout.close()

    def recorder(self) -> int | None:
        """Process id of the recorder that has them."""
        facts = RecorderFile(device_words(read_rig(self.rig))).read()
        return None if facts is None else facts.pid
