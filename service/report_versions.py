"""What changed from one version of a report to the next, as the reports before it tell."""

from __future__ import annotations

import json
from pathlib import Path

from processing.result import Document
from reports.attached.bundle import PAGE
from reports.details import Revision
from reports.errors import ReportError
from reports.pdf.attachments import attached_files
from service.names import lift_stem


def revisions(folder: Path, document: Document, version: int, changed: str) -> tuple[Revision, ...]:
    """Versions up to this one.

    Parameters
    ----------
    folder : Path
        Where the earlier ones are.
    document : Document
        The lift.
    version : int
        This version.
    changed : str
        What changed with it.

    Returns
    -------
    tuple of Revision
        Empty where nobody ever said what changed.
    """
    earlier = told_by(folder / f"{lift_stem(document, version - 1)}.pdf") if version > 1 else ()
    if version == 1 or not (changed or earlier):
        return ()
    known = {each.version for each in earlier}
    silent = tuple(Revision(number, "", "") for number in range(1, version) if number not in known)
    return (*silent, *earlier, Revision(version, "", changed))


def told_by(path: Path) -> tuple[Revision, ...]:
    """Versions that a report tells of; empty where it is gone, damaged, or none of ours."""
    try:
        page = json.loads(attached_files(path)[PAGE])
        return tuple(Revision(**each) for each in page["details"]["revisions"])
    except (ReportError, OSError, LookupError, TypeError, ValueError):
        return ()
