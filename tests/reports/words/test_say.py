"""Sentences, numbers and dates follow the language spoken."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from reports.numbers import NO_BREAK, fixed, plain, signed, span, with_uncertainty
from reports.words.lift import day_words, earlier_words
from reports.words.say import ENGLISH, LANGUAGES, language, say, say_many, speaking

DAY = datetime(2026, 3, 5, tzinfo=UTC)


def test_english_is_spoken_where_nothing_is_said_and_again_afterwards() -> None:
    assert language() == ENGLISH
    with speaking("de"):
        assert language() == "de"
        with speaking("es"):
            assert say("left") == "izquierda"
        assert say("left") == "links"
    assert say("left") == "left"


def test_a_language_without_a_catalogue_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"no sentences in 'fr'; there are en, de, es"), speaking("fr"):
        pass


def test_a_sentence_that_no_catalogue_has_is_said_in_english() -> None:
    with speaking("de"):
        assert say("Nobody has written this.") == "Nobody has written this."
        assert say("") == ""


@pytest.mark.parametrize(
    ("spoken", "one", "many"),
    [("en", "1~lift", "9~lifts"), ("de", "1~Versuch", "9~Versuche"), ("es", "1~levantamiento", "9~levantamientos")],
)
def test_a_number_takes_its_form_and_does_not_part_from_its_word(spoken: str, one: str, many: str) -> None:
    with speaking(spoken):
        assert say_many("1~lift", "{number}~lifts", 1) == one.replace("~", NO_BREAK)
        assert say_many("1~lift", "{number}~lifts", 9) == many.replace("~", NO_BREAK)


@pytest.mark.parametrize(
    ("spoken", "number", "uncertain", "range_words", "day"),
    [
        ("en", "−1234.50", "152.4 ± 1.8", "−12 to +6", "5 Mar 2026"),
        ("de", "−1234,50", "152,4 ± 1,8", "−12 bis +6", "5. März 2026"),
        ("es", "−1234,50", "152,4 ± 1,8", "−12 a +6", "5 mar 2026"),
    ],
)
def test_numbers_and_dates_are_written_as_the_reader_writes_them(
    spoken: str, number: str, uncertain: str, range_words: str, day: str
) -> None:
    with speaking(spoken):
        assert fixed(-1234.5, 2) == number
        assert fixed(16870.25, 1)[:6] == "16\u202f870"
        assert with_uncertainty(152.37, 0.9, 0).replace(NO_BREAK, " ") == uncertain
        assert span(-12.0, 6.0, 0).replace(NO_BREAK, " ") == range_words
        assert day_words(DAY).replace(NO_BREAK, " ") == day
        assert plain(0.05) == ("0.05" if spoken == ENGLISH else "0,05")
        assert signed(6.0, 0) == "+6"


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_count_of_earlier_lifts_is_one_sentence(spoken: str) -> None:
    with speaking(spoken):
        words = earlier_words(9, "88–95\u00a0kg", 3)
    assert "9" in words
    assert "88–95" in words
    assert "3" in words
    assert "{" not in words


def test_an_english_page_reads_no_catalogue() -> None:
    script = (
        "import sys; from reports.words.say import say; import reports.model; say('The push ended early.');"
        "print([name for name in sys.modules if name.startswith('babel')])"
    )
    printed = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
