"""The coach's drills, the laboratory's font and the language, as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reports.words.say import LANGUAGES
from service.commands.report_choices import Language

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def recording(legdrive: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated snatch."""
    path = tmp_path_factory.mktemp("recordings") / "snatch.c3d"
    legdrive("simulate", "lift", "--load", "92", "--seed", "3", "--out", str(path))
    return path


def test_every_language_can_be_typed_and_no_other() -> None:
    assert tuple(each.value for each in Language) == LANGUAGES


def test_a_report_in_german_with_a_japanese_name_says_so_in_the_file(
    legdrive: Run, recording: Path, lab_font: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.pdf"
    told = legdrive(
        "report", "lift", str(recording), "--lift", "snatch", "--bar-mass", "92", "--language", "de",
        "--athlete-name", "山田", "--font", str(lab_font), "--out", str(page),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    with pikepdf.open(page) as pdf:
        assert str(pdf.Root.Lang) == "de-DE"
        assert str(pdf.docinfo.Title).startswith("山田, Reißen 92 kg")
    assert legdrive("report", "verify", str(page)).returncode == 0


def test_a_mistake_in_the_drills_is_one_line_before_anything_is_measured(
    legdrive: Run, recording: Path, tmp_path: Path
) -> None:
    drills = tmp_path / "drills.toml"
    drills.write_text("[feet_stuck]\ncue = 'Jump'\n", encoding="utf-8")
    told = legdrive("report", "lift", str(recording), "--drills", str(drills), "--out", str(tmp_path / "page.pdf"))
    assert told.returncode != 0
    assert len(told.stderr.splitlines()) == 1
    assert "feet_stuck.cue is not known; use one of lead, text, source, en, de, es" in told.stderr
    assert not (tmp_path / "page.pdf").exists()
