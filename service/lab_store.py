"""The store that ``lab.toml`` names, opened for a command, and the laboratory's own row in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.settings import LabSettings, read_settings
from service.store.engine import Store, open_store
from service.store.tables import Lab
from service.store.trouble import one_line


@contextmanager
def opened(lab_file: Path | None, *, begin: bool = True) -> Iterator[tuple[LabSettings, Store]]:
    """Settings and their store; a new place gets its tables, where one may ``begin`` there.

    Raises
    ------
    LegdriveError
        The settings cannot be read, the store cannot be opened, or the database refuses what is done in the block.
    """
    settings = read_settings(lab_file)
    store = open_store(settings.store_url, begin=begin)
    try:
        with one_line(store.url):
            yield settings, store
    finally:
        store.close()


def own_lab(orm: Session, settings: LabSettings) -> Lab:
    """The laboratory's row, with the name, place and clock that its settings give it now."""
    lab = orm.scalars(select(Lab).order_by(Lab.id).limit(1)).first()
    if lab is None:
        lab = Lab(name=settings.lab_name)
        orm.add(lab)
    lab.name, lab.place, lab.utc_offset = settings.lab_name, settings.place, settings.utc_offset
    orm.flush()
    return lab
