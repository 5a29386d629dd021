"""``legdrive analyze``."""

from __future__ import annotations


def analyze() -> None:
    """Not built yet."""
    raise NotImplementedError
