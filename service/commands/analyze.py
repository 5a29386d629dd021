"""``legdrive analyze``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import file_options as typed
from service.commands.exit_status import DONE, FAILED, NO_LIFT, USAGE, one_line_errors
from service.commands.unfolding import unfolded

if TYPE_CHECKING:
    from acquisition.interchange.record import PlateRecord
    from processing.options import AnalysisOptions
    from processing.result import Document, LiftAnalysis

CSV_ENDING = ".csv"


@unfolded
def analyze(
    files: typed.Files,
    lift: typed.LiftOptions,
    plates: typed.PlateOptions,
    reading: typed.ReadingOptions,
    history: typed.History = None,
    json_path: typed.JsonOut = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="PATH", help="Write the coach's page there.")] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--table", metavar="PATH", help="Write one row a lift there (CSV or .parquet), all files; - prints CSV."
        ),
    ] = None,
    spread: Annotated[
        bool, typer.Option("--spread", help="Also measure it in other defensible ways; say how far each number moves.")
    ] = False,
) -> None:
    """Measure a lift: events, metrics, quality, and findings against the athlete's earlier lifts.

    Prints a table unless --json, --pdf or --table says where the result goes. Ends with 3 where no lift was found.
    """
    with one_line_errors():
        options = typed.analysis_options(plates, lift, rate_hz=reading.rate_hz)
        files = typed.expanded(files)
        check_places(files, json_path, pdf, table, reading.rig)
        earlier = earlier_lifts(history)
    outcomes = set()
    documents: list[Document] = []
    for file in files:
        try:
            with one_line_errors():
                record = typed.read_record(file, reading)
                found = analyses(record, options, earlier, every=table is not None, spread=spread)
                check_one_place(len(found), file, json_path, pdf)
                for analysis in found:
                    documents.append(analysis.document)
                    give(analysis, earlier, json_path, pdf, table)
                    outcomes.add(DONE if analysis.segmented else NO_LIFT)
        except typer.Exit as failed:
            outcomes.add(failed.exit_code)
    with one_line_errors():
        if table is not None and documents:
            write_rows(table, documents)
    raise typer.Exit(next((status for status in (FAILED, USAGE, NO_LIFT) if status in outcomes), DONE))


def check_places(
    files: list[Path], json_path: Path | None, pdf: Path | None, table: Path | None, rig: Path | None
) -> None:
    """Raise before anything is measured where a result cannot be written, or would be written over what is kept."""
    from acquisition.errors import OptionNeeded
    from service.outputs import check_outputs

    check_outputs((json_path, pdf, *table_files(table)), (*files, rig))
    if len(files) > 1 and one_place(json_path, pdf):
        raise OptionNeeded("one path for several files", "--json, --pdf", "give one FILE, or --table or --json -")


def one_place(json_path: Path | None, pdf: Path | None) -> bool:
    """Whether something goes to a file that holds one lift."""
    from service.outputs import STANDARD_OUTPUT

    return pdf is not None or (json_path is not None and str(json_path) != STANDARD_OUTPUT)


def check_one_place(lifts: int, file: Path, json_path: Path | None, pdf: Path | None) -> None:
    """Raise ``OptionNeeded`` where the lifts of a file would be written over one another."""
    from acquisition.errors import OptionNeeded

    if lifts > 1 and one_place(json_path, pdf):
        raise OptionNeeded(f"holds {lifts} lifts", str(file), "choose one with --lift-number, or give --table alone")


def table_files(table: Path | None) -> tuple[Path, ...]:
    """The table, and the page of units that a CSV gets beside it; raises ``OptionNeeded`` for another ending."""
    from acquisition.errors import OptionNeeded
    from acquisition.interchange.sidecar import sidecar_path
    from service.lift_parquet import ENDING
    from service.outputs import STANDARD_OUTPUT

    if table is None or str(table) == STANDARD_OUTPUT:
        return ()
    if table.is_dir() or table.suffix.lower() == ENDING:
        return (table,)
    if table.suffix.lower() != CSV_ENDING:
        raise OptionNeeded("a table is CSV or Parquet", str(table), f"give it a name in {CSV_ENDING} or {ENDING}")
    return (table, sidecar_path(table))


def earlier_lifts(folder: Path | None) -> list[Document]:
    """Documents of the history folder; what is none is named on standard error."""
    if folder is None:
        return []
    from processing.history import scan_history

    if not folder.is_dir():
        raise NotADirectoryError(20, "no such folder of earlier lifts; give --history a folder", str(folder))
    documents, skipped = scan_history(folder)
    for line in skipped:
        print(f"legdrive: {line}", file=sys.stderr)
    return documents


def analyses(
    record: PlateRecord,
    options: AnalysisOptions,
    earlier: list[Document],
    *,
    every: bool,
    spread: bool = False,
) -> list[LiftAnalysis]:
    """The lift that was asked for, or every lift of the file."""
    from dataclasses import replace

    from processing.analysis import analyze_every
    from processing.jump_choosing import wants_jump
    from processing.preparing import prepared

    typed.check_up(record, options.up)
    record = prepared(record)
    if every and options.lift_number is None and not spread and not wants_jump(record, options):
        return list(analyze_every(replace(record, labels=typed.labels_of(record, options)), options, earlier))
    numbers: list[int | None] = [options.lift_number]
    if every and options.lift_number is None:
        numbers = [*range(1, count_lifts(record, options) + 1)] or [None]
    record = replace(record, labels=typed.labels_of(record, options))
    measure = with_spread if spread else once
    return [measure(record, replace(options, lift_number=number), earlier) for number in numbers]


def once(record: PlateRecord, options: AnalysisOptions, earlier: list[Document]) -> LiftAnalysis:
    """A lift, measured the standard way."""
    from processing.analysis import analyze as analyze_record

    return analyze_record(record, options, earlier)


def with_spread(record: PlateRecord, options: AnalysisOptions, earlier: list[Document]) -> LiftAnalysis:
    """The same, and how far each number moves when it is measured in other ways."""
    from processing.spread import spread

    found = spread(record, options, earlier)
    if found.analysis.segmented:
        found.analysis.document["spread"] = found.document()
    return found.analysis


def count_lifts(record: PlateRecord, options: AnalysisOptions) -> int:
    """How many lifts a file holds; jumps, where jumps are asked for."""
    from processing.detect import find_lifts
    from processing.jump_choosing import find_jumps, wants_jump
    from processing.wrench import plate_forces

    if record.n == 0:
        return 0
    if wants_jump(record, options):
        return len(find_jumps(record, plate_forces(record, options)))
    labels = typed.labels_of(record, options)
    return len(find_lifts(plate_forces(record, options), labels, record.first_index).lifts)


def give(
    analysis: LiftAnalysis, earlier: list[Document], json_path: Path | None, pdf: Path | None, table: Path | None
) -> None:
    """Write a lift where it was asked for, or print it for a person."""
    from service.outputs import STANDARD_OUTPUT

    document = analysis.document
    if json_path is not None:
        from service.documents import write_json

        write_json(json_path, document)
    if pdf is not None:
        write_page(pdf, analysis, earlier)
    if json_path is None and pdf is None and table is None:
        from service.lift_table import print_lift

        print_lift(document, earlier)
    if STANDARD_OUTPUT not in (str(json_path), str(table)) and "spread" in document:
        from service.spread_table import print_spread

        print_spread(document)
    if not document["segmented"]:
        print(f"legdrive: {why_no_lift(document)}", file=sys.stderr)


def why_no_lift(document: Document) -> str:
    """One line: which file, and why no lift was found in it."""
    reasons = [entry["message"] for entry in document["quality"] if entry["code"] == "unsegmented"]
    return f"{document['source']['path']}: {reasons[0] if reasons else 'no lift was found'}"


def write_page(path: Path, analysis: LiftAnalysis, earlier: list[Document]) -> None:
    """Write the coach's page; raises ``OptionNeeded`` for a jump, which has none."""
    from acquisition.errors import OptionNeeded
    from processing.options import JUMPS
    from reports.details import ReportDetails
    from reports.pdf import write_lift_report

    if analysis.document["lift"]["kind"] in JUMPS:
        raise OptionNeeded("a plain jump has no coach's page", "--pdf", "give --json or --table instead")
    if analysis.curves is None:
        from acquisition.errors import UnreadableFile

        raise UnreadableFile("holds no samples to draw", analysis.document["source"]["path"], "record it again")
    write_lift_report(path, analysis.document, analysis.curves, earlier, ReportDetails(), analysis.source)
    print(f"legdrive: wrote {path}", file=sys.stderr)


def write_rows(path: Path, documents: list[Document]) -> None:
    """Write the table of all lifts, as the ending of its name says."""
    from service.documents import write_table
    from service.lift_parquet import ENDING, write_parquet_table

    write = write_parquet_table if path.suffix.lower() == ENDING else write_table
    write(path, documents)
    print(f"legdrive: wrote {path}: {len(documents)} lifts", file=sys.stderr)
