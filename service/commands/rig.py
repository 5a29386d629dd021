"""``legdrive rig new|check|show``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import FAILED, one_line_errors

app = typer.Typer(help="The rig file: begin one, find its mistakes, see what it says.", no_args_is_help=True)
RigFile = Annotated[Path, typer.Argument(metavar="RIG.toml", help="The rig file.", show_default=False)]


class Plates(StrEnum):
    """Kinds that a file can be begun with."""

    amti = "amti"
    bertec = "bertec"
    kistler = "kistler"
    cells = "cells"


@app.command("new")
def new(
    plates: Annotated[Plates, typer.Option("--plates", help="Kind of the plates.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="File to write; nothing is overwritten.")] = Path("rig.toml"),
) -> None:
    """Write a commented rig file to begin with; its numbers are examples."""
    from acquisition.errors import UnreadableFile
    from service.rig_templates import template_text

    with one_line_errors():
        try:
            with out.open("x", encoding="utf-8") as file:
                file.write(template_text(plates.value))
        except FileExistsError:
            raise UnreadableFile("exists and is not overwritten", str(out), "give another name with --out") from None
    print(out)
    print("Replace every value marked <-, then run `legdrive rig check` and `legdrive rig show`.", file=sys.stderr)


@app.command("check")
def check(file: RigFile) -> None:
    """Explain every mistake, one line each, and end with 1; or say in a few lines what the rig comes to."""
    from acquisition.rig import read_rig
    from acquisition.rig_check import check_rig_file, notes
    from service.rig_summary import summary

    with one_line_errors():
        mistakes = check_rig_file(file)
        if not mistakes:
            rig = read_rig(file)
    if mistakes:
        for mistake in mistakes:
            print(f"{file}: {mistake.words}")
        count = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
        print(f"legdrive: {file}: {count}; every key is explained on the page on rig.toml", file=sys.stderr)
        raise typer.Exit(FAILED)
    print(f"{file}: no mistake found")
    for name, says in summary(rig):
        print(f"{name:<10}  {says}")
    for note in notes(rig):
        print(f"note        {note}")


@app.command("show")
def show(file: RigFile) -> None:
    """Draw plates, corners, axes and channels, seen from above with the lifter's forward up."""
    from rich.console import Console
    from rich.table import Table

    from acquisition.rig import read_rig
    from service.rig_drawing import corner_lines, drawn
    from service.rig_summary import channel_rows, line_rows, summary

    with one_line_errors():
        rig = read_rig(file)
    console = Console(highlight=False, markup=False)
    names = {"laboratory", "device", "clock"}
    for name, says in summary(rig):
        if name in names:
            console.print(f"{name:<10}  {says}", soft_wrap=True)
    console.print("\nSeen from above; ↑ is the lifter's forward, → the lifter's right\n")
    for line in drawn(rig.plates()):
        console.print(f"  {line}", soft_wrap=True)
    console.print("\nCorners, mm (right, forward)")
    for line in corner_lines(rig.plates()):
        console.print(line, soft_wrap=True)
    console.print()
    table = Table("place", "input", "plate", "measures", "wired", "range", box=None, pad_edge=False)
    for row in channel_rows(rig):
        table.add_row(*row)
    console.print(table)
    for line in line_rows(rig):
        console.print(line)
