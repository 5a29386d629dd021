"""The reports of one file of plates: read, analyse every lift that is asked for, write a PDF each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from acquisition.errors import LegdriveError, OptionNeeded
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from processing.analysis import analyze, analyze_every
from processing.jump_choosing import wants_jump
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from reports.details import ReportDetails
from reports.pdf import lift_report
from service.commands.exit_status import DONE, FAILED, NO_LIFT, USAGE
from service.commands.file_options import check_up, labels_of
from service.report_names import write_new, write_next_version
from service.report_versions import revisions


@dataclass(frozen=True)
class ReportOrder:
    """What is to be made of every file.

    Attributes
    ----------
    options : AnalysisOptions
        What a person said about the lifts.
    details : ReportDetails
        Names and places; number and version are filled in.
    out : Path
        Folder, or the one PDF.
    changed : str
        What changed since the last version.
    rate_hz, rig, columns
        As ``legdrive analyze`` takes them.
    """

    options: AnalysisOptions
    details: ReportDetails
    out: Path
    changed: str = ""
    rate_hz: float | None = None
    rig: Path | None = None
    columns: str | None = None


@dataclass
class FileOutcome:
    """What became of one file.

    Attributes
    ----------
    written : list of Path
        Its reports.
    lines : list of str
        What a person should know.
    status : int
        Exit status that it asks for.
    """

    written: list[Path] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    status: int = DONE


def make_reports(file: Path, order: ReportOrder, earlier: Sequence[Document]) -> FileOutcome:
    """Write the reports of one file; its own earlier lifts count as earlier lifts too.

    Parameters
    ----------
    file : Path
        A recording, C3D, TDMS or text.
    order : ReportOrder
        What is to be made of it.
    earlier : sequence of Document
        The athlete's lifts before this file.

    Returns
    -------
    FileOutcome
        Errors of the file are lines of it, so that the files after it still get their reports.
    """
    outcome = FileOutcome()
    try:
        record = read_file(file, order.rate_hz, order.rig, order.columns)
        outcome.lines += [f"{file}: {warning}" for warning in record.warnings]
        so_far = list(earlier)
        lifts = _lifts(record, order.options, so_far)
        for analysis in _only_one(lifts, record.path) if one_file(order.out) else lifts:
            _write(analysis, so_far, _details(order, record, analysis.document), order, outcome)
            so_far.append(analysis.document)
    except OptionNeeded as reason:
        outcome.status = USAGE
        outcome.lines.append(reason.line)
    except LegdriveError as reason:
        outcome.status = FAILED
        outcome.lines.append(reason.line)
    except OSError as reason:
        outcome.status = FAILED
        outcome.lines.append(f"{reason.filename or file}: {reason.strerror or reason}")
    return outcome


def _lifts(record: PlateRecord, options: AnalysisOptions, so_far: Sequence[Document]) -> Iterator[LiftAnalysis]:
    """The lift that was asked for, or every lift; ``so_far`` grows meanwhile."""
    check_up(record, options.up)
    record = replace(record, labels=labels_of(record, options))
    if wants_jump(record, options):
        raise OptionNeeded("a plain jump has no coach's page", record.path, "give legdrive analyze --json or --table")
    if options.lift_number is None:
        return analyze_every(record, options, so_far)
    return iter([analyze(record, options, so_far)])


def one_file(out: Path) -> bool:
    """Whether a place for reports is the name of one, not a folder."""
    return out.suffix.lower() == ".pdf"


def _only_one(lifts: Iterator[LiftAnalysis], path: str) -> list[LiftAnalysis]:
    """The one lift; raises ``OptionNeeded`` where there are more, before any report is written."""
    found = list(islice(lifts, 2))
    if len(found) > 1:
        raise OptionNeeded("holds several lifts", path, "give --out a folder, or --lift-number")
    return found


def _details(order: ReportOrder, record: PlateRecord, document: Document) -> ReportDetails:
    """Names and places, with the report's own number and how many attempts the session had."""
    attempts = sum(label.attempt is not None for label in record.labels)
    identity = f"{str(document['source']['samples_sha256'])[:4].upper()}-{document['lift']['number']:02d}"
    return replace(order.details, report_id=order.details.report_id or identity, attempts=attempts or None)


def _write(
    analysis: LiftAnalysis,
    earlier: Sequence[Document],
    details: ReportDetails,
    order: ReportOrder,
    outcome: FileOutcome,
) -> None:
    document, curves, out = analysis.document, analysis.curves, order.out
    if not analysis.segmented:
        why = next((entry["message"] for entry in document["quality"] if entry["code"] == "unsegmented"), "")
        outcome.lines.append(f"{document['source']['path']}: {why or 'no lift was found'}")
        outcome.status = NO_LIFT
    if curves is None:
        return

    def content(version: int) -> bytes:
        told = revisions(out, document, version, order.changed)
        return lift_report(
            document, curves, earlier, replace(details, version=version, revisions=told), analysis.source
        )

    if not one_file(out):
        outcome.written.append(write_next_version(out, document, content))
    elif write_new(out, content(1)):
        outcome.written.append(out)
    else:
        raise OptionNeeded("exists already", str(out), "give --out a folder, or another name")
