"""The reports of a running session: of each lift its document and its PDF, a moment after it ended."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from acquisition.interchange.record import PlateRecord
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.result import Document
from reports.details import ReportDetails
from reports.pdf import lift_report
from service.capture_progress import CapturedLift
from service.documents import write_json
from service.names import lift_stem
from service.report_names import write_next_version

JUDGED: dict[str, Literal["made", "missed"]] = {"made": "made", "missed": "missed"}


@dataclass
class LiftReports:
    """Writes reports of one session, each lift set against the ones before it.

    Attributes
    ----------
    folder : Path
        Where they go.
    details : ReportDetails
        Names and places; the report's number is filled in.
    earlier : list of Document
        The athlete's lifts before this session.
    documents, pages : list
        What was written so far.
    """

    folder: Path
    details: ReportDetails
    earlier: list[Document] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)

    def add(self, record: PlateRecord, lift: CapturedLift | None, span: tuple[int, int]) -> Document:
        """Analyse a lift, write its report and its document.

        Parameters
        ----------
        record : PlateRecord
            The lift's span of the recording.
        lift : CapturedLift or None
            As the detector saw it: the plates cannot see a bar that leaves the hands after the span.
        span : (int, int)
            Its samples.

        Raises
        ------
        ReportError
            A name does not fit, or a font is missing.
        OSError
            The folder cannot be written.
        """
        told = None if lift is None else lift.activity.lift
        outcome = None if told is None else JUDGED.get(told.outcome)
        before = [*self.earlier, *self.documents]
        found = analyze(record, AnalysisOptions(outcome=outcome), before, span)
        document, curves = found.document, found.curves
        details = replace(self.details, report_id=self._number(document))

        def content(version: int) -> bytes:
            assert curves is not None
            return lift_report(document, curves, before, replace(details, version=version), found.source)

        self.documents.append(document)
        place = self.folder / f"{lift_stem(document)}.pdf"
        if curves is not None:
            place = write_next_version(self.folder, document, content)
            self.pages.append(place)
        write_json(place.with_suffix(".json"), document)
        return document

    def _number(self, document: Document) -> str:
        return f"{document['lift']['athlete'] or 'lift'}-{len(self.documents) + 1:02d}"
