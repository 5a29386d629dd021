"""Language and units in one tag."""

from __future__ import annotations

import pytest

from reports.words.say import LANGUAGES, UNITS
from service.report_tags import after_version, best_for, in_file_names, language_of, report_tag, units_of

EVERY = [(language, units) for language in LANGUAGES for units in UNITS]


@pytest.mark.parametrize(("language", "units"), EVERY)
def test_a_tag_says_the_language_and_units_that_it_was_made_of(language: str, units: str) -> None:
    tag = report_tag(language, units)
    assert (language_of(tag), units_of(tag)) == (language, units)


def test_tags_before_there_were_units_are_kilograms_and_stay_as_they_were() -> None:
    assert [report_tag(language, "kg") for language in LANGUAGES] == list(LANGUAGES)
    assert report_tag("en", "lb") == "en-u-ms-ussystem"


def test_names_of_files_stay_apart() -> None:
    tags = [report_tag(*each) for each in EVERY]
    assert [after_version(tag) for tag in tags] == ["", "_lb", "_de", "_de_lb", "_es", "_es_lb"]
    assert len({in_file_names(tag) for tag in tags}) == len(tags)


def test_a_reader_gets_the_own_tag_else_the_own_language_else_what_there_is() -> None:
    pounds = "en-u-ms-ussystem"
    assert best_for(pounds, ["de", "en", pounds]) == pounds
    assert best_for(pounds, ["de", "en"]) == "en"
    assert best_for(pounds, ["de"]) == "de"
    assert best_for(pounds, []) is None
