"""The store on both databases: every test that takes ``store`` runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from service.store.engine import Store, open_store

BACKENDS = ("sqlite", "postgresql")
TEMPLATE = "legdrive_template"
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def own_run_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Locks of recorders lie in a folder of the tests' own, not among those of people."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LEGDRIVE_RUN_DIR", str(tmp_path_factory.mktemp("run")))
        yield


class PostgresServer:
    """A PostgreSQL server of our own in a temporary folder, reached by a socket in that folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user = _not_root()
        self.folder = Path(tempfile.mkdtemp(prefix="legdrive-pg-"))
        self._data = self.folder / "data"
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", self._data, "-U", "legdrive", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}", "-c", "fsync=off")
        with (self.folder / "log").open("wb") as log:
            command = [programs / "postgres", "-D", self._data, *options]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._as_user())  # type: ignore[call-overload]
        self._wait()
        self.create(TEMPLATE)
        open_store(self.url(TEMPLATE)).close()

    def _as_user(self) -> dict[str, object]:
        if self._user is None:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": [], "cwd": self.folder}

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [self._programs / program, *arguments]
        subprocess.run(command, check=True, capture_output=True, **self._as_user())  # type: ignore[call-overload]

    def _wait(self) -> None:
        """Until it answers."""
        for _ in range(200):
            try:
                self._connect("postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError((self.folder / "log").read_text(encoding="utf-8", errors="replace"))

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="legdrive", dbname=database, autocommit=True)

    def create(self, database: str, template: str = "template1") -> None:
        """Make a database."""
        with self._connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}".encode())

    def drop(self, database: str) -> None:
        """Take it away."""
        with self._connect("postgres") as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def url(self, database: str) -> str:
        """How it is opened."""
        return f"postgresql://legdrive@/{database}?host={self.folder}"

    def stop(self) -> None:
        """Stop it by its own process id."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def _not_root() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("no PostgreSQL: install the package postgresql")
    server = PostgresServer(found[-1].parent)
    yield server
    server.stop()


@pytest.fixture(params=BACKENDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a new store, on each database in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/legdrive.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"legdrive_{os.getpid()}_{next(NUMBERS)}"
    server.create(name, TEMPLATE)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A new, open store, on each database in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_store(postgres: PostgresServer) -> Iterator[Store]:
    """A new, open store on PostgreSQL alone."""
    name = f"legdrive_{os.getpid()}_{next(NUMBERS)}"
    postgres.create(name, TEMPLATE)
    opened = open_store(postgres.url(name))
    yield opened
    opened.close()
    postgres.drop(name)
