"""Whether a file in a folder may hold plates, from its first bytes: reports, documents and notes stand beside them."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from acquisition.errors import FileError
from acquisition.interchange.legdrive_csv import FIRST_COLUMNS
from acquisition.interchange.open_file import GZIP, MCAP, TDMS, is_c3d
from acquisition.interchange.text_table import read_table, text_of

HEAD_BYTES = 64 * 1024
PAGES = (b"%PDF-", b"\x89PNG\r\n")
"""Firsts of reports and pictures, whose second byte is that of a C3D too."""


def may_hold_plates(path: Path) -> bool:
    """Whether a file is a recording, a C3D, a TDMS or a text with a table of numbers.

    A file that cannot be opened may: reading it says what is wrong.
    """
    try:
        head = _head(path)
    except (OSError, EOFError, zlib.error):
        return True
    if head.startswith(PAGES):
        return False
    if head.startswith((MCAP, TDMS)) or is_c3d(head):
        return True
    text = text_of(head)
    if text is None:
        return False
    whole_lines = text[: text.rfind(b"\n") + 1] if len(head) >= HEAD_BYTES else text
    try:
        return read_table(whole_lines, str(path)) is not None
    except FileError:
        return True


def may_be_exported(path: Path) -> bool:
    """Whether a file of plates may have been exported from another one: a C3D, or a CSV with Legdrive's columns."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return False
    return is_c3d(head) or head.startswith(",".join(FIRST_COLUMNS).encode())


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.startswith(GZIP):
        return head
    with gzip.open(path) as packed:
        return packed.read(HEAD_BYTES)
