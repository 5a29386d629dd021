"""Columns of times and counters of frames: what they say about the rate, and that missing rows show."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.times import check_times, rate_from_table, rate_of_times, time_unit_s
from acquisition.plate import FloatArray

ReadText = Callable[..., PlateRecord]
N = 4000
LOST = np.sort(np.random.default_rng(4).choice(np.arange(1, N - 1), 120, replace=False))


def printed(rate_hz: float, digits: int, n: int = N) -> FloatArray:
    """Times of even samples as a program prints them."""
    times: FloatArray = np.round(np.arange(n) / rate_hz, digits)
    return times


def rate(times: FloatArray, given_hz: float | None = None, name: str = "Time (s)") -> tuple[float, list[str]]:
    return rate_from_table(name, "", times, given_hz, "a.csv", "the table")


@pytest.mark.parametrize("given_hz", [None, 1000.0])
def test_many_single_rows_lost_are_not_coarse_times(given_hz: float | None) -> None:
    with pytest.raises(UnreadableFile, match="samples are missing"):
        rate(np.delete(printed(1000.0, 3), LOST), given_hz)


@pytest.mark.parametrize("digits", [2, 3])
@pytest.mark.parametrize("rate_hz", [500.0, 960.0, 1000.0, 1024.0, 1200.0, 1920.0, 2000.0, 2048.0])
def test_coarse_times_without_a_gap_are_read_at_the_typed_rate(rate_hz: float, digits: int) -> None:
    read, notes = rate(printed(rate_hz, digits), rate_hz)
    assert read == pytest.approx(rate_hz, rel=1e-4)
    assert notes == []


@pytest.mark.parametrize("rate_hz", [960.0, 1000.0, 1200.0, 2048.0])
def test_coarse_times_show_a_hole_and_rows_that_come_twice(rate_hz: float) -> None:
    times = printed(rate_hz, 2)
    with pytest.raises(UnreadableFile, match=r"row 2001 says .*rows are missing"):
        rate(np.delete(times, slice(2000, 2200)), rate_hz)
    with pytest.raises(UnreadableFile, match="rows are missing, doubled"):
        rate(np.insert(times, 2000, times[1900:2000]), rate_hz)


def test_exact_times_without_a_unit_show_one_row_that_is_missing() -> None:
    """They count milliseconds: seconds would be no plate's rate, so the rate has to be typed."""
    check_times(2.0 * np.arange(N, dtype=np.float64), 0.0, 500.0, "a.csv")
    with pytest.raises(UnreadableFile, match="row 3002 says"):
        check_times(np.delete(2.0 * np.arange(N, dtype=np.float64), 3001), 0.0, 500.0, "a.csv")


def test_a_typed_rate_that_is_not_that_of_the_times_is_named_with_both() -> None:
    with pytest.raises(OptionNeeded, match=r"run at 999\.\d+ Hz, --rate says 500 Hz"):
        rate(printed(1000.0, 2), 500.0)


def test_times_that_run_back_name_the_row() -> None:
    times = printed(1000.0, 3)
    with pytest.raises(UnreadableFile, match=r"row 4001 says 0, the row before 3\.999"):
        rate(np.concatenate([times, times]))


def test_a_clock_that_is_uneven_all_along_is_read_with_a_word() -> None:
    """A computer's clock that stamps sixteen samples at once."""
    late = np.random.default_rng(8).uniform(0.0, 1e-3, N)
    times = np.maximum.accumulate((np.ceil(np.arange(1, N + 1) / 16.0) * 16.0) / 1000.0 + late)
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        rate(times)
    read, notes = rate(times, 1000.0)
    assert read == 1000.0
    assert "its times are uneven by 15 rows" in notes[0]
    with pytest.raises(UnreadableFile, match="rows are missing"):
        rate(np.delete(times, slice(2000, 2100)), 1000.0)


@pytest.mark.parametrize(
    "times",
    [np.zeros(N), np.random.default_rng(1).normal(size=N), np.array([0.0]), np.array([0.0, 0.0])],
    ids=["stands still", "no times", "one", "two alike"],
)
def test_a_column_t_that_tells_nothing_leaves_the_rate_to_the_person(times: FloatArray) -> None:
    assert rate(times, 1000.0, "t") == (1000.0, [])


def test_times_at_a_slower_rate_that_falls_between_their_digits_ask_for_it() -> None:
    """970.87 Hz in milliseconds skips every 33rd one: no row is missing."""
    times = printed(970.87, 3)
    with pytest.raises(OptionNeeded, match="too coarsely"):
        rate(times)
    assert rate(times, 970.87) == (970.87, [])
    with pytest.raises(OptionNeeded, match="--rate says 1000 Hz"):
        rate(times, 1000.0)


def test_the_largest_gap_is_the_one_that_is_named() -> None:
    with pytest.raises(UnreadableFile, match=r"jump from 1\.999 to 2\.2 at row 2001"):
        rate_of_times(np.delete(printed(1000.0, 3), slice(2000, 2200)), 1.0, "a.csv")


@pytest.mark.parametrize(("unit", "seconds"), [("ms", 0.001), ("s", 1.0), ("", 0.0), ("min", 0.0), ("µs", 0.0)])
def test_minutes_are_no_milliseconds(unit: str, seconds: float) -> None:
    assert time_unit_s("time", unit) == seconds


def bioware(times: FloatArray, rate_words: str = "1000.000000", decimal: str = ".") -> str:
    head = f"BioWare 5\nRate (Hz):\t{rate_words}\nabs time\tFx\tFy\tFz\tMx\tMy\tMz\ns\tN\tN\tN\tN m\tN m\tN m\n"
    rows = "".join(f"{time:.6f}\t1.5\t2\t{800 + k % 7}\t40\t-16\t1\n" for k, time in enumerate(times))
    return head + rows.replace(".", decimal)


def test_bioware_lacking_rows_names_the_first_by_its_time(read_text: ReadText) -> None:
    times = np.arange(N) / 1000.0
    assert read_text(bioware(times)).n == N
    for lost in (slice(2000, 2001), slice(2000, 2100)):
        with pytest.raises(UnreadableFile, match=r"row 2001 says 2\.\d+ s, at 1000 Hz after row 2000 it would be 2 s"):
            read_text(bioware(np.delete(times, lost)))


@pytest.mark.parametrize(
    ("words", "decimal"),
    [("1,000", "."), ("1.000", ","), ("1000,000000", ","), ("1000", "."), ("1,000.000000", "."), ("1.000,00", ",")],
)
def test_a_mark_of_thousands_in_biowares_rate_is_none_of_decimals(
    read_text: ReadText, words: str, decimal: str
) -> None:
    assert read_text(bioware(np.arange(N) / 1000.0, words, decimal)).rate_hz == 1000.0


def test_bioware_whose_rate_contradicts_its_times_names_both(read_text: ReadText) -> None:
    with pytest.raises(UnreadableFile, match="its times run at 1000 Hz, its head says 2000 Hz"):
        read_text(bioware(np.arange(N) / 1000.0, "2000.000000"))


def nexus(rows: list[tuple[int, int]]) -> str:
    head = "Devices\n1000\n,,FP - Force,,,FP - Moment,,\nFrame,Sub Frame,Fx,Fy,Fz,Mx,My,Mz\n,,N,N,N,N.mm,N.mm,N.mm\n"
    return head + "".join(f"{frame},{part},1,2,-800,4000,16000,10\n" for frame, part in rows)


def test_nexus_counts_its_frames(read_text: ReadText) -> None:
    rows = [(frame, part) for frame in range(1, 41) for part in range(10)]
    assert read_text(nexus(rows)).n == 400
    assert read_text(nexus(rows[17:393])).n == 376
    assert read_text(nexus([(frame, 0) for frame in range(7, 40)])).n == 33
    with pytest.raises(UnreadableFile, match="row 101 is frame 12 3, the row before frame 10 9"):
        read_text(nexus(rows[:100] + rows[113:]))
    with pytest.raises(UnreadableFile, match="row 101 is frame 10 0, the row before frame 10 9"):
        read_text(nexus(rows[:100] + rows[90:]))
