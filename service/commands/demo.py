"""``legdrive demo``: the main job on simulated plates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import one_line_errors


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the files.")] = Path("demo"),
    speed: Annotated[
        str, typer.Option("--speed", help="'free' as fast as it is read, '1' real time, '20' twenty times faster.")
    ] = "free",
    seed: Annotated[int, typer.Option("--seed", help="Which simulated session.")] = 7,
) -> None:
    """Run a training session on simulated plates: recording, analyses and PDFs, no questions asked."""
    from service.demo import DemoSession
    from sim_data.daq_process import spawn

    with one_line_errors():
        out.mkdir(parents=True, exist_ok=True)
        with spawn(session="training", seed=seed, speed=speed, folder=out) as device:
            DemoSession(out, device.rig, device.plan).run()
