"""``legdrive doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import FAILED


def doctor(
    bundle: Annotated[
        bool, typer.Option("--bundle", help="Also write a zip for a maintainer: no athletes' data in it.")
    ] = False,
) -> None:
    """Say what is there and what is not; ends with 1 only where something needed is broken."""
    from rich.console import Console
    from rich.table import Table

    from service.doctor import examine, write_bundle

    checks = examine()
    marks = {
        "ok": "[green]✓[/] ok",
        "warning": "[yellow]! look[/]",
        "missing": "– not here",
        "broken": "[red]✗ broken[/]",
    }
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in checks:
        table.add_row(check.name, marks[check.verdict], check.says)
    Console().print(table)
    if bundle:
        print(f"Wrote {write_bundle(checks, Path.cwd()).name}")
    if any(check.verdict == "broken" for check in checks):
        raise typer.Exit(FAILED)
