"""Kinds of jobs that only tests have: written beside the test, found by the worker through its path."""

from __future__ import annotations

from pathlib import Path

import pytest

MODULE = '''
"""Jobs of a test."""
import os
from pathlib import Path

from service.jobs import queue


def count(folder):
    tries = Path(folder) / "tries"
    tries.write_text(tries.read_text() + "x" if tries.exists() else "x")
    return len(tries.read_text())


def die(store, folder, taken):
    count(folder)
    os.kill(os.getpid(), 9)


def die_once(store, folder, taken):
    if count(folder) == 1:
        os.kill(os.getpid(), 9)
    store.run(lambda orm: queue.finish(orm, taken))


def fail(store, folder, taken):
    count(folder)
    raise ValueError("the recording is gone")


def done(store, folder, taken):
    count(folder)
    store.run(lambda orm: queue.finish(orm, taken))
'''


@pytest.fixture
def kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Kinds by name: ``die``, ``die_once``, ``fail``, ``done``."""
    (tmp_path / "jobs_of_a_test.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return {name: f"jobs_of_a_test:{name}" for name in ("die", "die_once", "fail", "done")}
