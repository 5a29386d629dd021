"""How often a key may ask."""

from __future__ import annotations

import pytest

from service.api import rates
from service.api.errors import Refused
from service.api.rates import RateLimit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_through_then_the_wait_is_told_and_is_enough() -> None:
    clock = Clock()
    limit = RateLimit(3, 0.5, clock)
    for _ in range(3):
        limit.count("a")
    with pytest.raises(Refused) as refused:
        limit.count("a")
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "2"})
    clock.now += 1.9
    with pytest.raises(Refused):
        limit.count("a")
    clock.now += 0.1
    limit.count("a")


def test_keys_do_not_count_for_each_other() -> None:
    limit = RateLimit(1, 1.0, Clock())
    limit.count("a")
    limit.count("b")


def test_refused_requests_do_not_lengthen_the_wait() -> None:
    clock = Clock()
    limit = RateLimit(1, 1.0, clock)
    limit.count("a")
    for _ in range(50):
        clock.now += 0.01
        with pytest.raises(Refused):
            limit.count("a")
    clock.now += 0.5
    limit.count("a")


def test_memory_is_bounded_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 10)
    limit = RateLimit(5, 1.0, Clock())
    for number in range(100):
        limit.count(f"address:{number}")
    assert len(limit._left) == 10
