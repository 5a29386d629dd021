"""Tables of numbers in text, however written: separators, decimal commas, lines of words above, units, gaps.

Nothing here knows what a column means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from acquisition.errors import UnreadableFile
from acquisition.interchange.text_form import UNIT, Cells, Form, cells_of, first_row, form_of, line_text, unit_in_name
from acquisition.interchange.text_values import EXPORT_AGAIN, LONGEST_LINE, values_of
from acquisition.plate import FloatArray

__all__ = ["EXPORT_AGAIN", "KINDS_READ", "TextTable", "read_table", "text_of"]
KINDS_READ = "a Legdrive recording, C3D, TDMS, or a text of forces is needed"
LINES_ABOVE = 400
"""Numbers that begin later are no table's."""
BLANK_LINE = re.compile(rb"\r?\n[ \t,;]*(?=\r?\n)")
SOMETHING = re.compile(rb"[^\r\n \t,;]")
HEAD_BYTES = 4096
UTF8_MARK = b"\xef\xbb\xbf"
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
MARKUP = (b"{", b"[", b"<", b"%")
"""Firsts of JSON, XML, PDF."""


@dataclass(frozen=True, eq=False)
class TextTable:
    """A table and the words above it.

    Attributes
    ----------
    above : tuple of tuple of str
        Cells of the lines above the header, blank lines left out.
    header, units : tuple of str
        Names and units of the columns; empty texts where the file has none. A unit in a name, such as ``Fz (kN)``, is
        among the units too.
    values : ndarray, shape (n_columns, n)
        NaN where a cell is empty.
    first_line, last_line : int
        1-based lines of the first and the last row, for messages.
    separator : str
        Between its cells; a space stands for any white space.
    goes_on : int
        1-based line of the first row below the table that is as wide as the table's; 0 where there is none.
    is_another : bool
        Whether that row stands below a header of its own, which begins with the first two names of the table's.
    begins_again : int
        1-based line below the table that is its header once more; 0 where there is none.
    """

    above: tuple[Cells, ...]
    header: Cells
    units: Cells
    values: FloatArray
    first_line: int
    last_line: int
    separator: str
    goes_on: int = 0
    is_another: bool = False
    begins_again: int = 0

    @property
    def lower(self) -> Cells:
        """The header in small letters."""
        return tuple(name.lower() for name in self.header)

    def check_whole(self, where: str, *, others: bool = False) -> None:
        """Raise where rows of the table would be lost.

        Parameters
        ----------
        where : str
            The file, for messages.
        others : bool
            Whether such files hold other tables below this one, which may be as wide: with a header of their own.

        Raises
        ------
        UnreadableFile
            Rows as wide go on below it, or its header comes once more.
        """
        more = self.begins_again or (0 if others and self.is_another else self.goes_on)
        if more:
            raise UnreadableFile(
                f"its table ends at line {self.last_line}, but line {more} goes on with columns like its own", where,
                "take out the lines between, or make a file of each part",
            )  # fmt: skip


def text_of(content: bytes) -> bytes | None:
    """Text without its mark, as lines of UTF-8 or Latin-1; ``None`` where the bytes are no text."""
    if content.startswith(BYTE_ORDER_MARKS):
        return content.decode("utf-16", errors="replace").encode()
    return None if b"\0" in content[:HEAD_BYTES] else content


def read_table(content: bytes, where: str) -> TextTable | None:
    """The table of a text, or ``None`` where there is none.

    Parameters
    ----------
    content : bytes
        The whole file, as :func:`text_of` gives it.
    where : str
        Its name, for messages.

    Raises
    ------
    UnreadableFile
        A line of the table has too few or too many cells, or one that is no number; or there are too many.
    """
    if content[:HEAD_BYTES].removeprefix(UTF8_MARK).lstrip()[:1] in MARKUP:
        return None
    begins = _line_starts(content)
    stops = [*begins[1:], len(content)][:LINES_ABOVE]
    lines = [
        line_text(content[a : min(b, a + LONGEST_LINE)]).strip("\r\n") for a, b in zip(begins, stops, strict=False)
    ]
    found = first_row(lines)
    if found is None:
        return None
    row, form = found
    above = [cells_of(line, form.separator) for line in lines[:row] if line.strip(" \t,;")]
    header, units, above = _names(above, form.count)
    start, stop = begins[row], _stop(content, begins[row], form)
    if form.separator != "," and content.find(b",", start, stop) >= 0 > content.find(b".", start, stop):
        form = replace(form, decimal=",")  # the first rows may be whole numbers
    values = values_of(content, start, stop, form, row + 1, where)
    names = [
        line for line in lines[:row] if _padded(cells_of(line, form.separator), form.count) == header and any(header)
    ]
    goes_on, is_another = _goes_on(content, stop, form, header)
    return TextTable(
        tuple(above), header, units, values, row + 1, row + 1 + content.count(b"\n", start, stop), form.separator,
        goes_on=goes_on,
        is_another=is_another,
        begins_again=_begins_again(content, stop, names[-1]) if names else 0,
    )  # fmt: skip


def _line_starts(content: bytes) -> list[int]:
    """Where the first lines begin."""
    starts = [0]
    while len(starts) <= LINES_ABOVE + 2:
        stop = content.find(b"\n", starts[-1])
        if stop < 0 or stop + 1 >= len(content):
            break
        starts.append(stop + 1)
    return starts


def _names(above: list[Cells], count: int) -> tuple[Cells, Cells, list[Cells]]:
    """Header, units, and what stands above them."""
    nothing = ("",) * count
    units = nothing
    named = len(above) > 1 and _fits(above[-1], count) and _fits(above[-2], count)
    if named and all(UNIT.fullmatch(cell) for cell in above[-1]):
        units, above = _padded(above[-1], count), above[:-1]
    if not above or not _fits(above[-1], count):
        return nothing, units, above
    header = _padded(above[-1], count)
    units = tuple(unit or unit_in_name(name) for name, unit in zip(header, units, strict=True))
    return header, units, above[:-1]


def _fits(cells: Cells, count: int) -> bool:
    """Whether a line of words may stand over the columns: as many cells, or one less for a trailing separator."""
    enough = len(cells) >= count or (len(cells) == count - 1 and count > 2)
    return enough and not any(cells[count:]) and any(cells)


def _padded(cells: Cells, count: int) -> Cells:
    return (*cells, *("",) * (count - len(cells)))[:count]


def _stop(content: bytes, start: int, form: Form) -> int:
    """End of the rows: a blank line after which no such row follows, as files may hold several tables."""
    at = start
    while (blank := BLANK_LINE.search(content, at)) is not None:
        following = SOMETHING.search(content, blank.end())
        if following is None:
            return blank.start()
        if not _is_row(_line_at(content, content.rfind(b"\n", 0, following.start()) + 1), form):
            return blank.start()
        at = following.start()
    return len(content)


def _line_at(content: bytes, start: int) -> bytes:
    """The line that begins there, without its end."""
    stop = content.find(b"\n", start)
    return content[start : stop if stop >= 0 else len(content)].strip(b"\r")


def _is_row(line: bytes, form: Form) -> bool:
    """Whether a line holds as many numbers as the table's rows do."""
    found = form_of(line_text(line)) if _may_be_row(line, form) else None
    return found is not None and found.count == form.count


def _may_be_row(line: bytes, form: Form) -> bool:
    """The same at a glance: most lines of other tables are not looked at any further."""
    if form.separator == " ":
        return len(line.split()) == form.count
    return line.count(form.separator.encode()) >= form.count - 1


def _goes_on(content: bytes, start: int, form: Form, header: Cells) -> tuple[int, bool]:
    """1-based line of the first such row from there on, or 0; and whether a header like the table's stands above it."""
    at, is_another = start, False
    while at < len(content):
        line = _line_at(content, at)
        if _is_row(line, form):
            return content.count(b"\n", 0, at) + 1, is_another
        is_another |= any(header) and cells_of(line_text(line[:LONGEST_LINE]), form.separator)[:2] == header[:2]
        at = (content.find(b"\n", at) + 1) or len(content)
    return 0, is_another


def _begins_again(content: bytes, start: int, header: str) -> int:
    """1-based line of the first one from there on that is the header once more, or 0."""
    wanted = header.strip()
    at = start
    for letters in (wanted.encode(), wanted.encode("latin-1", errors="replace")):
        while (at := content.find(letters, at)) >= 0:
            line = content.rfind(b"\n", 0, at) + 1
            if line_text(_line_at(content, line)).strip() == wanted:
                return content.count(b"\n", 0, at) + 1
            at += 1
        at = start
    return 0
