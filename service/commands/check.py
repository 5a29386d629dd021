"""``legdrive check``: the daily corner press, and the point load."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import DONE, FAILED, USAGE, one_line_errors


def check(
    rig: Annotated[Path, typer.Option("--rig", help="The laboratory's rig.toml: plates, wiring, driver.")],
    point_load: Annotated[
        float | None,
        typer.Option("--point-load", metavar="KG", help="Measure a known weight of so many kg at five places a plate."),
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="Show the earlier checks and leave.")] = False,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="FILE", help="Where one mistake is found: write the mended rig file there."),
    ] = None,
) -> None:
    """Prove the plates: press each corner when it is asked for, or put a known weight on each mark.

    The corner press takes about a minute and proves channel map, polarity, left and right, and COP sign. Ends with 1
    where it did not pass, and names what is wrong.
    """
    from acquisition.rig import read_rig
    from service.commissioning_check import check_corners, check_point_load, show_history

    if point_load is not None and not 5.0 <= point_load <= 300.0:
        raise typer.BadParameter("a weight of 5 to 300 kg is needed", param_hint="--point-load")
    if write is not None and write.exists():
        print(f"legdrive: {write}: exists already; give a new file to --write", file=sys.stderr)
        raise typer.Exit(USAGE)
    with one_line_errors():
        known = read_rig(rig)
        if history:
            show_history(rig, known)
            raise typer.Exit(DONE)
        try:
            passed = (
                check_corners(rig, known, write) if point_load is None else check_point_load(rig, known, point_load)
            )
        except KeyboardInterrupt:
            print("\nStopped; nothing was kept.", file=sys.stderr)
            raise typer.Exit(FAILED) from None
    raise typer.Exit(DONE if passed else FAILED)
