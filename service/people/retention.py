"""Letting go of what is older than the laboratory keeps: documents, PDFs, links and samples of old sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.recording.reader import Span
from acquisition.recording.without_spans import Rewrite, rewrite_without_spans
from service.people import audit
from service.people.erasing import nothing as nobody_watches
from service.people.forgetting import (
    close_ways_out,
    copy_lines,
    empty_lifts,
    forget_rows,
    note_rewrite,
    remove_files,
    scrub,
)
from service.people.holdings import Holdings, holdings
from service.store.engine import Store
from service.store.tables import Lab, Lift, Recording, TrainingSession

WHY = "older than the laboratory keeps"
EVERYTHING: Span = (0, 1 << 62)


@dataclass(frozen=True)
class RetainPlan:
    """What is too old.

    Attributes
    ----------
    before : datetime
        Sessions that began earlier are let go of.
    sessions : int
        How many of them still hold something.
    held : Holdings
        Their rows and files.
    recordings : tuple of str
        Their recordings that are there; none is shared with a later session.
    """

    before: datetime
    sessions: int
    held: Holdings
    recordings: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Nothing is too old."""
        return self.sessions == 0

    def lines(self) -> list[str]:
        """For a person, before they say yes."""
        held = self.held
        return [
            f"{self.sessions} sessions before {self.before:%Y-%m-%d}: {len(held.lifts)} lifts, {len(held.analyses)} "
            f"documents, {len(held.files)} PDFs, the samples of {len(self.recordings)} recordings",
            *copy_lines(held.copies),
        ]


def plan_retention(orm: Session, lab: Lab, folder: Path, keep_days: int, now: datetime) -> RetainPlan:
    """What is older than a number of days; nothing is done."""
    before = now - timedelta(days=keep_days)
    sessions = orm.scalars(select(TrainingSession).where(TrainingSession.lab_id == lab.id)).all()
    old = [each for each in sessions if each.started_at < before and each.ended_at is not None]
    lifts = orm.scalars(select(Lift).where(Lift.session_id.in_([each.id for each in old])).order_by(Lift.id)).all()
    young = {each.recording_id for each in sessions if each not in old}
    wanted = {identity for each in old if (identity := each.recording_id)} | {lift.recording_id for lift in lifts}
    recordings = orm.scalars(select(Recording).where(Recording.id.in_(wanted - young)).order_by(Recording.path)).all()
    paths = tuple(
        each.path for each in recordings if (folder / each.path).exists() and not _emptied(folder / each.path)
    )
    full = {lift.session_id for lift in lifts if lift.deleted_at is None}
    full |= {each.id for each in old if any(each.recording_id == one.id and one.path in paths for one in recordings)}
    of_full = [lift for lift in lifts if lift.session_id in full]
    return RetainPlan(before, len(full), holdings(orm, of_full), paths)


def retain(
    store: Store,
    lab: Lab,
    folder: Path,
    keep_days: int,
    now: datetime,
    by: str | None = None,
    at: Callable[[str], None] = nobody_watches,
) -> RetainPlan:
    """Let go of what is too old; broken off anywhere, the same again goes on.

    A recording stays as a file with its rig, its zeros and the mark that its samples were taken out.

    Raises
    ------
    FileError, OSError
        A recording or a report cannot be changed; what was done until then stays done.
    """
    with store.reading() as orm:
        plan = plan_retention(orm, lab, folder, keep_days, now)
    if plan.empty:
        return plan
    store.run(lambda orm: close_ways_out(orm, plan.held, now))
    for path in plan.recordings:
        rewrite = rewrite_without_spans(folder / path, [EVERYTHING], WHY)
        at("rewritten")
        store.run(partial(_note, path=path, rewrite=rewrite, now=now, by=by))
    remove_files(folder, plan.held)
    at("files removed")
    store.run(lambda orm: _finish(orm, lab, plan, now, by))
    scrub(store)
    return plan


def _note(orm: Session, path: str, rewrite: Rewrite, now: datetime, by: str | None) -> None:
    recording = orm.scalars(select(Recording).where(Recording.path == path)).one()
    note_rewrite(orm, ("retain", by), recording, rewrite, now)


def _finish(orm: Session, lab: Lab, plan: RetainPlan, now: datetime, by: str | None) -> None:
    forget_rows(orm, plan.held)
    empty_lifts(orm, plan.held.lifts, now)
    detail = {"before": plan.before, "sessions": plan.sessions, "lifts": len(plan.held.lifts)}
    audit.note(orm, by, "retain", "lab", lab.id, detail, now)


def _emptied(path: Path) -> bool:
    """Whether all samples of a recording were taken out before."""
    from acquisition.recording.container import Container
    from acquisition.recording.contents import read_contents

    with Container(path) as container:
        return list(EVERYTHING) in [list(span) for span in read_contents(container).removed]
