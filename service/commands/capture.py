"""``legdrive capture``: a session from the command line."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.exit_status import FAILED, one_line_errors

if TYPE_CHECKING:
    from service.capture import CaptureSession
    from service.capture_screen import CaptureScreen
    from service.lift_reports import LiftReports


def capture(
    rig: Annotated[Path, typer.Option("--rig", help="The laboratory's rig.toml: plates, wiring, driver.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the recording; it is made where it is missing.")
    ] = None,
    athlete: Annotated[str | None, typer.Option("--athlete", help="The athlete's code, never a name.")] = None,
    lift: Annotated[str | None, typer.Option("--lift", metavar="KIND", help="Kind of all lifts: snatch, …")] = None,
    load: Annotated[float | None, typer.Option("--load", metavar="KG", help="Bar with discs and collars.")] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", metavar="S", help="Stop by itself after this long.")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="FILE", help="Labels by sample (JSON), instead of the three above.")
    ] = None,
    attach: Annotated[
        bool,
        typer.Option("--attach", help="Go on with the recorder that runs on this rig, after a crash of this command."),
    ] = False,
    reports: Annotated[
        Path | None,
        typer.Option("--reports", metavar="DIR", help="Write report (PDF) and document (JSON) of each lift there."),
    ] = None,
) -> None:
    """Record a session: zero, weigh-ins and lifts are found on the way; Ctrl-C ends it.

    Standard output gets the path of the recording. The recorder is a process of its own: it records on where this
    command is killed.
    """
    from service.capture import CaptureSession
    from service.capture_plan import check_attach, checked_folder, checked_seconds, choose_plan
    from service.capture_screen import CaptureScreen

    screen = CaptureScreen()
    with one_line_errors():
        if attach:
            check_attach({"--out": out, "--athlete": athlete, "--lift": lift, "--load": load, "--seconds": seconds})
        chosen = choose_plan(plan, athlete, lift, load)
        folder = Path() if attach else checked_folder(out)
        if not attach:
            warn_of_rig(rig, screen.warned)
        session = CaptureSession(
            rig,
            folder,
            plan=chosen,
            on_lift=None if reports is None else lambda span, _: reported(session, screen, writer, span),
            seconds=checked_seconds(seconds),
            progress=screen,
            attach=attach,
        )
        writer = None if reports is None else report_writer(rig, reports)
        try:
            with stopped_by_signals(session.stop):
                result = session.run()
        finally:
            screen.ended()
    for warning in result.late_warnings:
        screen.warned(warning)
    screen.saved(result.saved)
    print(result.path)
    if result.fault is not None:
        print(f"legdrive: {result.fault.line}", file=sys.stderr)
        raise typer.Exit(FAILED)


def report_writer(rig: Path, folder: Path) -> LiftReports:
    """What writes the reports of the session; its folder is made where it is missing."""
    from acquisition.rig import read_rig
    from reports.details import ReportDetails
    from service.lift_reports import LiftReports

    folder.mkdir(parents=True, exist_ok=True)
    return LiftReports(folder, ReportDetails(lab=read_rig(rig).name))


def reported(session: CaptureSession, screen: CaptureScreen, writer: LiftReports | None, span: tuple[int, int]) -> None:
    """Write the report of a lift that has just ended; what hinders it is told, and the session goes on."""
    from acquisition.errors import LegdriveError

    if writer is None:
        return
    try:
        writer.add(session.read(*span), screen.last_lift, span)
        screen.told(f"Wrote {writer.pages[-1]}")
    except LegdriveError as error:
        screen.warned(f"no report of this lift: {error.line}")
    except OSError as error:
        screen.warned(f"no report of this lift: {error.strerror or error}")


def warn_of_rig(path: Path, warned: Callable[[str], None]) -> None:
    """Say what is implausible in the rig file, as ``legdrive rig check`` does; raises as reading it does."""
    from acquisition.rig import read_rig
    from acquisition.rig_check import check_rig_file

    read_rig(path)
    for mistake in check_rig_file(path):
        warned(f"{path}: {mistake.words}")


@contextmanager
def stopped_by_signals(stop: Callable[[str], None]) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM call ``stop``; a second one ends the program as usual."""

    def handle(number: int, frame: FrameType | None) -> None:
        signal.signal(number, before[signal.Signals(number)])
        stop(f"stopped by {signal.Signals(number).name}")

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
