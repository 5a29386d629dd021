"""``legdrive zero``: prove that the plates are empty and still."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import FAILED, one_line_errors


def zero(
    rig: Annotated[Path, typer.Option("--rig", help="The laboratory's rig.toml: plates, wiring, driver.")],
    anew: Annotated[
        bool, typer.Option("--anew", help="Do not compare with the last zero: the plates are empty, they have drifted.")
    ] = False,
    age: Annotated[bool, typer.Option("--age", help="Say how old the last zero is and leave.")] = False,
) -> None:
    """Take the zero: the mean of one second of empty, still plates; kept beside the rig file.

    Ends with 1 and says the newtons where something lies on the plates, or which plate moves.
    """
    from acquisition.rig import read_rig
    from service.commissioning_check import say_zero_age, zero_plates

    with one_line_errors():
        known = read_rig(rig)
        try:
            print(say_zero_age(rig, known) if age else zero_plates(rig, known, anew=anew))
        except KeyboardInterrupt:
            print("\nStopped; nothing was kept.", file=sys.stderr)
            raise typer.Exit(FAILED) from None
