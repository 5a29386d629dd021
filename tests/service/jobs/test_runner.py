"""Workers in processes of their own: a job that kills its process costs nobody else anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.jobs import queue
from service.jobs import runner as runner_module
from service.jobs.queue import JobOrder
from service.jobs.runner import JobRunner, JobWorker, WorkerDiedError
from service.store.engine import Store, open_store

PATIENCE_S = 60.0


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a file: what is tested here does not depend on the database."""
    return open_store(f"sqlite:///{tmp_path}/legdrive.db")


def run(store: Store, folder: Path, kinds: dict[str, str], *ordered: str) -> list[tuple[str, str]]:
    """Order jobs and let them run; kinds and reasons of what ended."""
    ended: list[tuple[str, str]] = []
    runner = JobRunner(store, folder, kinds=kinds, on_end=lambda job, reason: ended.append((job.kind, reason)))
    for number, kind in enumerate(ordered):
        store.run(lambda orm, kind=kind, number=number: queue.order(orm, kind, str(number)).id)  # type: ignore[misc]
    runner.start()
    try:
        assert runner.wait_idle(PATIENCE_S)
    finally:
        runner.stop()
    return ended


def test_a_job_that_kills_its_process_is_tried_again_once_and_then_shown_as_failed(
    store: Store, tmp_path: Path, kinds: dict[str, str]
) -> None:
    ended = run(store, tmp_path, kinds, "die", "done")
    reason = "die: its process ended with status -9"
    assert sorted(ended) == [("die", reason), ("die", reason), ("done", "")]
    shown = store.run(queue.shown)
    assert shown.failed == (("die", "0", reason),)
    assert shown.words == f"1 failed: {reason}"
    assert len((tmp_path / "tries").read_text()) == 3


class DoneAtOnce(JobWorker):
    """A worker without a process, which has done every job."""

    def start(self) -> None:
        """Nothing to start."""

    def run(self, taken: JobOrder) -> str:
        """Done."""
        self.store.run(lambda orm: queue.finish(orm, taken))
        return ""

    store: Store


@pytest.fixture
def done_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done without a process."""
    monkeypatch.setattr(DoneAtOnce, "store", store, raising=False)
    monkeypatch.setattr(runner_module, "JobWorker", DoneAtOnce)


@pytest.mark.usefixtures("done_at_once")
def test_the_queue_goes_on_after_whoever_is_told_has_failed(
    store: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ended: list[str] = []

    def tell(job: JobOrder, _reason: str) -> None:
        ended.append(job.subject_id)
        if len(ended) == 1:
            raise RuntimeError("the screen is gone")

    runner = JobRunner(store, tmp_path, on_end=tell)
    for subject in ("0", "1"):
        store.run(lambda orm, subject=subject: queue.order(orm, "done", subject).id)  # type: ignore[misc]
    runner.start()
    try:
        assert runner.wait_idle(PATIENCE_S)
    finally:
        runner.stop()
    assert ended == ["0", "1"]
    assert "the screen is gone" in capfd.readouterr().err


@pytest.mark.usefixtures("done_at_once")
def test_the_queue_goes_on_after_the_store_was_away(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    real, calls = queue.take, []

    def take(orm: Session) -> JobOrder | None:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("SELECT", None, Exception("the server closed the connection"))
        return real(orm)

    monkeypatch.setattr(queue, "take", take)
    assert run(store, tmp_path, {}, "done") == [("done", "")]
    assert "the server closed the connection" in capfd.readouterr().err


def test_a_job_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "LONGEST_S", 0.2)
    worker = JobWorker("sqlite://", tmp_path, {})
    hangs = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    worker._child = subprocess.Popen(hangs, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with pytest.raises(WorkerDiedError, match="its process ended with status -9"):
        worker.run(JobOrder("j", "hang", "s", 1))
    assert worker.pid is None


def test_a_job_whose_second_try_goes_well_is_done(store: Store, tmp_path: Path, kinds: dict[str, str]) -> None:
    run(store, tmp_path, kinds, "die_once")
    assert store.run(queue.shown).words == ""
    assert len((tmp_path / "tries").read_text()) == 2


def test_a_job_that_says_why_it_fails_is_not_tried_again(store: Store, tmp_path: Path, kinds: dict[str, str]) -> None:
    assert run(store, tmp_path, kinds, "fail") == [("fail", "ValueError: the recording is gone")]
    assert store.run(queue.shown).failed[0][2] == "ValueError: the recording is gone"
    assert len((tmp_path / "tries").read_text()) == 1
