"""Reports of many files on several processors: a pool that stays warm."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from processing.result import Document
    from service.report_making import FileOutcome, ReportOrder


class ReportPool:
    """Makes reports of files, several at once; one process works here, more are processes of their own.

    They load fonts and libraries once and are kept from one call of :meth:`make` to the next.

    Parameters
    ----------
    order : ReportOrder
        What is to be made of each file.
    earlier : sequence of Document
        The athlete's lifts before these files; sent to each process once.
    jobs : int
        How many at once.
    """

    def __init__(self, order: ReportOrder, earlier: Sequence[Document], jobs: int) -> None:
        self._shared = (order, list(earlier))
        spawning = multiprocessing.get_context("spawn")
        self._pool = (
            ProcessPoolExecutor(jobs, spawning, initializer=_begin, initargs=self._shared) if jobs > 1 else None
        )

    def make(self, files: Sequence[Path]) -> Iterator[tuple[Path, FileOutcome]]:
        """Each file's outcome as soon as it is there; where the caller breaks off, files not begun are left."""
        if self._pool is None:
            from service.report_making import make_reports

            for file in files:
                yield file, make_reports(file, *self._shared)
            return
        waiting = {self._pool.submit(_one, file): file for file in files}
        try:
            for done in as_completed(waiting):
                yield waiting[done], done.result()
        finally:
            for each in waiting:
                each.cancel()

    def __enter__(self) -> ReportPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def jobs_for(count: int, jobs: int | None) -> int:
    """Processes for so many files: as many as asked for, else one a processor, never more than files."""
    return max(1, min(jobs or os.cpu_count() or 1, count))


_shared: list[tuple[ReportOrder, list[Document]]] = []
"""In a process of the pool: what all files share."""


def _begin(order: ReportOrder, earlier: list[Document]) -> None:
    """Make a process of the pool warm: load all that reports need, fonts too."""
    import_module("service.report_making")
    from reports.fonts import FONT_NAMES, face

    for name in FONT_NAMES:
        face(name)
    _shared.append((order, earlier))


def _one(file: Path) -> FileOutcome:
    from service.report_making import make_reports

    return make_reports(file, *_shared[-1])
