"""``legdrive lifts``."""

from __future__ import annotations


def lifts() -> None:
    """Not built yet."""
    raise NotImplementedError
