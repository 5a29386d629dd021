"""A day as it is typed."""

from __future__ import annotations


def checked_day(day: str | None, option: str = "--day") -> str | None:
    """A day as ``2026-11-22``, or none; raises ``OptionNeeded`` for what is no day."""
    from datetime import date

    from acquisition.errors import OptionNeeded

    try:
        return None if day is None else date.fromisoformat(day).isoformat()
    except ValueError:
        raise OptionNeeded(f"'{day}' is no day", option, "give it as 2026-11-22") from None
