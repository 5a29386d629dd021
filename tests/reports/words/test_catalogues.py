"""No sentence of the pages is missing in any language."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message

from reports.fonts import require_glyphs
from reports.words.refresh import LOCALE, refreshed, sentences, translations, untranslated
from reports.words.say import ENGLISH, LANGUAGES

OTHERS = [language for language in LANGUAGES if language != ENGLISH]


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A sentence in its forms, English and translated."""
    english = message.id if isinstance(message.id, tuple | list) else (message.id,)
    spoken = message.string if isinstance(message.string, tuple | list) else (message.string or "",)
    return tuple(str(each) for each in english), tuple(str(each) for each in spoken)


def parts(sentence: str) -> set[tuple[str, str]]:
    """Named parts of a sentence, each with its format."""
    return {(name, how or "") for _, name, how, _ in Formatter().parse(sentence) if name is not None}


def test_there_are_sentences_and_all_of_them_are_found() -> None:
    found = {forms(message)[0][0] for message in sentences() if message.id}
    assert {"The push ended early.", "1~lift", "Phases"} <= found


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_every_sentence_no_other_and_none_that_is_guessed(language: str) -> None:
    wanted = {forms(message)[0] for message in sentences() if message.id}
    known = {forms(message)[0] for message in translations(language) if message.id}
    assert wanted - known == set(), "run `make words` and translate"
    assert known - wanted == set(), "run `make words`: nobody says these any more"
    assert [message.id for message in untranslated(translations(language))] == []
    assert translations(language).obsolete == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_parts_of_its_sentence(language: str) -> None:
    for message in translations(language):
        english, spoken = forms(message)
        if not message.id:
            continue
        most = set[tuple[str, str]]().union(*(parts(each) for each in english))
        assert parts(spoken[-1]) == most, message.id
        for form in spoken:
            assert most - {("number", "")} <= parts(form) <= most, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_the_family_has_every_letter_of_a_catalogue(language: str) -> None:
    for message in translations(language):
        for form in forms(message)[1] if message.id else ():
            require_glyphs(form, f"{language}: {message.id}")


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_on_disk_is_as_make_words_leaves_it(language: str) -> None:
    assert (LOCALE / f"{language}.po").read_text(encoding="utf-8") == refreshed(language)


@pytest.mark.parametrize("language", OTHERS)
def test_a_whole_sentence_ends_as_it_does_in_english(language: str) -> None:
    for message in translations(language):
        english, spoken = forms(message) if message.id else ((), ())
        whole = [each for each in english if each[-1] in ".?" and len(each.split()) > 3]
        assert not whole or {each[-1] for each in whole} == {each[-1] for each in spoken}, message.id


def test_german_calls_the_pull_under_and_the_scoop_by_the_names_of_german_coaches() -> None:
    german = translations("de")
    said = {sentence: str(german[sentence].string) for sentence in ("scoop", "pull under")}
    assert said == {"scoop": "Kniepassage", "pull under": "Umgruppieren"}
    assert not [message for message in german if "Stange" in str(message.string)], "a bar with its discs is a Hantel"


def test_spanish_pages_address_nobody() -> None:
    for message in translations("es"):
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for told in forms:
            assert not re.search(r"\b(tu|tus|caíste|mire|léala|quédese)\b", told or ""), told
