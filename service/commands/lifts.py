"""``legdrive lifts``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from service.commands import file_options as typed
from service.commands.exit_status import one_line_errors

if TYPE_CHECKING:
    from acquisition.interchange.record import PlateRecord
    from processing.options import AnalysisOptions
    from processing.result import Document


def lifts(
    file: typed.File,
    kind: typed.Kind = None,
    bar_mass: typed.BarMass = None,
    left_plate: typed.LeftPlate = None,
    right_plate: typed.RightPlate = None,
    forward: typed.Forward = "+y",
    up: typed.Up = "+z",
    rig: typed.RigFile = None,
    rate: typed.Rate = None,
    json_path: typed.JsonOut = None,
) -> None:
    """List the lifts of a file, and what else happened on the plates and why it is no lift."""
    from acquisition.interchange.open_file import read_file

    with one_line_errors():
        options = typed.analysis_options(
            kind=kind,
            bar_mass_kg=bar_mass,
            left_plate=left_plate,
            right_plate=right_plate,
            forward=forward,
            up=up,
            rate_hz=rate,
        )
        record = read_file(file, rate, rig)
        for warning in record.warnings:
            print(f"legdrive: {file}: {warning}", file=sys.stderr)
        document = list_of(record, options)
        if json_path is not None:
            from service.documents import write_json

            write_json(json_path, document)
        else:
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
