"""``legdrive recording``."""

from __future__ import annotations

import typer

app = typer.Typer(help="The raw recording: what is in it, is it whole, save what is left.", no_args_is_help=True)


@app.command("info")
def info() -> None:
    """Not built yet."""
    raise NotImplementedError
