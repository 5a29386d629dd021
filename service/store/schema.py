"""Versions of the schema: which one a store has, and how it gets to this program's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from service.store.engine import READ_ONLY
from service.store.errors import StoreError

MIGRATIONS = Path(__file__).with_name("migrations")
LOST = "nothing was changed; take another backup, or send us this line"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def newest_version() -> str:
    """The version that this program writes."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def known_versions() -> set[str]:
    """All versions that this program can bring to its own."""
    return {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}


def version_of(engine: Engine) -> str | None:
    """The version of a store; ``None`` where it has none."""
    with engine.execution_options(**READ_ONLY).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def version_fault(engine: Engine) -> str:
    """Why a store cannot be used as it is: ``""``, ``"empty"``, or one clause for a person."""
    version = version_of(engine)
    if version == newest_version():
        return ""
    if version is None:
        with engine.execution_options(**READ_ONLY).connect() as connection:
            return "holds tables that are not ours" if inspect(connection).get_table_names() else "empty"
    if version in known_versions():
        return f"has the schema {version}, this program uses {newest_version()}"
    return f"has the schema {version}, which is newer than this program"


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring a store to a version, in one transaction: it is there, or everything is as before."""
    with changing(engine) as connection:
        upgrade_on(connection, to)


def upgrade_on(connection: Connection, to: str = "head") -> None:
    """Bring a store to a version, in the transaction of :func:`changing`."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables are changed and filled.

    SQLite changes a table by making it anew; meanwhile rows may point to nothing. They are looked at in the end.

    Raises
    ------
    StoreError
        A row points to one that is not there; everything is as before.
    """
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        _check_keys(connection, not sqlite)
        try:
            with connection.begin():
                yield connection
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if sqlite else None
                if lost is not None:
                    where = engine.url.render_as_string()
                    raise StoreError(f"a row of {lost[0]} points to one of {lost[2]} that is not there", where, LOST)
        finally:
            _check_keys(connection, True)


def _check_keys(connection: Connection, at_once: bool) -> None:
    """Whether SQLite looks at references with every row; it can be said outside of transactions only."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if at_once else 'OFF'}").close()
