"""The finished file: structure, bookmarks, dates and attachments added, saved so that equal input gives equal bytes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from reports.attached.attachment import Attachment
from reports.marks import Group
from reports.pdf.attachments import add_attachments
from reports.pdf.drawing import draw_pages
from reports.pdf.objects import Book, references, text_string
from reports.pdf.structure import add_bookmarks, add_structure
from reports.theme import PageSize
from reports.words.checking import language_tag

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
    empty, drawn = draw_pages(pages, page_size)
    date = (moment or NO_DATE).astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    book = Book(empty.objects)
    tree, sheets = book.number(), [book.number() for _ in drawn]
    for order, (sheet, each) in enumerate(zip(sheets, drawn, strict=True)):
        content = book.add_stream(each.operators)
        book.put(sheet, f"{empty.page}/Parent {tree} 0 R/Contents {content} 0 R/StructParents {order}/Tabs/S>>")
    book.put(tree, f"<</Type/Pages/Count {len(sheets)}/Kids{references(sheets)}>>")
    spoken = f"/Lang{text_string(language_tag())}/ViewerPreferences<</DisplayDocTitle true>>/PageMode/UseNone"
    structure = f"/MarkInfo<</Marked true>>/StructTreeRoot {add_structure(book, drawn, sheets)} 0 R"
    outlines = f"/Outlines {add_bookmarks(book, drawn, sheets)} 0 R"
    files = add_attachments(book, attachments, date)
    root = book.add(f"<</Type/Catalog/Pages {tree} 0 R{spoken}{structure}{outlines}{files}>>")
    maker = f"/Creator(Legdrive)/Producer(Legdrive)/CreationDate({date})/ModDate({date})"
    return book.finished(root, book.add(f"<</Title{text_string(title)}{maker}>>"))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all; raises ``OSError`` that names ``path``."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()
