"""``legdrive doctor``."""

from __future__ import annotations


def doctor() -> None:
    """Not built yet."""
    raise NotImplementedError
