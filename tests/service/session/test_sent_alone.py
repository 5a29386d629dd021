"""Lifts that are sent by themselves once they are judged, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import snatch_document
from sqlalchemy import select

from processing.result import Document
from service.jobs.queue import JobOrder
from service.session.session import LabSession
from service.store.engine import Store
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    AuditEntry,
    Coach,
    CoachAthlete,
    Delivery,
    Job,
    Lift,
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The document of a simulated snatch."""
    return snatch_document(tmp_path_factory.mktemp("lift"))


@pytest.fixture
def analysed(document: Document) -> Callable[[LabSession, Store], None]:
    """Ends the analysis of the last lift, with these warnings and no other."""

    def end(session: LabSession, store: Store, *warnings: str) -> None:
        told = [{"code": "low_rate", "severity": "warning", "message": words, "about": []} for words in warnings]
        with store.transaction() as orm:
            job = orm.scalars(select(Job).where(Job.kind == "analyse_lift")).one()
            job.state = "done"
            whole = {**document, "quality": told}
            orm.add(Analysis(lift_id=job.subject_id, version=1, methods_digest="d", document=whole))
            order = JobOrder(job.id, job.kind, job.subject_id, 1)
        session.job_ended(order, "")

    return end


@pytest.fixture
def sending(store: Store, root: Path, tmp_path: Path, new_session: Callable[..., LabSession]) -> Iterator[LabSession]:
    """A session of a laboratory that sends made lifts by themselves, to the athlete's coach."""
    with store.transaction() as orm:
        athlete = orm.scalars(select(Athlete)).one()
        account = Account(lab_id=athlete.lab_id, name="C", email="coach@example.org", role="coach")
        orm.add(account)
        orm.flush()
        coach = Coach(account_id=account.id)
        orm.add(coach)
        orm.flush()
        orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
    begun = new_session(auto_send="made", grace_s=60.0)
    yield begun
    begun.leave()


def test_a_made_lift_is_sent_by_itself_once_it_is_analysed_and_can_be_taken_back(
    sending: LabSession, store: Store, analysed: Any, lift: Callable[..., None]
) -> None:
    lift(sending)
    sending.press(" ")
    assert sending.state.lifts[0].state == "review"
    analysed(sending, store)
    assert (sending.state.lifts[0].state, sending.screen().message) == (
        "queued",
        "lift 1 is sent in 60 s; U takes it back",
    )
    assert sending.screen().outbox == "1 on the way, 0 sent. Made lifts are sent by themselves"
    with store.reading() as orm:
        assert [entry.detail for entry in orm.scalars(select(AuditEntry))] == [{"by_itself": True}]
    sending.press("PageUp")
    sending._send_by_itself()
    assert sending.state.lifts[0].state == "review"
    with store.reading() as orm:
        assert list(orm.scalars(select(Delivery.state))) == ["cancelled"]


def test_a_lift_that_was_analysed_before_it_is_judged_is_sent_by_itself_too(
    sending: LabSession, store: Store, analysed: Any, lift: Callable[..., None]
) -> None:
    lift(sending)
    analysed(sending, store)
    assert sending.state.lifts[0].state == "review"
    sending.press(" ")
    assert sending.wait_for(lambda state: state.lifts[0].state == "queued", 10.0)


def test_a_lift_with_a_wrong_load_is_not_sent_by_itself_until_the_load_is_accepted(
    sending: LabSession, store: Store, analysed: Any, lift: Callable[..., None]
) -> None:
    lift(sending, plates_kg=97.1)
    sending.press(" ")
    analysed(sending, store)
    assert "lift 1 is not sent by itself: plates say 97.1 kg, 92 kg were typed" in sending.screen().message
    sending.press("a")
    with store.transaction() as orm:
        orm.scalars(select(Job).where(Job.state == "waiting", Job.kind == "analyse_lift")).one().state = "done"
    assert sending.wait_for(lambda state: state.lifts[0].state == "queued", 10.0)


def test_a_lift_of_poor_quality_is_not_sent_by_itself(
    sending: LabSession, store: Store, analysed: Any, lift: Callable[..., None]
) -> None:
    lift(sending)
    sending.press(" ")
    analysed(sending, store, "right Fz3 reached the end of its range")
    assert sending.screen().message == (
        "lift 1 is not sent by itself: right Fz3 reached the end of its range; S sends it"
    )
    assert sending.state.lifts[0].state == "review"


def test_a_queued_lift_that_is_changed_is_called_back_and_one_that_goes_out_is_revised(
    sending: LabSession, store: Store, analysed: Any, lift: Callable[..., None]
) -> None:
    lift(sending)
    sending.press(" ")
    analysed(sending, store)
    sending.edit(sending.state.lifts[0].lift_id, load_kg=95.0)
    assert sending.state.lifts[0].state == "review"
    with store.transaction() as orm:
        delivery = orm.scalars(select(Delivery)).one()
        assert delivery.state == "cancelled"
        delivery.state, delivery.attempts = "sending", 1  # as if the mail had begun to go out
        orm.scalars(select(Lift)).one().state = "queued"
    sending._refresh()
    sending.edit(sending.state.lifts[0].lift_id, load_kg=96.0)
    assert sending.state.lifts[0].state == "revised"


def test_a_lift_that_waited_when_the_session_ended_is_not_sent_and_nothing_turns_in_circles(
    sending: LabSession, store: Store, analysed: Any, lift: Callable[..., None]
) -> None:
    lift(sending)
    sending.press(" ")
    sending.finish()
    analysed(sending, store)
    version = sending.version
    sending._send_by_itself()
    assert (sending.state.lifts[0].state, sending.version) == ("review", version)
