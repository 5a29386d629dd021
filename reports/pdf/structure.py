"""The structure tree and the bookmarks: what a screen reader tells and where it may jump to."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from reports.pdf.drawing import DrawnPage, Element
from reports.words.checking import page_words


def add_structure(pdf: Pdf, pages: Sequence[DrawnPage]) -> None:
    """Tie every piece of marked content to an element: one section a page, nested as the groups are."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    sections, parents = Array(), Array()
    for number, (page, drawn) in enumerate(zip(pdf.pages, pages, strict=True)):
        section = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect, P=body))
        section.T = String(page_words(number + 1))
        owners: dict[int, Object] = {}
        section.K = Array([_added(pdf, page.obj, section, element, owners) for element in drawn.elements])
        sections.append(section)
        parents.append(number)
        parents.append(pdf.make_indirect(Array([owners[piece] for piece in range(drawn.pieces)])))
        page.obj.StructParents = number
        page.obj.Tabs = Name.S
    body.K = sections
    root.K = Array([body])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=parents))
    root.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _added(pdf: Pdf, page: Object, parent: Object, element: Element, owners: dict[int, Object]) -> Object:
    """The element and all that is in it; ``owners`` learns which one each piece of content belongs to."""
    group = element.group
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{group.tag}"), P=parent))
    if group.alt:
        made.Alt = String(group.alt)
    if group.scope:
        made.A = Dictionary(O=Name.Table, Scope=Name(f"/{group.scope}"))
    if element.children:
        made.K = Array([_added(pdf, page, made, child, owners) for child in element.children])
    elif element.content is not None:
        holder = made
        if group.tag == "LI":  # what an item says stands in its body
            holder = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=made))
            made.K = holder
        holder.Pg = page
        holder.K = element.content
        owners[element.content] = holder
    return made


def add_bookmarks(pdf: Pdf, pages: Sequence[DrawnPage]) -> None:
    """Bookmarks: each page, and under it its headings."""
    with pdf.open_outline() as outline:
        for number, drawn in enumerate(pages):
            item = pikepdf.OutlineItem(page_words(number + 1), number, "Fit")
            item.children.extend(
                pikepdf.OutlineItem(mark.words, number, "XYZ", left=round(mark.x, 2), top=round(mark.y, 2))
                for mark in drawn.bookmarks
            )
            outline.root.append(item)
