"""The main job on simulated plates: a captured training session, one analysis and one page per lift."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.rig import Rig, read_rig
from acquisition.zero import Zero
from processing.result import Document
from reports.comparison import compare
from reports.details import ReportDetails
from reports.shown import SIGNS
from reports.verdict import held, verdict
from reports.words.lift import kind_words
from service.capture import CaptureResult, CaptureSession
from service.capture_plan import read_plan
from service.capture_progress import CapturedLift, CaptureProgress
from service.group_reports import write_session
from service.lift_groups import by_athlete
from service.lift_reports import LiftReports

ATHLETE = "A. Example"


class DemoProgress(CaptureProgress):
    """A bar for the session, and a line for whatever happens in it."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("session"),
            BarColumn(),
            TextColumn("{task.fields[clock]} on the plates"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("session", total=None, clock="0:00")
        self._rate_hz = 1.0
        self.last_lift: CapturedLift | None = None
        """As the detector saw it."""

    def started(self, path: Path, rig: Rig, rate_hz: float, samples: int | None) -> None:
        """Show the bar."""
        self._rate_hz = rate_hz
        self._bar.start()
        self._bar.update(self._task, total=samples)

    def reached(self, index: int) -> None:
        """Move the bar."""
        seconds = int(index / self._rate_hz)
        self._bar.update(self._task, completed=index, clock=f"{seconds // 60}:{seconds % 60:02d}")

    def zeroed(self, zero: Zero) -> None:
        """Tell of the zero."""
        self.say(f"zero     {zero.fz_n:+.1f} N taken off the empty plates")

    def lifted(self, lift: CapturedLift) -> None:
        """Keep what the detector says."""
        self.last_lift = lift

    def weighed(self, weigh_in: WeighIn) -> None:
        """Move on: a weigh-in before each lift is nothing to read about."""

    def warned(self, text: str) -> None:
        """Tell what is not as it should be."""
        self.say(f"warning  {text}")

    def ended(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def say(self, line: str) -> None:
        """A line above the bar."""
        self._bar.console.print(line, highlight=False, markup=False, soft_wrap=True)


@dataclass
class DemoSession:
    """Capture, analyse and report a session from a rig and a plan of labels.

    Attributes
    ----------
    folder : Path
        Where the files go.
    rig, plan : Path
        ``rig.toml``, and the labels that a technician would type.
    console : Console
        Where the words go.
    """

    folder: Path
    rig: Path
    plan: Path
    console: Console = field(default_factory=lambda: Console(stderr=True))

    @property
    def documents(self) -> list[Document]:
        """The lifts' documents so far."""
        return self._reports.documents

    @property
    def pages(self) -> list[Path]:
        """Their reports."""
        return self._reports.pages

    def run(self) -> CaptureResult:
        """Run it; raises what :meth:`service.capture.CaptureSession.run` raises, and the fault that ended it."""
        started_s = time.monotonic()
        plan = read_plan(self.plan)
        attempts = sum(label.attempt is not None for label in plan.labels)
        details = ReportDetails(athlete=ATHLETE, lab=read_rig(self.rig).name, attempts=attempts or None)
        self._reports = LiftReports(self.folder, details)
        self._progress = DemoProgress(self.console)
        self._session = CaptureSession(self.rig, self.folder, plan=plan, on_lift=self._report, progress=self._progress)
        try:
            result = self._session.run()
        finally:
            self._progress.ended()
        if result.fault is not None:
            raise result.fault
        self._say_what_was_made(result, time.monotonic() - started_s)
        return result

    def _report(self, span: tuple[int, int], label: LiftLabel | None) -> None:
        """Write the report and the document of a lift, and tell of it."""
        document = self._reports.add(self._session.read(*span), self._progress.last_lift, span)
        self._progress.say(lift_line(document, self.documents[:-1]))

    def _say_what_was_made(self, result: CaptureResult, seconds: float) -> None:
        """The last lines: what, where, what next."""
        judged = [page for page, lift in zip(self.pages, self.documents, strict=True) if held(lift)]
        say = self._progress.say
        say("")
        say(
            f"Made {len(self.pages)} reports (PDF) and {len(self.pages)} analyses (JSON) from "
            f"{result.n / result.rate_hz / 60:.1f} min on simulated plates, in {seconds:.0f} s"
        )
        say(f"  in         {self.folder}/")
        for page in self._summaries():
            say(f"  the day    {page}")
        say(f"  recording  {result.path}")
        if judged:
            say(f"  look at    {judged[0]}")
        say(f"  try next   legdrive lifts {result.path}")
        say(f"             legdrive analyze {result.path} --lift-number {len(self.pages)}")

    def _summaries(self) -> list[Path]:
        """The summary of each athlete's day."""
        details = replace(self._reports.details, attempts=None)
        return [write_session(self.folder, lifts, (), details) for lifts in by_athlete(self.documents).values()]


def lift_line(document: Document, earlier: list[Document]) -> str:
    """One lift in one line: ``lift  7  snatch 92 kg  made    124 N·s  The leg push ended early.``"""
    lift = document["lift"]
    impulse = document["metrics"]["drive_impulse"]["value"]
    push = "push not measured" if impulse is None else f"push {impulse:.0f} N·s"
    load = "" if lift["load_kg"] is None else f"{lift['load_kg']:.0f} kg"
    sentence = verdict(document, compare(document, earlier, SIGNS)).sentence
    what = f"{kind_words(lift['kind'])} {load}"
    return f"lift {lift['attempt'] or 0:3d}  {what:<34} {lift['outcome']:<8} {push:<14} {sentence}"
