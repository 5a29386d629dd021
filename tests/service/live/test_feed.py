"""The picture follows the session that is shown, over recordings and zeros."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.zero import Zero
from service.live.feed import SessionFeed
from service.live.frames import WHOLE_TRACE, ZEROED, LiveFrame, decode
from service.session.states import SessionState

VoltsOf = Callable[[FloatArray], FloatArray]


class Told:
    """Stands for a session whose samples are told by hand."""

    def __init__(self, rig: Rig) -> None:
        self.plates: Any = SimpleNamespace(rig=rig, last_zero=None)
        self.state = SessionState()
        self.take: Any = None

    def live_blocks(self, listener: Any) -> None:
        self.take = listener

    def newest(self) -> tuple[None, float]:
        return None, 500.0


@pytest.fixture
def shown(rig: Rig) -> list[Any]:
    return [Told(rig)]


@pytest.fixture
def feed(shown: list[Any]) -> SessionFeed:
    return SessionFeed(lambda: shown[-1])


def frame(feed: SessionFeed) -> LiveFrame:
    return decode(feed.frames(whole=False)[0])


def standing(volts_of: VoltsOf, n: int) -> FloatArray:
    return volts_of(np.full((2, n), 400.0))


def test_before_the_first_sample_the_screen_has_a_state_and_no_numbers(feed: SessionFeed) -> None:
    now = frame(feed)
    assert now.state == "CHECK"
    assert np.isnan(now.values["total_n"])
    assert len(now.columns) == 0


def test_rate_and_beginning_are_the_recording_s(feed: SessionFeed, shown: list[Any], volts_of: VoltsOf) -> None:
    shown[0].take(10_000, standing(volts_of, 500))
    now = frame(feed)
    assert (now.values["rate_hz"], now.lost, now.time_s) == (500.0, 0, 21.0)


def test_a_new_recording_begins_a_new_trace(feed: SessionFeed, shown: list[Any], volts_of: VoltsOf) -> None:
    shown[0].take(10_000, standing(volts_of, 500))
    frame(feed)
    shown[0].take(0, standing(volts_of, 100))
    now = frame(feed)
    assert (now.time_s, now.lost, now.first_column) == (0.2, 0, 0)


def test_a_zero_holds_from_the_next_sample_on(feed: SessionFeed, shown: list[Any], rig: Rig, volts_of: VoltsOf) -> None:
    volts = standing(volts_of, 500)
    shown[0].take(0, volts)
    assert not frame(feed).flags & ZEROED
    shown[0].plates.last_zero = Zero(0, 500, volts[:, 0], volts[:, 0], 800.0)
    shown[0].take(500, volts)
    now = frame(feed)
    assert now.flags & ZEROED
    assert now.values["total_n"] == pytest.approx(0.0, abs=0.01)
    assert now.values["zero_age_s"] == pytest.approx(1.0)


def test_a_practice_is_shown_while_it_lasts_and_the_own_session_goes_on_meanwhile(
    feed: SessionFeed, shown: list[Any], rig: Rig, volts_of: VoltsOf
) -> None:
    own, practice = shown[0], Told(rig)
    own.take(0, standing(volts_of, 500))
    shown.append(practice)
    frame(feed)
    practice.take(0, standing(volts_of, 50))
    own.take(500, standing(volts_of, 500))
    assert frame(feed).time_s == 0.1
    shown.pop()
    news, whole = feed.frames(whole=True)
    assert whole is not None
    assert decode(news).time_s == 2.0
    assert decode(whole).flags & WHOLE_TRACE
