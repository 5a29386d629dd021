"""When a delivery is tried: the grace, a coach's quiet hours, and the retries of a mail that was put off."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from processing.moment import zone

GRACE = timedelta(seconds=30)
"""How long after "send" it can still be taken back."""
LEASE = timedelta(minutes=5)
"""How long a worker may hold a delivery; a dead one's is free again after that."""
LONGEST_ATTEMPT_S = 240.0
"""End of one attempt: well inside the lease, so that no two workers ever send the same delivery at the same time."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
"""Waits between attempts; the last one repeats. RFC 5321, 4.5.4.1: at least 30 minutes after the first few."""
GIVE_UP = timedelta(days=4, hours=12)
"""RFC 5321, 4.5.4.1: give up after four to five days."""
DIGEST_WAITS = timedelta(hours=12)
"""A digest does not wait longer than this for the session to be closed."""


def next_attempt(attempts: int, first_due: datetime, now: datetime) -> datetime | None:
    """When to try again after a failure that may pass.

    Parameters
    ----------
    attempts : int
        How often it was tried, at least 1.
    first_due : datetime
        When it was due for the first time.
    now : datetime
        The moment of the failure.

    Returns
    -------
    datetime or None
        ``None`` where it is time to give up.
    """
    later = now + WAITS[min(attempts, len(WAITS)) - 1]
    return later if later <= first_due + GIVE_UP else None


def after_quiet_hours(moment: datetime, quiet_from: time | None, quiet_to: time | None, utc_offset: str) -> datetime:
    """The first moment, not before this one, at which a coach may be disturbed.

    Parameters
    ----------
    moment : datetime
        With a time zone.
    quiet_from, quiet_to : time or None
        The quiet hours on the laboratory's clock, over midnight where they begin later than they end; ``None`` and
        equal times mean that there are none.
    utc_offset : str
        The laboratory's clock, as ``+01:00``.

    Returns
    -------
    datetime
        In the zone of ``moment``.
    """
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return moment
    local = moment.astimezone(zone(utc_offset))
    clock = local.time()
    over_midnight = quiet_from > quiet_to
    quiet = (clock >= quiet_from or clock < quiet_to) if over_midnight else quiet_from <= clock < quiet_to
    if not quiet:
        return moment
    days = 1 if over_midnight and clock >= quiet_from else 0
    ends = datetime.combine(local.date() + timedelta(days=days), quiet_to, tzinfo=local.tzinfo)
    return ends.astimezone(moment.tzinfo)
