"""The structure tree and the bookmarks: what a screen reader tells and where it may jump to."""

from __future__ import annotations

from collections.abc import Sequence

from reports.pdf.drawing import DrawnPage, Element
from reports.pdf.objects import Book, references, text_string
from reports.words.checking import page_words


def add_structure(book: Book, pages: Sequence[DrawnPage], sheets: Sequence[int]) -> int:
    """Tie every piece of marked content to an element: one section a page, nested as the groups are.

    Parameters
    ----------
    book : Book
        The file.
    pages : sequence of DrawnPage
        What stands on each sheet.
    sheets : sequence of int
        Numbers of the page objects; each has its place here as ``StructParents``.

    Returns
    -------
    int
        Number of the tree's root.
    """
    root, body = book.number(), book.number()
    sections, parents = [], []
    for number, (drawn, sheet) in enumerate(zip(pages, sheets, strict=True)):
        section = book.number()
        owners = [0] * drawn.pieces
        kids = references([_added(book, sheet, section, element, owners) for element in drawn.elements])
        title = text_string(page_words(number + 1))
        book.put(section, f"<</Type/StructElem/S/Sect/P {body} 0 R/T{title}/K{kids}>>")
        sections.append(section)
        parents.append(f"{number} {book.add(references(owners))} 0 R")
    book.put(body, f"<</Type/StructElem/S/Document/P {root} 0 R/K{references(sections)}>>")
    tree = book.add(f"<</Nums[{' '.join(parents)}]>>")
    book.put(
        root,
        f"<</Type/StructTreeRoot/K[{body} 0 R]/ParentTree {tree} 0 R/ParentTreeNextKey {len(pages)}>>",
    )
    return root


def _added(book: Book, sheet: int, parent: int, element: Element, owners: list[int]) -> int:
    """The element and all that is in it; ``owners`` learns which one each piece of content belongs to."""
    group, number = element.group, book.number()
    told = f"<</Type/StructElem/S/{group.tag}/P {parent} 0 R"
    if group.alt:
        told = f"{told}/Alt{text_string(group.alt)}"
    if group.scope:
        told = f"{told}/A<</O/Table/Scope/{group.scope}>>"
    if element.children:
        kids = references([_added(book, sheet, number, child, owners) for child in element.children])
        book.put(number, f"{told}/K{kids}>>")
        return number
    if element.content is None:
        book.put(number, f"{told}>>")
        return number
    content = f"/Pg {sheet} 0 R/K {element.content}>>"
    owners[element.content] = number
    if group.tag == "LI":  # what an item says stands in its body
        owners[element.content] = book.add(f"<</Type/StructElem/S/LBody/P {number} 0 R{content}")
        content = f"/K {owners[element.content]} 0 R>>"
    book.put(number, told + content)
    return number


def add_bookmarks(book: Book, pages: Sequence[DrawnPage], sheets: Sequence[int]) -> int:
    """Bookmarks: each page, and under it its headings; parameters as :func:`add_structure`.

    Returns
    -------
    int
        Number of the outline's root.
    """
    root = book.number()
    items = [book.number() for _ in pages]
    ties = _ties(items, root)
    for number, (drawn, sheet, item, tie) in enumerate(zip(pages, sheets, items, ties, strict=True)):
        marks = [book.number() for _ in drawn.bookmarks]
        for mark, place, within in zip(marks, drawn.bookmarks, _ties(marks, item), strict=True):
            at = f"/Dest[{sheet} 0 R/XYZ {place.x:.2f} {place.y:.2f} null]"
            book.put(mark, f"<</Title{text_string(place.words)}{at}{within}>>")
        title = text_string(page_words(number + 1))
        book.put(item, f"<</Title{title}/Dest[{sheet} 0 R/Fit]{tie}{_holds(marks, len(marks))}>>")
    seen = len(items) + sum(len(drawn.bookmarks) for drawn in pages)
    book.put(root, f"<</Type/Outlines{_holds(items, seen)}>>")
    return root


def _ties(numbers: Sequence[int], parent: int) -> list[str]:
    """What ties items to each other and to what they stand under (ISO 32000-1, 12.3.3)."""
    before = ["", *(f"/Prev {number} 0 R" for number in numbers[:-1])]
    after = [*(f"/Next {number} 0 R" for number in numbers[1:]), ""]
    return [f"/Parent {parent} 0 R{prev}{next_}" for prev, next_, _ in zip(before, after, numbers, strict=False)]


def _holds(numbers: Sequence[int], seen: int) -> str:
    """First and last of the items under one; all of them are open."""
    return f"/First {numbers[0]} 0 R/Last {numbers[-1]} 0 R/Count {seen}" if numbers else ""
