"""A live ring that other processes can look into: memory mapped from a file.

A file and not ``multiprocessing.shared_memory``: before Python 3.13 that one's tracker removes the memory as soon as
the first viewer leaves. Viewers map it for reading only, so that nothing they do can reach the recorder.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from acquisition.live_ring import LiveRing, ring_bytes

MOST_BYTES = 32 << 20
MEMORY_FOLDER = Path("/dev/shm")
"""Memory that looks like a folder, on Linux: what is written there never goes to a disk."""
STEP = 1 << 20


def live_capacity(n_channels: int, wanted: int) -> int:
    """Samples per channel of a live ring: as many as wanted, within 32 MB."""
    return max(1, min(wanted, MOST_BYTES // (8 * n_channels)))


@contextmanager
def shared_ring(name: str, folder: Path, n_channels: int, capacity: int) -> Iterator[tuple[LiveRing, Path]]:
    """A new ring in a file that goes when the block ends.

    Parameters
    ----------
    name : str
        Name of the file.
    folder : Path
        Where it lies if there is no folder in memory, or no room in it.
    n_channels, capacity : int
        Of the ring.

    Raises
    ------
    OSError
        No room anywhere.
    """
    size = ring_bytes(n_channels, capacity)
    try:
        path = zeros_file(MEMORY_FOLDER / name, size)
    except OSError:
        path = zeros_file(folder / name, size)
    try:
        with path.open("r+b") as file:
            mapped = mmap.mmap(file.fileno(), size)
        yield LiveRing(n_channels, capacity, memoryview(mapped)), path
    finally:
        with suppress(OSError):  # Windows keeps a file that is mapped; the next recorder of the rig removes it
            path.unlink()


def zeros_file(path: Path, size: int) -> Path:
    """A new file full of zeros, for this user only.

    Written, not only measured out: writing to mapped memory for which there is no room would kill the process.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for first in range(0, size, STEP):
                file.write(bytes(min(STEP, size - first)))
    except OSError:
        path.unlink()
        raise
    return path


def open_ring(path: Path, n_channels: int, capacity: int) -> LiveRing:
    """The ring of another process, for peeking.

    Raises
    ------
    OSError
        It is gone.
    """
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), ring_bytes(n_channels, capacity), access=mmap.ACCESS_READ)
    return LiveRing(n_channels, capacity, memoryview(mapped))
