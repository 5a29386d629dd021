"""``legdrive simulate lift``."""

from __future__ import annotations


def lift() -> None:
    """Not built yet."""
    raise NotImplementedError
