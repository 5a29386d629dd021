"""The attachments of one lift's report, and what they hold when they are read again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from processing.reanalysis import AnalysisInput
from processing.result import Document
from reports.attached.attachment import Attachment
from reports.attached.page import SCHEMA as PAGE_SCHEMA
from reports.attached.page import page_document
from reports.attached.plates import SCHEMA as PLATES_SCHEMA
from reports.attached.plates import plates_document, samples_travel, travelling_raw
from reports.attached.samples import samples_parquet
from reports.details import ReportDetails
from reports.errors import NoReport
from reports.words import checking as words

LIFT, PAGE, PLATES, SAMPLES = "lift.json", "page.json", "plates.json", "samples.parquet"
JSON, PARQUET = "application/json", "application/vnd.apache.parquet"
NOT_ATTACHED = ("spread",)
"""Parts of a document that stand on no page and need the whole recording."""


def lift_attachments(
    document: Document, earlier: Sequence[Document], details: ReportDetails, source: AnalysisInput | None
) -> tuple[Attachment, ...]:
    """Files of one lift's report.

    Parameters
    ----------
    document : Document
        The lift.
    earlier : sequence of Document
        The earlier lifts that count, as :func:`reports.attached.earlier.kept_earlier` gives them.
    details : ReportDetails
        Names and places.
    source : AnalysisInput or None
        What the lift was measured from; without it nothing can be measured again.
    """
    shown = {key: part for key, part in document.items() if key not in NOT_ATTACHED}
    page = page_document(details, earlier)
    found = [
        Attachment(LIFT, json_bytes(shown), JSON, words.lift_file(), "Data"),
        Attachment(PAGE, json_bytes(page), JSON, words.page_file(), "Source"),
    ]
    if source is None:
        return tuple(found)
    part = source.cut()
    found.append(Attachment(PLATES, json_bytes(plates_document(source)), JSON, words.plates_file(), "Source"))
    if samples_travel(part):
        record = travelling_raw(source, part) or part.record
        found.append(Attachment(SAMPLES, samples_parquet(record), PARQUET, words.samples_file(), "Source", packed=True))
    return tuple(found)


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """JSON, a line a part; equal values give equal bytes."""
    parts = [b"%b: %b" % (_line(key), _line(part)) for key, part in value.items()]
    return b"{\n%b\n}\n" % b",\n".join(parts)


def one_line(value: Any) -> str:
    """JSON without breaks; what is no JSON raises ``TypeError``, a number that is not finite ``ValueError``."""
    return _line(value).decode()


def _line(value: Any) -> bytes:
    """A tenth of the time of the standard library's, which is worth a drawing of a page."""
    line = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    if b"null" in line and not _finite(value):  # orjson writes null for NaN without a word
        raise ValueError("a number of the report is not finite")
    return line


def _finite(value: Any) -> bool:
    """Whether every number is; by types and without calls, for a report has thousands of numbers."""
    parts = [value]
    for part in parts:  # which grows on the way
        kind = type(part)
        if kind is float:
            if part - part != 0.0:
                return False
        elif kind is dict:
            parts.extend(part.values())
        elif kind is list or kind is tuple:
            parts.extend(part)
        elif isinstance(part, np.ndarray | np.floating) and not np.isfinite(part).all():
            return False
    return True


@dataclass(frozen=True, eq=False)
class Bundle:
    """Attachments as read again.

    Attributes
    ----------
    document : Document
        ``lift.json``.
    page : dict
        ``page.json``.
    plates : dict or None
        ``plates.json``; ``None`` where the lift was analysed from no file.
    samples : bytes or None
        ``samples.parquet``.
    """

    document: Document
    page: dict[str, Any]
    plates: dict[str, Any] | None
    samples: bytes | None


def read_bundle(files: Mapping[str, bytes], where: str) -> Bundle:
    """Attachments of a lift's report.

    Raises
    ------
    NoReport
        One is missing or damaged, or they are of another kind.
    """
    document, page = (_table(files, name, where) for name in (LIFT, PAGE))
    plates = _table(files, PLATES, where) if PLATES in files else None
    known = page.get("schema") == PAGE_SCHEMA and (plates is None or plates.get("schema") == PLATES_SCHEMA)
    if not known:
        raise NoReport(words.unknown_layout(), where, words.update())
    return Bundle(document, page, plates, files.get(SAMPLES))


def _table(files: Mapping[str, bytes], name: str, where: str) -> dict[str, Any]:
    if name not in files:
        raise NoReport(words.not_inside(name), where, words.give_a_report())
    try:
        table = json.loads(files[name])
    except ValueError:
        table = None
    if not isinstance(table, dict):
        raise NoReport(words.no_json(name), where, words.get_it_again())
    return table
