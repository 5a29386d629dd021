"""File names sort by local time and carry the athlete's code."""

from __future__ import annotations

from processing.moment import local_time
from service.names import lift_stem

LIFT = {
    "kind": "snatch",
    "load_kg": 92.0,
    "athlete": "A7F3",
    "attempt": 7,
    "started_utc": "2026-11-22T13:32:05+00:00",
    "utc_offset": "+01:00",
}


def test_a_stem_says_when_who_what() -> None:
    assert lift_stem({"lift": LIFT}) == "2026-11-22_143205_A7F3_snatch_092kg_a07_v1"


def test_a_stem_tells_the_moment_of_the_lift_in_a_long_recording() -> None:
    document = {"lift": LIFT, "events": {"drive_end": {"time_s": 125.4, "uncertainty_s": None}}}
    assert lift_stem(document).startswith("2026-11-22_143410_A7F3")


def test_what_is_not_known_is_left_out() -> None:
    assert lift_stem({"lift": {"kind": "clean"}}, version=3) == "unnamed_clean_v3"


def test_without_a_clock_the_file_and_the_number_tell_lifts_apart() -> None:
    lifts = [{"lift": {"kind": "clean", "number": n, "of": 2}, "source": {"path": "in/my file.c3d.gz"}} for n in (1, 2)]
    assert [lift_stem(lift) for lift in lifts] == ["my-file_lift01_unnamed_clean_v1", "my-file_lift02_unnamed_clean_v1"]
    alone = {"lift": {"kind": "clean", "number": 1, "of": 1}, "source": {"path": "a.c3d"}}
    assert lift_stem(alone) == "a_unnamed_clean_v1"


def test_letters_that_file_systems_dislike_are_replaced() -> None:
    assert lift_stem({"lift": {**LIFT, "athlete": "Ä/7"}}).split("_")[2] == "--7"


def test_offsets_west_of_greenwich() -> None:
    assert local_time("2026-11-22T01:00:00+00:00", "-03:30").hour == 21
