"""What a check or a zero says to the technician, in plain words."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from acquisition.rig import Rig
from processing.corner_mistakes import Diagnosis, Mistake
from processing.corner_press import SHEAR_N, Press, Seen, Wiring, nearest_corner
from processing.point_load import PointLoad, worst_of
from service.commissioning_rig_text import KeyChange, as_it_stands, changes

ODD_WORDS = {
    "polarity": "the plate is not pushed down",
    "other plate": "another plate is loaded",
    "place": "the pressure lies elsewhere",
    "direction": "the push does not run along the arrow",
    "twist": "the plate is twisted more than a foot can",
}
SEVERAL = """\
No single mistake explains this. Perhaps other corners were pressed than those asked for, somebody stood on the other
plate, or several wires are wrong. Repeat the check; then run `legdrive rig check` and compare every channel with the
sheet."""


def channel_words(rig: Rig, row: int) -> str:
    """A channel of the task for a person: ``ai3 (left Mx)``."""
    for wiring, rows in zip(rig.plate, rig.plate_channels, strict=True):
        if row in rows:
            return f"{rig.channels[row]} ({wiring.side} {wiring.channel_names[rows.index(row)]})"
    return rig.channels[row]


def press_words(press: Press, seen: Seen, wiring: Wiring) -> str:
    """One press as the rig shows it."""
    if seen.cop_mm is None:
        what = f"seen {seen.fz_n:+.0f} N on the {press.side} plate"
    else:
        corner = nearest_corner(seen, wiring)
        where = f"{corner} corner" if corner else "beside the plate"
        what = f"seen {seen.fz_n:.0f} N, {where}"
        if wiring_has_shear(wiring, press.side):
            what += f", {seen.along_n:+.0f} N along the arrow"
    return f"{what}: {', '.join(ODD_WORDS[odd] for odd in seen.odd)}" if seen.odd else f"{what}: ok"


def wiring_has_shear(wiring: Wiring, side: str) -> bool:
    """Whether a plate measures horizontal forces."""
    return any(plate.name == side and plate.kind != "4-cell" for plate in wiring.plates)


def mistake_words(mistake: Mistake, rig: Rig) -> str:
    """What is wrong, naming channel or key."""
    channels = [channel_words(rig, channel) for channel in mistake.channels]
    sides = " and ".join(rig.plate[number].side for number in mistake.plates)
    plates = f"the {sides} plate" + ("s" if len(mistake.plates) > 1 else "")
    keys = " and ".join(f"plate[{number + 1}]" for number in mistake.plates)
    if mistake.kind == "inverted":
        return f"{channels[0]} has the wrong sign: crossed wires, or a wrong sign in its column of the matrix"
    if mistake.kind == "swapped":
        return f"{channels[0]} and {channels[1]} are exchanged: two plugs or two columns of the matrix"
    return {
        "plates swapped": "left and right are exchanged: each plate is wired to the other one's channels",
        "order": f"{keys}.channels: the channels of {plates} are not in the order of the matrix' columns",
        "measures": f"{keys}.measures: all signs of {plates} are turned round",
        "corners": f"{keys}.corners_mm: the corners of {plates} are listed in a wrong order",
        "mirrored": f"{keys}.corners_mm and measures: what {plates} shows is mirrored",
    }[mistake.kind]


def mend_words(mistake: Mistake, rig: Rig, rig_path: Path) -> str:
    """How to mend it: the lines of the rig file, or the wires."""
    wanted = changes(mistake, rig)
    if mistake.kind == "inverted":
        wires = "Cross the two wires of that channel, or turn its polarity at the amplifier"
    elif mistake.kind == "swapped":
        wires = "Exchange the two plugs"
    elif mistake.kind == "plates swapped":
        wires = (
            "Exchange the cables of the plates. If the plates themselves stand the other way round (see their serial "
            "numbers), exchange `side` and `corners_mm` of both instead"
        )
    else:
        wires = ""
    if not wanted:
        return f"{wires or 'Mend the wiring'}."
    head = f"{wires}. Or change {rig_path}:" if wires else f"Change {rig_path}:"
    return "\n".join([head, *(change_words(change, rig) for change in wanted)])


def change_words(change: KeyChange, rig: Rig) -> str:
    """One key: as it is, and as it should be."""
    is_now, should_be = as_it_stands(change, tomllib.loads(rig.toml_text)), change.line
    if "\n" not in should_be:
        return f"  {change.key}\n    is         {is_now}\n    should be  {should_be}"
    note = f" ({change.note})" if change.note else ""
    return f"  {change.key} should be{note}\n" + "\n".join(f"    {line}" for line in should_be.splitlines())


def corner_summary(diagnosis: Diagnosis, rig: Rig) -> str:
    """The outcome of a corner press in one line."""
    if diagnosis.passed:
        sides = " left and right," if len(rig.plate) > 1 else ""
        return f"channel map, polarity,{sides} and COP sign are right"
    if diagnosis.mistakes:
        return mistake_words(diagnosis.mistakes[0], rig)
    if diagnosis.silent:
        return f"no signal on {', '.join(channel_words(rig, channel) for channel in diagnosis.silent)}"
    if diagnosis.unproved:
        return f"not proved: {', '.join(channel_words(rig, channel) for channel in diagnosis.unproved)}"
    return f"{len(diagnosis.odd)} of {len(diagnosis.seen)} presses cannot be explained"


def corner_report(presses: Sequence[Press], diagnosis: Diagnosis, rig: Rig, rig_path: Path) -> str:
    """The outcome of a corner press, on one screen."""
    summary = corner_summary(diagnosis, rig)
    if diagnosis.passed:
        return f"PASSED: {summary}."
    lines = [f"NOT PASSED: {summary}.", ""]
    if diagnosis.mistakes:
        lines.append(mend_words(diagnosis.mistakes[0], rig, rig_path))
        for other in diagnosis.mistakes[1:3]:
            lines += ["", f"It might also be this: {mistake_words(other, rig)}."]
    elif diagnosis.silent:
        lines.append("A loose plug, a broken wire, an amplifier that is off, or the wrong input in `channels`. ")
        lines[-1] += f"Fx, Fy and Mz only move when you also push along the arrow, with {SHEAR_N:g} N or more."
    elif diagnosis.unproved:
        lines.append("These channels move only when you also push along the arrow. Repeat the check and push harder.")
    else:
        wiring = Wiring(rig.plates(), rig.plate_channels)
        for press, seen in zip(presses, diagnosis.seen, strict=True):
            lines.append(f"  {press.side:<5} {press.corner:<11}  {press_words(press, seen, wiring)}")
        lines += ["", SEVERAL]
    return "\n".join(lines)


def point_load_summary(loads: Sequence[PointLoad]) -> str:
    """The outcome of a point-load check in one line."""
    force_n, cop_mm = worst_of(loads)
    return f"{loads[0].weight_n:.1f} N at {len(loads)} places: force within {force_n:.1f} N, COP within {cop_mm:.1f} mm"


def point_load_report(loads: Sequence[PointLoad]) -> str:
    """Errors per place as a table, and the outcome."""
    passed = all(load.passed for load in loads)
    lines = [
        "plate  place        force error          COP error, mm",
        "                     N       %      right  forward  distance",
    ]
    for load in loads:
        (right, forward), share = load.cop_error_mm, 100.0 * load.force_error_n / load.weight_n
        mark = "" if load.passed else "  <- too far off"
        force = f"{load.force_error_n:+7.1f}  {share:+6.2f}"
        cop = f"{right:+6.1f}   {forward:+6.1f}    {load.cop_distance_mm:6.1f}"
        lines.append(f"{load.side:<6} {load.place:<11}{force}    {cop}{mark}")
    lines += ["", f"{'PASSED' if passed else 'NOT PASSED'}: {point_load_summary(loads)}."]
    if any(load.cop_passed is None for load in loads):
        lines.append("The weight is too small to judge the COP: take 10 kg or more, better 20.")
    if not passed:
        lines += [
            "Measure the marks once more from the plate's own edges; then compare the calibration with the sheet. The",
            "same share everywhere is a gain or the weight; the same shift everywhere is `surface_mm` or `corners_mm`.",
        ]
    return "\n".join(lines)


def corner_facts(presses: Sequence[Press], diagnosis: Diagnosis, rig: Rig) -> dict[str, object]:
    """The outcome as JSON values for the history."""
    return {
        "summary": corner_summary(diagnosis, rig),
        "presses": [
            {
                "side": press.side,
                "corner": press.corner,
                "fz_n": round(seen.fz_n, 1),
                "cop_mm": None if seen.cop_mm is None else [round(value, 1) for value in seen.cop_mm],
                "along_n": round(seen.along_n, 1),
                "odd": list(seen.odd),
            }
            for press, seen in zip(presses, diagnosis.seen, strict=True)
        ],
        "mistakes": [mistake_words(mistake, rig) for mistake in diagnosis.mistakes],
        "silent": [rig.channels[row] for row in diagnosis.silent],
        "unproved": [rig.channels[row] for row in diagnosis.unproved],
    }


def point_load_facts(loads: Sequence[PointLoad]) -> dict[str, object]:
    """The outcome as JSON values for the history."""
    return {
        "summary": point_load_summary(loads),
        "weight_n": round(loads[0].weight_n, 3),
        "places": [
            {
                "side": load.side,
                "place": load.place,
                "force_error_n": round(load.force_error_n, 2),
                "cop_error_mm": [round(value, 2) for value in load.cop_error_mm],
            }
            for load in loads
        ],
    }
