"""When a lift was that is marked by hand: seconds ago become seconds of the recording, or a line for people."""

from __future__ import annotations

import pytest

from service.console.lift_sheets import span_of


def test_seconds_ago_count_from_the_moment_at_which_the_sheet_was_opened() -> None:
    assert span_of({"began": "20", "ended": "4,5"}, 100.0) == (80.0, 95.5)


@pytest.mark.parametrize(
    ("began", "ended", "words"),
    [
        ("", "5", "write seconds"),
        ("twenty", "5", "write seconds"),
        ("5", "20", "began before it ended"),
        ("120", "5", "at most 100 s ago"),
        ("20", "-1", "began before it ended"),
        ("nan", "5", "began before it ended"),
    ],
)
def test_what_is_no_span_of_the_recording_is_refused_in_words(began: str, ended: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        span_of({"began": began, "ended": ended}, 100.0)
