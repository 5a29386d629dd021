"""Every mistake of a rig file at once.

Reading a rig stops at the first mistake, because nothing can be recorded with it. Here each value is looked at alone,
what cannot be used is replaced by something harmless, and every check that still makes sense is run. Besides what
reading refuses, this finds what is possible but implausible: a transposed matrix, moments in N·mm, a range that cuts
pushes off.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from acquisition.amplifier import COMPONENTS
from acquisition.errors import UnreadableFile
from acquisition.ni_devices import ni_device
from acquisition.rig import (
    LOOK_UP,
    Rig,
    check_one_device,
    check_shared_channels,
    check_sides,
    check_sync,
    key_and_words,
    rig_text,
)
from acquisition.rig_device_checks import device_mistakes
from acquisition.rig_floor_checks import floor_mistakes, pair_mistakes
from acquisition.rig_matrix_checks import matrix_mistakes
from acquisition.rig_plate_checks import CHANNELS_OF_KIND
from acquisition.rig_table import Mistake, Table
from acquisition.rig_wiring import (
    COLLECT,
    KIND_OF_AMPLIFIER,
    Clock,
    Driver,
    PlateWiring,
    RigFacts,
    Sync,
    Trigger,
)

TABLES: Mapping[str, type[Table]] = {
    "rig": RigFacts,
    "driver": Driver,
    "clock": Clock,
    "sync": Sync,
    "trigger": Trigger,
}
DIAGONAL = (250.0, 250.0, 500.0, 150.0, 100.0, 75.0)
STAND_IN = {
    "side": "left",
    "measures": "plate",
    "surface_mm": [0.0, 0.0, 0.0],
    "corners_mm": [[300.0, -450.0, 0.0], [-300.0, -450.0, 0.0], [-300.0, 450.0, 0.0], [300.0, 450.0, 0.0]],
}
"""Values that stand in for unusable ones, so that the others can be looked at."""


@dataclass(frozen=True)
class SoundPlate:
    """A plate as far as it can be used.

    Attributes
    ----------
    wiring : PlateWiring
        With stand-ins for what cannot.
    unusable : frozenset of str
        Its keys that hold stand-ins.
    """

    wiring: PlateWiring
    unusable: frozenset[str]


def check_rig_file(path: Path | str) -> list[Mistake]:
    """Every mistake of a rig file; none where it is right.

    Raises
    ------
    UnreadableFile
        No such file, no text, or no TOML.
    """
    return check_rig_text(rig_text(path), str(path))


def check_rig_text(text: str, where: str = "rig.toml") -> list[Mistake]:
    """Every mistake of the text of a rig file; raises :class:`UnreadableFile` where it is no TOML."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(f"is not TOML: {error}", where, "mend that line") from None
    return check_tables(tables)


def check_tables(tables: Mapping[str, Any]) -> list[Mistake]:
    """Every mistake of a rig file's tables."""
    found: list[Mistake] = []
    usable: dict[str, Any] = {}
    for name, kind in TABLES.items():
        faults, table = own_table(tables, name, kind)
        found += faults
        usable[name] = table
    found += [
        Mistake(name, "is no key of a rig", "take it out or mend its spelling")
        for name in tables
        if name not in Rig.model_fields
    ]
    plates, faults = sound_plates(tables.get("plate"))
    found += faults
    found += [mistake for number, plate in plates.items() for mistake in one_plate(number, plate)]
    found += together(plates, usable)
    return list(dict.fromkeys(found))


def own_table(tables: Mapping[str, Any], name: str, kind: type[Table]) -> tuple[list[Mistake], Table | None]:
    """Mistakes of a table looked at alone, and the table where there are none."""
    content = tables.get(name, {})
    if name not in tables and name in ("sync", "trigger"):
        return [], None
    if name == "rig" and name not in tables:
        return [Mistake("rig", "is missing", 'begin the file with [rig] and name = "…"')], None
    try:
        return [], kind.model_validate(content)
    except ValidationError as error:
        return [as_mistake(fault, name) for fault in error.errors(include_url=False)], None


def as_mistake(fault: Mapping[str, Any], place: str = "") -> Mistake:
    """A fault that pydantic found, in the house's words."""
    key, words = key_and_words(fault)
    what, _, do = words.partition("; ")
    full = ".".join(part for part in (place, key) if part)
    return Mistake(full, what, do or LOOK_UP)


def sound_plates(listed: Any) -> tuple[dict[int, SoundPlate], list[Mistake]]:
    """The plates as far as they can be used, by number in the file, and what is wrong with their values."""
    if not isinstance(listed, list) or not listed:
        return {}, [Mistake("plate", "is missing", "add a [[plate]] for each plate")]
    found: list[Mistake] = []
    if len(listed) > 2:
        found.append(Mistake("plate", f"{len(listed)} plates are listed", "describe one or two"))
    plates = {}
    for number, table in enumerate(listed, 1):
        if not isinstance(table, dict):
            found.append(Mistake(f"plate[{number}]", "is no table", "write [[plate]] above its keys"))
            continue
        faults, plate = sound_plate(table)
        found += [mistake.under(f"plate[{number}]") for mistake in faults]
        if plate is not None and number <= 2:
            plates[number] = plate
    return plates, found


def sound_plate(table: Mapping[str, Any]) -> tuple[list[Mistake], SoundPlate | None]:
    """Mistakes of a plate's values looked at alone, and the plate with stand-ins in their places."""
    try:
        return [], SoundPlate(PlateWiring.model_validate(table, context={COLLECT: True}), frozenset())
    except ValidationError as error:
        faults = error.errors(include_url=False)
    unusable = {str(fault["loc"][0]) for fault in faults if fault["loc"]}
    known = {key: value for key, value in table.items() if key in PlateWiring.model_fields and key not in unusable}
    filled = known | {key: STAND_IN[key] for key in unusable & STAND_IN.keys()}
    if unusable & KIND_OF_AMPLIFIER.keys() or "matrix" in unusable:
        filled |= calibration_stand_in(table, unusable)
        unusable |= {"matrix", "kind"}
    mistakes = [as_mistake(fault) for fault in faults]
    kind = str(filled.get("kind", "6-component"))
    if "channels" in unusable:
        filled["channels"] = [f"ai{number}" for number in range(CHANNELS_OF_KIND.get(kind, 6))]
    try:
        wiring = PlateWiring.model_validate(filled, context={COLLECT: True})
    except ValidationError:
        return mistakes, None
    return mistakes, SoundPlate(wiring, frozenset(unusable))


def calibration_stand_in(table: Mapping[str, Any], unusable: set[str]) -> dict[str, Any]:
    """A matrix that nobody could object to, for a calibration that cannot be read."""
    kinds = [kind for name, kind in KIND_OF_AMPLIFIER.items() if name in table]
    kind = kinds[0] if kinds else "6-component" if "kind" in unusable else table.get("kind", "6-component")
    n = CHANNELS_OF_KIND.get(str(kind), 6)
    matrix = [[DIAGONAL[row] if column == row else 0.0 for column in range(n)] for row in range(len(COMPONENTS))]
    return {
        "kind": kind,
        "matrix": matrix,
        "amplifier_span_v": table.get("amplifier_span_v", table.get("range_v", 10.0)),
    }


def one_plate(number: int, plate: SoundPlate) -> Iterator[Mistake]:
    """Mistakes between the values of one plate; those of stand-ins are left out."""
    place = f"plate[{number}]"
    mistakes = list(raised(plate.wiring.checks()))
    shape_is_right = not any(mistake.key.partition(".")[0] in calibration_keys(plate) for mistake in mistakes)
    if shape_is_right and plate.wiring.calibrations:
        mistakes += matrix_mistakes(plate.wiring)
    mistakes += floor_mistakes(plate.wiring)
    for mistake in mistakes:
        if mistake.key.partition(".")[0] not in plate.unusable:
            yield mistake.under(place)


def calibration_keys(plate: SoundPlate) -> set[str]:
    """Keys whose mistakes leave no matrix to look at."""
    return {"matrix", "channels", "kind", *plate.wiring.calibrations}


def raised(checks: Iterable[Callable[[], None]]) -> Iterator[Mistake]:
    """What the checks of reading a rig object to."""
    for check in checks:
        try:
            check()
        except ValueError as error:
            key, _, rest = str(error).partition(": ")
            what, _, do = rest.partition("; ")
            yield Mistake(key, what, do or LOOK_UP)


def together(plates: Mapping[int, SoundPlate], usable: Mapping[str, Any]) -> Iterator[Mistake]:
    """Mistakes between the tables, as far as their values can be used."""
    wirings = {number: plate.wiring for number, plate in plates.items()}
    unusable = {f"plate[{number}].{key}" for number, plate in plates.items() for key in plate.unusable}
    unusable |= {name for name in ("driver", "clock") if usable[name] is None}
    driver, clock, sync = usable["driver"] or Driver(), usable["clock"] or Clock(), usable["sync"]
    found: list[Mistake] = []
    listed = list(wirings.values())
    if list(wirings) == list(range(1, len(wirings) + 1)):
        sides = not any(key.endswith((".side", ".corners_mm")) for key in unusable)
        wires = not any(key.endswith(".channels") for key in unusable)
        checks: list[Callable[[], None]] = []
        if sides:
            checks.append(lambda: check_sides(listed))
            found += pair_mistakes(wirings)
        if wires:
            checks.append(lambda: check_shared_channels(listed))
            checks.append(lambda: check_sync(listed, sync))
        if usable["driver"] is not None:
            checks.append(lambda: check_one_device(listed, driver.device))
        found += raised(checks)
    found += device_mistakes(driver, clock, wirings, sync)
    for mistake in found:
        if not any(mistake.key.startswith(key) for key in unusable):
            yield mistake


def notes(rig: Rig) -> list[str]:
    """What is no mistake, but worth a look."""
    found = []
    if not rig.driver.product:
        found.append("driver.product is not given: inputs, pairs and rates of the device were not checked")
    elif ni_device(rig.driver.product) is None:
        found.append(f"{rig.driver.product} is not known here: its inputs, pairs and rates were not checked")
    for number, wiring in enumerate(rig.plate, 1):
        if wiring.bridge is None and wiring.range_v >= 2.0 * wiring.amplifier_span_v:
            found.append(
                f"plate[{number}].range_v: ± {wiring.range_v:g} V for a span of ± {wiring.amplifier_span_v:g} V "
                "uses half of the resolution or less"
            )
        if wiring.kistler is not None and wiring.kistler.reset_line is None:
            found.append(
                f"plate[{number}].kistler.reset_line is not given: reset the amplifier by hand before each lift"
            )
    return found
