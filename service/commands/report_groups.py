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
    from service.lift_groups import jumps_alone, of_day

    with one_line_errors():
        wanted = checked_day(day, "--day")
        groups = _groups(documents, athlete)
        details = _details(len(groups), look)
        earlier = _groups([history], None) if history is not None else {}
        found = [of_day(lifts, wanted, earlier.get(code, ())) for code, lifts in groups.items()]
        days = [(today, before) for today, before in found if today]
        if not days:
            raise OptionNeeded(f"no lift on {day}", "--day", "give a day on which there are lifts, as 2026-11-22")
        _check_jumps([today for today, _ in days], documents)
        out.mkdir(parents=True, exist_ok=True)
        for today, before in days:
            if not jumps_alone(today):
                print(write_session(out, today, before, details))


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
    from service.lift_groups import between, jumps_alone

    with one_line_errors():
        limits = checked_day(first, "--from"), checked_day(last, "--to")
        groups = _groups(documents, athlete)
        details = _details(len(groups), look)
        chosen = [mine for lifts in groups.values() if (mine := between(lifts, *limits))]
        if not chosen:
            raise OptionNeeded("no lift in that time", "--from, --to", "give days between which there are lifts")
        _check_jumps(chosen, documents)
        out.mkdir(parents=True, exist_ok=True)
        for mine in chosen:
            if not jumps_alone(mine):
                print(write_progress(out, mine, details))


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


def _check_jumps(groups: list[list[Document]], paths: list[Path]) -> None:
    """Say how many plain jumps are left out; raises ``OptionNeeded`` where nothing else is there."""
    from acquisition.errors import OptionNeeded
    from service.lift_groups import jumps_alone, jumps_among

    if all(jumps_alone(each) for each in groups):
        where = ", ".join(map(str, paths))
        raise OptionNeeded(
            "plain jumps alone have no coach's page",
            where,
            "give documents of lifts; legdrive analyze --table lists jumps",
        )
    for each in groups:
        jumps = jumps_among(each)
        if jumps:
            athlete = str(each[0]["lift"].get("athlete") or "no athlete's code")
            left = f"{jumps} plain jump{'' if jumps == 1 else 's'} left out"
            told = f"{left}: no lift, no report" if jumps_alone(each) else left
            print(f"legdrive: {athlete}: {told}", file=sys.stderr)


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
