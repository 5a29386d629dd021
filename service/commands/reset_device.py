"""``legdrive reset-device``: give a device free that something which is dead still holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import one_line_errors


def reset_device(
    rig: Annotated[Path, typer.Option("--rig", help="The laboratory's rig.toml: which device, at which address.")],
) -> None:
    """Abort whatever runs on the rig's device and give it free, also where another program uses it.

    For a device that stays busy (NI -50103) after a crash.
    """
    with one_line_errors():
        from acquisition.nidaqmx_source import reset_device
        from acquisition.rig import read_rig

        settings = read_rig(rig)
        reset_device(settings.address, settings.device)
        print(f"{settings.device} at {settings.address} is free.", file=sys.stderr)
