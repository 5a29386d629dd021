"""``legdrive simulate_device``."""

from __future__ import annotations


def device() -> None:
    """Not built yet."""
    raise NotImplementedError
