"""``legdrive import``: earlier captures into the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import FAILED, one_line_errors
from service.commands.store import LabFile


def import_(
    source: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Recordings with lift documents beside them.", show_default=False)
    ],
    lab: LabFile = None,
) -> None:
    """Bring recordings and lift documents of earlier captures into the store; the same again does nothing."""
    from acquisition.errors import OptionNeeded
    from service.lab_store import opened, own_lab
    from service.store.importing import import_folder

    with one_line_errors(), opened(lab) as (settings, store):
        if not source.exists():
            raise FileNotFoundError(2, "no such file or folder", str(source))
        row = store.run(lambda orm: own_lab(orm, settings))
        found = list(import_folder(store, settings.folder, row, source))
        for each in found:
            print(each.line)
        if not found:
            raise OptionNeeded("holds no recording", str(source), "give the folder where capture wrote")
        if any(each.failed for each in found):
            raise typer.Exit(FAILED)
