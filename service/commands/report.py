"""``legdrive report``: reports for coaches, and the proof that one is what it says."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commands import file_options as typed
from service.commands import report_groups
from service.commands.analyze import earlier_lifts
from service.commands.exit_status import DONE, FAILED, NO_LIFT, USAGE, one_line_errors
from service.commands.report_choices import PageOptions
from service.commands.unfolding import unfolded

if TYPE_CHECKING:
    from service.report_making import FileOutcome

app = typer.Typer(help="Reports for coaches (PDF), and the proof that one is what it says.", no_args_is_help=True)
app.command("session")(report_groups.session)
app.command("athlete")(report_groups.athlete)


@app.command("lift")
@unfolded
def lift(
    files: typed.Files,
    look: PageOptions,
    known: typed.LiftOptions,
    plates: typed.PlateOptions,
    reading: typed.ReadingOptions,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR|FILE.pdf", help="Folder for the reports, or the name of the one.")
    ] = Path(),
    history: typed.History = None,
    place: Annotated[str, typer.Option("--place", metavar="NAME", help="Room or platform to print.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A note to print under Try next.")] = "",
    changed: Annotated[
        str, typer.Option("--changed", metavar="TEXT", help="What changed since the last version, for its history.")
    ] = "",
    drills: Annotated[
        Path | None, typer.Option("--drills", metavar="FILE", help="The coach's own drills (TOML), in place of ours.")
    ] = None,
    bold_font: Annotated[
        Path | None, typer.Option("--bold-font", metavar="FILE", help="The same, bold; left out, --font is used.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes for several files; one a processor.")
    ] = None,
) -> None:
    """Write the two-page report of every lift of the files; prints their paths.

    A report that is there already is never written over: the new one gets the next version number.
    """
    from reports.details import LabFonts, ReportDetails
    from reports.drill_texts import read_drills
    from service.report_making import ReportOrder

    with one_line_errors():
        options = typed.analysis_options(plates, known, rate_hz=reading.rate_hz)
        files = typed.expanded(files)
        check_out(out, len(files))
        earlier = earlier_lifts(history)
        own_drills = read_drills(drills) if drills else ()
    details = ReportDetails(
        athlete=look.athlete_name,
        lab=look.lab,
        place=place,
        note=note,
        page_size=look.page.value,
        language=look.language.value,
        units=look.units.value,
        fonts=LabFonts(str(look.font), str(bold_font or "")) if look.font else None,
        drills=own_drills,
    )
    order = ReportOrder(options, details, out, changed, reading.rate_hz, reading.rig, reading.columns)
    raise typer.Exit(made(files, order, earlier, jobs))


def check_out(out: Path, files: int) -> None:
    """Make the folder where it is missing; raises ``OptionNeeded`` for one PDF that cannot hold the reports."""
    from acquisition.errors import OptionNeeded
    from service.report_making import one_file

    if not one_file(out):
        out.mkdir(parents=True, exist_ok=True)
    elif files > 1:
        raise OptionNeeded(f"is one path for the reports of {files} files", str(out), "give --out a folder")
    elif out.exists():
        raise OptionNeeded("exists already", str(out), "give --out a folder, or another name")


def made(files: list[Path], order: Any, earlier: list[Any], jobs: int | None) -> int:
    """Make the reports, tell of each file, and say the exit status."""
    from service.report_batch import ReportPool, jobs_for

    statuses = set()
    with one_line_errors(), ReportPool(order, earlier, jobs_for(len(files), jobs)) as pool:
        for _, outcome in with_bar(pool.make(files), len(files)):
            tell(outcome)
            statuses.add(outcome.status)
    return next((status for status in (FAILED, USAGE, NO_LIFT) if status in statuses), DONE)


def tell(outcome: FileOutcome) -> None:
    """Paths on standard output, words on standard error."""
    for line in outcome.lines:
        print(f"legdrive: {line}", file=sys.stderr)
    for path in outcome.written:
        print(path, flush=True)


def with_bar(outcomes: Iterable[Any], count: int) -> Iterator[Any]:
    """The outcomes, with a bar on standard error where several are waited for at a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("files"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    seen = console.is_terminal and count > 1
    with Progress(
        *columns, console=console, transient=True, disable=not seen, redirect_stdout=seen and sys.stdout.isatty()
    ) as bar:
        task = bar.add_task("files", total=count)
        for outcome in outcomes:
            yield outcome
            bar.advance(task)


@app.command("verify")
@unfolded
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="A report.", show_default=False)],
    reading: typed.ReadingOptions,
    recording: Annotated[
        Path | None, typer.Option("--recording", metavar="FILE", help="Where its samples are, above 2 kHz.")
    ] = None,
) -> None:
    """Compute a report's numbers again from its samples and draw its pages again: are they what the file shows?

    Ends with 0 where all is equal, with 1 and a line per difference where not.
    """
    from reports.checking.report_check import check_report

    with one_line_errors():
        found = check_report(file, recording, reading.read)
    if found.equal:
        print(f"{file}: {found.says}")
        return
    for fault in found.faults:
        print(f"{file}: {fault}")
    if found.note:
        print(f"legdrive: {file}: {found.note}", file=sys.stderr)
    raise typer.Exit(FAILED)
