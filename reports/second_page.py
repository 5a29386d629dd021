"""Page 2 of one lift as plain values: the numbers behind page 1, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.result import Document, LiftCurves
from reports.comparison import compare
from reports.details import ReportDetails
from reports.heading import Heading, heading
from reports.second.balance import BalanceView, balance_view
from reports.second.phase_rows import PhaseRows, phase_rows
from reports.second.replant import Replant, replant
from reports.second.slower import Slower, slower
from reports.second.small_print import SmallPrint, small_print
from reports.second.trend import Trend, trend
from reports.shown import EVIDENCE


@dataclass(frozen=True, eq=False)
class Measured:
    """What only a lift that was found can show.

    Attributes
    ----------
    phases : PhaseRows
        Table of phases.
    slower : Slower
        Is it slower?
    trend : Trend
        The last lifts like this one.
    replant : Replant
        Where the feet went.
    balance : BalanceView
        Pressure and balance against time.
    """

    phases: PhaseRows
    slower: Slower
    trend: Trend
    replant: Replant
    balance: BalanceView


@dataclass(frozen=True, eq=False)
class SecondPage:
    """Everything page 2 says.

    Attributes
    ----------
    heading : Heading
        Who, what, when.
    measured : Measured or None
        ``None`` where no lift was found.
    small_print : SmallPrint
        Flags, methods, versions, words.
    """

    heading: Heading
    measured: Measured | None
    small_print: SmallPrint


def second_page(
    document: Document,
    curves: LiftCurves,
    earlier_documents: Sequence[Document] = (),
    details: ReportDetails | None = None,
) -> SecondPage:
    """Put together what page 2 says about one lift; parameters as :func:`reports.model.lift_page`."""
    details = details or ReportDetails()
    print_ = small_print(document, details)
    if not document["segmented"]:
        return SecondPage(heading(document, details), None, print_)
    comparison = compare(document, earlier_documents, tuple(EVIDENCE.values()))
    measured = Measured(
        phases=phase_rows(document),
        slower=slower(document, comparison),
        trend=trend(document, earlier_documents, comparison),
        replant=replant(document, curves),
        balance=balance_view(document, curves),
    )
    return SecondPage(heading(document, details), measured, print_)
