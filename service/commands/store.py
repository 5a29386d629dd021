"""``legdrive store``: is it sound, into one file and back, to the newest tables."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import FAILED, one_line_errors

app = typer.Typer(help="The laboratory's store: check, back up, restore, migrate.", no_args_is_help=True)
LabFile = Annotated[
    Path | None,
    typer.Option(
        "--lab", metavar="FILE", help="lab.toml; left out, the one in the working folder.", show_default=False
    ),
]


@app.command("check")
def check(lab: LabFile = None) -> None:
    """Find rows without files, files without rows, changed files, spans beyond their recording, a broken audit."""
    from service.lab_store import opened
    from service.store.check import check_store

    with one_line_errors(), opened(lab, begin=False) as (settings, store):
        faults = 0
        for line in check_store(store, settings.folder):
            print(line)
            faults += 1
        if faults:
            raise typer.Exit(FAILED)
        print(f"{store.url}: sound")


@app.command("backup")
def backup(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="The backup, a zip archive.", show_default=False)],
    lab: LabFile = None,
    with_recordings: Annotated[bool, typer.Option("--with-recordings", help="Take the raw recordings along.")] = False,
) -> None:
    """Write everything into one file, while the service goes on."""
    from service.lab_store import opened
    from service.store.backup import backup as write

    with one_line_errors(), opened(lab, begin=False) as (settings, store):
        made = write(store, settings.folder, to, with_recordings=with_recordings)
        print(f"{to}: {sum(made.rows.values())} rows, {len(made.files)} files")


@app.command("restore")
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.", show_default=False)],
    lab: LabFile = None,
) -> None:
    """Put a backup into the empty place that lab.toml names; whoever was erased since is erased again."""
    from service.people.erase_list import NAME, apply_erase_list, read_erase_list
    from service.settings import read_settings
    from service.store.restoring import restore as read

    with one_line_errors():
        settings = read_settings(lab)
        erased = settings.folder / NAME
        codes = read_erase_list(erased) if erased.exists() else []
        store, made = read(settings.store_url, settings.folder, source)
        again = apply_erase_list(store, settings.folder, codes, datetime.now(UTC))
        store.close()
        print(f"{store.url}: {sum(made.rows.values())} rows of {made.made_at[:16]}, {len(made.files)} files")
        for plan in again:
            print(f"{plan.code}: erased again")


@app.command("migrate")
def migrate(lab: LabFile = None) -> None:
    """Bring a store of an earlier version to this one's tables. Make a backup first."""
    from service.settings import read_settings
    from service.store.engine import migrate_store

    with one_line_errors():
        print(migrate_store(read_settings(lab).store_url))
