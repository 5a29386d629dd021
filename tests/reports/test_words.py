"""Whatever can be said has its words."""

from __future__ import annotations

import pytest

from processing.findings import CODES, STRENGTHS
from processing.options import KINDS
from processing.quality import CODES as QUALITY_CODES
from reports.fonts import require_glyphs
from reports.shown import EVIDENCE, SIGNS
from reports.verdict import FAMILIES, ORDER
from reports.words import drawings, drills, lift, reasons, second_page, signs, small_print, verdicts
from reports.words.lift import kind_words
from reports.words.reasons import reason_words


def test_every_finding_has_words() -> None:
    told = {*verdicts.VERDICTS, *verdicts.PATTERNS, "nothing_unusual", "not_judged", "few_comparable"}
    assert told == set(CODES)
    assert set(ORDER) == set(verdicts.VERDICTS) == set(verdicts.ALSO)
    assert {"clear", "likely", "no_clear_change", "pattern", "none"} == set(STRENGTHS)


def test_every_quality_code_has_words() -> None:
    assert set(QUALITY_CODES) == set(reasons.SHORT_REASONS)
    assert QUALITY_CODES == reasons.SENTENCES


def test_a_quality_code_that_is_new_is_read_as_it_is_written() -> None:
    assert reason_words("cable_loose") == "not measured: cable loose"
    assert reason_words(None) == "not measured"


def test_every_metric_a_finding_rests_on_can_be_shown() -> None:
    keys = {key for families in FAMILIES.values() for family in families for key, _ in family}
    assert keys <= set(EVIDENCE)
    assert {shown.key for shown in SIGNS} <= set(signs.SIGN_WORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_lift_reads_as_people_say_it(kind: str) -> None:
    words = kind_words(kind)
    assert "_" not in words
    assert words == words.strip()


def test_the_font_has_every_letter_of_the_words() -> None:
    for module in (drawings, drills, lift, reasons, second_page, signs, small_print, verdicts):
        for name, value in vars(module).items():
            if name.isupper():
                require_glyphs(str(value), name)


def test_no_word_claims_what_plates_cannot_see() -> None:
    claims = (
        *(word for pair in verdicts.VERDICTS.values() for word in pair),
        *verdicts.PATTERNS.values(),
        *verdicts.ALSO.values(),
    )
    assert not any(word in claim for claim in claims for word in ("hip", "knee", "the bar", "leg push"))
