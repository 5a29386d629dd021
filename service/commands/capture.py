"""``legdrive capture``."""

from __future__ import annotations


def capture() -> None:
    """Not built yet."""
    raise NotImplementedError
