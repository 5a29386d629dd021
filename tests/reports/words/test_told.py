"""What the analysis says with numbers inside is said in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.words.reasons import quality_message
from reports.words.say import speaking
from reports.words.told import MESSAGES, REASONS, told

RAISED = re.compile(r'NotSegmentedError\(\s*((?:f?"[^"]+"\s*)+)\)')
PART = re.compile(r'"([^"]+)"')


def reasons(root: Path) -> list[str]:
    """Every reason that the analysis of a lift raises, with numbers in it; plain jumps have no page."""
    sources = [path for path in sorted((root / "processing").glob("*.py")) if path.name != "jump.py"]
    raised = [parts for path in sources for parts in RAISED.findall(path.read_text(encoding="utf-8"))]
    found = ["".join(PART.findall(parts)) for parts in raised]
    return [re.sub(r"\{[^}]+\}", "1.25", reason) for reason in found]


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_reason_of_the_analysis_has_a_sentence_in_every_language(root: Path, language: str) -> None:
    found = reasons(root)
    assert len(set(found)) >= len(REASONS)
    with speaking(language):
        said = {reason: told(reason) for reason in found}
    assert [reason for reason, words in said.items() if not words or words == reason] == []
    assert {"1,25" in words for reason, words in said.items() if "1.25" in reason} == {True}


def test_a_reason_stays_as_the_analysis_wrote_it_in_english() -> None:
    assert told("some new reason, 1.25 m") == "some new reason, 1.25 m"


def test_a_reason_without_a_sentence_is_left_out_rather_than_printed_in_english() -> None:
    with speaking("es"):
        assert told("some new reason, 1.25 m") == ""


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_remark_keeps_its_numbers_and_names(language: str) -> None:
    with speaking(language):
        assert "ai3" in told("channel ai3 reached the end of its range: force was cut off")
        words = told("the plates weigh a bar of 95.2 kg, 92.0 kg were entered")
    assert "95,2" in words
    assert "92,0" in words


def test_every_remark_with_numbers_is_worded_as_the_analysis_words_it(root: Path) -> None:
    source = " ".join(path.read_text(encoding="utf-8") for path in sorted((root / "processing").glob("*.py")))
    joined = re.sub(r'"\s+f?"', "", source)
    for message in MESSAGES:
        pieces = [piece for part in re.split("[:;] ", message) for piece in re.split(r"\{\w+\}", part)]
        assert any(len(piece) > 10 and piece in joined for piece in pieces), message


def test_a_remark_without_a_sentence_is_said_by_its_code() -> None:
    with speaking("de"):
        assert quality_message("one_plate", "some new remark") == "die Füße haben nicht je eine eigene Platte"
        assert quality_message("new_code", "some new remark") == "some new remark"


@pytest.mark.parametrize(("language", "number"), [("en", "−0.21"), ("de", "−0,21"), ("es", "−0,21")])
def test_a_negative_number_has_a_minus_sign(language: str, number: str) -> None:
    with speaking(language):
        assert number in told("the motion before the hold would leave -0.21 m/s with the hold's weight")
