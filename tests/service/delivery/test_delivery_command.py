"""``legdrive delivery``: what waits, what failed and why; tried again, withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.cli import app


@pytest.fixture
def lab(office: Any, tmp_path: Path) -> Path:
    """The laboratory's ``lab.toml``, with a store whose clock is the computer's."""
    office.now = datetime.now(UTC) - timedelta(minutes=1)
    path = tmp_path / "lab" / "lab.toml"
    path.write_text(
        f"[store]\nurl = {json.dumps(office.url)}\n[mail]\nhost = 'localhost'\nsender = 'lab@example.org'\n"
    )
    return path


def delivery(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["delivery", *map(str, arguments)])


def test_the_list_shows_what_waits_and_ends_well(office: Any, lab: Path) -> None:
    office.coach()
    office.send(office.lift())
    told = delivery("list", "--lab", lab)
    assert told.exit_code == 0, told.output
    assert "held       mail" in told.output
    assert "coach 1: A7F3 lift 2 v1" in told.output


def test_a_failure_is_listed_with_its_reason_and_ends_with_1(office: Any, lab: Path, mail_room: Any) -> None:
    mail_room.rcpt = ["550 5.1.1 no such user"]
    office.coach()
    office.send(office.lift())
    office.turn(timedelta(seconds=31))
    told = delivery("list", "--lab", lab)
    assert told.exit_code == 1
    assert "550 5.1.1 no such user" in told.output
    document = delivery("list", "--json", "-", "--lab", lab)
    assert document.exit_code == 1
    listed = json.loads(document.output)
    assert listed["schema"] == "legdrive/outbox/1"
    [failed] = listed["deliveries"]
    assert (failed["state"], failed["channel"], failed["coach"]) == ("failed", "mail", "coach 1")
    assert "no such user" in failed["why"]
    assert delivery("retry", "--failed", "--lab", lab).output.startswith("1 to be tried again")
    assert delivery("list", "--lab", lab).exit_code == 0
    office.turn(timedelta(minutes=2))
    assert len(mail_room.mails) == 1
    assert delivery("list", "--lab", lab).output == ""
    assert "sent " in delivery("list", "--all", "--lab", lab).output


def test_a_delivery_that_is_done_or_unknown_is_not_tried_again(office: Any, lab: Path, mail_room: Any) -> None:
    office.coach()
    [sent] = office.send(office.lift())
    office.turn(timedelta(seconds=31))
    assert "is sent; only what waits or failed" in delivery("retry", sent, "--lab", lab).output
    assert "there is no such delivery" in delivery("retry", "nothing", "--lab", lab).output
    assert delivery("retry", "--lab", lab).exit_code == 2


def test_a_withdrawn_report_is_told_to_who_has_it(office: Any, lab: Path, mail_room: Any) -> None:
    office.coach()
    [sent] = office.send(office.lift())
    office.turn(timedelta(seconds=31))
    told = delivery("withdraw", sent, "--why", "wrong athlete", "--lab", lab)
    assert told.output.startswith("withdrawn; 1 to be told"), told.output
    office.turn(timedelta(minutes=2))
    assert "Withdrawn" in mail_room.mails[1][1]["Subject"]
    again = delivery("withdraw", sent, "--why", "wrong athlete", "--lab", lab)
    assert again.exit_code == 1
    assert "withdrawn already" in again.output
