"""Pages look and read as those that were looked at; ``make golden`` keeps the pages of today instead.

Pictures are kept as the mean greys of blocks of paper, 1.7 mm wide and high: letters and lines that moved change them,
the edges that another version of the renderer smooths otherwise do not.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from pyarrow import parquet

from acquisition.interchange.record import PlateRecord
from reports.checking.report_check import check_report
from reports.pdf.attachments import attached_files

pypdfium2: Any = pytest.importorskip("pypdfium2")
"""Any: the package brings no types."""
KEPT = Path(__file__).parent / "pages"
RENEW = bool(os.environ.get("LEGDRIVE_GOLDEN"))
DPI, BLOCK = 60, 4
BLOCK_MM = 25.4 * BLOCK / DPI
TOLERANCE = 12
"""Greys of 255 by which a block may differ: a letter more or less in it makes 20 to 60."""
MOST_BYTES = 2_000_000
Greys = npt.NDArray[np.uint8]


def greys_of(content: bytes) -> list[Greys]:
    """Each page as mean greys of blocks."""
    found = []
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            picture = page.render(scale=DPI / 72.0, grayscale=True).to_numpy()
            high, wide = (size // BLOCK * BLOCK for size in picture.shape[:2])
            blocks = picture.reshape(*picture.shape[:2])[:high, :wide].reshape(
                high // BLOCK, BLOCK, wide // BLOCK, BLOCK
            )
            found.append(np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8))
    return found


def where_they_differ(number: int, now: Greys, kept: Greys) -> Iterator[str]:
    """One line per page that differs, with the rectangle that holds all differences."""
    if now.shape != kept.shape:
        yield f"page {number} is another sheet: {now.shape} blocks instead of {kept.shape}"
        return
    apart = np.abs(now.astype(int) - kept.astype(int))
    rows, columns = np.nonzero(apart > TOLERANCE)
    if rows.size:
        place = [round(BLOCK_MM * edge) for edge in (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1)]
        yield (
            f"page {number} looks different in {rows.size} blocks, by up to {apart.max()} greys: "
            f"{place[0]} to {place[1]} mm from the left, {place[2]} to {place[3]} mm from the top"
        )


def words_of(path: Path) -> str:
    """The words where they stand, without the digest of the methods and the version of the software."""
    told = subprocess.run(["pdftotext", "-layout", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    rows = (row.rstrip() for row in told.stdout.decode().replace("\f", "\n=== next page ===\n").splitlines())
    text = re.sub(r"\b[0-9a-f]{12,}\b", "DIGEST", "\n".join(row for row in rows if row))
    return re.sub(r"\b\d+\.\d+\.\d+\b", "VERSION", text) + "\n"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_the_words_of_a_kept_page_are_the_same(named_page: tuple[str, Any], pdf_of: Path) -> None:
    name, _ = named_page
    path, now = KEPT / f"{name}.txt", words_of(pdf_of)
    if RENEW:
        KEPT.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    difference = list(unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", n=0, lineterm=""))
    assert " ".join(now.split()) == " ".join(kept.split()), "\n".join(difference)


def test_a_kept_page_looks_the_same(named_page: tuple[str, Any]) -> None:
    name, made = named_page
    path, now = KEPT / f"{name}.npz", greys_of(made.pdf)
    if RENEW:
        KEPT.mkdir(exist_ok=True)
        pages: dict[str, Any] = {f"page{number}": greys for number, greys in enumerate(now, 1)}
        np.savez_compressed(path, **pages)
    with np.load(path) as file:
        kept = [file[key] for key in sorted(file.files)]
    assert len(now) == len(kept)
    pairs = enumerate(zip(now, kept, strict=True), 1)
    assert [line for number, (page, other) in pairs for line in where_they_differ(number, page, other)] == []


def unread(path: Path) -> PlateRecord:
    """All samples are in the report."""
    raise AssertionError(f"{path} was read")


def test_a_kept_page_proves_itself(named_page: tuple[str, Any], pdf_of: Path) -> None:
    found = check_report(pdf_of, None, unread)
    assert found.equal, found.faults
    assert "numbers from" in found.says


def test_a_sample_in_a_kept_page_takes_less_than_a_byte(pdf_of: Path) -> None:
    content = attached_files(pdf_of)["samples.parquet"]
    facts = parquet.read_metadata(io.BytesIO(content))
    assert len(content) <= facts.num_rows * facts.num_columns


def test_a_kept_page_is_small_and_tagged(named_page: tuple[str, Any]) -> None:
    _, made = named_page
    assert made.bare_size <= 120_000
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        tree = pdf.Root.StructTreeRoot
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang)
        assert [str(section.S) for section in tree.K[0].K] == ["/Sect", "/Sect"]
        parents = dict(zip(*[iter(tree.ParentTree.Nums)] * 2, strict=True))
        for page in pdf.pages:
            pieces = len(list(parents[int(page.obj.StructParents)]))
            assert page.Contents.read_bytes().count(b"/MCID") == pieces > 40


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler's pdfinfo is not installed")
def test_another_program_tells_a_kept_page_in_order(named_page: tuple[str, Any], pdf_of: Path) -> None:
    told = subprocess.run(["pdfinfo", "-enc", "UTF-8", "-struct-text", str(pdf_of)], capture_output=True, check=True)
    assert b"Error" not in told.stderr
    order = [told.stdout.find(word) for word in (b"H1", b"H2", b"Figure", b"Table", b"TH", b"TD")]
    assert min(order) >= 0
    assert order[0] == min(order)


def test_a_page_that_changed_is_told_by_number_and_place() -> None:
    kept = np.full((175, 124), 250, dtype=np.uint8)
    now = kept.copy()
    now[20:22, 30] = 200
    now[100, 100] = 250 - TOLERANCE
    assert list(where_they_differ(2, now, kept)) == [
        "page 2 looks different in 2 blocks, by up to 50 greys: 51 to 52 mm from the left, 34 to 37 mm from the top"
    ]
    assert list(where_they_differ(1, kept[:160], kept)) == [
        "page 1 is another sheet: (160, 124) blocks instead of (175, 124)"
    ]


def test_the_kept_pages_are_few_and_small() -> None:
    files = list(KEPT.iterdir())
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
