"""A Typer program with the same commands as ``legdrive``, and nothing behind them."""

from __future__ import annotations

import typer

app = typer.Typer(name="legdrive", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
simulate = typer.Typer(no_args_is_help=True)
report = typer.Typer(no_args_is_help=True)
recording = typer.Typer(no_args_is_help=True)
rig = typer.Typer(no_args_is_help=True)


def nothing() -> None:
    """Do nothing."""


for name in ("demo", "doctor", "capture", "check", "zero", "reset-device", "analyze", "lifts", "export"):
    app.command(name)(nothing)
for name in ("device", "lift"):
    simulate.command(name)(nothing)
for name in ("lift", "session", "athlete", "verify"):
    report.command(name)(nothing)
for name in ("info", "verify", "salvage"):
    recording.command(name)(nothing)
for name in ("new", "check", "show"):
    rig.command(name)(nothing)
app.add_typer(simulate, name="simulate")
app.add_typer(report, name="report")
app.add_typer(recording, name="recording")
app.add_typer(rig, name="rig")

if __name__ == "__main__":
    app()
