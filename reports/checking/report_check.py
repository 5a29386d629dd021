"""One door for every kind of report: what is attached tells how it is checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from reports.attached.bundle import PAGE
from reports.attached.lifts import ATHLETE, SESSION
from reports.attached.page import LIFT
from reports.checking.lift_check import check_lift
from reports.checking.lifts_check import check_lifts
from reports.checking.source import ReadRecord
from reports.checking.verdict import ReportCheck
from reports.errors import NoReport
from reports.pdf.attachments import attached_files
from reports.words import checking as words

Check = Callable[[Path, Mapping[str, bytes], Path | None, ReadRecord], ReportCheck]
CHECKS: dict[str, Check] = {LIFT: check_lift, SESSION: check_lifts, ATHLETE: check_lifts}
"""How each kind of report is checked."""


def check_report(path: Path, recording: Path | None, read: ReadRecord) -> ReportCheck:
    """Compute a report's numbers again from what is attached, draw its pages again, and compare.

    Parameters
    ----------
    path : Path
        A PDF.
    recording : Path or None
        The recording, for reports whose samples stayed there.
    read : callable
        Reads that recording as the analysis did.

    Raises
    ------
    NoReport
        A foreign or damaged file, one of a later version, or one that was measured with other methods.
    OptionNeeded
        The recording is needed and was not given, or is another one.
    FileNotFoundError
        There is no such file.
    """
    files = attached_files(path)
    check = CHECKS.get(str(_page(files, path).get("report")))
    if check is None:
        raise NoReport(words.unknown_report(), str(path), words.update())
    return check(path, files, recording, read)


def _page(files: Mapping[str, bytes], path: Path) -> Mapping[str, Any]:
    if PAGE not in files:
        raise NoReport(words.not_inside(PAGE), str(path), words.give_a_report())
    try:
        page = json.loads(files[PAGE])
    except ValueError:
        page = None
    if not isinstance(page, dict):
        raise NoReport(words.no_json(PAGE), str(path), words.get_it_again())
    return page
