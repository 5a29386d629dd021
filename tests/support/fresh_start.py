"""What a command imports in a fresh process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path


def imported_of(names: Collection[str], arguments: list[str], folder: Path) -> list[str]:
    """Which of some modules a command has imported by its end; it must end with 0."""
    script = (
        "import sys; from service.cli import app\n"
        f"try: app({arguments!r})\n"
        "except SystemExit as leaving: print('exit', leaving.code)\n"
        f"print(*sorted(set(sys.modules) & set({sorted(names)!r})))"
    )
    command = [sys.executable, "-P", "-c", script]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout
    *_, ended, found = told.removesuffix("\n").split("\n")
    assert ended == "exit 0", told[-500:]
    return found.split()


def simulated_lift(folder: Path) -> None:
    """A lift as ``lift.c3d``."""
    command = [sys.executable, "-P", "-m", "service.cli", "simulate", "lift", "--out", str(folder / "lift.c3d")]
    subprocess.run(command, capture_output=True, check=True)
