"""What one lift shows by itself, without any lift to compare it with."""

from __future__ import annotations

from typing import Any

from processing.findings_rules import spoilt_by, stayed_down
from processing.history import metric
from processing.options import is_pull
from processing.result import Document

SPIKE = 0.50
"""Fullness and half-height duty under which a push is a spike that sags (a half sine has 0.64 and 0.67)."""


def patterns(document: Document) -> list[dict[str, Any]]:
    """Shapes that need no comparison; they say what the force did, never that it was unusual.

    Force that is wrong has no shape.
    """
    found = []
    shape = {key: metric(document, key) for key in ("drive_fullness", "half_height_duty")}
    peaked = all(value is not None and value < SPIKE for value in shape.values())
    if peaked and not spoilt_by(document):
        found.append(_pattern("pattern_spike_then_sag", *shape))
    if all(stayed_down(document, side) for side in ("left", "right")) and not is_pull(document["lift"]["kind"]):
        found.append(_pattern("pattern_not_released", "least_foot_load", "release_left", "release_right"))
    return found


def _pattern(code: str, *because: str) -> dict[str, Any]:
    return {"code": code, "strength": "pattern", "because": list(because)}
