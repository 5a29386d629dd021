"""``legdrive export``."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import file_options as typed
from service.commands.exit_status import one_line_errors
from service.commands.unfolding import unfolded

if TYPE_CHECKING:
    from acquisition.interchange.record import PlateRecord
    from acquisition.plate import FloatArray
    from processing.samples import RecordSamples


class Format(StrEnum):
    """What a file of samples may be."""

    CSV = "csv"
    PARQUET = "parquet"
    C3D = "c3d"
    JSON = "json"


@unfolded
def export(
    file: typed.File,
    plates: typed.PlateOptions,
    reading: typed.ReadingOptions,
    to: Annotated[Path, typer.Option("--to", metavar="OUT", help="The file to write.")],
    form: Annotated[
        Format | None, typer.Option("--format", help="Left out: as the ending of OUT says.", show_default=False)
    ] = None,
    cop_floor_n: Annotated[
        float, typer.Option("--cop-floor", metavar="N", min=0.0, help="Load in newtons under which COP is left empty.")
    ] = 50.0,
    force: Annotated[bool, typer.Option("--force", help="Write over OUT where it exists.")] = False,
) -> None:
    """Write forces, moments and centres of pressure of every sample, in the file's own laboratory frame.

    A CSV gets a page of its units beside it: OUT.units.json.
    """
    from processing.samples import record_samples

    with one_line_errors():
        chosen = checked_output(to, form, (file, reading.rig), force=force)
        options = typed.analysis_options(plates)
        record = typed.read_record(file, reading)
        check_plate_numbers(record, plates.left_plate, plates.right_plate)
        typed.check_up(record, plates.up)
        samples = record_samples(record, options, cop_floor_n)
        write_samples(to, chosen, record, samples)
    print(f"{to}: {record.n} samples of {len(record.plates)} plates at {record.rate_hz:g} Hz", file=sys.stderr)


def check_plate_numbers(record: PlateRecord, left_plate: int | None, right_plate: int | None) -> None:
    """Raise ``OptionNeeded`` for a plate that the file has not; the table names plates by number, not by side."""
    from processing.frames import plate_index

    for option, number in (("--left-plate", left_plate), ("--right-plate", right_plate)):
        if number is not None:
            plate_index(number, option, len(record.plates), record.path)


def checked_output(to: Path, form: Format | None, inputs: tuple[Path | None, ...], *, force: bool) -> Format:
    """The format to write.

    Raises
    ------
    OptionNeeded
        It is not told, or the file exists; even with ``force`` it may not be a recording, nor what is read.
    FileNotFoundError
        Its folder is not there.
    """
    from acquisition.errors import OptionNeeded
    from acquisition.interchange.sidecar import sidecar_path
    from service.outputs import check_output

    endings = {f".{each}": each for each in Format}
    check_output(to, inputs, over_exports=True)
    if form is None and to.suffix.lower() not in endings:
        raise OptionNeeded("its ending says no format", str(to), f"give --format {'|'.join(Format)}")
    if to.exists() and not force:
        raise OptionNeeded("exists already", str(to), "give --force to write over it, or another --to OUT")
    chosen = form or endings[to.suffix.lower()]
    if chosen is Format.CSV:
        with suppress(OSError):  # what is wrong with the place is told by the name that was typed
            check_output(sidecar_path(to), inputs, over_exports=True)
    return chosen


def write_samples(to: Path, form: Format, record: PlateRecord, samples: RecordSamples) -> None:
    """Write the file beside its place and move it there, so that a broken-off run leaves no half file.

    Raises
    ------
    OptionNeeded
        A C3D file cannot hold such samples.
    """
    from acquisition.interchange.sidecar import sidecar, sidecar_path, write_sidecar
    from acquisition.interchange.write_c3d import check_c3d
    from service.documents import moved_to

    if form is Format.C3D:
        check_c3d(record.path, record.plates, *plate_wrenches(samples), record.first_index)
    with moved_to(to, f".{form}") as partial:
        _write(partial, form, record, samples)
        if form is Format.CSV:
            with moved_to(sidecar_path(to)) as page:
                write_sidecar(page, sidecar(record, samples.columns()))


def plate_wrenches(samples: RecordSamples) -> tuple[list[FloatArray], list[FloatArray]]:
    """Forces and moments of the plates."""
    return [plate.force_n for plate in samples.plates], [plate.moment_nm for plate in samples.plates]


def _write(path: Path, form: Format, record: PlateRecord, samples: RecordSamples) -> None:
    from acquisition.interchange import tables
    from acquisition.interchange.write_c3d import write_c3d

    facts = {
        "path": record.path,
        "samples_sha256": record.samples_sha256,
        "sample_rate_hz": repr(record.rate_hz),
        "simulated": str(record.simulated).lower(),
        "samples_lost": json.dumps(record.samples_lost),
    }
    if form is Format.CSV:
        tables.write_csv(path, samples.columns())
    elif form is Format.PARQUET:
        tables.write_parquet(path, samples.columns(), facts)
    elif form is Format.JSON:
        tables.write_json(path, samples.columns(), facts)
    else:
        write_c3d(path, record.plates, *plate_wrenches(samples), record.rate_hz, simulated=record.simulated)
