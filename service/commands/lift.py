"""``legdrive lift``: the lifts of the store, one of them, and the same measured again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.days import checked_day
from service.commands.exit_status import NO_LIFT, one_line_errors
from service.commands.list_json import ListJson
from service.commands.store import LabFile

app = typer.Typer(help="Lifts in the store.", no_args_is_help=True)
LiftId = Annotated[
    str, typer.Argument(metavar="LIFT", help="Id of a lift, or its end as `lift list` prints it.", show_default=False)
]


@app.command("list")
def list_(
    lab: LabFile = None,
    athlete: Annotated[str | None, typer.Option("--athlete", metavar="CODE", help="Of this athlete.")] = None,
    day: Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="Of this day.")] = None,
    json_out: ListJson = None,
) -> None:
    """List lifts, oldest first: id, day and time, athlete, lift, load, result, state, verdict."""
    from service.documents import write_json
    from service.lab_store import opened
    from service.store.lift_list import LIST_SCHEMA, listed

    with one_line_errors(), opened(lab) as (_, store):
        rows = list(listed(store, athlete, checked_day(day)))
        if json_out is not None:
            write_json(json_out, {"schema": LIST_SCHEMA, "lifts": [row.document() for row in rows]})
        else:
            for row in rows:
                print(row.line)
        if not rows:
            raise typer.Exit(NO_LIFT)


@app.command("show")
def show(
    lift: LiftId,
    lab: LabFile = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the document; - prints it.")
    ] = None,
) -> None:
    """Show a lift: what is said of it, its versions, what became of its reports; or write its newest document."""
    from service.documents import write_json
    from service.lab_store import opened
    from service.store.lift_list import found_lift, newest_document, told

    with one_line_errors(), opened(lab) as (_, store):
        lift_id = found_lift(store, lift)
        if json_out is None:
            print("\n".join(told(store, lift_id)))
        else:
            write_json(json_out, newest_document(store, lift_id))


@app.command("redo")
def redo(
    lift: LiftId,
    lab: LabFile = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What the new version is for.")] = "",
) -> None:
    """Measure a lift again from its raw samples, and print what changed. A change is a new version; nothing is sent."""
    from service.lab_store import opened
    from service.redo import redo_lift
    from service.store.lift_list import found_lift

    with one_line_errors(), opened(lab) as (settings, store):
        print("\n".join(redo_lift(store, settings.folder, found_lift(store, lift), why).lines))
