"""The file: reproducible, tagged, self-contained, small, and its words in reading order."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdf_words import MOST_BYTES, Case, report, words_of

from processing.result import LiftAnalysis
from reports.details import ReportDetails
from reports.errors import ReportOverflow
from reports.pdf import lift_report, write_lift_report
from reports.theme import BOX_HEIGHT, BOX_WIDTH, MM_PT, SHEETS_MM, PageSize

pypdfium2: Any = pytest.importorskip("pypdfium2")
"""Any: the package brings no types."""


@pytest.fixture(scope="module")
def early(cases: dict[str, Case], details: ReportDetails) -> bytes:
    """The page of an early cut."""
    return report(cases["early"], details)


def test_the_same_lift_gives_the_same_bytes(early: bytes, cases: dict[str, Case], details: ReportDetails) -> None:
    assert report(cases["early"], details) == early


SCRIPT = """
import importlib.util, hashlib, sys
spec = importlib.util.spec_from_file_location("lifts", sys.argv[1])
lifts = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lifts)
from reports.pdf import lift_report
made = lifts._made("snatch", None, 1.0, 3, 6, 7, 92.0, False)
print(hashlib.sha256(lift_report(made.document, made.curves)).hexdigest())
"""


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    command = [sys.executable, "-P", "-c", SCRIPT, str(Path(__file__).with_name("conftest.py"))]
    sums = {
        subprocess.run(
            command, env={"PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, text=True, check=True
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(sums) == 1


def test_the_file_bears_the_date_of_the_lift_and_its_title(early: bytes) -> None:
    with pikepdf.open(io.BytesIO(early)) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20261120134205Z"
        assert str(pdf.docinfo.Title) == "A. Example, Snatch 92 kg, 20 Nov 2026 14:42"
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


@pytest.mark.parametrize("name", ["early", "good", "unsegmented", "one plate"])
def test_every_font_of_the_page_is_embedded(name: str, cases: dict[str, Case], details: ReportDetails) -> None:
    with pikepdf.open(io.BytesIO(report(cases[name], details))) as pdf:
        fonts = [
            entry for entry in pdf.objects if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font"
        ]
        assert fonts
        for font in fonts:
            assert "SourceSansPro" in str(font.BaseFont)
            assert "/FontFile2" in font.FontDescriptor


@pytest.mark.parametrize("name", ["early", "good", "no history", "missed", "unsegmented"])
def test_both_pages_are_smaller_than_120_kilobytes_without_attachments(
    name: str, cases: dict[str, Case], details: ReportDetails
) -> None:
    assert len(report(cases[name], details)) <= MOST_BYTES


def test_the_words_come_in_reading_order(early: bytes) -> None:
    text = words_of(early)
    wanted = [
        "A. Example", "Snatch 92 kg", "attempt 7 of 12", "made", "20 Nov 2026 14:42", "Demo lab, platform 1",
        "Report 7F3K-07", "SIMULATED DATA", "The push ended early.", "3 of 3 signs agree: clear.",
        "Did the push finish?", "How hard was the push?", "Where did you land?", "Whole lift", "extension",
        "seconds from the end of the push", "Pressure path under the feet", "Leg-drive signs", "Push impulse",
        "Left share", "Plates do not see hips, knees or the bar", "Try next", "Snatch pull from power position",
        "Elbows late.", "Everett", "Data quality: good", "±: 95 %", "3f9a41c07be2", "page 1 of 2", "page 2 of 2",
    ]  # fmt: skip
    place = 0
    for words in wanted:
        found = text.find(words, place)
        assert found >= 0, f"“{words}” is not on the page, or comes too early"
        place = found + len(words)


def test_real_data_are_not_called_simulated(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    document = {**lift.document, "source": {**lift.document["source"], "simulated": False}}
    text = words_of(report((LiftAnalysis(document, lift.curves), earlier)))
    assert "SIMULATED" not in text
    assert "SIMULATED DATA" in words_of(report(cases["good"]))


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_the_box_is_centred_on_the_sheet(size: PageSize, cases: dict[str, Case]) -> None:
    content = report(cases["good"], ReportDetails(page_size=size))
    width, height = SHEETS_MM[size]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        box = [float(edge) for edge in pdf.pages[0].MediaBox]
        assert box == pytest.approx([0, 0, width * MM_PT, height * MM_PT], abs=0.01)
        drawn = pdf.pages[0].Contents.read_bytes().decode("latin-1")
    short = "\n".join(row for row in drawn.splitlines() if " cm " not in row)  # long curves have a scale of their own
    places = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+) [ml]\b", short)]
    left, top = (width - BOX_WIDTH) / 2 * MM_PT, (height + BOX_HEIGHT) / 2 * MM_PT
    assert min(x for x, _ in places) == pytest.approx(left, abs=0.5)
    assert max(x for x, _ in places) == pytest.approx(left + BOX_WIDTH * MM_PT, abs=0.5)
    assert max(y for _, y in places) <= top


def test_a_file_is_written_whole_or_not_at_all(
    cases: dict[str, Case], tmp_path: Path, make_lift: Callable[..., LiftAnalysis]
) -> None:
    lift = make_lift()
    assert lift.curves is not None
    write_lift_report(tmp_path / "good.pdf", lift.document, lift.curves)
    assert (tmp_path / "good.pdf").read_bytes() == lift_report(lift.document, lift.curves)
    with pytest.raises(ReportOverflow):
        write_lift_report(tmp_path / "long.pdf", lift.document, lift.curves, details=ReportDetails(athlete="W" * 900))
    assert [path.name for path in tmp_path.iterdir()] == ["good.pdf"]
