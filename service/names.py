"""File names that sort by time and carry a code, never a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any


def local_time(started_utc: str, utc_offset: str) -> datetime:
    """The laboratory's wall-clock time of a UTC moment.

    Parameters
    ----------
    started_utc : str
        ISO 8601, UTC.
    utc_offset : str
        Such as ``+01:00``; empty counts as UTC.
    """
    moment = datetime.fromisoformat(started_utc)
    parts = re.fullmatch(r"([+-])(\d\d):(\d\d)", utc_offset)
    if not parts:
        return moment
    minutes = int(parts[2]) * 60 + int(parts[3])
    return moment + timedelta(minutes=-minutes if parts[1] == "-" else minutes)


def lift_stem(document: Mapping[str, Any], version: int = 1) -> str:
    """Name of a lift's files without ending, as ``2026-11-22_143205_A7F3_snatch_092kg_a07_v1``.

    What the document does not know is left out; letters outside ASCII become ``-``.

    Parameters
    ----------
    document : Mapping
        A ``legdrive/lift/1`` document.
    version : int
        Version of the report.
    """
    lift = document["lift"]
    parts = []
    if lift.get("started_utc"):
        parts.append(local_time(lift["started_utc"], lift.get("utc_offset") or "").strftime("%Y-%m-%d_%H%M%S"))
    parts += [lift.get("athlete") or "unnamed", lift["kind"]]
    if lift.get("load_kg") is not None:
        parts.append(f"{lift['load_kg']:03.0f}kg")
    if lift.get("attempt") is not None:
        parts.append(f"a{lift['attempt']:02d}")
    parts.append(f"v{version}")
    return re.sub(r"[^A-Za-z0-9_.-]", "-", "_".join(parts))
