"""``legdrive athlete``: import, export, erase, and what is kept for how long."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from service.commands.account import LabOption
from service.commands.exit_status import FAILED, USAGE, one_line_errors

app = typer.Typer(help="Athletes: import, export, erase.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help="The athlete's code.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without it, only what would be done is said.")]


@app.command("import")
def import_athletes(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a row for each athlete.")],
    lab: LabOption = None,
) -> None:
    """Put athletes into the store from a table; where a row is wrong, nothing is imported and each fault is told."""
    from datetime import UTC, datetime

    from service.lab_store import opened, own_lab
    from service.lettering import why_unprintable
    from service.people import athlete_csv

    with one_line_errors(), opened(lab) as (settings, store):
        rows = athlete_csv.read_athletes(file)
        with store.transaction() as orm:
            done, problems = athlete_csv.import_athletes(orm, own_lab(orm, settings), rows, datetime.now(UTC))
            if problems:
                orm.rollback()
    if problems:
        for problem in problems:
            print(f"legdrive: {file}: {problem}", file=sys.stderr)
        raise typer.Exit(FAILED)
    for line, row in rows:
        name = "" if row.get("name") == athlete_csv.CLEARS else row.get("name", "")
        if why := why_unprintable(name, settings.reports):
            print(f"legdrive: {file}: line {line}: pages say {row['code']} for the name: {why}", file=sys.stderr)
    print(f"{file}: {done.added} new athletes, {done.changed} known ones")


@app.command("export")
def export_athlete(
    code: Code,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="A new or empty folder.")],
    lab: LabOption = None,
) -> None:
    """Write everything that is kept of one athlete: particulars, documents, PDFs, samples, what was done with them."""
    from datetime import UTC, datetime

    from service.lab_store import opened, own_lab
    from service.people import exporting

    with one_line_errors(), opened(lab) as (settings, store):
        home = store.run(lambda orm: own_lab(orm, settings))
        missing = exporting.export_athlete(store, home, settings.folder, code, out, datetime.now(UTC))
    for sentence in missing:
        print(f"legdrive: {sentence}", file=sys.stderr)
    print(f"{out / exporting.INDEX}: everything of {code}")


@app.command()
def erase(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="The athlete's code.", show_default=False)
    ] = None,
    listed: Annotated[
        Path | None, typer.Option("--from", metavar="ERASED.json", help="Everybody on the list of a newer store.")
    ] = None,
    yes: Yes = False,
    lab: LabOption = None,
) -> None:
    """Forget an athlete: name, documents, PDFs, links, and their samples in every recording. Cannot be undone.

    Says first what would go; `--yes` does it. Broken off, the same command goes on.
    """
    from datetime import UTC, datetime

    from service.lab_store import opened, own_lab
    from service.people.erase_list import apply_erase_list, read_erase_list, write_erase_list
    from service.people.erasing import erase_athlete, plan_erasure

    if (code is None) == (listed is None):
        print("legdrive: erase: give a CODE or --from ERASED.json", file=sys.stderr)
        raise typer.Exit(USAGE)
    with one_line_errors(), opened(lab) as (settings, store):
        home = store.run(lambda orm: own_lab(orm, settings))
        codes = [code] if code is not None else read_erase_list(listed or Path())
        if not yes:
            with store.reading() as orm:
                if code is not None:
                    told(plan_erasure(orm, home, settings.folder, code).lines())
                else:
                    told(codes)
            print("Nothing was erased. Give --yes to do it; it cannot be undone.")
        elif code is not None:
            told(erase_athlete(store, home, settings.folder, code, datetime.now(UTC)).lines())
            print(f"{code} is erased; {write_erase_list(store, settings.folder)} belongs into every backup")
        else:
            for plan in apply_erase_list(store, settings.folder, codes, datetime.now(UTC)):
                told(plan.lines())


@app.command()
def retain(
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="Keep so many days (keep_days of lab.toml).", show_default=False)
    ] = None,
    yes: Yes = False,
    lab: LabOption = None,
) -> None:
    """Let go of sessions that are older than the laboratory keeps: documents, PDFs, links, samples."""
    from datetime import UTC, datetime

    from service.lab_store import opened, own_lab
    from service.people import retention

    with one_line_errors(), opened(lab) as (settings, store):
        keep_days = days or settings.privacy.keep_days
        if keep_days is None:
            print("legdrive: retain: everything is kept; give --days or [privacy] keep_days", file=sys.stderr)
            raise typer.Exit(USAGE)
        home = store.run(lambda orm: own_lab(orm, settings))
        now = datetime.now(UTC)
        with store.reading() as orm:
            plan = retention.plan_retention(orm, home, settings.folder, keep_days, now)
        told(["Nothing is older."] if plan.empty else plan.lines())
        if yes:
            retention.retain(store, home, settings.folder, keep_days, now)
        elif not plan.empty:
            print("Nothing was let go of. Give --yes to do it; it cannot be undone.")


def told(lines: Iterable[str]) -> None:
    """Say lines."""
    for line in lines:
        print(line)
