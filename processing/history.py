"""The athlete's own earlier lifts: which may be compared with this one, and what is usual among them."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from processing.document import FROM_HEEL
from processing.moment import lift_moment
from processing.options import JUMPS
from processing.percentiles import middle_80
from processing.result import Document

NEEDED = 5
"""Comparable lifts below which nothing is called usual."""
KEPT = 20
"""Latest comparable lifts that are looked at."""
LOAD_WINDOW = 0.05
"""Largest difference of the load, as a share of this lift's."""
SCHEMA = "legdrive/lift/1"
SAME_LIFT = timedelta(seconds=0.5)
"""Nobody makes two lifts in this time: documents closer together are about one lift."""
NO_CLOCK = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class History:
    """Comparable earlier lifts, latest last.

    Attributes
    ----------
    lifts : tuple of Document
        At most :data:`KEPT` lifts.
    foot_frame : str or None
        How the feet were placed in the lift that they are compared with: where its pressures count from.
    """

    lifts: tuple[Document, ...] = ()
    foot_frame: str | None = None

    @property
    def missing(self) -> int:
        """How many of the :data:`NEEDED` lifts are missing; 0 where there are enough."""
        return max(0, NEEDED - len(self.lifts))

    @property
    def sessions(self) -> int:
        """Days the lifts come from; lifts without a date count as one day together."""
        return len({session(lift) for lift in self.lifts})

    def values(self, key: str) -> tuple[float, ...]:
        """A metric's values where it was measured, latest last; of pressures those that count from the same place."""
        alike = (lift for lift in self.lifts if key not in FROM_HEEL or foot_source(lift) == self.foot_frame)
        found = (metric(lift, key) for lift in alike)
        return tuple(number for number in found if number is not None)

    def usual(self, key: str) -> tuple[float, float] | None:
        """The 10th and the 90th percentile of a metric, for drawing; ``None`` with fewer than :data:`NEEDED` values."""
        values = self.values(key)
        if len(values) < NEEDED:
            return None
        return middle_80(values)


def metric(document: Document, key: str) -> float | None:
    """A metric's value in the document's unit; ``None`` where it was not measured."""
    entry = document["metrics"].get(key)
    number = entry.get("value") if isinstance(entry, dict) else None
    return None if number is None else float(number)


def foot_source(document: Document) -> str | None:
    """``rock`` or ``length`` where heel and toes are known, else ``None``: what pressures count from."""
    frame = document.get("foot_frame")
    return None if frame is None else str(frame["source"])


def event_s(document: Document, key: str) -> float | None:
    """Time of an event, s from the file's first sample; ``None`` where it did not happen or was not seen."""
    entry = document["events"].get(key)
    number = entry.get("time_s") if isinstance(entry, dict) else None
    return None if number is None else float(number)


def session(document: Document) -> str:
    """The day of a lift by the laboratory's clock, as ``2026-11-22``; empty where the file carries no time."""
    moment = lift_moment(document)
    return "" if moment is None else moment.date().isoformat()


def comparable(document: Document, earlier: Sequence[Document]) -> History:
    """Choose the lifts that this one may be compared with.

    Same athlete, kind and set-up, load within 5 %, made, before this lift, the 20 latest. Two lifts without an
    athlete's code count as the same athlete's: whoever gives the folder says so.

    Parameters
    ----------
    document : Document
        This lift.
    earlier : sequence of Document
        Any lifts, in any order; this lift itself may be among them and is left out. Lifts without a time are taken to
        be earlier, in the order given.

    Returns
    -------
    History
        Latest last.
    """
    chosen = [lift for lift in earlier if _alike(document, lift) and before(lift, document)]
    unique = {_identity(lift): lift for lift in chosen}
    ordered = sorted(unique.values(), key=_order)
    return History(tuple(ordered[-KEPT:]), foot_source(document))


def read_history(folder: Path) -> list[Document]:
    """Lift documents of a folder (``*.json``), by file name.

    Files that are no lift document are skipped with a warning that names them.

    Parameters
    ----------
    folder : Path
        Folder; a missing one raises ``FileNotFoundError``.

    Warns
    -----
    UserWarning
        Once per skipped file.
    """
    if not folder.is_dir():
        raise FileNotFoundError(2, "no such folder of earlier lifts", str(folder))
    documents, skipped = scan_history(folder)
    for line in skipped:
        warnings.warn(line, stacklevel=2)
    return documents


def scan_history(folder: Path) -> tuple[list[Document], list[str]]:
    """Lift documents of a folder, and one line per file that was skipped."""
    documents: list[Document] = []
    skipped: list[str] = []
    for path in sorted(folder.glob("*.json")):
        document, why = read_lift(path)
        if document is not None:
            documents.append(document)
        elif why:
            skipped.append(f"{path}: {why}; skipped")
    return documents, skipped


def read_lift(path: Path) -> tuple[Document | None, str]:
    """The lift document of a file, or why it is none; both empty for another kind of Legdrive document."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None, "not a readable JSON file"
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        return None, "" if str(schema).startswith("legdrive/") else f"no {SCHEMA} document"
    tables = all(isinstance(content.get(part), dict) for part in ("lift", "events", "metrics", "source"))
    if not tables or not isinstance(content.get("quality"), list):
        return None, "a lift document with parts missing"
    try:
        _order(content), session(content), load_kg(content), [metric(content, key) for key in content["metrics"]]
    except (TypeError, ValueError):
        return None, "a lift document with values that cannot be read"
    return content, ""


def _alike(document: Document, other: Document) -> bool:
    mine, theirs = document["lift"], other["lift"]
    same = all(mine.get(key) == theirs.get(key) for key in ("athlete", "kind", "set_up"))
    if not (same and other.get("segmented") and theirs.get("outcome") == "made"):
        return False
    load, other_load = load_kg(document), load_kg(other)
    return load is not None and other_load is not None and abs(other_load - load) <= LOAD_WINDOW * load + 1e-9


def load_kg(document: Document) -> float | None:
    """What the technician typed, else what the plates weighed; a plain jump has no load."""
    if document["lift"].get("kind") in JUMPS:
        return 0.0
    load = document["lift"].get("load_kg")
    return float(load) if load is not None else metric(document, "bar_mass")


def _order(document: Document) -> tuple[datetime, float]:
    return lift_moment(document) or NO_CLOCK, _place_s(document)


def _place_s(document: Document) -> float:
    """Where in its file a lift stands."""
    time_s = event_s(document, "takeoff" if document["lift"].get("kind") in JUMPS else "drive_end")
    return -1.0 if time_s is None else time_s


def _identity(document: Document) -> tuple[str, float]:
    source = document["source"]
    return str(source.get("samples_sha256") or source.get("path")), round(_place_s(document), 1)


def before(other: Document, document: Document) -> bool:
    """Whether the other is an earlier lift; the same lift, read again in another span of its file, is not."""
    theirs, mine = lift_moment(other), lift_moment(document)
    if theirs is None or mine is None:
        return _identity(other) != _identity(document)
    return mine - theirs > SAME_LIFT
