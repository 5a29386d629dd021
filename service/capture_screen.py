"""A session on the terminal: what happens, line by line, and how far it is. All of it on standard error."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.recorder_space import space_words
from acquisition.rig import Rig
from acquisition.zero import Zero
from processing.detect import Activity
from processing.options import STANDARD_GRAVITY_M_S2
from service.capture_progress import CapturedLift, CaptureProgress


class CaptureScreen(CaptureProgress):
    """Prints to standard error; the moving line only appears on a terminal."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False)
        self._progress = Progress(
            TextColumn("{task.fields[clock]}"),
            BarColumn(30),
            TextColumn("{task.fields[room]}"),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._rate_hz, self._gravity_m_s2 = 1.0, STANDARD_GRAVITY_M_S2
        self.last_lift: CapturedLift | None = None
        """As the detector saw it."""
        self._task = self._progress.add_task("", total=None, clock="", room="")

    def started(self, path: Path, rig: Rig, rate_hz: float, samples: int | None) -> None:
        """Say what is recorded, and start the moving line."""
        self._rate_hz, self._gravity_m_s2 = rate_hz, rig.gravity_m_s2 or STANDARD_GRAVITY_M_S2
        simulated = " [bold]SIMULATED[/]" if rig.simulated else ""
        self._print(f"Recording {rig.name}{simulated} at {rate_hz:g} Hz to {path}. Ctrl-C ends the session.")
        self._progress.update(self._task, total=samples)
        self._progress.start()

    def reached(self, index: int) -> None:
        """Move the line."""
        self._progress.update(self._task, completed=index, clock=self._clock(index))

    def labelled(self, label: LiftLabel) -> None:
        """Say what was typed."""
        load = "" if label.load_kg is None else f"{label.load_kg:g} kg"
        words = [label.athlete or "", spoken(label.kind or ""), load]
        self._say(label.index, f"label: {' '.join(word for word in words if word)}")

    def zeroed(self, zero: Zero) -> None:
        """Say how much was zeroed away."""
        self._say(zero.stop, f"zero taken ({zero.fz_n:+.1f} N)")

    def weighed(self, weigh_in: WeighIn) -> None:
        """Say the mass."""
        mass_kg, error_kg = weigh_in.force_n / self._gravity_m_s2, weigh_in.uncertainty_n / self._gravity_m_s2
        self._say(weigh_in.stop, f"weigh-in {mass_kg:.2f} ± {error_kg:.2f} kg")

    def standing(self, activity: Activity, label: LiftLabel | None) -> None:
        """Say that the lifter stands with the bar."""
        assert activity.lift is not None
        load = "" if label is None or label.load_kg is None else f" {label.load_kg:g} kg"
        self._say(activity.stop, f"{spoken(activity.lift.kind)}{load}: stands with the bar")

    def lifted(self, lift: CapturedLift) -> None:
        """Say which lift it was."""
        self.last_lift = lift
        detected = lift.activity.lift
        assert detected is not None
        load = "" if lift.label is None or lift.label.load_kg is None else f" {lift.label.load_kg:g} kg"
        guessed = " (kind guessed)" if detected.kind_assumed else ""
        self._say(
            lift.span[1], f"[bold]lift {lift.number}[/]: {spoken(detected.kind)}{load}, {detected.outcome}{guessed}"
        )

    def room(self, hours: float) -> None:
        """Show it beside the moving line."""
        self._progress.update(self._task, room=f"room for {space_words(hours)}")

    def told(self, text: str) -> None:
        """Say it."""
        self._print(text)

    def warned(self, text: str) -> None:
        """Say it in yellow and in words."""
        self._print(f"[yellow]Warning:[/] {text}")

    def saved(self, text: str) -> None:
        """Say what there is now."""
        self._print(f"Saved {text}")

    def ended(self) -> None:
        """Take the moving line away."""
        self._progress.stop()

    def _say(self, index: int, words: str) -> None:
        self._print(f"{self._clock(index)}  {words}")

    def _print(self, text: str) -> None:
        """A line, however narrow the terminal."""
        self.console.print(text, soft_wrap=True)

    def _clock(self, index: int) -> str:
        """Minutes and seconds of a sample."""
        seconds = index / self._rate_hz
        return f"{int(seconds // 60):3d}:{seconds % 60:04.1f}"


def spoken(kind: str) -> str:
    """A lift kind as people write it."""
    return kind.replace("_", " ")
