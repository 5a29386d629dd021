"""What one analysis read, kept so that it can be made again: samples, options, and what the file said of the lift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from acquisition.interchange.record import PlateRecord
from processing.context import LiftContext
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from processing.wrench import SKEW_MARGIN, plate_forces


@dataclass(frozen=True, eq=False)
class AnalysisInput:
    """Input of one analysis.

    Attributes
    ----------
    record : PlateRecord
        Prepared, as the analysis takes it; ``recorded`` leads to the one that was read.
    options : AnalysisOptions
        What a person said.
    context : LiftContext
        What the file says about this lift; ``first_index`` is where its span begins.
    n : int
        Samples of the span.
    """

    record: PlateRecord
    options: AnalysisOptions
    context: LiftContext
    n: int

    @property
    def start(self) -> int:
        """Where the span begins among the samples that the record holds."""
        return self.context.first_index - self.record.first_index

    def again(self, history: Sequence[Document] = ()) -> LiftAnalysis:
        """The same analysis, made anew."""
        from processing.analysis import analyze_forces

        forces = plate_forces(self.record, self.options, self.start, self.start + self.n)
        return replace(analyze_forces(forces, self.options, history, self.context), source=self)

    def cut(self) -> AnalysisInput:
        """The same with a record of nothing but what the analysis reads: the span, its margins, its zero."""
        record, start = self.record, self.start
        first, stop = max(start - SKEW_MARGIN, 0), min(start + self.n + SKEW_MARGIN, record.n)
        tare = record.tare_of(self.context.first_index)
        part = replace(
            record,
            signals=tuple(signals[:, first:stop] for signals in record.signals),
            first_index=record.first_index + first,
            tares=() if tare is None else (tare,),
            labels=(),
            weigh_ins=(),
            samples_lost=(),
            recorded=None,
        )
        return replace(self, record=part)
