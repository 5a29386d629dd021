"""The finished file: structure, bookmarks, dates and attachments added, saved so that equal input gives equal bytes."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pikepdf
from pikepdf import Dictionary, Pdf, String

from reports.attached.attachment import Attachment
from reports.marks import Group
from reports.pdf.attachments import add_attachments
from reports.pdf.drawing import draw_pages
from reports.pdf.structure import add_bookmarks, add_structure
from reports.theme import PageSize
from reports.words.checking import language_tag

PACKING: Literal[3] = 3
"""Half the time of zlib's usual 6, for files a twelfth larger."""
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a file about lifts that carry none."""


def pdf_file(
    pages: Sequence[Sequence[Group]],
    title: str,
    moment: datetime | None = None,
    page_size: PageSize = "A4",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Pages as a tagged PDF in the language spoken now.

    Parameters
    ----------
    pages : sequence of sequence of Group
        One sequence a page, in reading order.
    title : str
        Title of the file.
    moment : datetime, optional
        The date the file bears, with its zone; the first day of 2000 where there is none.
    page_size : {'A4', 'Letter'}
        The sheet.
    attachments : sequence of Attachment
        Files inside the file.

    Returns
    -------
    bytes
        Equal input gives equal bytes.
    """
    pikepdf.settings.set_flate_compression_level(PACKING)
    drawing, drawn = draw_pages(pages, page_size, language_tag())
    date = (moment or NO_DATE).astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    with pikepdf.open(io.BytesIO(drawing)) as pdf:
        add_structure(pdf, drawn)
        add_bookmarks(pdf, drawn)
        add_attachments(pdf, attachments, date)
        pdf.Root.Lang = String(language_tag())
        pdf.Root.PageMode = pikepdf.Name.UseNone
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.docinfo = pdf.make_indirect(
            Dictionary(Title=title, Creator="Legdrive", Producer="Legdrive", CreationDate=date, ModDate=date)
        )
        return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    """The file's bytes, packed, with an identity made from its content."""
    stream = io.BytesIO()
    pdf.save(
        stream,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )
    return stream.getvalue()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
