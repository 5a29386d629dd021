"""Workers in processes of their own: a job that kills its process costs nobody else anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.jobs import queue
from service.jobs.runner import JobRunner
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


def test_a_job_whose_second_try_goes_well_is_done(store: Store, tmp_path: Path, kinds: dict[str, str]) -> None:
    run(store, tmp_path, kinds, "die_once")
    assert store.run(queue.shown).words == ""
    assert len((tmp_path / "tries").read_text()) == 2


def test_a_job_that_says_why_it_fails_is_not_tried_again(store: Store, tmp_path: Path, kinds: dict[str, str]) -> None:
    assert run(store, tmp_path, kinds, "fail") == [("fail", "ValueError: the recording is gone")]
    assert store.run(queue.shown).failed[0][2] == "ValueError: the recording is gone"
    assert len((tmp_path / "tries").read_text()) == 1
