"""Writing documents: JSON for programs, a CSV row for a table."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from acquisition.interchange.sidecar import sidecar_path
from processing.result import Document
from service.lift_columns import TABLE_SCHEMA, table_columns, table_row, unit_of
from service.outputs import STANDARD_OUTPUT, check_folder, check_output


@contextmanager
def moved_to(path: Path, ending: str = "") -> Iterator[Path]:
    """A place beside ``path`` to write to; what was written there is moved to ``path``, whole or not at all.

    ``ending``: of the place's name, for writers that insist on one.

    Raises
    ------
    OSError
        It cannot be written; the error names ``path``.
    """
    check_folder(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part{ending}")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    finally:
        with suppress(OSError):  # whatever was wrong with the place was told already, by the name that was typed
            unfinished.unlink()


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file that is there whole or not at all."""
    with moved_to(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        yield file


def json_text(document: Document, *, one_line: bool = False) -> str:
    """A document as JSON; NaN is no JSON and raises ``ValueError``."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=None if one_line else 2)


def write_json(path: Path, document: Document) -> None:
    """Write a document; ``-`` prints it.

    Raises
    ------
    OptionNeeded
        What is there may not be written over.
    """
    if str(path) == STANDARD_OUTPUT:
        print(json_text(document))
        return
    check_output(path)
    with whole_file(path) as file:
        file.write(json_text(document) + "\n")


def write_table(path: Path, documents: Sequence[Document]) -> None:
    """Write one row a lift as CSV, and the columns' units beside it; ``-`` prints the rows alone."""
    if str(path) == STANDARD_OUTPUT:
        _write_rows(sys.stdout, documents)
        return
    units = {column: unit_of(column) for column in table_columns() if unit_of(column)}
    write_json(sidecar_path(path), {"schema": TABLE_SCHEMA, "units": units})
    with whole_file(path) as file:
        _write_rows(file, documents)


def _write_rows(file: TextIO, documents: Sequence[Document]) -> None:
    writer = csv.DictWriter(file, table_columns(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table_row(document) for document in documents)
