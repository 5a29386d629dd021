"""File names that sort by time and carry a code, never a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from processing.moment import lift_moment


def lift_stem(document: Mapping[str, Any], version: int = 1) -> str:
    """Name of a lift's files without ending, as ``2026-11-22_143205_A7F3_snatch_092kg_a07_v1``.

    The time is that of the end of the push. What the document does not know is left out; letters outside ASCII become
    ``-``.

    Parameters
    ----------
    document : Mapping
        A ``legdrive/lift/1`` document.
    version : int
        Version of the report.
    """
    lift = document["lift"]
    parts = []
    moment = lift_moment(document)
    if moment is not None:
        parts.append(moment.strftime("%Y-%m-%d_%H%M%S"))
    parts += [lift.get("athlete") or "unnamed", lift["kind"]]
    if lift.get("load_kg") is not None:
        parts.append(f"{lift['load_kg']:03.0f}kg")
    if lift.get("attempt") is not None:
        parts.append(f"a{lift['attempt']:02d}")
    parts.append(f"v{version}")
    return re.sub(r"[^A-Za-z0-9_.-]", "-", "_".join(parts))
