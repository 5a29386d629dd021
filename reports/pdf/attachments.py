"""Files inside the file: put in with fixed dates, and taken out again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from reports.attached.attachment import Attachment
from reports.errors import NoReport
from reports.pdf.objects import Book, references, text_string
from reports.words import checking as words


def add_attachments(book: Book, attachments: Sequence[Attachment], date: str) -> str:
    """Attach files, as associated files of the document too (ISO 32000-2, 14.13).

    Parameters
    ----------
    book : Book
        The file.
    attachments : sequence of Attachment
        Files.
    date : str
        The date they bear, as PDF writes it.

    Returns
    -------
    str
        Entries of the catalogue; empty without files.
    """
    if not attachments:
        return ""
    names, places = [], []
    for each in sorted(attachments, key=lambda attachment: attachment.name):
        name, stream = text_string(each.name), _add_content(book, each, date)
        says = f"/F{name}/UF{name}/Desc{text_string(each.says)}/AFRelationship/{each.relationship}"
        place = book.add(f"<</Type/Filespec{says}/EF<</F {stream} 0 R/UF {stream} 0 R>>>>")
        names.append(f"{name} {place} 0 R")
        places.append(place)
    return f"/Names<</EmbeddedFiles<</Names[{' '.join(names)}]>>>>/AF{references(places)}"


def _add_content(book: Book, attachment: Attachment, date: str) -> int:
    """The content; one that is packed already is not packed again, which costs more than drawing a page."""
    kind = attachment.media_type.replace("/", "#2F")
    size = len(attachment.content)
    entries = f"/Type/EmbeddedFile/Subtype/{kind}/Params<</CreationDate({date})/ModDate({date})/Size {size}>>"
    if attachment.packed:
        return book.add_packed(entries, attachment.content)
    return book.add_stream(attachment.content, entries)


def attached_files(path: Path) -> dict[str, bytes]:
    """All files inside a PDF, by name.

    Raises
    ------
    NoReport
        The file is no PDF, is damaged, or is locked.
    """
    try:
        with pikepdf.open(path) as pdf:
            return _contents(pdf)
    except (pikepdf.PdfError, pikepdf.PasswordError, LookupError, RuntimeError, ValueError) as reason:
        raise NoReport(words.no_pdf(), str(path), words.give_a_report()) from reason


def files_inside(content: bytes) -> dict[str, bytes]:
    """The same of a report that was made just now."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return _contents(pdf)


def _contents(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
