"""``legdrive serve``: what a laboratory runs."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import one_line_errors


def serve(
    lab: Annotated[
        Path | None, typer.Option("--lab", metavar="FILE", help="lab.toml; left out, the one in this folder.")
    ] = None,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="On simulated plates, in a folder and a store of their own.")
    ] = False,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Instead of the one in lab.toml; 0 has a free one.")
    ] = None,
    speed: Annotated[
        str, typer.Option("--speed", help="Of the simulated plates: '1' real time, '20', or 'free'.")
    ] = "1",
) -> None:
    """Serve the console, record, analyse and deliver, until Ctrl-C. Prints its address and opens nothing else."""
    from service.serving import check_web, running_lab, serve_lab, simulated_plates, simulated_settings
    from service.serving_place import (
        check_certificate,
        listening,
        mail_trouble,
        served_alone,
        tell_where,
        until_told,
    )
    from service.settings import read_settings

    with until_told(), one_line_errors(), ExitStack() as closing:
        settings = read_settings(lab)
        check_web(settings)
        check_certificate(settings.web)
        settings = simulated_settings(settings) if simulate else settings
        sign = closing.enter_context(served_alone(settings.folder))
        opened, address = closing.enter_context(listening(settings.web, port, tls=settings.web.certificate is not None))
        plates = closing.enter_context(simulated_plates(settings, speed)) if simulate else None
        running = closing.enter_context(running_lab(settings, plates))
        trouble = mail_trouble(settings.mail)
        if trouble:
            print(f"legdrive: {trouble}", file=sys.stderr, flush=True)
        print(f"Everything is kept in {settings.folder}. Ctrl-C ends it.", file=sys.stderr, flush=True)
        print(address, flush=True)
        tell_where(sign, address)
        serve_lab(running, settings, opened)
    print("Stopped.", file=sys.stderr, flush=True)
