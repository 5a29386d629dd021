"""Tables in text: parts, units, decimal signs, and how much of them is read."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange import text_values
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.text_form import unit_in_name
from acquisition.interchange.text_table import read_table

ReadText = Callable[..., PlateRecord]
ROWS = [f"{k / 1000:.3f},{400 + k % 3},{390 + k % 5}" for k in range(100)]
TITLE = "Time,Left,Right"


def text(*parts: str | list[str]) -> str:
    return "\n".join(part if isinstance(part, str) else "\n".join(part) for part in parts) + "\n"


@pytest.mark.parametrize(
    "between",
    [["", TITLE], ["", "Event,the jump starts,", ""], ["", "Event,the jump,starts", "", ""], [",,", "part two"]],
    ids=["its header again", "an event", "three words", "a word"],
)
def test_rows_that_go_on_below_words_are_not_left_out(read_text: ReadText, between: list[str]) -> None:
    line = 52 + len(between)
    if between[-1] == TITLE:
        line -= 1
    with pytest.raises(UnreadableFile, match=f"its table ends at line 51, but line {line} goes on"):
        read_text(text(TITLE, ROWS[:50], between, ROWS[50:]))


@pytest.mark.parametrize(
    "below",
    [["", "Summary,800,810"], ["", "Peak;800"], ["", "1,2"], ["", "made by somebody"], ["", "", ",,"], [""] * 5],
    ids=["words first", "another shape", "two numbers", "a line", "blanks", "blank lines"],
)
def test_a_footer_of_another_shape_is_passed_over(read_text: ReadText, below: list[str]) -> None:
    assert read_text(text(TITLE, ROWS, below)).n == 100


def test_blank_lines_alone_part_no_table(read_text: ReadText) -> None:
    assert read_text(text(TITLE, "\n\n".join(ROWS))).n == 100


NEXUS = "Devices\n1000\n,,FP - Force,,,FP - Moment,,\nFrame,Sub Frame,Fx,Fy,Fz,Mx,My,Mz\n,,N,N,N,N.mm,N.mm,N.mm\n"
DEVICES = [f"{1 + k // 5},{k % 5},1,2,-800,4000,16000,10" for k in range(20)]


def test_nexus_passes_over_its_other_tables_but_not_over_its_own(read_text: ReadText) -> None:
    """Two markers are as wide as a plate."""
    markers = ["", "Trajectories", "200", ",,Marker,,,Other", "Frame,Sub Frame,X,Y,Z,X,Y,Z", ",,mm,mm,mm,mm,mm,mm"]
    assert read_text(text(NEXUS + "\n".join(DEVICES), markers, ["1,0,1,2,3,4,5,6", "2,0,1,2,3,4,5,6"])).n == 20
    with pytest.raises(UnreadableFile, match="its table ends at line 15, but line 18 goes on"):
        read_text(text(NEXUS + "\n".join(DEVICES[:10]), ["", "Event", *DEVICES[10:]]))
    again = ["", *NEXUS.splitlines()]
    with pytest.raises(UnreadableFile, match="its table ends at line 15, but line 20 goes on"):
        read_text(text(NEXUS + "\n".join(DEVICES[:10]), again, DEVICES[10:]))


def test_units_below_the_names_are_counted_with(read_text: ReadText) -> None:
    rows = [f"{k / 1000:.3f},0.4,390" for k in range(50)]
    record = read_text(text(TITLE, "s,kN,N", rows))
    np.testing.assert_allclose([values[0, 0] for values in record.signals], [400.0, 390.0])
    named = read_text(text("Time,A,B", "[s],[kN],[N]", rows), columns="left_fz=A,right_fz=B")
    np.testing.assert_array_equal(named.signals[0], record.signals[0])


@pytest.mark.parametrize("unit", ["lbf", "V", "kg", "mV", "%"])
def test_forces_in_another_unit_are_refused_by_name(read_text: ReadText, unit: str) -> None:
    with pytest.raises(UnreadableFile, match=f"column Left is in '{unit}'"):
        read_text(text(TITLE, f"s,{unit},{unit}", ROWS))
    with pytest.raises(OptionNeeded, match=f"column A is in '{unit}'.*write --columns left_fz=A:N"):
        read_text(text("Time,A,B", f"s,{unit},{unit}", ROWS), columns="left_fz=A,right_fz=B")
    assert read_text(text("Time,A,B", f"s,{unit},{unit}", ROWS), columns="left_fz=A:N,right_fz=B:N").n == 100


def test_a_unit_in_a_columns_name_counts_and_a_typed_one_counts_more(read_text: ReadText) -> None:
    rows = [f"{k / 1000:.3f},0.4,0.39" for k in range(50)]
    content = text("Time (s),Left (kN),Right (kN)", rows)
    assert read_text(content).signals[0][0, 0] == pytest.approx(400.0)
    assert read_text(content, columns="left_fz=2,right_fz=3").signals[0][0, 0] == pytest.approx(400.0)
    assert read_text(content, columns="left_fz=2:N,right_fz=3").signals[0][0, 0] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Fz (kN)", "kN"), ("Fz [N]", "N"), ("Fz[kN]", "kN"), ("Fz_kN", "kN"), ("Fz/kN", "kN"), ("Mx (N.mm)", "N.mm"),
        ("Plate(s)", ""), ("Fz (left)", ""), ("Force (1)", ""), ("Fz", ""), ("N", ""), ("Fz (kN) raw", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_name_ends_in_its_unit_or_in_none(name: str, unit: str) -> None:
    assert unit_in_name(name) == unit


def test_centres_of_pressure_and_moments_follow_their_stated_units(read_text: ReadText) -> None:
    rows = ["400,0.02,0.05"] * 20
    record = read_text(text("Fz,px,py", "N,m,m", rows), 1000.0, "fz=Fz,copx=px,copy=py")
    in_mm = read_text(text("Fz,px,py", ["400,20,50"] * 20), 1000.0, "fz=Fz,copx=px,copy=py")
    np.testing.assert_allclose(record.plates[0].centre_mm, in_mm.plates[0].centre_mm)
    moments = read_text(text("F,M", "N,N.mm", ["400,8000"] * 20), 1000.0, "fz=F,mx=M")
    assert moments.signals[0][1, 0] == pytest.approx(8.0)


def test_nexus_forces_follow_their_unit(read_text: ReadText) -> None:
    kilo = text(NEXUS.replace("N,N,N,N.mm", "N,N,kN,N.mm") + "\n".join(DEVICES).replace("-800", "-0.8"))
    np.testing.assert_allclose(read_text(kilo).signals[0], read_text(text(NEXUS + "\n".join(DEVICES))).signals[0])
    with pytest.raises(UnreadableFile, match="plate 1 has its Fz in 'V'"):
        read_text(kilo.replace("kN", "V"))


@pytest.mark.parametrize(
    ("first", "later"), [("0,001;1.234;410", "0,002;1.235;410"), ("0,001;400,5;410", "0,002;1.235;410")]
)
def test_two_decimal_signs_in_one_file_are_refused(read_text: ReadText, first: str, later: str) -> None:
    with pytest.raises(UnreadableFile, match=r"line \d .*has a decimal point, other cells a comma"):
        read_text(text("Time;Left;Right", first, later))
    with pytest.raises(UnreadableFile, match=r"line 4 .*'401,5' has a decimal comma, other cells a point"):
        read_text(text("Time;Left;Right", "0.001;400;410", "0.002;400;410", "0.003;401,5;410"))


def test_a_table_is_read_in_parts_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = text(TITLE, ROWS[:40], "", ROWS[40:]).replace("\n", "\r\n").encode()
    whole = read_table(content, "a.csv")
    monkeypatch.setattr(text_values, "PART_BYTES", 64)
    parts = read_table(content, "a.csv")
    assert whole is not None
    assert parts is not None
    np.testing.assert_array_equal(parts.values, whole.values)
    wrong = text(TITLE, ROWS[:70], "0.070,oops,1", ROWS[71:]).encode()
    with pytest.raises(UnreadableFile, match=r"line 72 .*'oops' is no number"):
        read_table(wrong, "a.csv")
    huge = text(TITLE, ROWS[:70], "0.070,1e300,1", ROWS[71:]).encode()
    with pytest.raises(UnreadableFile, match="row 71 of the table holds no measurement"):
        read_table(huge, "a.csv")


@pytest.mark.parametrize(
    ("piece", "times", "says"),
    [(b"1,2\n", 60_000_000, "holds 120 million numbers"), (b"1,", 90_000_000, "line 1 is too long"),
     (b"1,2\n", 140_000_000, "text of more than 512 MB"), (b"1,2\n", 10_000_000, "is no number")],
    ids=["numbers", "one line", "bytes", "a word at the end"],
)  # fmt: skip
def test_a_small_file_that_unpacks_to_much_stays_under_a_gigabyte(
    piece: bytes, times: int, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "small.gz"
    with gzip.open(path, "wb", 1) as file:
        for _ in range(100):
            file.write(piece * (times // 100))
        file.write(b"x,2\n")
    code = (
        "import resource, sys\nfrom acquisition.errors import FileError\n"
        "from acquisition.interchange.open_file import read_file\n"
        "try:\n    read_file(sys.argv[1], 1000.0, None, 'fz=1')\n"
        "except FileError as error:\n    print(error.line)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    line, most_kb = done.stdout.splitlines()
    assert says in line
    assert int(most_kb) < 1_000_000


def test_too_little_memory_ends_in_one_line(read_text: ReadText, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("acquisition.interchange.open_file.read_table", fail)
    with pytest.raises(UnreadableFile, match="needs more memory than there is; cut it to the lifts"):
        read_text(text(TITLE, ROWS))
