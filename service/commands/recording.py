"""``legdrive recording info|verify|salvage``."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.exit_status import FAILED, one_line_errors

if TYPE_CHECKING:
    from acquisition.recording import RecordingInfo

app = typer.Typer(help="The raw recording: what is in it, is it whole, save what is left.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A recording (.mcap).", show_default=False)]


@app.command("info")
def info(
    file: File,
    edges: Annotated[
        bool, typer.Option("--edges", help="List the edges of a camera's or EMG system's signal as CSV instead.")
    ] = False,
) -> None:
    """Say what is in a recording: plates, rates, length, marks, edges of a digital signal."""
    from acquisition.recording import recording_info
    from service.ttl_edges import edge_lines
    from service.ttl_edges import edges as edges_of

    with one_line_errors():
        found = recording_info(file)
        rows = info_rows(found)
    if edges:
        for line in edge_lines(edges_of(found.marks, found.rate_hz)):
            print(line)
        return
    width = max(len(name) for name, _ in rows)
    for name, says in rows:
        print(f"{name:<{width}}  {says}")


@app.command("verify")
def verify(file: File) -> None:
    """Check every checksum and that no sample is missing; ends with 1 and a line per fault where not."""
    from acquisition.recording import verify as verdict_on

    with one_line_errors():
        verdict = verdict_on(file)
    if not verdict.whole:
        for problem in verdict.problems:
            print(f"{file}: {problem}")
        only_lost = len(verdict.problems) == len(verdict.samples_lost)
        damage = "is damaged; save the rest with `legdrive recording salvage`"
        print(
            f"legdrive: {file}: {'samples are missing; what is there is whole' if only_lost else damage}",
            file=sys.stderr,
        )
        raise typer.Exit(FAILED)
    print(f"{file}: whole, {verdict.n} samples in {verdict.n_blocks} blocks")


@app.command("salvage")
def salvage(
    file: File,
    out: Annotated[Path, typer.Option("--out", help="The new recording; a file that exists is not overwritten.")],
) -> None:
    """Copy every whole block of a damaged recording into a new one; the damaged one is only read."""
    from acquisition.recording import salvage as save

    with one_line_errors():
        saved = save(file, out)
    print(f"Kept {saved.after.n} samples per channel in {saved.after.n_blocks} blocks.", file=sys.stderr)
    for start, stop in saved.after.samples_lost:
        print(f"Lost samples {start} to {stop - 1}.", file=sys.stderr)
    print(out)


def info_rows(found: RecordingInfo) -> list[tuple[str, str]]:
    """What a person wants to know, as names and values."""
    from processing.moment import local_time
    from service.ttl_edges import edge_summaries, edges

    started = local_time(found.started_utc.isoformat(), found.utc_offset).replace(tzinfo=None)
    counts = Counter(mark["mark"] for mark in found.marks)
    faults = [mark for mark in found.marks if mark["mark"] == "fault"]
    ended = "by a fault, and closed properly" if faults else "properly"
    rows = [
        ("file", f"{found.path} ({found.size / 1e6:.2f} MB)"),
        ("plates", f"{found.rig_name}{' (SIMULATED)' if found.simulated else ''}"),
        ("started", f"{started:%Y-%m-%d %H:%M:%S} {found.utc_offset or 'UTC'}"),
        ("length", f"{found.n / found.rate_hz:.1f} s, {found.n} samples at {found.rate_hz:g} Hz"),
        ("channels", str(found.n_channels)),
        ("driver", ", ".join(f"{key} {value}" for key, value in found.driver.items() if isinstance(value, str))),
        ("written by", found.library or "unknown"),
        ("ended", ended if found.finished else "not properly: see `legdrive recording verify`"),
        ("marks", ", ".join(f"{count} {kind}" for kind, count in counts.items())),
    ]
    rows += edge_summaries(edges(found.marks, found.rate_hz))
    for mark in faults:
        rows.append(("fault", str(mark["message"])))
        start, stop = mark.get("lost") or (0, 0)
        if stop > start:
            rows.append(("lost", f"samples {start} to {stop - 1}"))
    return rows
