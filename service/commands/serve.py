"""``legdrive serve``: what a laboratory runs."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.exit_status import one_line_errors

if TYPE_CHECKING:
    from service.settings import LabSettings


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
    from service.lettering import check_fonts, lab_trouble
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
    from service.store_lock import store_served_alone

    with until_told(), one_line_errors(), ExitStack() as closing:
        settings = read_settings(lab)
        check_web(settings)
        check_certificate(settings.web)
        check_fonts(settings.reports)
        settings = simulated_settings(settings) if simulate else settings
        signs = [closing.enter_context(served_alone(settings.folder))]
        signs += filter(None, [closing.enter_context(store_served_alone(settings.store_url))])
        opened, address = closing.enter_context(listening(settings.web, port, tls=settings.web.certificate is not None))
        plates = closing.enter_context(simulated_plates(settings, speed)) if simulate else None
        running = closing.enter_context(running_lab(settings, plates))
        printed = {"name": settings.lab_name, "place": settings.place}
        for trouble in filter(None, [mail_trouble(settings.mail), *lab_trouble(printed, settings.reports)]):
            print(f"legdrive: {trouble}", file=sys.stderr, flush=True)
        print(f"Everything is kept in {settings.folder}. Ctrl-C ends it.", file=sys.stderr, flush=True)
        if simulate:
            print(f"Other commands reach it with --lab {lab_file_of(settings)}", file=sys.stderr, flush=True)
        print(address, flush=True)
        for sign in signs:
            tell_where(sign, address)
        serve_lab(running, settings, opened)
    print("Stopped.", file=sys.stderr, flush=True)


def lab_file_of(settings: LabSettings) -> Path:
    """Write the ``lab.toml`` by which other commands reach what is simulated; anew at each start."""
    import json

    from service.settings import LAB_FILE

    path = settings.folder / LAB_FILE
    lab = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.lab.model_dump().items()]
    head = "# Written by `legdrive serve --simulate` at each start, for --lab of other commands."
    path.write_text("\n".join([head, "[lab]", *lab, ""]), encoding="utf-8")
    return path
