"""A store has one service, whatever folders the services have, on either database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from service.serving_place import PlaceTakenError, tell_where
from service.store.engine import Store
from service.store_lock import store_served_alone

HOLD = """
import sys, time
from service.store_lock import store_served_alone
with store_served_alone(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_service_is_refused_in_one_line_and_let_in_when_the_first_has_ended(
    store: Store, store_url: str
) -> None:
    with store_served_alone(store_url):
        with pytest.raises(PlaceTakenError, match="is served already") as caught, store_served_alone(store_url):
            pass
        assert "\n" not in caught.value.line
        if not store.is_sqlite:
            assert f"is served already by legdrive serve, process {os.getpid()} on " in caught.value.line
    with store_served_alone(store_url):
        pass


def test_a_service_that_is_killed_lets_go_of_the_store(store_url: str) -> None:
    child = subprocess.Popen([sys.executable, "-P", "-c", HOLD, store_url], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(PlaceTakenError), store_served_alone(store_url):
        pass
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=20)
    for _ in range(100):
        with suppress(PlaceTakenError), store_served_alone(store_url):
            return
        time.sleep(0.05)
    pytest.fail("the lock outlived its process")


def test_the_file_is_the_same_by_another_name_and_says_where_its_service_is(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with store_served_alone(f"sqlite:///{tmp_path}/a/x.db") as sign:
        assert sign is not None
        tell_where(sign, "http://127.0.0.1:1/")
        told = rf"a/x\.db: is served already at http://127\.0\.0\.1:1/ by process {os.getpid()}; use that one"
        with pytest.raises(PlaceTakenError, match=told), store_served_alone(f"sqlite:///{tmp_path}/b/x.db"):
            pass
        with store_served_alone(f"sqlite:///{tmp_path}/a/y.db"):
            pass


def test_a_store_in_memory_is_nobody_elses() -> None:
    with store_served_alone("sqlite://") as one, store_served_alone("sqlite://") as other:
        assert one is None is other
