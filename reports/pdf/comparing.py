"""Where a file shows something else than the pages that its attachments give."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Object, Page, Pdf, String

from reports.errors import NoReport
from reports.words import checking as words

NOT_SHOWN = ("/Names", "/AF")
"""Of the catalogue: the attachments, which are compared by what they hold."""
PACKING = ("/Length", "/Filter", "/DecodeParms")
"""Of a stream: how it is packed says nothing about what is in it."""
MOST = 12
"""Differences of a page that are told one by one."""
MAPPED = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*\[([^\]]*)\]|<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,})>")
Texts = dict[int, str]


def shown_otherwise(path: Path, drawn: bytes) -> list[str]:
    """One line per difference between a file and the same report drawn again; empty where both show the same.

    Parameters
    ----------
    path : Path
        The file.
    drawn : bytes
        The report as its attachments give it.

    Raises
    ------
    NoReport
        The file is no PDF, is damaged, or is locked.
    """
    try:
        with pikepdf.open(path) as file, pikepdf.open(io.BytesIO(drawn)) as again:
            return list(_differences(file, again))
    except (
        pikepdf.PdfError,
        pikepdf.PasswordError,
        pikepdf.PdfParsingError,
        LookupError,
        RuntimeError,
        ValueError,
    ) as reason:
        raise NoReport(words.no_pdf(), str(path), words.give_a_report()) from reason


def _differences(file: Pdf, again: Pdf) -> Iterator[str]:
    if len(file.pages) != len(again.pages):
        yield words.pages_differ(len(file.pages), len(again.pages))
    unequal = False
    for number, (page, other) in enumerate(zip(file.pages, again.pages, strict=False), 1):
        told = list(_page_differences(number, page, other))
        unequal = unequal or bool(told)
        yield from told
    extra = sorted(set(file.attachments) ^ set(again.attachments))
    for name in extra:
        yield words.attachment_extra(name)
    for name in sorted(set(file.attachments) & set(again.attachments)):
        if _described(file, name) != _described(again, name):
            yield words.attachment_described(name)
    if not unequal and len(file.pages) == len(again.pages):
        place = _first_difference(file, again)
        if place is not None:
            yield words.beside_the_pages(place)


def _described(pdf: Pdf, name: str) -> tuple[str, ...]:
    """What a file inside is said to be: its names, what it holds, what it is to the pages, its kind."""
    told = pdf.attachments[name].obj
    keys = ("/F", "/UF", "/Desc", "/AFRelationship")
    kind = told.get("/EF", pikepdf.Dictionary()).get("/F", pikepdf.Dictionary()).get("/Subtype")
    return (*(str(told.get(key, "")) for key in keys), str(kind or ""))


def _page_differences(number: int, page: Page, other: Page) -> Iterator[str]:
    if _content(page) == _content(other):
        return
    texts, others = _texts(page), _texts(other)
    told = 0
    for piece in sorted({*texts, *others}):
        mine, theirs = texts.get(piece, ""), others.get(piece, "")
        if mine != theirs and told < MOST:
            told += 1
            yield words.text_differs(number, mine, theirs)
    if not told:
        yield words.drawing_differs(number)


def _content(page: Page) -> bytes:
    """The drawing's operators."""
    contents = page.obj.get("/Contents")
    if contents is None:
        return b""
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts).strip()


def _texts(page: Page) -> Texts:
    """The words of each piece of marked content, by its number; −1 holds what lies in none."""
    found: dict[int, list[str]] = {}
    maps = {str(name): _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    piece, letters = [-1], maps.get("", {})
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = list(instruction.operands), str(instruction.operator)
        if name == "BDC":
            piece.append(int(operands[1].get("/MCID", -1)) if isinstance(operands[1], pikepdf.Dictionary) else -1)
        elif name == "BMC":
            piece.append(-1)
        elif name == "EMC" and len(piece) > 1:
            piece.pop()
        elif name == "Tf":
            letters = maps.get(str(operands[0]), {})
        elif name in ("Tj", "'", '"', "TJ"):
            found.setdefault(piece[-1], []).append(_said(operands[-1], letters))
    return {number: " ".join(runs) for number, runs in found.items()}


def _said(operand: Object, letters: dict[int, str]) -> str:
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(each) for each in strings if isinstance(each, pikepdf.String))
    return "".join(letters.get(code, "?") for code in codes).replace("\u00a0", " ")


def _letters(font: Object) -> dict[int, str]:
    """Letters of a font's one-byte codes, from its own table."""
    table = font.get("/ToUnicode")
    if table is None:
        return {code: chr(code) for code in range(32, 127)}
    found: dict[int, str] = {}
    for first, _, several, one, letter in MAPPED.findall(table.read_bytes()):
        if one:
            found[int(one, 16)] = _letter(letter)
            continue
        for step, text in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", several)):
            found[int(first, 16) + step] = _letter(text)
    return found


def _letter(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")


def _first_difference(file: Pdf, again: Pdf) -> str | None:
    """Where two files differ beside their drawings: fonts, notes, tags, bookmarks, title; else ``None``."""
    pairs: list[tuple[str, Object, Object]] = [("", file.Root, again.Root), ("/Info", file.docinfo, again.docinfo)]
    named = sorted(set(_named(file)) ^ set(_named(again)))
    if named:
        return f"/Names{named[0]}"
    seen: set[tuple[tuple[int, int], tuple[int, int]]] = set()
    while pairs:
        place, mine, theirs = pairs.pop()
        if mine.is_indirect and theirs.is_indirect:
            pair = (mine.objgen, theirs.objgen)
            if pair in seen:
                continue
            seen.add(pair)
        inner = _inner(place, mine, theirs)
        if inner is None:
            return place or "/Root"
        pairs.extend(inner)
    return None


def _named(pdf: Pdf) -> list[str]:
    """What the catalogue names beside the attachments; scripts may hide there."""
    return sorted({*pdf.Root.get("/Names", pikepdf.Dictionary()).keys()} - {"/EmbeddedFiles"})


def _inner(place: str, mine: Object, theirs: Object) -> list[tuple[str, Object, Object]] | None:
    """What is in two objects, in pairs; ``None`` where they are not equal."""
    if isinstance(mine, pikepdf.Stream) and isinstance(theirs, pikepdf.Stream):
        if mine.read_bytes().strip() != theirs.read_bytes().strip():
            return None
    elif isinstance(mine, pikepdf.Array) and isinstance(theirs, pikepdf.Array):
        if len(mine) != len(theirs):
            return None
        return [(place, *_boxed(a, b)) for a, b in zip(mine, theirs, strict=True) if not _same(a, b)]
    elif not (isinstance(mine, pikepdf.Dictionary) and isinstance(theirs, pikepdf.Dictionary)):
        return None if not _same(mine, theirs) else []
    keys = {*mine.keys(), *theirs.keys()} - {*PACKING, *(NOT_SHOWN if not place else ())}
    if any((key in mine) != (key in theirs) for key in keys):
        return None
    pairs = [(f"{place}{key}", mine[key], theirs[key]) for key in sorted(keys)]
    return [(key, *_boxed(a, b)) for key, a, b in pairs if not _same(a, b)]


def _same(mine: object, theirs: object) -> bool:
    """Whether two plain values are equal; what holds others is looked into."""
    if isinstance(mine, pikepdf.Object) or isinstance(theirs, pikepdf.Object):
        holders = (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)
        if isinstance(mine, holders) and isinstance(theirs, holders):
            return False
    return bool(mine == theirs)


def _boxed(mine: object, theirs: object) -> tuple[Object, Object]:
    """Two values as objects of a file; plain ones as the strings that name them."""
    first, second = (each if isinstance(each, Object) else String(repr(each)) for each in (mine, theirs))
    return first, second
