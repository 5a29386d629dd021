"""A table of columns that carry names but no meaning yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from acquisition.errors import OptionNeeded
from acquisition.interchange.columns_option import OPTION
from acquisition.interchange.times import time_unit_s
from acquisition.plate import FloatArray

MOST_LISTED = 12


@dataclass(frozen=True, eq=False)
class NamedColumns:
    """Columns of numbers, by name.

    Attributes
    ----------
    form : str
        ``columns`` or ``tdms``.
    names, units : tuple of str
        Of the columns.
    values : ndarray, shape (n_columns, n)
        As stored.
    rate_hz : float or None
        Where the file itself states one.
    samples_lost : tuple of (int, int)
        Spans that the file lacks.
    started_utc : datetime or None
        Of the first sample.
    warnings : tuple of str
        What was mended.
    """

    form: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    values: FloatArray
    rate_hz: float | None = None
    samples_lost: tuple[tuple[int, int], ...] = ()
    started_utc: datetime | None = None
    warnings: tuple[str, ...] = ()

    @property
    def time_column(self) -> int | None:
        """The column of times, where there is one."""
        found = [k for k, name in enumerate(self.names) if time_unit_s(name, self.units[k]) is not None]
        return found[0] if found else None


def listed(table: NamedColumns) -> str:
    """The table's columns in words."""
    names = [name or f"column {k}" for k, name in enumerate(table.names, 1)]
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(name[:40] for name in names[:MOST_LISTED]) + more


def position(table: NamedColumns, name: str, where: str) -> int:
    """Position of a column by its name, else by its number from 1.

    Raises
    ------
    OptionNeeded
        There is none, or several of that name.
    """
    same = [k for k, own in enumerate(table.names) if own == name]
    same = same or [k for k, own in enumerate(table.names) if own.lower() == name.lower()]
    if len(same) == 1:
        return same[0]
    if not same and name.isdigit() and 1 <= int(name) <= len(table.names):
        return int(name) - 1
    what = f"has {len(same)} columns '{name}'" if same else f"has no column '{name}', but {listed(table)}"
    raise OptionNeeded(what, where, f"name one of them in {OPTION}, or give its number from 1")
