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
    SINGLE = "single"
    QUIET = "quiet"
    EMPTY = "empty"
    CORNERS = "corners"
    POINT_LOAD = "point_load"
    BAR = "bar"


class PlatesName(StrEnum):
    """Which simulated plates."""

    AMTI = "amti"
    BERTEC = "bertec"
    KISTLER = "kistler"
    CELLS = "cells"
    CELLS_9237 = "cells-9237"


CHECKS = {
    SessionName.CORNERS: "legdrive check",
    SessionName.POINT_LOAD: "legdrive check --point-load 20",
    SessionName.BAR: "legdrive zero",
}
"""What the sessions for commissioning answer to."""


def device(
    session: Annotated[
        SessionName,
        typer.Option(
            help="'training': a whole session of one athlete; 'single': one snatch; "
            "'quiet': somebody steps on and stands; 'empty': nobody; "
            "'corners': every corner is pressed; 'point_load': 20 kg here and there; 'bar': a bar lies on the plates."
        ),
    ] = SessionName.TRAINING,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same lifts and the same noise.")] = 7,
    speed: Annotated[
        str, typer.Option(help="'1' real time, '20' twenty times faster, 'free' as fast as samples are read.")
    ] = "1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this computer; 0 has a free one chosen.")] = 0,
    folder: Annotated[Path, typer.Option(help="Folder for rig.toml and plan.json.")] = Path("simulated"),
    plates: Annotated[
        PlatesName,
        typer.Option(help="Kind of plates; 'cells': four vertical cells; 'cells-9237': bridges of two NI 9237."),
    ] = PlatesName.AMTI,
    interleaved: Annotated[
        bool, typer.Option("--interleaved", help="Have the rig file take the channels of both plates in turns.")
    ] = False,
) -> None:
    """Serve simulated force plates as an NI device, for any NI-DAQmx client, until Ctrl-C."""
    import signal
    import threading

    from sim_data.daq_scenario import clock_speed, served

    try:
        clock_speed(speed)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--speed") from None
    for number in (signal.SIGINT, signal.SIGTERM):  # both, though a shell may have set them to be ignored
        signal.signal(number, signal.default_int_handler)
    with (
        one_line_errors(),
        served(
            session=session.value,
            seed=seed,
            speed=speed,
            folder=folder,
            port=port,
            plates=plates.value,
            interleaved=interleaved,
        ) as device_served,
    ):
        print(invitation(device_served, session), flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("\nStopped.", flush=True)


def invitation(device_served: ServedDevice, session: SessionName) -> str:
    """What to do with the device that runs now."""
    command = f"{CHECKS.get(session, 'legdrive capture')} --rig {device_served.rig}"
    if session not in CHECKS:
        command += " --out recordings"
    if session in (SessionName.TRAINING, SessionName.SINGLE):
        command += f" --plan {device_served.plan}"
    return "\n".join(
        [
            f"Simulated plates at {device_served.server.address}, device {device_served.server.sessions.device.name}.",
            f"Rig file   {device_served.rig}",
            f"Plan       {device_served.plan}  (labels and truth)",
            "",
            "In another window:",
            f"  {command}",
            "",
            "Ctrl-C ends it.",
        ]
    )
