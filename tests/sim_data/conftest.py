"""Simulated lifts, made once for all tests that look at the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from sim_data.athlete import random_athlete
from sim_data.lifter import SimulatedLift, simulate_lift

MakeLift = Callable[..., SimulatedLift]


@lru_cache(maxsize=64)
def _made(items: tuple[tuple[str, Any], ...]) -> SimulatedLift:
    return simulate_lift(**dict(items))


@pytest.fixture(scope="session")
def make_lift() -> MakeLift:
    """Simulate a lift, or hand out the same one again; ``who`` is the seed of a random athlete."""

    def make(kind: str = "snatch", *, who: int | None = None, **wishes: Any) -> SimulatedLift:
        athlete = None if who is None else random_athlete(who)
        return _made(tuple(sorted({"kind": kind, "athlete": athlete, **wishes}.items())))

    return make
