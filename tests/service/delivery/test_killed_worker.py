"""The worker is killed with −9 at every step: nothing is lost, and only what the server had taken is sent again."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.delivery.schedule import LEASE
from service.store.tables import Delivery

GRACE = timedelta(seconds=31)
SERVER = """
import asyncio, json, os, signal, sys
from datetime import datetime
from sqlalchemy import event
from sqlalchemy.orm import Session
from service.delivery.worker import DeliveryWorker
from service.settings import LabSettings
from service.store.engine import open_store

def work(url, settings, now, fatal):
    commits = 0

    def at(step):
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(Session, "before_commit")
    def before(session):
        nonlocal commits
        commits += 1
        at(f"before commit {commits}")

    @event.listens_for(Session, "after_commit")
    def after(session):
        at(f"after commit {commits}")

    made_with = LabSettings.model_validate_json(settings)
    worker = DeliveryWorker(open_store(url), made_with, lambda: datetime.fromisoformat(now), at)
    asyncio.run(worker.turn())

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work(*json.loads(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""A process that has imported everything and makes a worker of itself as often as it is asked."""
Kill = Callable[[str, Any], None]


MAIL_STEPS = {
    "before commit 1": 0,  # the claim
    "claimed": 0,
    "before commit 2": 0,  # the link of the mail
    "after commit 2": 0,
    "connected": 0,
    "addressed": 0,
    "accepted": 1,  # taken by the server, not noted yet
    "before commit 3": 1,
    "noted": 1,
}
"""Where the worker dies, and how many mails the server had taken then."""
NOT_NOTED = ("accepted", "before commit 3")
FOLDER_STEPS = ("claimed", "after commit 2", "filed", "listed", "before commit 3", "noted")


@pytest.fixture(scope="module")
def killed_at() -> Iterator[Kill]:
    """Run a worker that dies at a step."""
    command = [sys.executable, "-P", "-c", SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        asked, answers = server.stdin, server.stdout

        def kill(step: str, office: Any) -> None:
            settings, now = office.settings.model_dump_json(), office.now.isoformat()
            print(json.dumps([office.url, settings, now, step]), file=asked, flush=True)
            assert int(answers.readline()) == -signal.SIGKILL
            with office.store.transaction() as orm:  # waits until the database has let go of what the dead one held
                orm.scalars(select(Delivery).with_for_update()).all()

        yield kill


@pytest.mark.parametrize("step", MAIL_STEPS)
def test_a_mail_is_never_lost_and_doubled_only_where_the_server_had_it(
    step: str, office: Any, mail_room: Any, killed_at: Kill
) -> None:
    office.coach()
    lift = office.lift()
    office.send(lift)
    office.now += GRACE
    killed_at(step, office)
    assert len(mail_room.mails) == MAIL_STEPS[step]
    office.turn(LEASE)
    assert len(set(mail_room.identities)) == 1
    assert len(mail_room.mails) == (2 if step in NOT_NOTED else 1)
    assert office.states() == [("mail", "sent")]
    assert office.lift_state(lift) == "sent"
    assert office.turn(timedelta(days=1)) == 0


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", FOLDER_STEPS)
def test_a_file_is_never_lost_and_never_doubled(step: str, office: Any, tmp_path: Path, killed_at: Kill) -> None:
    folder = tmp_path / "share" / "coach"
    office.coach(folder=str(folder))
    lift = office.lift()
    office.send(lift, mail=False)
    office.now += GRACE
    killed_at(step, office)
    office.turn(LEASE)
    [report] = folder.glob("*.pdf")
    assert report.read_bytes() == (office.settings.folder / report.name).read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == [report.name, "index.csv"]
    assert (folder / "index.csv").read_text().count(report.name) == 1
    assert office.states() == [("folder", "sent")]


def test_two_workers_at_once_send_every_mail_once(office: Any, mail_room: Any) -> None:
    for _ in range(3):
        office.coach()
    office.send(office.lift())
    office.coach(mode="digest")
    office.send(office.lift())
    office.now += timedelta(hours=13)

    async def both() -> None:
        await asyncio.gather(office.worker().turn(), office.worker().turn())

    asyncio.run(both())
    office.turn()
    assert len(mail_room.identities) == len(set(mail_room.identities)) == 7
    assert {state for _, state in office.states()} == {"sent"}


def test_a_digest_that_was_accepted_but_not_noted_comes_again_as_the_same_mail(
    office: Any, mail_room: Any, killed_at: Kill
) -> None:
    office.coach(mode="digest")
    for _ in range(3):
        office.send(office.lift())
    office.now += timedelta(hours=13)
    killed_at("accepted", office)
    office.turn(LEASE)
    assert len(mail_room.identities) == 2
    assert len(set(mail_room.identities)) == 1
    assert office.states() == [("mail", "sent")] * 3


def test_while_a_dead_workers_lease_runs_nobody_else_sends(office: Any, mail_room: Any, killed_at: Kill) -> None:
    office.coach()
    office.send(office.lift())
    office.now += GRACE
    killed_at("claimed", office)
    assert office.turn(LEASE - timedelta(seconds=1)) == 0
    assert office.turn(timedelta(seconds=1)) == 1
    assert len(mail_room.mails) == 1
