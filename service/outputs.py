"""Where a command may write: never over what it reads, nor over samples, which cannot be measured again."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from acquisition.errors import OptionNeeded
from acquisition.interchange.sidecar import SAMPLES_SCHEMA, sidecar_path
from acquisition.interchange.sniff import may_be_exported, may_hold_plates

STANDARD_OUTPUT = "-"
PARQUET = b"PAR1"
HEAD_BYTES = 256
ANOTHER_NAME = "give another name"
LIFT_COLUMNS = {"path", "samples_sha256", "methods_digest"}
"""A table with these holds lifts, no samples."""


def check_folder(path: Path | None) -> None:
    """Raise ``FileNotFoundError`` that names the file as it was typed, where its folder is not there."""
    if path is not None and str(path) != STANDARD_OUTPUT and not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "its folder is not there; make it, or give another path", str(path))


def check_outputs(outputs: Sequence[Path | None], inputs: Iterable[Path | None] = ()) -> None:
    """Check every place as :func:`check_output` does, and that no two are one.

    Raises
    ------
    OptionNeeded
        Nothing may be written to one of them, or two are the same.
    FileNotFoundError
        A folder is not there.
    """
    read = tuple(inputs)
    taken: set[Path] = set()
    for path in outputs:
        check_output(path, read)
        if path is None or str(path) == STANDARD_OUTPUT:
            continue
        if path.resolve() in taken:
            raise OptionNeeded("two files cannot have one name", str(path), ANOTHER_NAME)
        taken.add(path.resolve())


def check_output(path: Path | None, inputs: Iterable[Path | None] = (), *, over_exports: bool = False) -> None:
    """Raise where nothing may be written, whatever way the name is spelled.

    Parameters
    ----------
    path : Path or None
        The place; ``None`` and ``-`` are none.
    inputs : iterable of Path or None
        What the command reads; the pages of units beside them count too.
    over_exports : bool
        Whether samples that were exported may be written over; a recording never may.

    Raises
    ------
    OptionNeeded
        It is a folder, is read by the command, or may hold samples.
    FileNotFoundError
        Its folder is not there.
    """
    if path is None or str(path) == STANDARD_OUTPUT:
        return
    if path.is_dir():
        raise OptionNeeded("is a folder", str(path), "give the name of a file")
    check_folder(path)
    if not path.exists():
        return
    if any(_same(path, each) for each in _with_pages(inputs)):
        raise OptionNeeded("is read by this command, so it is not written over", str(path), ANOTHER_NAME)
    if not path.is_file():
        raise OptionNeeded("is no file that can be written over", str(path), ANOTHER_NAME)
    if over_exports and may_hold_plates(path) and not may_be_exported(path):
        raise OptionNeeded("is a recording, which is never written over", str(path), ANOTHER_NAME)
    if not over_exports and may_hold_samples(path):
        raise OptionNeeded("is there and may hold samples, so it is not written over", str(path), ANOTHER_NAME)


def may_hold_samples(path: Path) -> bool:
    """Whether a file may hold samples of plates, also in a form that is written here and not read."""
    if may_hold_plates(path):
        return True
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(PARQUET):
        return not _holds_lifts(path)
    return SAMPLES_SCHEMA.encode() in head


def _holds_lifts(path: Path) -> bool:
    import pyarrow
    from pyarrow import parquet

    try:
        return set(parquet.read_schema(path).names) >= LIFT_COLUMNS
    except (pyarrow.ArrowException, OSError):
        return False


def _with_pages(inputs: Iterable[Path | None]) -> Iterator[Path]:
    for path in inputs:
        if path is not None:
            yield from (path, sidecar_path(path))


def _same(path: Path, other: Path) -> bool:
    """Whether both are one file, through links too."""
    with suppress(OSError):
        return path.samefile(other)
    return False
