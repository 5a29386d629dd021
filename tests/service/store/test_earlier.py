"""Of an athlete's many lifts those are read that count; what is told is the same as if all had been read."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processing.findings import findings
from processing.history import KEPT, comparable
from processing.miss import explain_miss
from processing.result import Document
from processing.transfer import power_position_lifts
from reports.attached.earlier import that_count
from service.store.earlier import documents_for_analysis, earlier_documents
from service.store.newest import newest_analysis
from service.store.tables import Analysis, Athlete, Lift, Recording, TrainingSession

if TYPE_CHECKING:
    from tests.service.store.conftest import Room

LIFTS, DAYS = 96, 12
FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
KINDS = ("snatch",) * 6 + ("power_position_snatch", "clean", "countermovement_jump")


def all_others(orm: Session, lift: Lift) -> list[Document]:
    """The newest document of every other lift that stands."""
    newest = select(Analysis.lift_id, func.max(Analysis.version).label("version")).group_by(Analysis.lift_id).subquery()
    wanted = (
        select(Analysis.document)
        .join(newest, (newest.c.lift_id == Analysis.lift_id) & (newest.c.version == Analysis.version))
        .join(Lift, Lift.id == Analysis.lift_id)
        .where(Lift.athlete_id == lift.athlete_id, Lift.id != lift.id)
        .where(Lift.deleted_at.is_(None), Lift.state != "set_aside")
        .order_by(Lift.id)
    )
    return list(orm.scalars(wanted))


def varied(document: Document, lift: Lift, started: datetime, dice: random.Random) -> Document:
    """A document like another, of another lift, which by chance lacks this or that."""
    made = copy.deepcopy(document)
    clock = None if dice.random() < 0.05 else started.isoformat()
    load = lift.load_kg if dice.random() < 0.9 else None
    athlete = "A7F3" if dice.random() < 0.95 else "B2"
    made["lift"] |= {"kind": lift.kind, "load_kg": load, "outcome": lift.outcome, "athlete": athlete}
    made["lift"] |= {"started_utc": clock, "set_up": "on-plates" if dice.random() < 0.1 else "off-plates"}
    made["source"]["samples_sha256"] = started.isoformat()
    drive_s = lift.start_sample / 1000.0 + 3.0
    made["events"]["drive_end"] = {**made["events"]["drive_end"], "time_s": drive_s}
    made["events"]["takeoff"] = {"time_s": drive_s} if lift.kind == "countermovement_jump" else None
    made["segmented"] = dice.random() > 0.05
    made["shape"] = made["shape"] if dice.random() > 0.1 else None
    for entry in made["metrics"].values():
        if isinstance(entry, dict) and entry.get("value") is not None:
            entry["value"] *= 1.0 + 0.05 * dice.gauss(0.0, 1.0)
    made["metrics"]["bar_mass"] = {"value": lift.load_kg}
    return made


@pytest.fixture
def seasons(filled: Room) -> Room:
    """A laboratory with an athlete of many lifts on twelve days, entered in no order."""
    dice = random.Random(5)
    with filled.store.transaction() as orm:
        lab_id, athlete = orm.scalars(select(TrainingSession.lab_id)).one(), orm.query(Athlete).one()
        document = orm.query(Analysis).one().document
        for day in dice.sample(range(DAYS), DAYS):
            started = FIRST + timedelta(days=day)
            recording = Recording(
                lab_id=lab_id, path=f"recordings/{day}.mcap", rate_hz=1000.0, samples=9_000_000,
                started_at=None if day == 3 else started,
            )  # fmt: skip
            orm.add(recording)
            orm.flush()
            session = TrainingSession(lab_id=lab_id, recording_id=recording.id, started_at=started, state="closed")
            orm.add(session)
            orm.flush()
            for number in range(1, LIFTS // DAYS + 1):
                lift = Lift(
                    session_id=session.id, recording_id=recording.id, athlete_id=athlete.id, number=number,
                    start_sample=number * 400_000, stop_sample=number * 400_000 + 15_000,
                    kind=dice.choice(KINDS), load_kg=dice.choice((76.0, 80.0, 82.0, 84.0)),
                    outcome=dice.choice(("made", "made", "made", "missed")),
                    state=dice.choice(("review", "sent", "sent", "set_aside")),
                    deleted_at=started if dice.random() < 0.05 else None,
                )  # fmt: skip
                orm.add(lift)
                orm.flush()
                for version in range(1, dice.choice((2, 2, 3))):
                    orm.add(
                        Analysis(
                            lift_id=lift.id, version=version, methods_digest="",
                            document=varied(document, lift, started, dice),
                        )
                    )  # fmt: skip
    return filled


def told(document: Document, earlier: list[Document]) -> tuple[Any, ...]:
    """Everything that is said of a lift by what it is compared with."""
    judged = (findings(document, earlier), explain_miss(document, earlier))
    counted = [*comparable(document, earlier).lifts, *power_position_lifts(document, earlier)]
    return (*judged, [(lift["source"], lift["events"]["drive_end"], lift["lift"]) for lift in counted])


Chosen = Callable[[Session, Lift, Document], list[Document]]


def for_a_page(orm: Session, lift: Lift, document: Document) -> list[Document]:
    found = earlier_documents(orm, lift, document)
    others = all_others(orm, lift)
    assert that_count(document, found) == that_count(document, others), "misses beside the makes are among them"
    return found


def for_an_analysis(orm: Session, lift: Lift, document: Document) -> list[Document]:
    """The document will have the kind and load that are said now, and times within its span."""
    orm.expunge(lift)
    if document["lift"]["load_kg"] != lift.load_kg:
        lift.load_kg = None
    return documents_for_analysis(orm, lift)


@pytest.mark.parametrize("chosen", [for_a_page, for_an_analysis])
def test_what_is_told_of_a_lift_is_the_same_as_with_all_the_others(seasons: Room, chosen: Chosen) -> None:
    judged, read, every = set[str](), 0, 0
    with seasons.store.reading() as orm:
        for lift in orm.scalars(select(Lift).where(Lift.deleted_at.is_(None)).order_by(Lift.id)).all()[::3]:
            analysis = newest_analysis(orm, lift.id)
            assert analysis is not None
            document = analysis.document
            others, found = all_others(orm, lift), chosen(orm, lift, document)
            assert told(document, found) == told(document, others)
            judged |= {finding["code"] for finding in findings(document, others)}
            read, every = read + len(found), every + len(others)
    assert {"few_comparable", "nothing_unusual"} <= judged
    assert read < 0.5 * every


def test_of_an_athlete_with_many_alike_no_more_are_read_than_are_compared(seasons: Room) -> None:
    with seasons.store.transaction() as orm:
        for analysis in orm.scalars(select(Analysis)).all():
            lift = orm.get_one(Lift, analysis.lift_id)
            lift.state, lift.deleted_at, lift.kind, lift.load_kg, lift.outcome = "sent", None, "snatch", 80.0, "made"
            said = {"kind": "snatch", "load_kg": 80.0, "outcome": "made", "athlete": "A7F3", "set_up": "off-plates"}
            document = copy.deepcopy(analysis.document)
            document["lift"] |= said
            document["segmented"] = True
            orm.add(Analysis(lift_id=lift.id, version=analysis.version + 7, methods_digest="", document=document))
    with seasons.store.reading() as orm:
        last = orm.scalars(select(Lift).join(Recording).order_by(Recording.started_at.desc().nulls_last()).limit(1))
        lift = last.one()
        newest = newest_analysis(orm, lift.id)
        assert newest is not None
        assert len(earlier_documents(orm, lift, newest.document)) == KEPT
        assert len(documents_for_analysis(orm, lift)) < 2 * KEPT
        assert len(all_others(orm, lift)) == LIFTS


def test_a_lift_of_nobody_is_compared_with_nothing(filled: Room) -> None:
    with filled.store.reading() as orm:
        lift, document = orm.query(Lift).one(), orm.query(Analysis).one().document
        orm.expunge(lift)
        lift.athlete_id = None
        assert earlier_documents(orm, lift, document) == documents_for_analysis(orm, lift) == []
