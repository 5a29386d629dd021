"""A lift's report checked: its numbers against its samples, its pages against its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from processing.analysis import software_version
from processing.choosing import used_range
from processing.document import number
from processing.methods import digest
from processing.result import Document, LiftAnalysis
from reports.attached.bundle import NOT_ATTACHED, PAGE, PLATES, Bundle, read_bundle
from reports.attached.page import details_again
from reports.attached.plates import unknown_keys
from reports.checking.made_again import made_otherwise
from reports.checking.numbers import count, differing
from reports.checking.source import FoundSource, ReadRecord, found_source
from reports.checking.verdict import ReportCheck
from reports.errors import NoReport, ReportError
from reports.pdf.lift import lift_report
from reports.words import checking as words

MOST_NUMBERS = 20
"""Differing numbers that are told one by one."""
DAMAGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What attachments raise that somebody has changed beyond use."""
READ_FIRST = ("metrics", "events", "lift", "findings")
PAGES = 2


def check_lift(path: Path, files: Mapping[str, bytes], recording: Path | None, read: ReadRecord) -> ReportCheck:
    """Check the report of one lift; parameters and errors as :func:`reports.checking.report_check.check_report`."""
    bundle = read_bundle(files, str(path))
    try:
        return _checked(path, files, bundle, recording, read)
    except DAMAGE as reason:
        told = words.damaged(", ".join(sorted(files)), f"{type(reason).__name__} {reason}")
        raise NoReport(told, str(path), words.get_it_again()) from reason


def _checked(
    path: Path, files: Mapping[str, bytes], bundle: Bundle, recording: Path | None, read: ReadRecord
) -> ReportCheck:
    same_methods(bundle.document, path)
    found = found_source(bundle, str(path), recording, read)
    again = found.source.again(bundle.page["earlier"])
    faults = [*found.wrong, *_numbers(bundle.document, again, found), *_pages(path, files, bundle, again, found)]
    faults += [words.unknown_part(PLATES, key) for key in unknown_keys(bundle.plates or {"zero": (), "raw": None})]
    note = other_version(bundle.document) if faults else ""
    return ReportCheck(tuple(faults), words.equal(count(bundle.document), found.source.n, PAGES), note)


def same_methods(document: Document, path: Path) -> None:
    """Raise ``NoReport`` where the lift was measured with other methods than these."""
    theirs, ours = str(document.get("methods", {}).get("digest")), digest()
    if theirs != ours:
        version = str(document.get("software", {}).get("version"))
        told = words.other_methods(theirs[:12], ours[:12], version)
        raise NoReport(told, str(path), words.use_that_version(version))


def other_version(document: Document) -> str:
    """Why pages may differ although nobody changed them; empty where this version drew them."""
    theirs, ours = str(document.get("software", {}).get("version")), software_version()
    return "" if theirs == ours else words.other_version(theirs, ours)


def _numbers(attached: Document, again: LiftAnalysis, found: FoundSource) -> list[str]:
    """One line per number that does not follow from the samples."""
    computed = {key: part for key, part in again.document.items() if key not in NOT_ATTACHED}
    computed["software"] = attached.get("software")  # which version it was is no number of the lift
    unequal = sorted([*differing(attached, computed), *_headroom(attached, found)], key=_rank)
    told = [words.number_differs(*each) for each in unequal]
    more = len(told) - MOST_NUMBERS
    return told if more <= 0 else [*told[:MOST_NUMBERS], words.more_numbers(more)]


def _rank(difference: tuple[str, str, str]) -> int:
    """What a coach reads comes first, what drawings are made of last."""
    part = difference[0].partition(".")[0]
    return READ_FIRST.index(part) if part in READ_FIRST else len(READ_FIRST) + part.startswith("shape")


def _headroom(attached: Document, found: FoundSource) -> Iterator[tuple[str, str, str]]:
    """The unused range, where the samples are those of the converter."""
    if not found.as_recorded:
        return
    source = found.source
    first = source.context.first_index
    unused, _ = used_range(source.record, (first, first + source.n))
    printed = attached.get("conditions", {}).get("headroom")
    yield from differing(printed, number(unused, 4), "conditions.headroom")


def _pages(
    path: Path, files: Mapping[str, bytes], bundle: Bundle, again: LiftAnalysis, found: FoundSource
) -> list[str]:
    """One line per place where the pages do not follow from what is attached."""
    if again.curves is None:
        return [words.drawing_differs(1)]
    details = details_again(bundle.page["details"])
    try:
        drawn = lift_report(bundle.document, again.curves, bundle.page["earlier"], details, found.source)
    except ReportError as reason:
        return [words.cannot_be_drawn(reason.line)]
    return made_otherwise(path, files, drawn, (PAGE,))
