"""P1 and P2: one lift's report of two pages, tags and attachments in it, against reportlab and matplotlib.

All arms begin with the lift's document, its curves and the earlier lifts, and choose by the same functions what to say.
The others draw every sample, carry neither tags nor attachments, and get the places of texts and shapes ready-made.
Fonts are parsed once for all: a program that makes many reports registers them when it starts.

R1: a warm pool of two processes against one, from files to PDFs; by the wall's clock, so it is shown and not held.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pikepdf

from benchmarks.baselines import matplotlib_page, page_content, usual_page
from benchmarks.gate import Gate
from benchmarks.made_report import MadeReport, made_report
from benchmarks.paired import Measured, paired
from benchmarks.suite import Outcome
from processing.options import AnalysisOptions
from reports.pdf import lift_report
from service.report_batch import ReportPool
from service.report_making import ReportOrder

ROUNDS, MATPLOTLIB_ROUNDS, POOL_ROUNDS = 15, 3, 5
ARM_S = 0.1
"""One usual page, or as many of ours."""
FASTER, SMALLER, THAN_MATPLOTLIB = 4.2, 0.5, 20.0
"""The first is 0.65 of what was measured among quiet neighbours, 6.5; busy ones take the caches that ours lives in."""
LIFTS_IN_POOL = 32
Make = Callable[[], bytes]
Arm = Callable[[MadeReport], Make]


def ours(made: MadeReport, *, attach: bool = True) -> Make:
    """Our report."""
    lift = made.lift
    curves = lift.curves
    assert curves is not None
    return lambda: lift_report(lift.document, curves, made.earlier, made.details, lift.source, attach=attach)


def usual(made: MadeReport) -> Make:
    """Reportlab as usually used."""
    now = _contents(made)
    return lambda: usual_page.usual_report(now())


def matplotlib(made: MadeReport) -> Make:
    """Matplotlib as usually used."""
    now = _contents(made)
    matplotlib_page.settle_fonts()
    return lambda: matplotlib_page.matplotlib_report(now())


def _contents(made: MadeReport) -> Callable[[], Sequence[page_content.PageContent]]:
    document, curves = made.lift.document, made.lift.curves
    assert curves is not None
    given = page_content.page_contents(document, curves, made.earlier, made.details)

    def contents() -> Sequence[page_content.PageContent]:
        values = page_content.page_values(document, curves, made.earlier, made.details)
        return page_content.with_curves(given, values, curves, document)

    return contents


@cache
def lift() -> MadeReport:
    """The lift that all arms draw."""
    return made_report()


def agree(*files: bytes) -> None:
    """Raise ``AssertionError`` where a file has not two pages with drawings on both."""
    for content in files:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert len(pdf.pages) == 2
            assert all(len(page.Contents.read_bytes()) > 10_000 for page in pdf.pages)


def page_gates(made: MadeReport, arm: Arm = ours, rounds: int = ROUNDS) -> tuple[list[Gate], Measured]:
    """P1; with another arm in our place its gates must fail."""
    mine, theirs = arm(made), usual(made)
    bare = ours(made, attach=False) if arm is ours else mine
    agree(mine(), theirs(), bare())
    measured = paired({"ours": mine, "usual": theirs}, rounds, arm_s=ARM_S)
    size = len(bare()) / len(theirs())
    ratio, settled = measured.ratio("usual", "ours"), measured.conclusive
    return [
        Gate("P1", "usual reportlab page / ours, tags and attachments in", ratio, FASTER, None, settled),
        Gate("P1", "size without attachments / usual reportlab page", size, None, SMALLER),
    ], measured


def matplotlib_gates(made: MadeReport, arm: Arm = ours) -> tuple[list[Gate], Measured]:
    """P2."""
    mine, theirs = arm(made), matplotlib(made)
    agree(mine(), theirs())
    measured = paired({"ours": mine, "matplotlib": theirs}, MATPLOTLIB_ROUNDS)
    ratio = measured.ratio("matplotlib", "ours")
    return [Gate("P2", "matplotlib's PDF / ours", ratio, THAN_MATPLOTLIB, None, measured.conclusive)], measured


def outcome() -> Outcome:
    """P1, P2 and the pool."""
    made = lift()
    gates, measured = page_gates(made)
    against_matplotlib, slow = matplotlib_gates(made)
    pool = Gate("R1", "files to reports, one process / a warm pool of two, wall", pool_ratio())  # neighbours' load
    figures = {
        "ours": 1e3 * measured.median_s("ours"),
        "usual reportlab": 1e3 * measured.median_s("usual"),
        "matplotlib": 1e3 * slow.median_s("matplotlib"),
    }
    return Outcome([*gates, *against_matplotlib, pool], figures, "ms a report")


def naive_gates() -> list[Gate]:
    """P1 and P2 with reportlab as usually used in our place: all must fail."""
    made = lift()
    return [*page_gates(made, usual, 3)[0], *matplotlib_gates(made, usual)[0]]


def pool_ratio() -> float:
    """Median over rounds of the wall time of one process by that of a warm pool of two."""
    made = lift()
    with tempfile.TemporaryDirectory(prefix="legdrive-pages-") as name:
        files = _lifts(Path(name))
        pages = Path(name) / "pages"
        pages.mkdir()
        order = ReportOrder(AnalysisOptions(), made.details, pages)
        with ReportPool(order, made.earlier, 1) as alone, ReportPool(order, made.earlier, 2) as both:
            rounds = [_wall_s(alone, files) / _wall_s(both, files) for _ in range(POOL_ROUNDS + 1)]
    return statistics.median(rounds[1:])  # the first warms both


def _wall_s(pool: ReportPool, files: list[Path]) -> float:
    begin = time.perf_counter()
    for file, made in pool.make(files):
        assert made.written, (file, made.lines)
    return time.perf_counter() - begin


def _lifts(folder: Path) -> list[Path]:
    """Files of lifts: one that is simulated, and copies of it."""
    files = [folder / f"lift-{number:02d}.c3d" for number in range(LIFTS_IN_POOL)]
    command = [sys.executable, "-P", "-m", "service.cli", "simulate", "lift", "--out", str(files[0])]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for copy in files[1:]:
        copy.write_bytes(files[0].read_bytes())
    return files
