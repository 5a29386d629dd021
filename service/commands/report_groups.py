"""``legdrive report session`` and ``report athlete``: reports about many lifts, from their documents alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.days import checked_day
from service.commands.exit_status import one_line_errors
from service.commands.report_choices import PageOptions
from service.commands.unfolding import unfolded

if TYPE_CHECKING:
    from processing.result import Document
    from reports.details import ReportDetails

Documents = Annotated[
    list[Path],
    typer.Argument(metavar="FOLDER|FILES", help="Lift documents (JSON), or folders of them.", show_default=False),
]
Athlete = Annotated[
    str | None, typer.Option("--athlete", metavar="CODE", help="This athlete alone; left out, a report for each.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the reports.")]


@unfolded
def session(
    documents: Documents,
    look: PageOptions,
    day: Annotated[
        str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="The day; left out, each athlete's latest.")
    ] = None,
    athlete: Athlete = None,
    history: Annotated[
        Path | None, typer.Option("--history", metavar="DIR", help="Folder of documents of earlier lifts.")
    ] = None,
    out: Out = Path(),
) -> None:
    """Write the summary of an athlete's day: all lifts, every push, the transfer ladder. Prints the paths.

    Earlier days among the documents, and those of --history, are what the day is compared with.
    """
    from acquisition.errors import OptionNeeded
    from service.group_reports import write_session
    from service.lift_groups import of_day

    with one_line_errors():
        wanted = checked_day(day, "--day")
        groups = _groups(documents, athlete)
        details = _details(len(groups), look)
        earlier = _groups([history], None) if history is not None else {}
        out.mkdir(parents=True, exist_ok=True)
        written = 0
        for code, lifts in groups.items():
            today, before = of_day(lifts, wanted, earlier.get(code, ()))
            if today:
                print(write_session(out, today, before, details))
                written += 1
        if not written:
            raise OptionNeeded(f"no lift on {day}", "--day", "give a day on which there are lifts, as 2026-11-22")


@unfolded
def athlete(
    documents: Documents,
    look: PageOptions,
    athlete: Athlete = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day; left out, the first there is.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day; left out, the last there is.")
    ] = None,
    out: Out = Path(),
) -> None:
    """Write the report of an athlete's months: loads, signs and transfer by day. Prints the paths."""
    from acquisition.errors import OptionNeeded
    from service.group_reports import write_progress
    from service.lift_groups import between

    with one_line_errors():
        limits = checked_day(first, "--from"), checked_day(last, "--to")
        groups = _groups(documents, athlete)
        details = _details(len(groups), look)
        out.mkdir(parents=True, exist_ok=True)
        written = 0
        for lifts in groups.values():
            chosen = between(lifts, *limits)
            if chosen:
                print(write_progress(out, chosen, details))
                written += 1
        if not written:
            raise OptionNeeded("no lift in that time", "--from, --to", "give days between which there are lifts")


def _groups(paths: list[Path], athlete: str | None) -> dict[str, list[Document]]:
    """Documents by athlete; what was skipped is named on standard error."""
    from acquisition.errors import OptionNeeded
    from service.lift_groups import by_athlete, read_documents

    documents, skipped = read_documents(paths)
    for line in skipped:
        print(f"legdrive: {line}", file=sys.stderr)
    groups = by_athlete(documents, athlete)
    if not groups:
        codes = ", ".join(sorted(by_athlete(documents))) or "none"
        raise OptionNeeded(f"no lift of '{athlete}'", "--athlete", f"these have lifts: {codes}")
    return groups


def _details(athletes: int, look: PageOptions) -> ReportDetails:
    from acquisition.errors import OptionNeeded
    from reports.details import LabFonts, ReportDetails

    if look.athlete_name and athletes > 1:
        raise OptionNeeded(f"{athletes} athletes cannot bear one name", "--athlete-name", "give --athlete too")
    fonts = None if look.font is None else LabFonts(str(look.font))
    return ReportDetails(
        athlete=look.athlete_name,
        lab=look.lab,
        page_size=look.page.value,
        language=look.language.value,
        units=look.units.value,
        fonts=fonts,
    )
