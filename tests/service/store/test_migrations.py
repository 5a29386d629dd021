"""Every schema that a store has had becomes today's with all its rows, or stays as it was."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.config import Config
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from service.store import schema
from service.store.check import check_store
from service.store.engine import Store, migrate_store, open_store
from service.store.errors import StoreError
from service.store.restoring import restore
from service.store.tables import Analysis, Base, Lift

if TYPE_CHECKING:
    from tests.service.conftest import PostgresServer

FIXTURES = Path(__file__).parent / "fixtures"
NEXT = '''
    import sqlalchemy as sa
    from alembic import op

    revision, down_revision = "0002", "0001"


    def upgrade() -> None:
        """On SQLite this makes the tables anew, also those that others point to."""
        with op.batch_alter_table("athletes") as athletes:
            athletes.alter_column("purpose", existing_type=sa.String(), nullable=True)
            athletes.add_column(sa.Column("club", sa.String(), nullable=False, server_default="ours"))
        with op.batch_alter_table("lifts") as lifts:
            lifts.alter_column("cue", existing_type=sa.String(), nullable=True)
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place without tables, on each database in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    server.create("legdrive_empty")
    yield server.url("legdrive_empty")
    server.drop("legdrive_empty")


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Make the program one of a later version, with a migration more."""

    def install(migration: str) -> None:
        folder = tmp_path / "versions"
        folder.mkdir()
        (folder / "m0002_next.py").write_text(textwrap.dedent(migration), encoding="utf-8")

        def config() -> Config:
            made = Config()
            made.set_main_option("script_location", str(schema.MIGRATIONS))
            made.set_main_option("path_separator", "newline")
            made.set_main_option("version_locations", f"{schema.MIGRATIONS / 'versions'}\n{folder}")
            return made

        monkeypatch.setattr(schema, "_config", config)

    return install


def counts(store: Store) -> dict[str, int]:
    """Rows of each table."""
    with store.reading() as orm:
        return {
            table.name: orm.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def of_schema_1(url: str, folder: Path) -> dict[str, int]:
    """A store of the first schema with rows in it."""
    store, _ = restore(url, folder, FIXTURES / "schema_0001.zip")
    found = counts(store)
    store.close()
    return found


def test_there_is_a_stored_backup_of_every_schema() -> None:
    assert {path.stem.removeprefix("schema_") for path in FIXTURES.glob("schema_*.zip")} == schema.known_versions()


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("schema_*.zip")), ids=lambda path: path.stem)
def test_a_stored_backup_of_an_old_schema_becomes_todays(path: Path, empty_url: str, tmp_path: Path) -> None:
    store, manifest = restore(empty_url, tmp_path / "lab", path)
    assert manifest.tables == path.stem.removeprefix("schema_")
    assert schema.version_of(store.engine) == schema.newest_version()
    found = counts(store)
    assert {name: count for name, count in found.items() if name in manifest.rows} == {
        **manifest.rows, "audit": manifest.rows["audit"] + 1
    }  # fmt: skip
    assert 0 not in found.values()
    [line] = check_store(store, tmp_path / "lab")
    assert "this recording is missing" in line, "it was made without recordings"
    store.close()


def test_an_older_store_is_named_then_brought_up_with_all_its_rows(
    empty_url: str, tmp_path: Path, next_version: Callable[[str], None]
) -> None:
    before = of_schema_1(empty_url, tmp_path / "lab")
    next_version(NEXT)
    with pytest.raises(StoreError, match="has the schema 0001, this program uses 0002; run `legdrive store migrate`"):
        open_store(empty_url)
    assert migrate_store(empty_url).endswith("now has the tables 0002")
    assert migrate_store(empty_url).endswith("is at the tables 0002")
    store = open_store(empty_url)
    assert counts(store) == before
    with store.reading() as orm:
        assert orm.execute(text("SELECT club FROM athletes")).scalar() == "ours"
        assert orm.scalars(select(Analysis.document)).one()["schema"] == "legdrive/lift/1"
    with pytest.raises(DBAPIError, match="analyses only grows"), store.transaction() as orm:
        orm.execute(update(Analysis).values(why="better"))
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), store.transaction() as orm:
        orm.execute(update(Lift).values(athlete_id="nobody"))
    store.close()


def test_a_backup_of_an_older_schema_is_brought_up_as_it_is_restored(
    empty_url: str, tmp_path: Path, next_version: Callable[[str], None]
) -> None:
    next_version(NEXT)
    store, manifest = restore(empty_url, tmp_path / "lab", FIXTURES / "schema_0001.zip")
    assert (manifest.tables, schema.version_of(store.engine)) == ("0001", "0002")
    with store.reading() as orm:
        assert orm.execute(text("SELECT club FROM athletes")).scalar() == "ours"
    store.close()


def test_a_migration_that_fails_leaves_everything_as_it_was(
    empty_url: str, tmp_path: Path, next_version: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = of_schema_1(empty_url, tmp_path / "lab")
    with monkeypatch.context():
        next_version(NEXT + '        op.execute("SELECT nonsense FROM nowhere")\n')
        with pytest.raises(StoreError, match=r"cannot be opened .*nowhere"):
            migrate_store(empty_url)
    monkeypatch.undo()
    store = open_store(empty_url)
    assert counts(store) == before
    store.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer than this program; install the version that wrote"),
        ("DROP TABLE alembic_version", "holds tables that are not ours; give an empty place"),
    ],
)
def test_what_no_migration_helps_is_told_in_one_line(tmp_path: Path, change: str, told: str) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    store = open_store(url)
    with store.engine.begin() as connection:
        connection.execute(text(change))
    store.close()
    for opened in (migrate_store, open_store):
        with pytest.raises(StoreError, match=told):
            opened(url)


def test_a_database_that_cannot_be_reached_is_told_in_one_line() -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        migrate_store("postgresql://nobody@127.0.0.1:1/x")
    assert "\n" not in caught.value.line
