"""File names that sort by time and carry a code, never a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from processing.moment import lift_moment


def lift_stem(document: Mapping[str, Any], version: int = 1) -> str:
    """Name of a lift's files without ending, as ``2026-11-22_143205_A7F3_snatch_092kg_a07_v1``.

    The time is that of the end of the push; without a clock the name of the file stands there, and the lift's number in
    it, so that two lifts have two names. What the document does not know is left out; letters outside ASCII become
    ``-``.

    Parameters
    ----------
    document : Mapping
        A ``legdrive/lift/1`` document.
    version : int
        Version of the report.
    """
    lift = document["lift"]
    moment = lift_moment(document)
    parts = _file_parts(document) if moment is None else [moment.strftime("%Y-%m-%d_%H%M%S")]
    parts += [lift.get("athlete") or "unnamed", lift["kind"]]
    if lift.get("load_kg") is not None:
        parts.append(f"{lift['load_kg']:03.0f}kg")
    if lift.get("attempt") is not None:
        parts.append(f"a{lift['attempt']:02d}")
    parts.append(f"v{version}")
    return re.sub(r"[^A-Za-z0-9_.-]", "-", "_".join(parts))


def _file_parts(document: Mapping[str, Any]) -> list[str]:
    """What tells a lift from others where nobody knows when it was."""
    path = str(document.get("source", {}).get("path") or "")
    if not path:
        return []
    number, of = document["lift"].get("number") or 1, document["lift"].get("of") or 1
    name = PurePath(path).name.partition(".")[0]
    return [name, f"lift{number:02d}"] if of > 1 else [name]
