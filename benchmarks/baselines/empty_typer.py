"""A Typer program with the same commands as ``legdrive``, and nothing behind them."""

from __future__ import annotations

import typer

app = typer.Typer(name="legdrive", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
simulate = typer.Typer(no_args_is_help=True)
report = typer.Typer(no_args_is_help=True)
recording = typer.Typer(no_args_is_help=True)
rig = typer.Typer(no_args_is_help=True)
store = typer.Typer(no_args_is_help=True)
lift = typer.Typer(no_args_is_help=True)
delivery = typer.Typer(no_args_is_help=True)
account = typer.Typer(no_args_is_help=True)
token = typer.Typer(no_args_is_help=True)
athlete = typer.Typer(no_args_is_help=True)


def nothing() -> None:
    """Do nothing."""


for name in (
    "demo",
    "doctor",
    "serve",
    "capture",
    "check",
    "zero",
    "reset-device",
    "analyze",
    "lifts",
    "export",
    "import",
):
    app.command(name)(nothing)
for name in ("device", "lift"):
    simulate.command(name)(nothing)
for name in ("lift", "session", "athlete", "verify"):
    report.command(name)(nothing)
for name in ("info", "verify", "salvage"):
    recording.command(name)(nothing)
for name in ("new", "check", "show"):
    rig.command(name)(nothing)
for name in ("check", "backup", "restore", "migrate"):
    store.command(name)(nothing)
for name in ("list", "show", "redo"):
    lift.command(name)(nothing)
for name in ("list", "retry", "withdraw"):
    delivery.command(name)(nothing)
for name in ("add", "list", "disable", "password", "pin"):
    account.command(name)(nothing)
for name in ("add", "list", "revoke"):
    token.command(name)(nothing)
account.add_typer(token, name="token")
for name in ("import", "export", "erase", "retain"):
    athlete.command(name)(nothing)
app.add_typer(simulate, name="simulate")
app.add_typer(report, name="report")
app.add_typer(recording, name="recording")
app.add_typer(rig, name="rig")
app.add_typer(store, name="store")
app.add_typer(lift, name="lift")
app.add_typer(delivery, name="delivery")
app.add_typer(account, name="account")
app.add_typer(athlete, name="athlete")

if __name__ == "__main__":
    app()
