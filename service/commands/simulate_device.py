"""``legdrive simulate device``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.exit_status import one_line_errors

if TYPE_CHECKING:
    from sim_data.daq_scenario import ServedDevice


class SessionName(StrEnum):
    """What happens on the simulated plates."""

    TRAINING = "training"
    QUIET = "quiet"
    EMPTY = "empty"


def device(
    session: Annotated[
        SessionName,
        typer.Option(
            help="'training': a whole session of one athlete; 'quiet': somebody steps on and stands; 'empty': nobody."
        ),
    ] = SessionName.TRAINING,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same lifts and the same noise.")] = 7,
    speed: Annotated[
        str, typer.Option(help="'1' real time, '20' twenty times faster, 'free' as fast as samples are read.")
    ] = "1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this computer; 0 has a free one chosen.")] = 0,
    folder: Annotated[Path, typer.Option(help="Folder for rig.toml and plan.json.")] = Path("simulated"),
) -> None:
    """Serve simulated force plates as an NI device, for any NI-DAQmx client, until Ctrl-C."""
    import signal
    import threading

    from sim_data.daq_scenario import clock_speed, served

    try:
        clock_speed(speed)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--speed") from None
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        one_line_errors(),
        served(session=session.value, seed=seed, speed=speed, folder=folder, port=port) as device_served,
    ):
        print(invitation(device_served, labelled=session is SessionName.TRAINING), flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("\nStopped.", flush=True)


def invitation(device_served: ServedDevice, *, labelled: bool) -> str:
    """What to do with the device that runs now; ``labelled`` where its plan has labels."""
    capture = f"legdrive capture --rig {device_served.rig} --out recordings"
    return "\n".join(
        [
            f"Simulated plates at {device_served.server.address}, device Dev1.",
            f"Rig file   {device_served.rig}",
            f"Plan       {device_served.plan}  (labels and truth)",
            "",
            "In another window:",
            f"  {capture} --plan {device_served.plan}" if labelled else f"  {capture}",
            "",
            "Ctrl-C ends it.",
        ]
    )
