"""``legdrive report``: reports for coaches, and the proof that one is what it says."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commands import file_options as typed
from service.commands.analyze import earlier_lifts
from service.commands.exit_status import DONE, FAILED, NO_LIFT, USAGE, one_line_errors

if TYPE_CHECKING:
    from service.report_making import FileOutcome

app = typer.Typer(help="Reports for coaches (PDF), and the proof that one is what it says.", no_args_is_help=True)


class Sheet(StrEnum):
    """What the pages are printed on; the drawing is the same."""

    A4 = "A4"
    LETTER = "Letter"


class Language(StrEnum):
    """Language of the pages."""

    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"


@app.command("lift")
def lift(
    files: typed.Files,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR|FILE.pdf", help="Folder for the reports, or the name of the one.")
    ] = Path(),
    history: Annotated[
        Path | None, typer.Option("--history", metavar="DIR", help="Folder of the athlete's earlier lift documents.")
    ] = None,
    language: Annotated[Language, typer.Option("--language", help="Language of the pages.")] = Language.ENGLISH,
    page: Annotated[Sheet, typer.Option("--page", help="The sheet.")] = Sheet.A4,
    athlete_name: Annotated[str, typer.Option("--athlete-name", metavar="NAME", help="Name to print.")] = "",
    lab: Annotated[str, typer.Option("--lab", metavar="NAME", help="Laboratory or club to print.")] = "",
    place: Annotated[str, typer.Option("--place", metavar="NAME", help="Room or platform to print.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A note to print under Try next.")] = "",
    changed: Annotated[
        str, typer.Option("--changed", metavar="TEXT", help="What changed since the last version, for its history.")
    ] = "",
    drills: Annotated[
        Path | None, typer.Option("--drills", metavar="FILE", help="The coach's own drills (TOML), in place of ours.")
    ] = None,
    font: Annotated[
        Path | None, typer.Option("--font", metavar="FILE", help="TrueType font for letters that the pages lack.")
    ] = None,
    bold_font: Annotated[
        Path | None, typer.Option("--bold-font", metavar="FILE", help="The same, bold; left out, --font is used.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="Processes for several files; one a processor.")
    ] = None,
    kind: typed.Kind = None,
    body_mass: typed.BodyMass = None,
    bar_mass: typed.BarMass = None,
    set_up: typed.SetUpChoice = "off-plates",
    foot_length: typed.FootLength = None,
    lift_number: typed.LiftNumber = None,
    left_plate: typed.LeftPlate = None,
    right_plate: typed.RightPlate = None,
    forward: typed.Forward = "+y",
    up: typed.Up = "+z",
    rig: typed.RigFile = None,
    rate: typed.Rate = None,
    columns: typed.Columns = None,
) -> None:
    """Write the two-page report of every lift of the files; prints their paths.

    A report that is there already is never written over: the new one gets the next version number.
    """
    from reports.details import LabFonts, ReportDetails
    from reports.drill_texts import read_drills
    from service.report_making import ReportOrder

    with one_line_errors():
        options = typed.analysis_options(
            kind=kind,
            body_mass_kg=body_mass,
            bar_mass_kg=bar_mass,
            set_up=set_up,
            foot_length_mm=foot_length,
            lift_number=lift_number,
            left_plate=left_plate,
            right_plate=right_plate,
            forward=forward,
            up=up,
            rate_hz=rate,
        )
        files = typed.expanded(files)
        check_out(out)
        earlier = earlier_lifts(history)
        own_drills = read_drills(drills) if drills else ()
    details = ReportDetails(
        athlete=athlete_name,
        lab=lab,
        place=place,
        note=note,
        page_size=page.value,
        language=language.value,
        fonts=LabFonts(str(font), str(bold_font or "")) if font else None,
        drills=own_drills,
    )
    order = ReportOrder(options, details, out, changed, rate, rig, columns)
    raise typer.Exit(made(files, order, earlier, jobs))


def check_out(out: Path) -> None:
    """Make the folder where it is missing; raises ``OptionNeeded`` for a PDF that is there already."""
    from acquisition.errors import OptionNeeded

    if out.suffix.lower() != ".pdf":
        out.mkdir(parents=True, exist_ok=True)
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
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="A report.", show_default=False)],
    recording: Annotated[
        Path | None, typer.Option("--recording", metavar="FILE", help="Where its samples are, above 2 kHz.")
    ] = None,
    rig: typed.RigFile = None,
    rate: typed.Rate = None,
    columns: typed.Columns = None,
) -> None:
    """Compute a report's numbers again from its samples and draw its pages again: are they what the file shows?

    Ends with 0 where all is equal, with 1 and a line per difference where not.
    """
    from acquisition.interchange.open_file import read_file
    from reports.checking.report_check import check_report

    with one_line_errors():
        found = check_report(file, recording, lambda path: read_file(path, rate, rig, columns))
    if found.equal:
        print(f"{file}: {found.says}")
        return
    for fault in found.faults:
        print(f"{file}: {fault}")
    if found.note:
        print(f"legdrive: {file}: {found.note}", file=sys.stderr)
    raise typer.Exit(FAILED)
