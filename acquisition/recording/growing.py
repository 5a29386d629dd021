"""How far a growing file has been surveyed: the next reader goes on from there.

A session's lifts are read from its recording while it grows. After hours a walk over all of it would take seconds of
processor time for each. Recordings only ever get longer, so what was surveyed stays true; should somebody change the
file behind our back, the chunks' checksums tell.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import BinaryIO

from acquisition.recording.survey import Bytes, Survey

BEGINNING = 4096
CHUNK_BEGINNING = 64
Identity = tuple[int, int]


@dataclass(frozen=True)
class Progress:
    """A survey that ends at a byte, and what the file looked like."""

    survey: Survey
    at: int
    seen: tuple[bytes, bytes]


_latest: dict[Identity, Progress] = {}
"""Of the file that was surveyed last; no other one."""


def identity(file: BinaryIO) -> Identity:
    """What stays the same while a file grows, whatever its path is."""
    facts = os.fstat(file.fileno())
    return facts.st_dev, facts.st_ino


def surveyed(key: Identity, file: Bytes) -> tuple[Survey, int] | None:
    """The survey so far and the byte from which to go on; ``None`` where the file is not known or is another one."""
    known = _latest.get(key)
    if known is None or known.at > len(file) or known.seen != looks(file, known.survey):
        return None
    return copied(known.survey), known.at


def remember(key: Identity, file: Bytes, survey: Survey, at: int) -> None:
    """Keep a survey without damage up to a byte."""
    if survey.chunks:
        kept = Progress(copied(survey), at, looks(file, survey))
        _latest.clear()
        _latest[key] = kept


def copied(survey: Survey) -> Survey:
    """A survey whose lists are its own."""
    return replace(survey, metadata=dict(survey.metadata), chunks=list(survey.chunks), damage=list(survey.damage))


def looks(file: Bytes, survey: Survey) -> tuple[bytes, bytes]:
    """The beginnings of the file and of the last chunk."""
    at = survey.chunks[-1].offset
    return file[:BEGINNING], file[at : at + CHUNK_BEGINNING]
