"""Several processes at one store: two writers, one killed in the middle, two that open a new place at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.store.check import check_store
from service.store.engine import Store, open_store
from service.store.tables import Attempt, Lab

WRITER = """
import sys
from service.store.engine import open_store
from service.store.tables import Attempt
store = open_store(sys.argv[1])
for number in range(200):
    store.run(lambda orm: orm.add(Attempt(subject=f"{sys.argv[2]} {number}")))
store.close()
"""
KILLED = """
import sys, time
from service.store.engine import open_store
from service.store.tables import Lab
store = open_store(sys.argv[1])
with store.transaction() as orm:
    orm.add_all([Lab(name=f"never {number}") for number in range(500)])
    orm.flush()
    print("in the middle", flush=True)
    time.sleep(600)
"""
OPENER = """
import sys
from service.store.engine import open_store
sys.stdin.readline()
open_store(sys.argv[1]).close()
"""


Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def child() -> Iterator[Child]:
    """Start a program of Python; it is ended with the test."""
    with ExitStack() as started:

        def start(program: str, *arguments: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-P", "-W", "error", "-c", program, *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield start


def test_two_processes_that_write_200_rows_each_are_never_told_that_it_is_locked(
    store: Store, store_url: str, child: Child
) -> None:
    writers = [child(WRITER, store_url, name) for name in ("left", "right")]
    for writer in writers:
        _, told = writer.communicate(timeout=120)
        assert (writer.returncode, told) == (0, "")
    with store.reading() as orm:
        assert orm.scalar(select(func.count(Attempt.subject.distinct()))) == 400


def test_after_kill_9_in_the_middle_of_a_transaction_the_store_is_whole_and_the_next_writer_goes_on(
    store: Store, store_url: str, tmp_path: Path, child: Child
) -> None:
    store.run(lambda orm: orm.add(Lab(name="kept")))
    victim = child(KILLED, store_url)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "in the middle\n"
    victim.kill()
    victim.communicate(timeout=20)
    store.run(lambda orm: orm.add(Lab(name="next")))
    store.close()
    again = open_store(store_url)
    with again.reading() as orm:
        assert orm.scalars(select(Lab.name).order_by(Lab.id)).all() == ["kept", "next"]
        if again.is_sqlite:
            assert orm.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert list(check_store(again, tmp_path)) == []
    again.close()


def test_two_processes_may_open_a_new_place_at_once(tmp_path: Path, child: Child) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    openers = [child(OPENER, url) for _ in range(2)]
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("\n")
        opener.stdin.flush()
    for opener in openers:
        _, told = opener.communicate(timeout=120)
        assert (opener.returncode, told) == (0, "")
