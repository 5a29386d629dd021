"""A store that cannot be used for a while: one line for people, told once, not a page of code every second."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from service.store.errors import StoreError

AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)


def reason_of(error: BaseException) -> str:
    """What the database said, in one line and without the statement."""
    told = str(getattr(error, "orig", None) or error).strip()
    return told.splitlines()[0] if told else type(error).__name__


def is_trouble(error: BaseException) -> bool:
    """Whether the database is away, full, damaged or may not be written to; what else it says is a defect of ours."""
    return isinstance(error, AWAY) or type(error) is exc.DatabaseError


@contextmanager
def one_line(where: str, do: str = "see whether the disk is full or the database is away") -> Iterator[None]:
    """Tell what the database refuses as a fault for people.

    Parameters
    ----------
    where : str
        The store, without a password.
    do : str
        What to do about it.

    Raises
    ------
    StoreError
        The database refused, or is away.
    """
    try:
        yield
    except exc.SQLAlchemyError as error:
        if not is_trouble(error):
            raise
        raise StoreError(f"cannot be used ({reason_of(error)})", where, do) from None


class Trouble:
    """Tells on standard error what keeps somebody from working: once, and again when it is over or is another.

    Parameters
    ----------
    who : str
        Who waits, as a word for people.
    """

    def __init__(self, who: str) -> None:
        self._who, self._told = who, ""

    def tell(self, error: Exception) -> None:
        """It did not work; what is not the store's is a defect, and told whole."""
        if not is_trouble(error):
            traceback.print_exception(error, file=sys.stderr)
            return
        if not self._told:
            line = f"legdrive: {self._who}: the store cannot be used ({reason_of(error)}); tried again until it can"
            print(line, file=sys.stderr, flush=True)
        self._told = reason_of(error)

    def over(self) -> None:
        """It works."""
        if self._told:
            print(f"legdrive: {self._who}: the store can be used again", file=sys.stderr, flush=True)
        self._told = ""
