"""Whatever can be said has its words."""

from __future__ import annotations

import pytest

from processing.findings import CODES, STRENGTHS
from processing.options import KINDS
from reports.fonts import require_glyphs
from reports.shown import EVIDENCE, SIGNS
from reports.verdict import FAMILIES, ORDER
from reports.words import en


def test_every_finding_has_words() -> None:
    told = {*en.VERDICTS, *en.PATTERNS, "nothing_unusual", "few_comparable"}
    assert told == set(CODES)
    assert set(ORDER) == set(en.VERDICTS) == set(en.ALSO)
    assert {"clear", "likely", "no_clear_change", "pattern", "none"} == set(STRENGTHS)


def test_every_quality_code_has_words() -> None:
    from processing.quality import CODES as QUALITY_CODES

    assert set(QUALITY_CODES) - set(en.SHORT_REASONS) == set()


def test_a_quality_code_that_is_new_is_read_as_it_is_written() -> None:
    assert en.reason_words("cable_loose") == "not measured: cable loose"
    assert en.reason_words(None) == "not measured"


def test_every_metric_a_finding_rests_on_can_be_shown() -> None:
    keys = {key for families in FAMILIES.values() for family in families for key, _ in family}
    assert keys <= set(EVIDENCE)
    assert {shown.key for shown in SIGNS} <= set(en.SIGN_WORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_lift_reads_as_people_say_it(kind: str) -> None:
    words = en.kind_words(kind)
    assert "_" not in words
    assert words == words.strip()


def test_the_font_has_every_letter_of_the_words() -> None:
    for name, value in vars(en).items():
        if name.isupper():
            require_glyphs(str(value), name)


def test_no_word_claims_what_plates_cannot_see() -> None:
    claims = (*(word for pair in en.VERDICTS.values() for word in pair), *en.PATTERNS.values(), *en.ALSO.values())
    assert not any(word in claim for claim in claims for word in ("hip", "knee", "the bar", "leg push"))
