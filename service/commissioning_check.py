"""One check or one zero from opening the plates to the line in the history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from acquisition.errors import PlatesNotReady
from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.recorder_lock import device_words, locked
from acquisition.rig import Rig
from acquisition.zero import AGAIN_N
from processing.corner_mistakes import Diagnosis
from service.commissioning import PlateCheck, PlateStream, take_zero
from service.commissioning_history import (
    EARLIER_ZERO_S,
    STALE_ZERO_S,
    age_s,
    ago,
    history_words,
    keep_check,
    keep_zero,
    read_checks,
    read_zero,
)
from service.commissioning_rig_text import changed_text, changes
from service.commissioning_screen import CheckScreen
from service.commissioning_words import corner_facts, corner_report, point_load_facts, point_load_report


@contextmanager
def plates_alone(rig: Rig) -> Iterator[NidaqmxSource]:
    """The open plates, while no recorder may start on them.

    Raises
    ------
    ResourceBusy
        A recorder runs on these plates; the message says which and since when.
    """
    with locked(device_words(rig)), NidaqmxSource(rig) as source:
        yield source


def check_corners(rig_path: Path, rig: Rig, write: Path | None = None) -> bool:
    """The corner press; prints the outcome and keeps it; tells whether it passed.

    Raises
    ------
    LegdriveError
        The plates cannot be read, are not empty, or nobody pressed.
    """
    say_last_check(rig_path, rig)
    with plates_alone(rig) as source:
        presses, diagnosis = PlateCheck(rig, source, CheckScreen(rig)).press_corners()
    keep_check(rig_path, rig, "corners", diagnosis.passed, corner_facts(presses, diagnosis, rig))
    print("", file=sys.stderr)
    print(corner_report(presses, diagnosis, rig, rig_path))
    if write is not None:
        write_mended(diagnosis, rig, write)
    return diagnosis.passed


def check_point_load(rig_path: Path, rig: Rig, mass_kg: float) -> bool:
    """The point load; prints the errors and keeps them; tells whether they passed. Raises as :func:`check_corners`."""
    say_last_check(rig_path, rig)
    with plates_alone(rig) as source:
        loads = PlateCheck(rig, source, CheckScreen(rig, mass_kg)).place_weight(mass_kg)
    passed = all(load.passed for load in loads)
    keep_check(rig_path, rig, "point_load", passed, {"mass_kg": mass_kg, **point_load_facts(loads)})
    print("", file=sys.stderr)
    print(point_load_report(loads))
    return passed


def say_last_check(rig_path: Path, rig: Rig) -> None:
    """Say when the last check was, before the next one."""
    print(history_words(rig, read_checks(rig_path)).partition("\n")[0], file=sys.stderr)


def show_history(rig_path: Path, rig: Rig) -> None:
    """Print the earlier checks and the age of the last zero."""
    print(history_words(rig, read_checks(rig_path)))
    print(say_zero_age(rig_path, rig))


def write_mended(diagnosis: Diagnosis, rig: Rig, path: Path) -> None:
    """Write the rig file with the first mistake mended; never over a file."""
    wanted = changes(diagnosis.mistakes[0], rig) if diagnosis.mistakes else ()
    text = changed_text(rig.toml_text, wanted) if wanted else None
    if text is None:
        print("Nothing was written: there is no change to the rig file that mends this.", file=sys.stderr)
        return
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    print(f"Wrote {path}: compare it with the old file, then check again with it.", file=sys.stderr)


def zero_plates(rig_path: Path, rig: Rig, *, anew: bool = False) -> str:
    """Take the zero and keep it; tells what was taken.

    Raises
    ------
    LegdriveError
        The plates cannot be read, are loaded, or are not still.
    """
    last = None if anew else read_zero(rig_path, rig)
    recent = last is not None and 0.0 <= age_s(last["taken_at"]) <= EARLIER_ZERO_S
    volts = np.array(last["volts"]) if last is not None and recent else None
    with plates_alone(rig) as source:
        try:
            zero = take_zero(PlateStream(source), rig, volts)
        except PlatesNotReady as refused:
            if last is None or volts is None:
                raise
            since = f"counted from the last zero, {ago(last['taken_at'])}"
            do = f"{refused.do}, or give --anew where nothing lies there and the zero itself has moved {AGAIN_N:g} N"
            raise PlatesNotReady(f"{refused.what} ({since})", refused.where, do) from None
        keep_zero(rig_path, rig, zero, source.rate_hz)
        rate_hz = source.rate_hz
    return f"Zero taken: mean of {(zero.stop - zero.start) / rate_hz:g} s, {zero.fz_n:+.1f} N taken away."


def say_zero_age(rig_path: Path, rig: Rig) -> str:
    """How old the last zero is, and whether that is too old."""
    last = read_zero(rig_path, rig)
    if last is None:
        return "No zero is on record for these plates."
    old = age_s(last["taken_at"]) > STALE_ZERO_S
    return f"Last zero: {ago(last['taken_at'])}, {last['fz_n']:+.1f} N{': old, take it again' if old else ''}."
