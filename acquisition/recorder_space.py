"""How long the disk lasts."""

from __future__ import annotations

import shutil
from pathlib import Path

BLOCK_OVERHEAD_BYTES = 450
"""What a block costs besides its samples: its head, the chunk around it, its place in the index."""
LOW_HOURS = 2.0


def bytes_per_hour(n_channels: int, rate_hz: float, block_samples: int) -> float:
    """Most that a recording grows in an hour while it runs, before it is compressed."""
    return 3600.0 * rate_hz * (8.0 * n_channels + BLOCK_OVERHEAD_BYTES / block_samples)


def hours_left(folder: Path, n_channels: int, rate_hz: float, block_samples: int) -> float:
    """Hours of recording that the disk of a folder has room for.

    Raises
    ------
    OSError
        No such folder.
    """
    return shutil.disk_usage(folder).free / bytes_per_hour(n_channels, rate_hz, block_samples)


def space_words(hours: float) -> str:
    """The hours as a person reads them."""
    return f"{hours:.1f} h" if hours < 10.0 else f"{hours:.0f} h"
