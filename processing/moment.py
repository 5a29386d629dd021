"""When a lift was made: the one place that turns a document's clock into a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any


def lift_moment(document: Mapping[str, Any]) -> datetime | None:
    """Moment of the end of the push, or of the file's first sample where no lift was found.

    Parameters
    ----------
    document : Mapping
        A ``legdrive/lift/1`` document. Its ``lift.started_utc`` is the moment of the file's first sample, from which
        all of its times count.

    Returns
    -------
    datetime or None
        With the laboratory's offset, or UTC where that is not known; ``None`` where the file carries no clock.
    """
    started = document["lift"].get("started_utc")
    if not started:
        return None
    event = (document.get("events") or {}).get("drive_end")
    seconds = float(event["time_s"]) if event else 0.0
    return local_time(started, document["lift"].get("utc_offset") or "") + timedelta(seconds=seconds)


@lru_cache(maxsize=4096)  # a report asks for the same few moments hundreds of times
def local_time(started_utc: str, utc_offset: str) -> datetime:
    """The laboratory's wall-clock time of a UTC moment.

    Parameters
    ----------
    started_utc : str
        ISO 8601; taken for UTC where it names no zone.
    utc_offset : str
        Such as ``+01:00`` or ``-03:30``; empty counts as UTC.
    """
    moment = datetime.fromisoformat(started_utc)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(zone(utc_offset))


def zone(utc_offset: str) -> timezone:
    """Time zone of an offset such as ``+01:00``; UTC where it is empty."""
    if not utc_offset:
        return UTC
    hours, minutes = utc_offset[1:].split(":")
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-ahead if utc_offset.startswith("-") else ahead)
