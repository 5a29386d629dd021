"""How pages look, for all jobs of a worker: a job itself knows its store and its folder alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from service.settings import ReportsSection

_look: ContextVar[ReportsSection] = ContextVar("look")


@contextmanager
def pages_look(look: ReportsSection) -> Iterator[None]:
    """Make pages look so, inside."""
    token = _look.set(look)
    try:
        yield
    finally:
        _look.reset(token)


def look_now() -> ReportsSection:
    """How pages look here."""
    return _look.get(ReportsSection())
