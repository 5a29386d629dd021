"""Options of every command that reads a file of plates, declared once."""

from __future__ import annotations

import difflib
import math
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from acquisition.interchange.record import LiftLabel, PlateRecord
    from processing.options import AnalysisOptions

File = Annotated[Path, typer.Argument(metavar="FILE", help="A recording, C3D, TDMS or text; also gzipped.")]
FileOrFolder = Annotated[
    Path, typer.Argument(metavar="FILE", help="A recording, C3D, TDMS or text, also gzipped; or a folder of them.")
]
Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…", help="Recordings, C3D, TDMS or text, also gzipped; or folders.", show_default=False
    ),
]
Kind = Annotated[
    str | None,
    typer.Option("--lift", metavar="KIND", help="Kind of lift, such as snatch or power_position_clean."),
]
BodyMass = Annotated[
    float | None, typer.Option("--body-mass", metavar="KG", min=20.0, max=300.0, help="The lifter alone.")
]
BarMass = Annotated[
    float | None,
    typer.Option("--bar-mass", metavar="KG", min=1.0, max=600.0, help="Bar with discs and collars."),
]
FootLength = Annotated[
    float | None,
    typer.Option(
        "--foot-length", metavar="MM", min=150.0, max=400.0, help="Length of the lifter's shoe: places the heel."
    ),
]
SetUpChoice = Annotated[
    str,
    typer.Option("--set-up", help="off-plates: only feet on the plates; on-plates: the bar's discs rest on them too."),
]
LiftNumber = Annotated[
    int | None, typer.Option("--lift-number", metavar="K", min=1, help="Which lift of the file, as lifts numbers them.")
]
LeftPlate = Annotated[int | None, typer.Option("--left-plate", metavar="N", min=1, help="Number of the left plate.")]
RightPlate = Annotated[int | None, typer.Option("--right-plate", metavar="N", min=1, help="Number of the right plate.")]
Forward = Annotated[str, typer.Option("--forward", metavar="AXIS", help="Forward in FILE's frame: +x … -z.")]
Up = Annotated[str, typer.Option("--up", metavar="AXIS", help="Up in FILE's frame: +x … -z.")]
RigFile = Annotated[
    Path | None, typer.Option("--rig", metavar="RIG.toml", help="Where the plates lie, if FILE does not say it.")
]
Rate = Annotated[float | None, typer.Option("--rate", metavar="HZ", help="Sample rate, if FILE does not say it.")]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns", metavar="LIST", help="Which column is what: left_fz=FP1,right_fz=FP2; see docs/files.md."
    ),
]
JsonOut = Annotated[
    Path | None, typer.Option("--json", metavar="PATH", help="Write the document there; - prints it.", allow_dash=True)
]

History = Annotated[
    Path | None, typer.Option("--history", metavar="DIR", help="Folder of the athlete's earlier lift documents.")
]

MOST_NAMED = 5


@dataclass(frozen=True)
class LiftOptions:
    """What is known of a lift; fields as in :class:`processing.options.AnalysisOptions`."""

    kind: Kind = None
    body_mass_kg: BodyMass = None
    bar_mass_kg: BarMass = None
    set_up: SetUpChoice = "off-plates"
    foot_length_mm: FootLength = None
    lift_number: LiftNumber = None


@dataclass(frozen=True)
class PlateOptions:
    """How the plates lie in the file's frame; fields as in :class:`processing.options.AnalysisOptions`."""

    left_plate: LeftPlate = None
    right_plate: RightPlate = None
    forward: Forward = "+y"
    up: Up = "+z"


@dataclass(frozen=True)
class ReadingOptions:
    """What a file may not say of itself; fields as :func:`acquisition.interchange.open_file.read_file` takes them."""

    rig: RigFile = None
    rate_hz: Rate = None
    columns: Columns = None

    def read(self, file: Path) -> PlateRecord:
        """Read a file; raises ``LegdriveError`` where it cannot be understood."""
        from acquisition.interchange.open_file import read_file

        return read_file(file, self.rate_hz, self.rig, self.columns)


def analysis_options(plates: PlateOptions, lift: LiftOptions | None = None, **typed: Any) -> AnalysisOptions:
    """The typed options as one checked value.

    Parameters
    ----------
    plates : PlateOptions
        How the plates lie.
    lift : LiftOptions, optional
        What is known of the lift.
    **typed
        More fields of :class:`processing.options.AnalysisOptions`.

    Raises
    ------
    OptionNeeded
        A kind or a set-up that does not exist, a number that cannot be, or axes that are none or parallel.
    """
    from acquisition.errors import OptionNeeded
    from processing.frames import laboratory_axes
    from processing.options import SET_UPS, AnalysisOptions

    lift = lift or LiftOptions()
    if lift.kind is not None:
        check_kind(lift.kind)
    if lift.set_up not in SET_UPS:
        raise OptionNeeded(f"'{lift.set_up}' is no set-up", "--set-up", f"give {' or '.join(SET_UPS)}")
    masses = {"--body-mass": lift.body_mass_kg, "--bar-mass": lift.bar_mass_kg, "--foot-length": lift.foot_length_mm}
    for option, value in {**masses, "--rate": typed.get("rate_hz")}.items():
        if value is not None and not 0.0 < value < math.inf:
            raise OptionNeeded(f"{value:g} cannot be", option, "give a number above 0")
    options = AnalysisOptions(**asdict(lift), **asdict(plates), **typed)
    laboratory_axes(options)
    return options


def check_kind(kind: str) -> None:
    """Raise ``OptionNeeded`` for a kind of lift that does not exist, with those that look like it."""
    from acquisition.errors import OptionNeeded
    from processing.options import KINDS

    if kind in KINDS:
        return
    close = difflib.get_close_matches(kind.lower().replace("-", "_").replace(" ", "_"), KINDS, MOST_NAMED, 0.5)
    do = f"did you mean {', '.join(close)}?" if close else f"give one of {', '.join(KINDS)}"
    raise OptionNeeded(f"'{kind}' is no kind of lift", "--lift", do)


def expanded(paths: list[Path]) -> list[Path]:
    """The files themselves, and of each folder those that may hold plates, in the order of their names."""
    from acquisition.errors import UnreadableFile
    from acquisition.interchange.sniff import may_hold_plates

    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        visible = [each for each in inside if not any(part.startswith(".") for part in each.relative_to(path).parts)]
        found = [each for each in visible if may_hold_plates(each)]
        if not found:
            raise UnreadableFile("holds no file of plates", str(path), "give a folder of recordings, C3D, TDMS or text")
        files += found
    return files


def read_record(file: Path, reading: ReadingOptions) -> PlateRecord:
    """Read a file and say on standard error what had to be mended or left out."""
    record = reading.read(file)
    for warning in record.warnings:
        print(f"legdrive: {file}: {warning}", file=sys.stderr)
    return record


def check_up(record: PlateRecord, up: str) -> None:
    """Raise ``OptionNeeded`` where plates face another axis of the file than the one that is said to point up."""
    from acquisition.errors import OptionNeeded

    placed = [plate.rotation[:, 2] for plate in record.plates if plate.centre_mm[0] == plate.centre_mm[0]]
    facing = {"xyz"[int(abs(normal).argmax())] for normal in placed}
    if facing and up[1] not in facing:
        letter = sorted(facing)[0]
        level = "x" if letter != "x" else "y"
        raise OptionNeeded(
            f"its plates face the axis {letter}, not {up[1]}",
            record.path,
            f"say which way is up and forward, such as --up +{letter} --forward +{level}",
        )


def labels_of(record: PlateRecord, options: AnalysisOptions) -> tuple[LiftLabel, ...]:
    """The record's labels, with what was typed on the command line in place of what they say."""
    from dataclasses import replace

    from acquisition.interchange.record import LiftLabel

    typed = {"kind": options.kind, "load_kg": options.bar_mass_kg}
    given = {key: value for key, value in typed.items() if value is not None}
    if not given:
        return record.labels
    before = () if record.labels and record.labels[0].index <= record.first_index else (LiftLabel(record.first_index),)
    return tuple(replace(label, **given) for label in (*before, *record.labels))
