"""One service a store: two would take up each other's sessions and jobs, though their folders are not the same."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, make_url, text

from service.serving_place import PlaceTakenError, lock_held
from service.store.engine import engine_of, make_engine

BESIDE = ".serving.lock"
"""Ends the name of the lock beside a file of SQLite."""
KEY = 0x1E6D
"""Of the lock in a PostgreSQL database; beside it stands the schema, of which there may be several in one database."""
LONGEST_NAME = 63
"""Letters that PostgreSQL keeps of a connection's name."""


@contextmanager
def store_served_alone(url: str) -> Iterator[Path | None]:
    """Keep every other service out of a store while the block goes on, wherever that service's folder lies.

    Yields
    ------
    Path or None
        The file that tells others where this one is; PostgreSQL tells them by the connection's name.

    Raises
    ------
    PlaceTakenError
        Another service has the store.
    StoreError
        The URL is none, or the database cannot be reached.
    OSError
        The lock cannot be written.
    """
    parsed = make_engine(url).url
    if parsed.get_backend_name() == "postgresql":
        with _advisory(url):
            yield None
    elif parsed.database in (None, "", ":memory:"):
        yield None
    else:
        place = Path(str(parsed.database)).resolve()  # by whatever links it is named
        with lock_held(place.with_name(place.name + BESIDE), str(place)) as path:
            yield path


@contextmanager
def _advisory(url: str) -> Iterator[None]:
    """Hold PostgreSQL's lock by a connection of its own; the server lets go of it when this process dies."""
    name = f"legdrive serve, process {os.getpid()} on {platform.node()}"
    told = make_url(url).update_query_dict({"application_name": name.encode()[:LONGEST_NAME].decode(errors="ignore")})
    with engine_of(told.render_as_string(hide_password=False)) as engine:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(text(f"SELECT pg_try_advisory_lock({KEY}, hashtext(current_schema()))")):
            holder = _holder(connection)
            connection.close()
            where = make_url(url).render_as_string()
            raise PlaceTakenError(f"is served already{holder}", where, "use that one, or end it first")
    try:
        yield
    finally:
        connection.close()
        engine.dispose()


def _holder(connection: Connection) -> str:
    """Who has the lock, as its connection is called."""
    asked = (
        "SELECT activity.application_name FROM pg_locks JOIN pg_stat_activity activity USING (pid) "
        "WHERE locktype = 'advisory' AND granted AND pg_locks.database = activity.datid AND objsubid = 2 "
        f"AND classid = {KEY} AND objid::bigint = (hashtext(current_schema())::bigint & 4294967295)"
    )
    found = connection.scalar(text(asked))
    return f" by {found}" if found else ""
