"""The audit: one chain, whoever writes; every change, gap and cut is found."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.people import audit
from service.people.errors import AuditBroken
from service.store.engine import Store
from service.store.tables import AuditEntry

MOMENT = datetime(2026, 11, 22, 14, 32, 5, 120000, tzinfo=UTC)
DETAIL = {"text": "Größe \N{SKULL} \x00", "number": 3, "fraction": 1e16, "none": None, "list": [1, 2.5], "at": MOMENT}


def write(store: Store, n: int) -> None:
    for number in range(n):
        store.run(lambda orm, number=number: audit.note(orm, None, "view", "lift", f"lift {number}", DETAIL, MOMENT))  # type: ignore[misc]


def tamper(store: Store, statement: str) -> None:
    """Change what the database refuses to change, as somebody with the file in hand would."""
    with store.transaction() as orm:
        if store.is_sqlite:
            for action in ("update", "delete"):
                orm.execute(text(f"DROP TRIGGER IF EXISTS audit_only_grows_{action}"))
        else:
            orm.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        orm.execute(text(statement))


def fault_of(store: Store, end: tuple[int, str] | None = None) -> str | None:
    with store.reading() as orm:
        return audit.broken_link(orm, end)


def test_what_was_noted_reads_back_as_a_whole_chain(store: Store) -> None:
    write(store, 3)
    assert fault_of(store) is None
    with store.reading() as orm:
        entry = orm.get_one(AuditEntry, 2)
        assert entry.previous_hash == orm.get_one(AuditEntry, 1).hash
        assert entry.detail["fraction"] == "1e+16"
        audit.check(orm)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit SET subject_id = 'another' WHERE number = 2", "entry 2 was changed"),
        ("UPDATE audit SET account_id = 'somebody' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit SET detail = '{}' WHERE number = 1", "entry 1 was changed"),
        ("DELETE FROM audit WHERE number = 2", "entry 2 is missing"),
        ("DELETE FROM audit WHERE number = 1", "entry 1 is missing"),
        ("UPDATE audit SET hash = 'x' WHERE number = 2", "entry 2 was changed"),
    ],
)
def test_the_first_broken_link_is_named(store: Store, statement: str, told: str) -> None:
    write(store, 4)
    tamper(store, statement)
    assert fault_of(store) == told
    with store.reading() as orm, pytest.raises(AuditBroken, match=told):
        audit.check(orm)


def test_an_entry_that_was_forged_with_a_right_hash_breaks_the_next_one(store: Store) -> None:
    write(store, 3)
    with store.reading() as orm:
        entry = orm.get_one(AuditEntry, 2)
        entry.subject_id = "another"
        forged = audit.entry_hash(entry)
        orm.rollback()
    tamper(store, f"UPDATE audit SET subject_id = 'another', hash = '{forged}' WHERE number = 2")
    assert fault_of(store) == "entry 3 does not follow on the one before it"


def test_what_was_cut_off_at_the_end_is_seen_by_whoever_wrote_the_end_down(store: Store) -> None:
    write(store, 3)
    with store.reading() as orm:
        end = audit.end_of(orm)
    tamper(store, "DELETE FROM audit WHERE number = 3")
    assert fault_of(store) is None
    assert fault_of(store, end) == "entries 3 to 3 are missing"


def test_several_writers_keep_one_chain(store: Store) -> None:
    failures: list[Any] = []

    def work(name: str) -> None:
        try:
            for _ in range(12):
                store.run(lambda orm: audit.note(orm, None, "view", "lift", name))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"writer {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert fault_of(store) is None
    with store.reading() as orm:
        assert audit.end_of(orm)[0] == 48


def test_what_is_rolled_back_leaves_no_gap(store: Store) -> None:
    write(store, 1)

    def fail(orm: Session) -> None:
        audit.note(orm, None, "edit", "lift", "x")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.run(fail)
    write(store, 1)
    assert fault_of(store) is None


def test_an_action_that_nobody_knows_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no action"), store.transaction() as orm:
        audit.note(orm, None, "peek", "lift", "x")
