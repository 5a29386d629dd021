"""The shared folder: whole files, never written over, a list and a mark."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from service.delivery.errors import DeliveryRefused
from service.delivery.shared_folder import IndexLine, mark_withdrawn, put_report, write_index

NAME = "2026-11-22_143205_A7F3_snatch_092kg_a07_v1.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder on a share that is mounted."""
    (tmp_path / "share").mkdir()
    return tmp_path / "share" / "coach"


def line(file: str, state: str = "current") -> IndexLine:
    """One line of the list."""
    return IndexLine(file, "2026-11-22", "14:32", "A7F3", "snatch", "92", "7", "made", "1", state, "yes", "ab")


def test_a_report_is_there_whole_and_nothing_else_is_left(folder: Path) -> None:
    assert put_report(folder, NAME, b"%PDF").read_bytes() == b"%PDF"
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_the_same_report_again_is_done_already(folder: Path) -> None:
    first = put_report(folder, NAME, b"%PDF")
    written = first.stat().st_mtime_ns
    put_report(folder, NAME, b"%PDF")
    assert first.stat().st_mtime_ns == written


def test_another_file_of_that_name_is_never_written_over(folder: Path) -> None:
    put_report(folder, NAME, b"a coach's own notes")
    with pytest.raises(DeliveryRefused, match="another file has this name"):
        put_report(folder, NAME, b"%PDF")
    assert (folder / NAME).read_bytes() == b"a coach's own notes"


def test_a_share_that_is_not_mounted_gets_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        put_report(tmp_path / "not mounted" / "coach", NAME, b"%PDF")
    assert not (tmp_path / "not mounted").exists()


def test_a_withdrawn_report_stays_and_a_note_stands_beside_it(folder: Path) -> None:
    put_report(folder, NAME, b"%PDF")
    note = mark_withdrawn(folder, NAME, "Reason: wrong athlete")
    assert note.name == "2026-11-22_143205_A7F3_snatch_092kg_a07_v1_WITHDRAWN.txt"
    assert "wrong athlete" in note.read_text()
    assert (folder / NAME).exists()


def test_the_list_is_replaced_as_a_whole_and_sorted(folder: Path) -> None:
    write_index(folder, [line("b.pdf"), line("a.pdf", "withdrawn")])
    path = write_index(folder, [line("b.pdf"), line("a.pdf", "withdrawn"), line("c.pdf")])
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["state"]) for row in rows] == [
        ("a.pdf", "withdrawn"),
        ("b.pdf", "current"),
        ("c.pdf", "current"),
    ]
    assert [each.name for each in folder.iterdir()] == ["index.csv"]


def test_no_cell_of_the_list_is_a_formula(folder: Path) -> None:
    write_index(folder, [replace(line(NAME), athlete="=HYPERLINK(1)", lift="@x", outcome="-1+1")])
    with (folder / "index.csv").open(newline="", encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert (row["athlete"], row["lift"], row["outcome"]) == ("'=HYPERLINK(1)", "'@x", "'-1+1")


@pytest.mark.parametrize("content", [b"my own table\r\n", b"\xff\xfe"])
def test_a_list_of_somebody_elses_is_not_written_over(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "index.csv").write_bytes(content)
    with pytest.raises(DeliveryRefused, match="another file has this name"):
        write_index(folder, [line(NAME)])
    assert (folder / "index.csv").read_bytes() == content
