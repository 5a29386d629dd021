"""The small print: everything that was flagged, how the numbers were made, and which version this is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from processing.methods import LIMITS
from processing.result import Document
from reports.data_quality import SEVERITIES, TELLING
from reports.details import ReportDetails
from reports.numbers import fixed, plain
from reports.words import reasons
from reports.words import second_page as words
from reports.words.say import capitalised, say

DIGEST_GROUP = 16
UNREMARKABLE = ("not_in_kind",)
"""Said of every lift; comes last."""


@dataclass(frozen=True)
class LogEntry:
    """One entry of the quality log.

    Attributes
    ----------
    severity : {'error', 'warning', 'info'}
        How bad it is.
    title, message : str
        In a few words, and in full.
    """

    severity: str
    title: str
    message: str


@dataclass(frozen=True)
class SmallPrint:
    """What the foot of the page says.

    Attributes
    ----------
    log : tuple of LogEntry
        Worst first.
    methods : tuple of str
        Software, method, limits, samples.
    versions : tuple of str
        Latest first.
    glossary : tuple of (str, str)
        Words and their meaning, the most needed first.
    """

    log: tuple[LogEntry, ...]
    methods: tuple[str, ...]
    versions: tuple[str, ...]
    glossary: tuple[tuple[str, str], ...]


def small_print(document: Document, details: ReportDetails) -> SmallPrint:
    """The small print of one lift."""
    glossary = tuple((say(word), say(meaning)) for word, meaning in words.GLOSSARY)
    return SmallPrint(_log(document), _methods(document), _versions(details), glossary)


def _log(document: Document) -> tuple[LogEntry, ...]:
    """Entries of one code and severity stand together."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for entry in sorted(document["quality"], key=_rank):
        messages = gathered.setdefault((str(entry.get("severity", "info")), str(entry["code"])), [])
        told = reasons.quality_message(str(entry["code"]), str(entry.get("message", "")))
        message = " ".join(told.split()).rstrip(".")
        message = reasons.quality_message(str(entry["code"]), message)
        if message and message not in messages:
            messages.append(message)
    return tuple(
        LogEntry(severity, capitalised(reasons.quality_note(code)), f"{'; '.join(messages)}." if messages else "")
        for (severity, code), messages in gathered.items()
    )


def _rank(entry: dict[str, Any]) -> tuple[int, int]:
    severity, code = str(entry.get("severity", "info")), entry["code"]
    return SEVERITIES.index(severity), 0 if code in TELLING else 2 if code in UNREMARKABLE else 1


def _methods(document: Document) -> tuple[str, ...]:
    software, methods, source = document["software"], document["methods"], document["source"]
    lines = [
        words.software_words(str(software.get("name", "")), str(software.get("version", ""))),
        words.method_words(str(methods.get("digest", ""))[:DIGEST_GROUP]),
        _limits(methods.get("parameters") or {}),
        _weight_source(document),
        words.samples_words(
            fixed(float(source.get("samples") or 0), 0),
            fixed(float(source.get("sample_rate_hz") or 0), 0),
            _spaced(str(source.get("samples_sha256") or "")),
        ),
        words.rig_words(str(source["rig_sha256"])[:DIGEST_GROUP]) if source.get("rig_sha256") else "",
    ]
    return tuple(line for line in lines if line)


def _weight_source(document: Document) -> str:
    source = words.WEIGHT_SOURCES.get(str((document.get("conditions") or {}).get("system_weight_source")))
    return "" if source is None else say(source)


def _limits(parameters: dict[str, Any]) -> str:
    """Limits that differ from those of this software; all of them stand in the document."""
    if not parameters:
        return words.unknown_limits()
    changed = [
        words.limit_words(name, plain(float(value)), LIMITS[name].unit, plain(LIMITS[name].value))
        for name, value in sorted(parameters.items())
        if name in LIMITS and float(value) != LIMITS[name].value
    ]
    return words.limits_words(", ".join(changed)) if changed else words.defaults_words()


def _spaced(digest: str) -> str:
    """A digest in groups, so that it can break and be read aloud."""
    return " ".join(digest[at : at + DIGEST_GROUP] for at in range(0, len(digest), DIGEST_GROUP))


def _versions(details: ReportDetails) -> tuple[str, ...]:
    if details.revisions:
        newest: Sequence[Any] = sorted(details.revisions, key=lambda revision: revision.version, reverse=True)
        return tuple(words.version_words(each.version, each.when, each.what) for each in newest)
    return (words.first_version() if details.version == 1 else words.replaced_version(details.version),)
