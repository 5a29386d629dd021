"""Names of reports: never one that is there already, but the next version."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from processing.result import Document
from service.names import lift_stem

MOST_VERSIONS = 999


def write_next_version(folder: Path, document: Document, content_of: Callable[[int], bytes]) -> Path:
    """Write a lift's report under the first version that is free.

    Parameters
    ----------
    folder : Path
        Where it goes.
    document : Document
        The lift, for its name.
    content_of : callable
        The report's bytes, by version.

    Returns
    -------
    Path
        The file; it is there whole or not at all, and no other was written over.

    Raises
    ------
    FileExistsError
        After 999 versions.
    """
    return write_next(folder, lambda version: f"{lift_stem(document, version)}.pdf", content_of)


def write_next(folder: Path, name_of: Callable[[int], str], content_of: Callable[[int], bytes]) -> Path:
    """The same under any name, by version."""
    for version in range(1, MOST_VERSIONS + 1):
        path = folder / name_of(version)
        if not path.exists() and write_new(path, content_of(version)):
            return path
    raise FileExistsError(17, f"has {MOST_VERSIONS} versions; move some away", str(folder / name_of(1)))


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that is there whole or not at all; ``False``, and nothing written, where the name is taken.

    Raises
    ------
    OSError
        It cannot be written; the error names ``path``.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return _named(unfinished, path)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _named(unfinished: Path, path: Path) -> bool:
    """Give a finished file its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links: take the name first, then fill it
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            return False
        unfinished.replace(path)
    return True
