"""The file's own objects: other programs read them as they were meant."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.marks import Group, Text
from reports.pdf.objects import Book, references, text_string
from reports.pdf.saving import pdf_file
from reports.theme import BODY


def read_again(*bodies: str) -> pikepdf.Pdf:
    """A file of one empty sheet with these objects as an array in its catalogue."""
    book = Book()
    tree = book.number()
    sheet = book.add(f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 100 100]>>")
    book.put(tree, f"<</Type/Pages/Count 1/Kids{references([sheet])}>>")
    root = book.add(f"<</Type/Catalog/Pages {tree} 0 R/Told[{' '.join(bodies)}]>>")
    return pikepdf.open(io.BytesIO(book.finished(root, book.add("<<>>"))))


@pytest.mark.parametrize(
    "text",
    ["", "plain", r"a (b\) c", "line\r\nbreak", "55–56 %, “so”…", "Владислава", "þÿ", "ï»¿", "Ω 9 €", "😀"],
)
def test_a_text_is_read_again_as_it_was_written(text: str) -> None:
    with read_again(text_string(text)) as pdf:
        assert str(pdf.Root.Told[0]) == text


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_read_again_as_it_was_written(text: str) -> None:
    with read_again(text_string(text)) as pdf:
        assert str(pdf.Root.Told[0]) == text


def test_a_report_is_read_without_a_warning(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made), suppress_warnings=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.get_warnings() == []
        assert len(pdf.objects) > 200


def test_streams_keep_their_bytes_and_other_content_gives_another_identity() -> None:
    def file(content: bytes) -> bytes:
        book = Book([("/Kind/Font", b"raw")])
        stream = book.add_stream(content)
        tree = book.add("<</Type/Pages/Count 0/Kids[]>>")
        root = book.add(f"<</Type/Catalog/Pages {tree} 0 R/Told{references([1, stream])}>>")
        return book.finished(root, book.add("<<>>"))

    with pikepdf.open(io.BytesIO(file(b"one"))) as pdf, pikepdf.open(io.BytesIO(file(b"two"))) as other:
        assert [each.read_bytes() for each in pdf.Root.Told] == [b"raw", b"one"]
        assert bytes(pdf.trailer.ID[0]) != bytes(other.trailer.ID[0])
    assert file(b"one") == file(b"one")


def test_letters_that_few_pages_need_are_drawn_too() -> None:
    page = (Group("H1", (Text(0.0, 5.0, "Ωλ Ж", BODY, 10.0),)),)
    with pikepdf.open(io.BytesIO(pdf_file([page], "Letters"))) as pdf:
        fonts = pdf.pages[0].resources.Font
        mapped = b"".join(font.ToUnicode.read_bytes() for font in fonts.values())
    assert all(code in mapped.upper() for code in (b"03A9", b"03BB", b"0416"))
