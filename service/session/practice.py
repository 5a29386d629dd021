"""Practising: a session on simulated plates beside the laboratory's own, which records on meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.console.screen import Screen, SessionDoor
from service.jobs.runner import JobRunner
from service.lab_store import own_lab
from service.session.session import LabSession
from service.settings import LabSettings
from service.store.engine import Store, open_store
from service.store.tables import Athlete

FOLDER = "practice"
"""Below the laboratory's folder; its own store, its own recordings, nothing of it is sent."""


class PracticeSession:
    """Simulated plates, and a session on them.

    Parameters
    ----------
    settings : LabSettings
        Of the laboratory; everything of the practice lies in a folder of its own.
    speed : str
        ``1`` is real time.
    """

    def __init__(self, settings: LabSettings, speed: str = "1") -> None:
        from sim_data.daq_process import spawn

        home = settings.folder / FOLDER
        paths = settings.paths.model_copy(update={"folder": home})
        quiet = settings.mail.model_copy(update={"host": ""})
        own_store = settings.store.model_copy(update={"url": ""})
        by_key = settings.session.model_copy(update={"auto_send": "off"})
        settings = settings.model_copy(update={"paths": paths, "mail": quiet, "store": own_store, "session": by_key})
        self._closing = ExitStack()
        try:
            device = self._closing.enter_context(spawn(session="training", speed=speed, folder=home / "plates"))
            store = open_store(settings.store_url)
            self._closing.callback(store.close)
            self._jobs = JobRunner(store, settings.folder, look=settings.reports)
            plan = json.loads(device.plan.read_text(encoding="utf-8"))
            add_athletes(settings, sorted({label["athlete"] for label in plan["labels"] if label["athlete"]}))
            self.session = LabSession(store, settings, device.rig, self._jobs, practice=True)
            self._jobs.start()
            self._closing.callback(self._jobs.stop)
            self._closing.callback(self.session.end)
            self.session.begin()
        except BaseException:
            self._closing.close()
            raise

    def close(self) -> None:
        """End session and plates."""
        self.session.finish()
        self._closing.close()


def add_athletes(settings: LabSettings, codes: list[str]) -> None:
    """Have the simulated athletes in the practice's store."""
    store = open_store(settings.store_url)
    with store.transaction() as orm:
        lab = own_lab(orm, settings)
        there = set(orm.scalars(select(Athlete.code)))
        orm.add_all(Athlete(lab_id=lab.id, code=code) for code in codes if code not in there)
    store.close()


class SessionSwitch:
    """The laboratory's session as a door that leads to a practice session while there is one.

    Parameters
    ----------
    session : LabSession or SessionDoor
        The laboratory's own.
    practise : callable
        Makes a practice session.
    """

    def __init__(self, session: SessionDoor, practise: Callable[[], PracticeSession]) -> None:
        self._own, self._practise = session, practise
        self._practice: PracticeSession | None = None
        self._before = 0

    @property
    def _door(self) -> SessionDoor:
        return self._own if self._practice is None else self._practice.session

    @property
    def practice(self) -> LabSession | None:
        """The practice session, while there is one."""
        return None if self._practice is None else self._practice.session

    @property
    def practice_place(self) -> tuple[Store, Path] | None:
        """Store and folder of the practice session, while there is one."""
        return None if self._practice is None else self._practice.session.place

    @property
    def version(self) -> int:
        """Rises whenever :meth:`screen` would say something else."""
        return self._before + self._door.version

    def screen(self) -> Screen:
        """The present moment."""
        return self._door.screen()

    def press(self, key: str) -> None:
        """A key, of the session that is shown."""
        self._door.press(key)

    def do(self, action: str, **values: Any) -> None:
        """An action by name; ``practice`` and ``practice_end`` change what is shown."""
        if action == "practice" and self._practice is None:
            self._change(self._practise())
        elif action == "practice_end" and self._practice is not None:
            ended = self._practice
            self._change(None)
            ended.close()
        else:
            self._door.do(action, **values)

    def edit(self, lift_id: str, **changes: Any) -> None:
        """Change what was written down for a lift."""
        self._door.edit(lift_id, **changes)

    def close(self) -> None:
        """End a practice session that is still there."""
        if self._practice is not None:
            self.do("practice_end")

    def _change(self, practice: PracticeSession | None) -> None:
        before = self.version
        self._practice = practice
        self._before = before + 1
