"""What a mail says, in the coach's language. The English sentence is the key of its translation, as in the reports."""

from __future__ import annotations

from datetime import datetime

from reports.words.lift import day_words
from reports.words.say import ENGLISH, NO_BREAK, language
from service.delivery.translations import TRANSLATIONS

SIMULATED_PREFIX = "[SIMULATED]"
"""Before the subject, the same in every language, so that a filter finds it."""
SIMULATED = "SIMULATED: these numbers come from simulated plates; nobody lifted."
MINOR = "The numbers are behind the link only: the athlete is a minor, or the date of birth is not known."
LINK = "Report: {address}"
LINK_ENDS = "The link opens until {day}."
NO_LINK = "The report waits at {lab}: {name}"
ATTACHED = "The report is attached: {name}"
REPLACES = "This version {version} replaces version {before}."
WHY = "Reason: {why}"
WITHDRAWN = "Version {version} of this report was withdrawn on {day}."
DO_NOT_USE = "Please do not use it any more. A file that was mailed or saved cannot be called back."
NEWER = "Version {version} takes its place."
NO_NEWER = "No other version takes its place yet."
SUMMARY_WITHDRAWN = "The summary of the session in which this lift stands is withdrawn with it."
SUMMARY_NEW = "The summary of the session has a new version {version}."
CORRECTION_SUBJECT = "Correction: {subject}"
WITHDRAWN_SUBJECT = "Withdrawn: {subject}"
SESSION_SUBJECT = "{lab}: session of {day}, {lifts}"
SESSION = "Session of {day}: {lifts}, {made} made, {missed} missed."
ONE_LIFT, LIFTS = "1 lift", "{number} lifts"
VERSION = "version {version}"
NOT_MEASURED = "not measured"
FOOTER = "Sent by Legdrive for {lab}. To change what you get, write to the laboratory."
SENTENCES = (
    SIMULATED, MINOR, LINK, LINK_ENDS, NO_LINK, ATTACHED, REPLACES, WHY, WITHDRAWN, DO_NOT_USE, NEWER, NO_NEWER,
    SUMMARY_WITHDRAWN, SUMMARY_NEW, CORRECTION_SUBJECT, WITHDRAWN_SUBJECT, SESSION_SUBJECT, SESSION, ONE_LIFT, LIFTS,
    VERSION, NOT_MEASURED, FOOTER,
)  # fmt: skip
"""Every sentence that has to be translated."""


def told(sentence: str, **parts: object) -> str:
    """The sentence in the language spoken now (:func:`reports.words.say.speaking`), its parts filled in."""
    spoken = language()
    if spoken != ENGLISH:
        sentence = TRANSLATIONS[spoken].get(sentence, sentence)
    return sentence.format(**parts) if parts else sentence


def lifts_told(number: int) -> str:
    """``1 lift``, ``9 lifts``."""
    return told(ONE_LIFT) if number == 1 else told(LIFTS, number=number)


def day_told(moment: datetime) -> str:
    """``22 Nov 2026``, with plain spaces."""
    return plain_spaces(day_words(moment))


def plain_spaces(text: str) -> str:
    """The text with ordinary spaces: mail programs break lines where they like."""
    return text.replace(NO_BREAK, " ")
