"""The phases of one lift as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processing.history import event_s
from processing.options import is_floor, is_pull
from processing.result import Document
from reports import reading
from reports.numbers import COVERAGE, NO_BREAK, fixed, signed, uncertainty_decimals
from reports.words import lift as heading_words
from reports.words import reasons
from reports.words import second_page as words
from reports.words.drawings import PHASES
from reports.words.say import say

ENDS = {
    "first_pull": ("separation", "unweighting_start"),
    "unweighting": ("unweighting_start", "drive_start"),
    "drive": ("drive_start", "drive_end"),
    "finish": ("foot_off_left", "foot_off_right"),
    "air": ("foot_off_left", "foot_off_right", "foot_on_left", "foot_on_right"),
    "catch": ("foot_on_left", "foot_on_right", "bottom"),
    "recovery": ("bottom", "hold_start"),
}
"""Events that a phase takes: where it has no row, the reason is theirs."""
NO_CATCH = ("catch", "recovery")


@dataclass(frozen=True)
class PhaseRow:
    """One phase, printed units.

    Attributes
    ----------
    key, name : str
        Machine name and plain name.
    start, time, force, ratio, speed, rise : str
        Numbers with their units; a dash where one was not measured.
    left, right : str
        Shares of the feet, per cent; a dash where the feet cannot be told apart.
    left_share : float or None
        Share of the left foot, 0 to 1, for the small bar.
    """

    key: str
    name: str
    start: str
    time: str
    force: str
    ratio: str
    speed: str
    rise: str
    left: str
    right: str
    left_share: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """Text of the columns in order."""
        force = NO_BREAK.join(part for part in (self.force, self.ratio) if part)
        return self.name, self.start, self.time, force, self.speed, self.rise, self.left, self.right


@dataclass(frozen=True)
class PhaseRows:
    """The table of phases.

    Attributes
    ----------
    rows : tuple of PhaseRow
        Phases that happened, in order.
    remarks : tuple of str
        Phases without a row, and why.
    summary : str
        The push in one sentence, for those who do not see the table.
    miss : str
        Where a miss first left the athlete's makes; empty where that is not told.
    miss_phase : str
        Key of that row.
    shorter : tuple of str
        The same as ``miss`` with fewer signs, the others counted; for where it finds no room.
    """

    rows: tuple[PhaseRow, ...]
    remarks: tuple[str, ...]
    summary: str = ""
    miss: str = ""
    miss_phase: str = ""
    shorter: tuple[str, ...] = ()


def phase_rows(document: Document) -> PhaseRows:
    """Rows of the phases in a document, and why some are missing."""
    entries = list(document.get("phases") or ())
    if not entries:
        known = reading.value(document, "system_weight") is not None
        return PhaseRows((), (say(words.NO_PHASE_TABLE if known else words.NO_PHASES),))
    rows = tuple(_row(document, entry) for entry in entries)
    drive = next((row for row in rows if row.key == "drive"), None)
    summary = "" if drive is None else words.drive_words(drive.time, drive.ratio.strip("()"), drive.speed, drive.rise)
    missing = _missing(document, {row.key for row in rows})
    (miss, *shorter), phase = _miss(document)
    return PhaseRows(rows, missing, summary, miss, phase, tuple(shorter))


def miss_told(document: Document) -> tuple[str, str]:
    """The first phase in which a miss left the makes, and its signs there; see :mod:`processing.miss`."""
    (miss, *_), phase = _miss(document)
    return miss, phase


def _miss(document: Document) -> tuple[list[str], str]:
    """The sentence with all signs, and with ever fewer; and the phase."""
    told = document.get("miss")
    if not told or told.get("missing"):
        return [""], ""
    phase = told.get("left_makes_in")
    if phase is None:
        return [say(words.MISS_ALIKE)], ""
    signs = [
        say(words.MISS_SIGNS[key][0 if float(number["score"]) > 0 else 1])
        for number in told["because"]
        if number["phase"] == phase and (key := str(number["number"]).rsplit(".", maxsplit=1)[-1]) in words.MISS_SIGNS
    ]
    name, every = say(PHASES[_named(document, phase)]), len(signs)
    return [words.miss_words(name, signs[:kept], every - kept) for kept in range(every, min(every, 1) - 1, -1)], phase


def _row(document: Document, entry: Mapping[str, Any]) -> PhaseRow:
    zero = event_s(document, "drive_end") or 0.0
    share = entry.get("left_share")
    ratio = _printed(entry, "mean_force_ratio", 100.0, 0)
    return PhaseRow(
        key=str(entry["phase"]),
        name=say(PHASES[_named(document, str(entry["phase"]))]),
        start=f"{signed(float(entry['start_s']) - zero, 2)}{NO_BREAK}s",
        time=_time(entry),
        force=_with_unit(_printed(entry, "mean_force_n", 1.0, 0), "N"),
        ratio="" if ratio is None else f"({ratio}{NO_BREAK}{say(words.OF_WEIGHT)})",
        speed=_with_unit(_printed(entry, "velocity_gain_m_s", 1.0, 2, way=True), "m/s"),
        rise=_with_unit(_printed(entry, "rise_m", 1000.0, 0, way=True), "mm"),
        left=_share(share),
        right=_share(None if share is None else 1.0 - float(share)),
        left_share=None if share is None else float(share),
    )


def _named(document: Document, phase: str) -> str:
    """Which of a phase's plain names this lift gives it."""
    if phase == "unweighting" and str(document["lift"]["kind"]).startswith("power_position_"):
        return "dip"
    if phase == "air" and reading.value(document, "left_share") is not None:
        both = all(event_s(document, f"foot_off_{side}") is not None for side in reading.SIDES)
        return "air" if both else "pull_under"
    return phase


def _printed(entry: Mapping[str, Any], key: str, scale: float, decimals: int, way: bool = False) -> str | None:
    """A number as its uncertainty asks; ``None`` where it was not measured."""
    number = entry.get(key)
    if number is None:
        return None
    sigma = (entry.get("uncertainty") or {}).get(key)
    places = min(decimals, uncertainty_decimals(COVERAGE * float(sigma) * scale)) if sigma else decimals
    return (signed if way else fixed)(float(number) * scale, places)


def _time(entry: Mapping[str, Any]) -> str:
    """Milliseconds, and seconds from one on."""
    if float(entry.get("duration_s") or 0.0) < 1.0:
        return _with_unit(_printed(entry, "duration_s", 1000.0, 0), "ms")
    return _with_unit(_printed(entry, "duration_s", 1.0, 2), "s")


def _with_unit(number: str | None, unit: str) -> str:
    return heading_words.DASH if number is None else f"{number}{NO_BREAK}{unit}"


def _share(share: float | None) -> str:
    return heading_words.DASH if share is None else f"{fixed(100.0 * float(share), 1)}{NO_BREAK}%"


def _missing(document: Document, there: set[str]) -> tuple[str, ...]:
    """Phases without a row, gathered by their reason; those that the kind of lift does not have are not missed."""
    kind = str(document["lift"]["kind"])
    wanted = [key for key in ENDS if key not in there]
    if not is_floor(kind):
        wanted = [key for key in wanted if key != "first_pull"]
    if is_pull(kind):
        wanted = [key for key in wanted if key not in NO_CATCH]
    gathered: dict[str, list[str]] = {}
    for key in wanted:
        code = reading.reason_code(document, *_lacking(document, key))
        if code == "not_in_kind":
            continue
        why = reasons.reason_words(code)
        gathered.setdefault(why, []).append(say(PHASES[_named(document, key)]))
    return tuple(words.not_timed(names, why) for why, names in gathered.items())


def _lacking(document: Document, phase: str) -> list[str]:
    """The events of a phase that the document lacks."""
    return [key for key in ENDS[phase] if event_s(document, key) is None]
