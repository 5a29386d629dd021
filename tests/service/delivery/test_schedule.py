"""Retries and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from service.delivery.schedule import LEASE, LONGEST_ATTEMPT_S, after_quiet_hours, next_attempt

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def attempts() -> list[timedelta]:
    """When every attempt of a mail that is always put off takes place, counted from the first."""
    now, at = NOON, [timedelta(0)]
    while (later := next_attempt(len(at), NOON, now)) is not None:
        at.append(later - NOON)
        now = later
    return at


def test_a_mail_that_is_put_off_is_tried_after_1_5_15_minutes_then_at_least_30() -> None:
    waits = [(b - a) / timedelta(minutes=1) for a, b in zip(attempts(), attempts()[1:], strict=False)]
    assert waits[:3] == [1, 5, 15]
    assert min(waits[3:]) >= 30
    assert max(waits) <= 240


def test_a_mail_is_given_up_between_four_and_five_days_as_rfc_5321_asks() -> None:
    assert timedelta(days=4) <= attempts()[-1] <= timedelta(days=5)


def test_an_attempt_ends_inside_the_lease() -> None:
    assert timedelta(seconds=LONGEST_ATTEMPT_S) < LEASE


@pytest.mark.parametrize(
    ("utc", "opens"),
    [
        ("2026-11-22T20:30", "2026-11-22T20:30"),  # 21:30 here: still awake
        ("2026-11-22T21:00", "2026-11-23T06:00"),  # 22:00 sharp
        ("2026-11-23T02:00", "2026-11-23T06:00"),  # after midnight
        ("2026-11-23T06:00", "2026-11-23T06:00"),  # 07:00 sharp
    ],
)
def test_quiet_hours_over_midnight_hold_a_mail_until_the_morning_of_the_laboratory(utc: str, opens: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(opens).replace(tzinfo=UTC)
    assert after_quiet_hours(moment, time(22), time(7), "+01:00") == expected


def test_quiet_hours_within_a_day_hold_a_mail_until_they_end() -> None:
    assert after_quiet_hours(NOON, time(11, 30), time(13), "+00:00") == NOON + timedelta(hours=1)
    assert after_quiet_hours(NOON, time(13), time(14), "+00:00") == NOON


@pytest.mark.parametrize(("first", "last"), [(None, None), (time(8), None), (time(8), time(8))])
def test_without_quiet_hours_nothing_waits(first: time | None, last: time | None) -> None:
    assert after_quiet_hours(NOON, first, last, "+01:00") == NOON
