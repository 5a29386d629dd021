"""Writes a measured table into a page, between two marks that bear its name."""

from __future__ import annotations

from pathlib import Path

from processing.analysis import software_version


def publish(page: Path, name: str, text: str, drawn: str) -> None:
    """Replace what stands between ``<!-- NAME -->`` and ``<!-- end of NAME -->``.

    Parameters
    ----------
    page : Path
        A Markdown page.
    name : str
        Name of the table.
    text : str
        The table, as Markdown.
    drawn : str
        Seeds and numbers it comes from.

    Raises
    ------
    ValueError
        The page has no such marks.
    """
    whole = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = whole.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page}: has no marks {begin} and {end}; put them where the table belongs")
    told = f"Legdrive {software_version()}; {drawn}."
    page.write_text(f"{before}{begin}\n{told}\n\n{text.strip()}\n{end}{after}", encoding="utf-8")
