"""A report's pages as pictures: what every browser shows, also those that draw no PDF within a page."""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

DPI = 110
POINTS_PER_INCH = 72
KEPT = 32
"""Pictures that are remembered, in memory alone: an erased athlete's pages must not outlive the files."""
MOST_PAGES = 12
"""Pages that are drawn of one report; the PDF has the rest."""

_drawing = threading.Lock()  # PDFium draws in one thread at a time
_kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
_counts: OrderedDict[str, int] = OrderedDict()


@dataclass(frozen=True)
class Preview:
    """Where the pictures of a report are fetched.

    Attributes
    ----------
    pdf : str
        Address of the file.
    pages : str
        Address of the pictures, up to the number.
    count : int
        Pages.
    name : str
        Of what, such as ``lift 4``.
    """

    pdf: str
    pages: str
    count: int
    name: str


def page_count(path: Path) -> int:
    """How many pages can be shown; 0 where the file is gone or is no PDF."""
    try:
        content = path.read_bytes()
    except OSError:
        return 0
    digest = hashlib.sha256(content).hexdigest()
    with _drawing:
        if digest not in _counts:
            document = _opened(content)
            if document is None:
                return 0
            with document:
                _remember(_counts, digest, min(len(document), MOST_PAGES))
        return _counts[digest]


def page_picture(path: Path, number: int) -> bytes | None:
    """Page ``number``, from 1, as WebP; ``None`` where there is none."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    key = hashlib.sha256(content).hexdigest(), number
    with _drawing:
        if key not in _kept:
            picture = _drawn(content, number)
            if picture is None:
                return None
            _remember(_kept, key, picture)
        _kept.move_to_end(key)
        return _kept[key]


def _opened(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return None


def _drawn(content: bytes, number: int) -> bytes | None:
    document = _opened(content)
    if document is None:
        return None
    with document:
        if not 1 <= number <= min(len(document), MOST_PAGES):
            return None
        picture = io.BytesIO()
        image = document[number - 1].render(scale=DPI / POINTS_PER_INCH).to_pil()
        image.save(picture, "WEBP", lossless=True, method=1)  # as sharp as PNG in less than half its bytes
        return picture.getvalue()


def _remember(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    kept[key] = value
    while len(kept) > KEPT:
        kept.popitem(last=False)


def preview_html(preview: Preview) -> str:
    """All pages below each other, and the way to the file."""
    pictures = pictures_html(preview)
    nothing = "" if pictures else '<p role="status">The pages cannot be drawn here: open the PDF.</p>'
    return f'{nothing}{open_pdf(preview.pdf)}<div class="page-pictures">{pictures}</div>'


def folded_preview(preview: Preview) -> str:
    """The same within a page of other things: the pictures are fetched when it is unfolded."""
    if not preview.count:
        return open_pdf(preview.pdf)
    pages = f'<div class="page-pictures">{pictures_html(preview)}</div>'
    return f"{open_pdf(preview.pdf)}<details><summary>The report’s pages</summary>{pages}</details>"


def pictures_html(preview: Preview) -> str:
    """Each page as a picture that says which it is."""
    name = escape(preview.name)
    return "".join(
        f'<img class="page-picture" loading="lazy" width="910" height="1286" src="{preview.pages}{number}.webp" '
        f'alt="Page {number} of {preview.count} of the report on {name}, as a picture. The PDF can be read aloud.">'
        for number in range(1, preview.count + 1)
    )


def open_pdf(address: str) -> str:
    """The way to the file, beside the page that one is on."""
    link = f'<a class="act" target="_blank" rel="noopener" href="{address}">Open the PDF</a>'
    return f'<div class="acts">{link}</div>'
