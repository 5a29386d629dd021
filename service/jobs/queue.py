"""The jobs in the store: ordered, taken, done, failed. Every function is one short transaction's work."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from service.jobs.waiting import NO_PAGE, stop_waiting
from service.store.columns import now
from service.store.ids import new_id
from service.store.tables import Job

LIFT_PAGE = "lift_report"
"""The kind of job that writes the pages of a lift."""
ATTEMPTS = 2
"""A job that kills its process is tried once more."""


@dataclass(frozen=True)
class JobOrder:
    """A job that a worker has taken; ``attempt`` tells its result from that of an earlier try."""

    job_id: str
    kind: str
    subject_id: str
    attempt: int


@dataclass(frozen=True)
class JobsShown:
    """The queue in short.

    Attributes
    ----------
    waiting, running : int
        How many.
    failed : tuple of (str, str, str)
        Kind, subject and reason of those that failed and were not made good since, newest first, ten at most.
    trouble : str
        Why the queue cannot be looked at.
    n_failed : int
        How many have failed, also beyond those ten.
    """

    waiting: int
    running: int
    failed: tuple[tuple[str, str, str], ...]
    trouble: str = ""
    n_failed: int = 0

    @property
    def words(self) -> str:
        """One line; empty where nothing waits and nothing failed."""
        if self.trouble:
            return self.trouble
        parts = [f"{self.waiting + self.running} under way"] if self.waiting + self.running else []
        parts += [f"{max(self.n_failed, len(self.failed))} failed: {self.failed[0][2]}"] if self.failed else []
        return ", ".join(parts)


def order(orm: Session, kind: str, subject_id: str) -> Job:
    """Put a job in the queue; one of the same kind for the same subject that still waits is enough."""
    found = waits(orm, kind, subject_id)
    if found is None:
        found = Job(id=new_id(), kind=kind, subject_id=subject_id)
        orm.add(found)
    return found


def waits(orm: Session, kind: str, subject_id: str) -> Job | None:
    """The job of a kind for a subject that still waits."""
    alike = select(Job).where(Job.kind == kind, Job.subject_id == subject_id, Job.state == "waiting")
    return orm.scalars(alike.limit(1)).first()


def take(orm: Session) -> JobOrder | None:
    """Take the oldest job that waits; one subject's jobs go one after the other."""
    busy = select(Job.subject_id).where(Job.state == "running")
    oldest = (
        select(Job)
        .where(Job.state == "waiting", Job.subject_id.not_in(busy))
        .order_by(Job.created_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = orm.scalars(oldest).first()
    if job is None:
        return None
    job.state, job.started_at, job.attempts = "running", now(), job.attempts + 1
    return JobOrder(job.id, job.kind, job.subject_id, job.attempts)


def finish(orm: Session, taken: JobOrder, remark: str = "") -> bool:
    """Mark a job done, in the transaction of its result; ``False``: it was given to somebody else meanwhile.

    A ``remark`` stays with the job: what its result lacks.
    """
    job = orm.get(Job, taken.job_id, with_for_update=True)
    if job is None or job.state != "running" or job.attempts != taken.attempt:
        return False
    job.state, job.ended_at, job.error = "done", now(), remark or None
    return True


def fail(orm: Session, taken: JobOrder, reason: str, *, crashed: bool) -> None:
    """Note that a job failed: one whose process died is tried once more."""
    job = orm.get(Job, taken.job_id, with_for_update=True)
    if job is None or job.state != "running" or job.attempts != taken.attempt:
        return
    if crashed and job.attempts < ATTEMPTS:
        job.state, job.error, job.ended_at = "waiting", reason, None
    else:
        _give_up(orm, job, reason)


def take_up_again(orm: Session) -> int:
    """What a service that died left running waits again, once; how many jobs that were."""
    left = list(orm.scalars(select(Job).where(Job.state == "running").with_for_update()))
    for job in left:
        if job.attempts < ATTEMPTS:
            job.state = "waiting"
        else:
            _give_up(orm, job, "the service ended twice while this was under way")
    return len(left)


def _give_up(orm: Session, job: Job, reason: str) -> None:
    """A job failed for good; deliveries that wait for what it should have written stop, and say why."""
    job.state, job.error, job.ended_at = "failed", reason, now()
    if job.kind == LIFT_PAGE:
        stop_waiting(orm, job.subject_id, f"{NO_PAGE}: {reason}")


def shown(orm: Session) -> JobsShown:
    """The queue in short."""
    counts = {row[0]: row[1] for row in orm.execute(select(Job.state, func.count()).group_by(Job.state))}
    later = aliased(Job)
    made_good = (
        select(later.id)
        .where(later.state == "done", later.kind == Job.kind, later.subject_id == Job.subject_id, later.id > Job.id)
        .exists()
    )
    failed = select(Job.kind, Job.subject_id, Job.error).where(Job.state == "failed", ~made_good)
    newest = orm.execute(failed.order_by(Job.id.desc()).limit(10))
    rows = tuple((kind, subject, error or "") for kind, subject, error in newest)
    n_failed = orm.scalar(select(func.count()).select_from(failed.subquery())) or 0
    return JobsShown(counts.get("waiting", 0), counts.get("running", 0), rows, n_failed=n_failed)
