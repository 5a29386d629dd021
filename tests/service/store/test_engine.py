"""The open store: transactions, readers beside writers, conflicts, and what the database itself refuses."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from service.store.engine import Store, open_store
from service.store.errors import StoreError
from service.store.schema import newest_version, version_of
from service.store.tables import Analysis, Athlete, AuditEntry, Base, Lab, Lift, Recording, TrainingSession

MOMENT = datetime(2026, 11, 22, 14, 32, 5, 123456, tzinfo=timezone(timedelta(hours=1)))


def add_lift(orm: Session) -> Lift:
    lab = Lab(name="Lab")
    orm.add(lab)
    orm.flush()
    recording = Recording(lab_id=lab.id, path="a.mcap", rate_hz=1000.0)
    session = TrainingSession(lab_id=lab.id, started_at=MOMENT)
    orm.add_all([recording, session])
    orm.flush()
    lift = Lift(session_id=session.id, recording_id=recording.id, number=1, start_sample=0, stop_sample=6000)
    orm.add(lift)
    orm.flush()
    return lift


def test_a_new_store_has_the_newest_schema_and_the_tables_of_the_program(store: Store) -> None:
    assert version_of(store.engine) == newest_version()
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_what_was_committed_is_there_when_it_is_opened_again(store: Store, store_url: str) -> None:
    with store.transaction() as orm:
        lift_id = add_lift(orm).id
    store.close()
    again = open_store(store_url)
    with again.reading() as orm:
        lift = orm.get_one(Lift, lift_id)
        session = orm.get_one(TrainingSession, lift.session_id)
        assert session.started_at == MOMENT
        assert session.started_at.tzinfo is UTC
        assert (lift.state, lift.version, lift.tags) == ("review", 1, [])
    again.close()


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="has no zone"), store.transaction() as orm:
        orm.execute(update(TrainingSession).values(started_at=MOMENT.replace(tzinfo=None)))


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    def fail(orm: Session) -> None:
        add_lift(orm)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.run(fail)
    with store.reading() as orm:
        assert orm.scalars(select(Lab)).all() == []


@pytest.mark.parametrize("row", [{"state": "lost"}, {"outcome": "nearly"}, {"stop_sample": 0}, {"session_id": "none"}])
def test_values_that_mean_nothing_are_refused_by_the_database(store: Store, row: dict[str, object]) -> None:
    with store.transaction() as orm:
        lift_id = add_lift(orm).id
    with pytest.raises(IntegrityError), store.transaction() as orm:
        orm.execute(update(Lift).where(Lift.id == lift_id).values(**row))


def test_an_athletes_code_is_given_once_in_a_laboratory(store: Store) -> None:
    with store.transaction() as orm:
        lab = Lab(name="Lab")
        orm.add(lab)
        orm.flush()
        orm.add(Athlete(lab_id=lab.id, code="A7F3"))
    with pytest.raises(IntegrityError), store.transaction() as orm:
        orm.add(Athlete(lab_id=lab.id, code="A7F3"))


def test_an_analysis_is_never_changed(store: Store) -> None:
    with store.transaction() as orm:
        lift = add_lift(orm)
        orm.add(Analysis(lift_id=lift.id, version=1, methods_digest="d", document={"metrics": {"a": 1.5}}))
    with pytest.raises(DBAPIError, match="analyses only grows"), store.transaction() as orm:
        orm.execute(update(Analysis).values(why="better"))
    with store.reading() as orm:
        assert orm.scalars(select(Analysis)).one().document == {"metrics": {"a": 1.5}}


def test_the_audit_is_never_changed_and_never_shortened(store: Store) -> None:
    with store.transaction() as orm:
        orm.add(
            AuditEntry(
                number=1, at=MOMENT, action="view", subject_kind="lift", subject_id="x", detail={},
                previous_hash="", hash="h",
            )
        )  # fmt: skip
    for change in (update(AuditEntry).values(action="edit"), delete(AuditEntry)):
        with pytest.raises(DBAPIError, match="audit only grows"), store.transaction() as orm:
            orm.execute(change)


@pytest.mark.parametrize("table", ["audit", "analyses"])
def test_postgresql_does_not_empty_what_only_grows(postgres_store: Store, table: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} only grows"), postgres_store.transaction() as orm:
        orm.execute(text(f"TRUNCATE {table} CASCADE"))


def test_a_reader_sees_the_state_before_while_a_writer_is_not_done(store: Store) -> None:
    with store.transaction() as writing:
        add_lift(writing)
        with store.reading() as reading:
            assert reading.scalars(select(Lift)).all() == []
    with store.reading() as reading:
        assert len(reading.scalars(select(Lift)).all()) == 1


def test_writers_of_several_threads_lose_no_count(store: Store) -> None:
    with store.transaction() as orm:
        lift_id = add_lift(orm).id

    def count_up(orm: Session) -> None:
        lift = orm.scalars(select(Lift).where(Lift.id == lift_id).with_for_update()).one()
        lift.version += 1

    def work() -> None:
        for _ in range(10):
            store.run(count_up)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as orm:
        assert orm.get_one(Lift, lift_id).version == 41


def test_an_older_schema_is_named_and_not_touched(store: Store, store_url: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="has the schema 9999, which is newer than this program"):
        open_store(store_url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "is no URL of a store"),
        ("mysql://host/x", "no store is kept in mysql"),
        ("postgresql://nobody@127.0.0.1:1/x", "cannot be opened"),
    ],
)
def test_a_wrong_url_is_one_line(url: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        open_store(url)
    assert "\n" not in caught.value.line


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("my notes", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8") == "my notes"


def test_a_password_is_not_shown(store: Store) -> None:
    from service.store.engine import make_engine

    assert "secret" not in Store(make_engine("postgresql://me:secret@host/x")).url
