"""A lift analysed again from its raw samples with the present methods: what changes, and a version for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processing.methods import digest
from processing.result import Document
from service.jobs import queue
from service.jobs.analyses import analysed, order_of
from service.jobs.page_orders import order_page
from service.store.engine import Store
from service.store.newest import newest_analysis
from service.store.tables import Analysis

SAME = 1e-9
"""Numbers that differ by less, as a share, are the same."""


@dataclass(frozen=True)
class ChangedNumber:
    """An event, a metric or a finding that is not as it was; ``None``: it was not, or is not, told."""

    name: str
    unit: str
    old: float | None
    new: float | None


@dataclass(frozen=True)
class Redone:
    """What came of it.

    Attributes
    ----------
    old_version, version : int
        Version before (0: none), and now; equal where nothing changed.
    changed : tuple of ChangedNumber
        In the order of the document: events, then metrics.
    found_before, found_now : tuple of str
        Codes of the findings.
    parts : tuple of str
        Parts of the document that are not the same.
    page_ordered : bool
        Whether its page was missing and is written now.
    """

    old_version: int
    version: int
    changed: tuple[ChangedNumber, ...]
    found_before: tuple[str, ...]
    found_now: tuple[str, ...]
    parts: tuple[str, ...]
    page_ordered: bool = False

    @property
    def is_new(self) -> bool:
        """Whether there is a new version."""
        return self.version != self.old_version

    @property
    def lines(self) -> list[str]:
        """The table of old and new for a terminal, headed by what it means."""
        if not self.is_new:
            missing = " Its page was missing; `legdrive serve` writes it now." if self.page_ordered else ""
            return [f"Nothing changed: version {self.version} stands.{missing}"]
        name = max((len(each.name) for each in self.changed), default=0)
        rows = [
            f"{each.name:<{name}}  {_told(each.old):>12}  {_told(each.new):>12}  {each.unit}" for each in self.changed
        ]
        head = f"Version {self.version} now stands beside version {self.old_version}; nothing was sent."
        findings = (
            []
            if self.found_before == self.found_now
            else [f"findings: {', '.join(self.found_before) or 'none'} → {', '.join(self.found_now) or 'none'}"]
        )
        rest = [] if self.changed or findings else [f"changed: {', '.join(self.parts)}"]
        return [head, *rest, *([f"{'':<{name}}  {'old':>12}  {'new':>12}"] if rows else []), *rows, *findings]


def _told(number: float | None) -> str:
    return "–" if number is None else f"{number:.6g}"


def redo_lift(store: Store, folder: Path, lift_id: str, why: str = "") -> Redone:
    """Analyse a lift again; where its document changes, that is a new version. Nothing is sent by this.

    Where nothing changes and its page was not made, the page is ordered; what was sent before and waits for it goes on.

    Parameters
    ----------
    store : Store
        Where the lift is.
    folder : Path
        The laboratory's folder.
    lift_id : str
        The lift.
    why : str
        What the new version is for; it stands in the store.

    Raises
    ------
    LookupError
        There is no such lift.
    FileError
        Its recording cannot be read.
    """
    with store.reading() as orm:
        order, before = order_of(orm, folder, lift_id), newest_analysis(orm, lift_id)
    document = analysed(order).document
    old: Document = {} if before is None else before.document
    version = 0 if before is None else before.version
    parts = changed_parts(old, document)
    if parts:
        version = store.run(lambda orm: _kept(orm, lift_id, document, why or "analysed again"))
    ordered = not parts and store.run(lambda orm: order_page(orm, lift_id))
    found = _between((0 if before is None else before.version, old), (version, document), parts)
    return replace(found, page_ordered=ordered)


def newest_change(orm: Session, lift_id: str) -> Redone | None:
    """What a lift's newest version changed from the one before it; ``None`` where there is one version, or none."""
    wanted = select(Analysis).where(Analysis.lift_id == lift_id).order_by(Analysis.version.desc()).limit(2)
    last = [(analysis.version, analysis.document) for analysis in orm.scalars(wanted)]
    if len(last) < 2:
        return None
    return _between(last[1], last[0], changed_parts(last[1][1], last[0][1]))


def _between(before: tuple[int, Document], now: tuple[int, Document], parts: tuple[str, ...]) -> Redone:
    """What is not the same in two versions."""
    found = [tuple(str(each["code"]) for each in one.get("findings", ())) for _, one in (before, now)]
    return Redone(before[0], now[0], tuple(changed_numbers(before[1], now[1])), found[0], found[1], parts)


def changed_parts(old: Document, new: Document) -> tuple[str, ...]:
    """Parts that are not the same; the path of the file may differ though nothing was measured anew."""
    old, new = ({**one, "source": {**one.get("source", {}), "path": None}} for one in (old, new))
    return tuple(part for part in new if old.get(part) != new[part])


def _kept(orm: Session, lift_id: str, document: Document, why: str) -> int:
    last = orm.scalar(select(func.max(Analysis.version)).where(Analysis.lift_id == lift_id)) or 0
    orm.add(Analysis(lift_id=lift_id, version=last + 1, methods_digest=digest(), document=document, why=why))
    queue.order(orm, queue.LIFT_PAGE, lift_id)
    return last + 1


def changed_numbers(old: Document, new: Document) -> Iterator[ChangedNumber]:
    """Events and metrics that are not the same in two documents."""
    for part, key in (("events", "time_s"), ("metrics", "value")):
        theirs, ours = (_numbers(document, part, key) for document in (old, new))
        for name in dict.fromkeys([*theirs, *ours]):
            before, now = theirs.get(name), ours.get(name)
            if not _same(before, now):
                yield ChangedNumber(name, "s" if part == "events" else _unit(name, new, old), before, now)


def _unit(name: str, *documents: Document) -> str:
    """As the first document says that has the metric."""
    told = (document.get("metrics", {}).get(name) for document in documents)
    return next((str(each["unit"]) for each in told if each is not None), "")


def _numbers(document: Document, part: str, key: str) -> dict[str, float]:
    found = document.get(part, {})
    return {name: float(told[key]) for name, told in found.items() if told is not None and told.get(key) is not None}


def _same(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return before is now
    return abs(now - before) <= SAME * max(abs(before), abs(now))
