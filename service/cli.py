"""The ``legdrive`` command."""

from __future__ import annotations

import os

import typer

from service.commands import (
    account,
    analyze,
    athlete,
    capture,
    check,
    delivery,
    demo,
    doctor,
    export,
    import_,
    lift,
    lifts,
    recording,
    report,
    reset_device,
    rig,
    serve,
    simulate_device,
    simulate_lift,
    store,
    zero,
)

app = typer.Typer(
    name="legdrive",
    help="Force plates for the snatch and the clean: from the DAQ wires to a coach's page.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
simulate = typer.Typer(help="Simulated plates and lifts, with the truth beside them.", no_args_is_help=True)

app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("serve")(serve.serve)
app.command("capture")(capture.capture)
app.command("check")(check.check)
app.command("zero")(zero.zero)
app.command("reset-device")(reset_device.reset_device)
app.command("analyze")(analyze.analyze)
app.command("lifts")(lifts.lifts)
app.command("export")(export.export)
app.command("import")(import_.import_)
simulate.command("device")(simulate_device.device)
simulate.command("lift")(simulate_lift.lift)
app.add_typer(simulate, name="simulate")
app.add_typer(report.app, name="report")
app.add_typer(recording.app, name="recording")
app.add_typer(rig.app, name="rig")
app.add_typer(store.app, name="store")
app.add_typer(lift.app, name="lift")
app.add_typer(delivery.app, name="delivery")
app.add_typer(account.app, name="account")
app.add_typer(athlete.app, name="athlete")


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    """Say the version where asked."""
    if version:
        from importlib.metadata import version as installed

        print(installed("legdrive"))
        raise typer.Exit(0)
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """Run the command line; the entry point of the ``legdrive`` script."""
    # Before NumPy is imported: its BLAS would start threads, a tenth of the time of a lift, for products of 6 by 6.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app()


if __name__ == "__main__":
    main()
