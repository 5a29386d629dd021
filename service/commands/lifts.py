"""``legdrive lifts``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from service.commands import file_options as typed
from service.commands.exit_status import DONE, FAILED, USAGE, one_line_errors
from service.commands.unfolding import unfolded

if TYPE_CHECKING:
    from acquisition.interchange.record import PlateRecord
    from processing.options import AnalysisOptions
    from processing.result import Document


@unfolded
def lifts(
    file: typed.FileOrFolder,
    plates: typed.PlateOptions,
    reading: typed.ReadingOptions,
    kind: typed.Kind = None,
    bar_mass: typed.BarMass = None,
    json_path: typed.JsonOut = None,
) -> None:
    """List the lifts of a file, and what else happened on the plates and why it is no lift.

    Of a folder, every file that may hold plates is listed.
    """
    with one_line_errors():
        lift = typed.LiftOptions(kind=kind, bar_mass_kg=bar_mass)
        options = typed.analysis_options(plates, lift, rate_hz=reading.rate_hz)
        files = typed.expanded([file])
        check_place(files, json_path, reading.rig)
    outcomes = {DONE}
    for each in files:
        try:
            with one_line_errors():
                record = typed.read_record(each, reading)
                typed.check_up(record, options.up)
                tell(list_of(record, options), each, json_path)
        except typer.Exit as failed:
            outcomes.add(failed.exit_code)
    raise typer.Exit(next((status for status in (FAILED, USAGE) if status in outcomes), DONE))


def check_place(files: list[Path], json_path: Path | None, rig: Path | None) -> None:
    """Raise where the list cannot be written, or would be written over what is kept or over that of another file."""
    from acquisition.errors import OptionNeeded
    from service.outputs import STANDARD_OUTPUT, check_outputs

    check_outputs([json_path], (*files, rig))
    if len(files) > 1 and json_path is not None and str(json_path) != STANDARD_OUTPUT:
        raise OptionNeeded("one path for several files", "--json", "give one FILE, or --json -")


def tell(document: Document, file: Path, json_path: Path | None) -> None:
    """Write the list where it was asked for, or print it for a person."""
    if json_path is not None:
        from service.documents import write_json

        write_json(json_path, document)
        return
    from service.lift_table import print_list

    print_list(document, str(file))


def list_of(record: PlateRecord, options: AnalysisOptions) -> Document:
    """The ``legdrive/lifts/1`` document of a file."""
    from processing.detect import LiftList, find_lifts
    from processing.preparing import prepared
    from processing.wrench import plate_forces

    if record.n == 0:
        return LiftList(record.rate_hz).document()
    record = prepared(record)
    labels = typed.labels_of(record, options)
    return find_lifts(plate_forces(record, options), labels, record.first_index).document()
