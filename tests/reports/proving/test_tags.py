"""The tag tree read back: every piece of every page belongs to one element, tables have heads, figures have words."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reports.marks import Group, Text
from reports.pdf.saving import pdf_file
from reports.theme import BODY

ALLOWED = {
    "/Document": {"/Sect"},
    "/Table": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/LI"},
    "/LI": {"/LBody"},
}
"""What may lie in what, where that is restricted."""


def elements(root: Any) -> Iterator[Any]:
    """All elements under one, itself first."""
    yield root
    kids = root.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from elements(kid)


def leaf_number(element: Any) -> int | None:
    """Its piece of content; ``None`` of a branch and of an empty cell."""
    kids = element.get("/K")
    return int(kids) if isinstance(kids, int) else None


def test_every_piece_of_content_of_both_pages_is_in_the_tree_once(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        tree = pdf.Root.StructTreeRoot
        sections = list(tree.K[0].K)
        assert [str(section.S) for section in sections] == ["/Sect", "/Sect"]
        parents = dict(zip(*[iter(tree.ParentTree.Nums)] * 2, strict=True))
        for page, section in zip(pdf.pages, sections, strict=True):
            content = page.Contents.read_bytes()
            leaves = [each for each in elements(section) if leaf_number(each) is not None]
            numbers = [leaf_number(leaf) for leaf in leaves]
            assert numbers == list(range(len(numbers)))
            assert content.count(b"/MCID") == len(numbers)
            assert content.count(b"BDC") + content.count(b"BMC") == content.count(b"EMC")
            assert all(leaf.Pg.objgen == page.obj.objgen for leaf in leaves)
            owners = list(parents[int(page.obj.StructParents)])
            assert [owner.objgen for owner in owners] == [leaf.objgen for leaf in leaves]


def test_elements_lie_only_where_they_may(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for element in elements(pdf.Root.StructTreeRoot.K[0]):
            inner = [str(each.S) for each in elements(element)][1:2]
            allowed = ALLOWED.get(str(element.S))
            assert allowed is None or set(inner) <= allowed
            assert str(element.S) != "/LI" or element.P.S == "/L"


def test_tables_have_heads_with_a_scope(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        tables = [each for each in elements(pdf.Root.StructTreeRoot.K[0]) if each.S == "/Table"]
        assert len(tables) >= 3
        for table in tables:
            heads = [each for each in elements(table) if each.S == "/TH"]
            assert heads
            assert all(str(head.A.O) == "/Table" and str(head.A.Scope) in ("/Row", "/Column") for head in heads)
            widths = Counter(len(row.K) for row in table.K)
            assert len(widths) == 1, "rows of one table have as many cells"


def test_figures_state_something_in_words(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        figures = [each for each in elements(pdf.Root.StructTreeRoot.K[0]) if each.S == "/Figure"]
        assert len(figures) >= 6
        assert all(len(str(figure.Alt)) > 20 for figure in figures)


def test_headings_begin_with_the_lifter_and_skip_no_level(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        headings = [str(each.S) for each in elements(pdf.Root.StructTreeRoot.K[0]) if str(each.S).startswith("/H")]
    assert headings[0] == "/H1"
    assert headings.count("/H1") == 1
    levels = [int(heading[2]) for heading in headings]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pages_and_headings_can_be_jumped_to(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_outline() as outline:
        first, second = outline.root
        assert (first.title, second.title) == ("Page 1", "Page 2")
        assert "Leg-drive signs" in [item.title for item in first.children]
        assert second.children
        for page, item in zip(pdf.pages, (first, second), strict=True):
            for child in item.children:
                assert isinstance(child.destination, pikepdf.Array)
                assert child.destination[0].objgen == page.obj.objgen


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler's pdfinfo is not installed")
def test_another_program_reads_the_tree(pdf: Path) -> None:
    told = subprocess.run(["pdfinfo", "-struct-text", str(pdf)], capture_output=True, text=True, check=True)
    assert 'Sect "Page 2"' in told.stdout
    assert "/Scope /Column" in told.stdout
    assert '"Push impulse"' in told.stdout
    assert "Error" not in told.stderr


def run(words: str, y: float) -> Text:
    return Text(0.0, y, words, BODY, 10.0)


def test_lists_empty_cells_and_artifacts_in_tables_are_told_right() -> None:
    items = Group("L", children=(Group("LI", (run("one", 10.0),)), Group("LI", (run("two", 15.0),))))
    rule = Group("Artifact", (run("a rule", 21.0),))
    row = Group("TR", children=(Group("TH", (run("head", 20.0),), scope="Row"), rule, Group("TD")))
    page = (Group("H1", (run("Title", 5.0),)), items, Group("Table", children=(row,)))
    with pikepdf.open(io.BytesIO(pdf_file([page], "Lists"))) as pdf:
        (section,) = pdf.Root.StructTreeRoot.K[0].K
        assert [str(each.S) for each in elements(section)] == [
            "/Sect", "/H1", "/L", "/LI", "/LBody", "/LI", "/LBody", "/Table", "/TR", "/TH", "/TD",
        ]  # fmt: skip
        assert b"/Artifact BMC" in pdf.pages[0].Contents.read_bytes()
        assert "/AF" not in pdf.Root


def test_a_group_has_marks_or_children_but_not_both() -> None:
    with pytest.raises(ValueError, match="either marks or children"):
        Group("P", (run("a", 1.0),), children=(Group("P", (run("b", 2.0),)),))


def test_two_runs_of_one_element_are_told_with_a_space_between(made: bytes) -> None:
    page = (Group("P", (run("55 %", 5.0), run("drive-through", 9.0))),)
    with pikepdf.open(io.BytesIO(pdf_file([page], "Runs"))) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
    assert b"(55 % )" in content
    assert b"(drive-through)" in content
