"""Files inside the file: put in with fixed dates, and taken out again."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from reports.attached.attachment import Attachment
from reports.errors import NoReport
from reports.words import checking as words


def add_attachments(pdf: Pdf, attachments: Sequence[Attachment], date: str) -> None:
    """Attach files, as associated files of the document too (ISO 32000-2, 14.13).

    Parameters
    ----------
    pdf : Pdf
        Open.
    attachments : sequence of Attachment
        Files.
    date : str
        The date they bear, as PDF writes it.
    """
    if not attachments:
        return
    names, associated = Array(), Array()
    for each in sorted(attachments, key=lambda attachment: attachment.name):
        stream = _stream(pdf, each)
        stream.Type = Name.EmbeddedFile
        stream.Subtype = Name(f"/{each.media_type}")
        check = hashlib.md5(each.content, usedforsecurity=False).digest()
        stream.Params = Dictionary(CreationDate=date, ModDate=date, Size=len(each.content), CheckSum=String(check))
        place = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(each.name),
                UF=String(each.name),
                Desc=String(each.says),
                AFRelationship=Name(f"/{each.relationship}"),
                EF=Dictionary(F=stream, UF=stream),
            )
        )
        names.extend([String(each.name), place])
        associated.append(place)
    pdf.Root.Names = Dictionary(EmbeddedFiles=pdf.make_indirect(Dictionary(Names=names)))
    pdf.Root.AF = associated


def _stream(pdf: Pdf, attachment: Attachment) -> Stream:
    """The content; one that is packed already is not packed again, which costs more than drawing a page."""
    if not attachment.packed:
        return Stream(pdf, attachment.content)
    stream = Stream(pdf, b"")
    stream.write(zlib.compress(attachment.content, 0), filter=Name.FlateDecode)
    return stream


def attached_files(path: Path) -> dict[str, bytes]:
    """All files inside a PDF, by name.

    Raises
    ------
    NoReport
        The file is no PDF, is damaged, or is locked.
    """
    try:
        with pikepdf.open(path) as pdf:
            return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    except (pikepdf.PdfError, LookupError, RuntimeError, ValueError) as reason:
        raise NoReport(words.no_pdf(), str(path), words.give_a_report()) from reason
