"""The open store: SQLite in one file (WAL), or PostgreSQL by its URL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from service.store.errors import StoreError
from service.store.trouble import reason_of

Result = TypeVar("Result")
BUSY_S = 10.0
"""How long a writer of SQLite waits for another one."""
TRIES = 6
CONFLICTS = ("40001", "40P01", "55P03")
"""PostgreSQL: serialization failure, deadlock, lock not available."""
READ_ONLY = {"legdrive_reads": True}
NONE_YET = "begin one with `legdrive serve` or `import`, or name another lab.toml with --lab"


class Store:
    """Connections to one store.

    Use :meth:`transaction` to write, :meth:`reading` to read, :meth:`run` where the work may be done again after a
    conflict with another process. All are safe from several threads.

    Parameters
    ----------
    engine : Engine
        See :func:`open_store`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._make = sessionmaker(engine, expire_on_commit=False)
        self._make_reading = sessionmaker(engine.execution_options(**READ_ONLY), expire_on_commit=False)

    @property
    def url(self) -> str:
        """Where it is, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that is committed at the end of the block, or rolled back where it raises.

        SQLite's write lock is taken at its beginning, so that what was read is still true when it is written.
        """
        with self._make.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read with; writers go on meanwhile."""
        with self._make_reading() as session:
            yield session

    def run(self, work: Callable[[Session], Result]) -> Result:
        """Do work in a transaction, again where another process was in the way; it must bear being done twice.

        Raises
        ------
        DBAPIError
            It was in the way six times.
        """
        for attempt in range(TRIES):
            try:
                with self.transaction() as session:
                    return work(session)
            except DBAPIError as error:
                if attempt == TRIES - 1 or not is_conflict(error):
                    raise
            time.sleep(0.02 * 2**attempt)
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def is_conflict(error: DBAPIError) -> bool:
    """Whether the same again may succeed."""
    state = getattr(error.orig, "sqlstate", None)
    return state in CONFLICTS or (isinstance(error, OperationalError) and "database is locked" in str(error.orig))


def open_store(url: str, *, begin: bool = True) -> Store:
    """Open a store; a new, empty place gets its tables, where one may ``begin`` there.

    Parameters
    ----------
    url : str
        Such as ``sqlite:///lab/legdrive.db`` or ``postgresql://user@host/legdrive``.
    begin : bool
        Whether an empty place may become a store.

    Raises
    ------
    StoreError
        The URL is none, the place cannot be reached, or the schema is not this version's.
    """
    from service.store.schema import upgrade, version_fault

    if not begin:
        _there(url)
    with engine_of(url) as engine:
        fault = version_fault(engine)
        if fault == "empty" and begin:
            upgrade(engine)
        elif fault:
            raise StoreError(fault, engine.url.render_as_string(), _do(fault, "run `legdrive store migrate`"))
    return Store(engine)


def migrate_store(url: str) -> str:
    """Bring a store to this program's tables; what was done, in one line.

    Raises
    ------
    StoreError
        As for :func:`open_store`, and where a newer program or somebody else made the tables.
    """
    from service.store.schema import newest_version, upgrade, version_fault, version_of

    with engine_of(url) as engine:
        before, fault = version_of(engine), version_fault(engine)
        if fault != "empty" and _do(fault):
            raise StoreError(fault, engine.url.render_as_string(), _do(fault))
        upgrade(engine)
    engine.dispose()
    told = "is at" if before == newest_version() else "now has"
    return f"{engine.url.render_as_string()}: {told} the tables {newest_version()}"


def _there(url: str) -> None:
    """Raise where a file of SQLite is not there: looking must not make one."""
    place = make_url(url).database if url.startswith("sqlite") else None
    if place and not Path(place).exists():
        raise StoreError("there is no store", url, NONE_YET)


def _do(fault: str, else_do: str = "") -> str:
    """What somebody can do about a store that no migration helps."""
    known = {
        "newer than this program": "install the version that wrote it",
        "not ours": "give an empty place",
        "empty": NONE_YET,
    }
    return next((do for told, do in known.items() if fault.endswith(told)), else_do)


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """An engine to open a store with; it is closed again, and told in one line, where that fails.

    Raises
    ------
    StoreError
        The URL is none, or the database cannot be reached or refuses.
    """
    engine = make_engine(url)
    try:
        yield engine
    except SQLAlchemyError as error:
        engine.dispose()
        where = engine.url.render_as_string()
        raise StoreError(f"cannot be opened ({reason_of(error)})", where, "check [store] url") from None
    except BaseException:
        engine.dispose()
        raise


def make_engine(url: str) -> Engine:
    """An engine with this house's settings; nothing is opened yet."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("is no URL of a store", url, "give sqlite:///FILE or postgresql://…") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise StoreError(f"no store is kept in {parsed.get_backend_name()}", url, "give sqlite:///FILE or postgresql://…")


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_S})
    event.listen(engine, "connect", _settle_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _settle_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers and one writer go on together; FULL lets nothing be lost that was committed."""
    connection.isolation_level = None  # transactions begin where we say
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a reader that begins to write later could not wait for it."""
    reads = connection.get_execution_options().get("legdrive_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
