"""Where two documents differ, key by key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

ABSENT = object()


def differing(attached: Any, again: Any, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Key, attached value and value computed again of everything that is not equal.

    Parameters
    ----------
    attached, again : JSON values
        Documents, or parts of them.
    key : str
        Where in the document they stand.
    """
    if isinstance(attached, dict) and isinstance(again, dict):
        for name in {**again, **attached}:
            yield from differing(attached.get(name, ABSENT), again.get(name, ABSENT), f"{key}.{name}" if key else name)
    elif isinstance(attached, list) and isinstance(again, list) and len(attached) == len(again):
        for number, (mine, other) in enumerate(zip(attached, again, strict=True)):
            yield from differing(mine, other, f"{key}[{number}]")
    elif type(attached) is not type(again) or attached != again:
        yield key, told(attached), told(again)


def told(value: Any) -> str:
    """A value as it is shown: at most a line."""
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def count(value: Any) -> int:
    """How many numbers a document holds."""
    if isinstance(value, dict):
        return sum(count(each) for each in value.values())
    if isinstance(value, list):
        return sum(count(each) for each in value)
    return int(isinstance(value, int | float) and not isinstance(value, bool))
