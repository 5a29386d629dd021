"""What a coach reads: verdict, three numbers, the way to the report; and what a minor's mail does not say."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from processing.findings import findings
from service.delivery import words
from service.delivery.letters import (
    LiftNews,
    Reader,
    Way,
    Withdrawal,
    lift_letter,
    load_told,
    session_letter,
    withdrawal_letter,
)
from service.delivery.translations import TRANSLATIONS

ENDS = datetime(2026, 12, 22, tzinfo=UTC)
WAY = Way("Lab North", "https://lab.example/r/abc", ENDS)
MakeDocument = Callable[..., dict[str, Any]]


@pytest.fixture
def news(make_document: MakeDocument, earlier: list[dict[str, Any]]) -> LiftNews:
    """A grown-up's lift."""
    document = make_document()
    document["findings"] = findings(document, earlier)
    return LiftNews(document, "Marta K.", True, 1, "lift_v1.pdf", earlier)


def minor(news: LiftNews) -> LiftNews:
    """The same of a minor."""
    return LiftNews(news.document, "A7F3", False, 1, "lift_v1.pdf", news.earlier)


def test_a_lift_is_told_with_its_verdict_three_answers_and_the_link(news: LiftNews) -> None:
    letter = lift_letter(news, Reader(), WAY)
    assert letter.subject == "[SIMULATED] Lab North: A7F3, snatch 92 kg"
    assert "Marta K.  ·  Snatch 92 kg  ·  attempt 7  ·  made  ·  22 Nov 2026 14:32" in letter.text
    assert "Nothing unusual" in letter.text or "No clear change" in letter.text
    assert letter.text.count("±") == 3
    assert letter.text.count("usual") >= 3
    assert "https://lab.example/r/abc" in letter.text
    assert "opens until 22 Dec 2026" in letter.text


def test_simulated_is_said_first_in_every_language(news: LiftNews) -> None:
    for language in ("en", "de", "es"):
        letter = lift_letter(news, Reader(language), WAY)
        assert letter.subject.startswith("[SIMULATED] ")
        assert letter.text.startswith("SIMULATED: ")


def test_a_measured_lift_says_nothing_of_simulation(make_document: MakeDocument) -> None:
    letter = lift_letter(LiftNews(make_document(simulated=False), "M", True, 1, "x.pdf"), Reader(), WAY)
    assert "SIMULATED" not in letter.subject + letter.text


def test_a_minors_mail_has_no_number_of_the_lift_and_no_name(news: LiftNews) -> None:
    letter = lift_letter(minor(news), Reader(), WAY)
    assert "±" not in letter.text
    assert "N·s" not in letter.text
    assert "behind the link only" in letter.text
    assert "Marta" not in letter.text
    assert WAY.address in letter.text


def test_loads_are_told_in_the_coachs_unit(make_document: MakeDocument) -> None:
    assert load_told(make_document(), "lb") == "203 lb"
    assert load_told(make_document(load_kg=92.5), "kg") == "92.5 kg"
    assert load_told(make_document(load_kg=None), "kg").endswith("kg")


def test_a_correction_says_what_it_replaces_and_why(news: LiftNews) -> None:
    second = LiftNews(news.document, news.athlete, True, 2, "lift_v2.pdf", news.earlier)
    letter = lift_letter(second, Reader(), WAY, replaces=1, why="load 92 kg,\r\nnot 97")
    assert "Correction: Lab North" in letter.subject
    assert "This version 2 replaces version 1." in letter.text
    assert "Reason: load 92 kg, not 97" in letter.text


def test_a_withdrawal_says_when_why_and_what_takes_its_place(news: LiftNews) -> None:
    letter = withdrawal_letter(news, Reader(), WAY, Withdrawal(ENDS, "wrong athlete", 3))
    assert "Withdrawn:" in letter.subject
    assert "Version 1 of this report was withdrawn on 22 Dec 2026." in letter.text
    assert "Reason: wrong athlete" in letter.text
    assert "Version 3 takes its place." in letter.text
    assert "cannot be called back" in letter.text
    assert "±" not in letter.text


def test_a_session_is_one_mail_with_a_line_a_lift(news: LiftNews, make_document: MakeDocument) -> None:
    missed = LiftNews(make_document(outcome="missed", load_kg=95.0), "Marta K.", True, 1, "b.pdf", news.earlier)
    letter = session_letter([news, missed, minor(news)], ENDS, Reader(), WAY, "session.pdf")
    assert "3 lifts, 2 made, 1 missed" in letter.text
    assert "snatch 95 kg, missed: Missed lift." in letter.text
    assert "A7F3 snatch 92 kg, made\n" in letter.text


def test_german_and_spanish_mails_leave_no_english_sentence(news: LiftNews) -> None:
    german = lift_letter(news, Reader("de"), WAY)
    assert "Reißen 92 kg" in german.text
    assert "Der Link öffnet bis 22. Dez. 2026." in german.text or "Der Link öffnet bis" in german.text
    spanish = withdrawal_letter(news, Reader("es"), WAY, Withdrawal(ENDS, "atleta equivocado", None))
    assert "Retirado:" in spanish.subject
    assert "withdrawn" not in spanish.text


@pytest.mark.parametrize("language", list(TRANSLATIONS))
def test_every_sentence_is_translated_with_the_same_parts(language: str) -> None:
    table = TRANSLATIONS[language]
    assert set(table) == set(words.SENTENCES)
    for english, other in table.items():
        assert parts(english) == parts(other), english


def parts(sentence: str) -> set[str | None]:
    """The named parts of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_what_a_person_typed_cannot_begin_a_header(make_document: MakeDocument) -> None:
    document = make_document(athlete="A7F3")
    letter = lift_letter(LiftNews(document, "x", True, 1, "x.pdf"), Reader(), Way("Lab\r\nBcc: all@example.org"))
    assert "\n" not in letter.subject
