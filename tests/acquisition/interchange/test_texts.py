"""Texts of other programs, written here small, each as its program writes it."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import numpy as np
import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.record import PlateRecord
from processing.options import AnalysisOptions
from processing.samples import record_samples

ReadText = Callable[..., PlateRecord]


FORCEDECKS = """Name;Somebody
Date;25/11/2026
System Weight;80,5

Time;Left;Right
0,000;400,5;390
0,001;401,25;389,5
0,002;402;388,75
0,003;402,5;388
"""


@pytest.mark.parametrize(
    "text",
    [
        FORCEDECKS,
        FORCEDECKS.replace(";", "\t"),
        FORCEDECKS.replace(",", ".").replace(";", ","),
        FORCEDECKS.replace("\n", "\r\n"),
        "\n".join(",".join(f'"{cell}"' for cell in line.split(";")) for line in FORCEDECKS.splitlines()),
        FORCEDECKS.replace("Left", "Z Left").replace("Right", "Z Right"),
    ],
    ids=["semicolons", "tabs", "points", "Windows", "quoted", "Z Left"],
)
def test_forcedecks_is_read_with_either_decimal_sign(read_text: ReadText, text: str) -> None:
    record = read_text(text)
    assert record.format == "forcedecks"
    assert record.rate_hz == 1000.0
    assert [plate.name for plate in record.plates] == ["left", "right"]
    np.testing.assert_array_equal(record.signals[0], [[400.5, 401.25, 402.0, 402.5]])
    np.testing.assert_array_equal(record.signals[1], [[390.0, 389.5, 388.75, 388.0]])
    assert {plate.kind for plate in record.plates} == {"4-cell"}


def test_whole_numbers_in_the_first_rows_do_not_hide_decimal_commas(read_text: ReadText) -> None:
    record = read_text("Time;Left;Right\n0;400;390\n1;401;391\n2;401,5;392\n", 1000.0)
    np.testing.assert_array_equal(record.signals[0], [[400.0, 401.0, 401.5]])


def test_forcedecks_with_right_before_left_keeps_the_sides(read_text: ReadText) -> None:
    record = read_text(FORCEDECKS.replace("Left;Right", "Right;Left"))
    assert [plate.name for plate in record.plates] == ["left", "right"]
    np.testing.assert_array_equal(record.signals[0][0, :2], [390.0, 389.5])


def test_times_too_coarse_for_their_samples_need_the_rate(read_text: ReadText) -> None:
    text = "Time,Left,Right\n0.00,1,2\n0.00,1,2\n0.01,1,2\n"
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        read_text(text)
    assert read_text(text, 500.0).rate_hz == 500.0


def test_missing_samples_show_in_the_times(read_text: ReadText) -> None:
    rows = [f"{k / 1000:.3f},400,390" for k in range(300) if k != 150]
    with pytest.raises(UnreadableFile, match=r"jump from 0\.149 to 0\.151 at row 151"):
        read_text("\n".join(["Time,Left,Right", *rows]))


NEXUS = """Devices
1000
,,Plate A - Force,,,Plate A - Moment,,,Plate A - CoP,,,EMG - Voltage,Combined - Force,,
Frame,Sub Frame,Fx,Fy,Fz,Mx,My,Mz,Cx,Cy,Cz,Biceps,Fx,Fy,Fz
,,N,N,N,N.mm,N.mm,N.mm,mm,mm,mm,V,N,N,N
1,0,1.5,-2,-800,8000,16000,10,320,440,0,0.1,9,9,9
1,1,1.5,-2,-800,8000,16000,10,320,440,0,0.1,9,9,9
2,0,1.5,-2,-800,4000,16000,10,320,445,0,0.1,9,9,9

Trajectories
100
,,Marker,,
Frame,Sub Frame,X,Y,Z
,,mm,mm,mm
1,0,1,2,3
"""


def test_nexus_devices_give_rate_plates_and_place_and_nothing_else(read_text: ReadText) -> None:
    record = read_text(NEXUS)
    assert (record.format, record.rate_hz, record.n, len(record.plates)) == ("nexus", 1000.0, 3, 1)
    np.testing.assert_allclose(record.plates[0].centre_mm, [300.0, 450.0, 0.0])
    samples = record_samples(record, AnalysisOptions())
    np.testing.assert_allclose(samples.force_n[:, 0], [-1.5, 2.0, 800.0])
    np.testing.assert_allclose(samples.cop_mm[:, 2], [320.0, 445.0, 0.0])


def test_nexus_without_a_moment_is_named(read_text: ReadText) -> None:
    with pytest.raises(UnreadableFile, match="Plate A lacks My"):
        read_text(NEXUS.replace("Mx,My,Mz", "Mx,Fq,Mz"))


def opensim(separator: str) -> str:
    names = (
        ["time"]
        + [f"ground_force_{side}_{kind}{axis}" for side in ("r", "l") for kind in "vp" for axis in "xyz"]
        + [f"ground_torque_{side}_{axis}" for side in ("r", "l") for axis in "xyz"]
    )
    row = ["5", "400", "-3", "0.1", "0", "0.2", "4", "380", "2", "0.1", "0", "-0.2", "0", "1.5", "0", "0", "-1", "0"]
    head = "jump\nversion=1\nnRows=3\nnColumns=19\ninDegrees=yes\nendheader\n"
    rows = [separator.join([f"{0.25 + k / 500:.3f}", *row]) for k in range(3)]
    return head + "\n".join([separator.join(names), *rows]) + "\n"


@pytest.mark.parametrize("separator", ["\t", "  "], ids=["tabs", "spaces"])
def test_an_opensim_file_has_y_up_metres_and_named_feet(read_text: ReadText, separator: str) -> None:
    record = read_text(opensim(separator))
    assert (record.format, record.rate_hz, record.n) == ("opensim", 500.0, 3)
    assert [plate.name for plate in record.plates] == ["right", "left"]
    samples = record_samples(record, AnalysisOptions(up="+y"))
    np.testing.assert_allclose(samples.plates[0].force_n[:, 0], [5.0, 400.0, -3.0])
    np.testing.assert_allclose(samples.plates[0].cop_mm[:, 0], [100.0, 0.0, 200.0], atol=1e-9)
    np.testing.assert_allclose([plate.free_moment_nm[0] for plate in samples.plates], [1.5, -1.0], atol=1e-12)


def test_without_a_torque_the_free_moment_is_empty_not_zero(read_text: ReadText) -> None:
    text = opensim("\t").replace("torque", "unused")
    record = read_text(text)
    for each in (
        record,
        read_text("x,y,z,px,pz\n5,400,-3,1,2\n5,400,-3,1,2\n", 500.0, "fx=x,fy=y,fz=z,copx=px,copz=pz"),
    ):
        samples = record_samples(each, AnalysisOptions(up="+y")).plates[0]
        assert np.isnan(samples.free_moment_nm).all()
        assert np.isnan(samples.moment_nm[1]).all()
        assert np.isfinite(samples.cop_mm).all()
        np.testing.assert_allclose(samples.force_n[:, 0], [5.0, 400.0, -3.0])


def test_a_loaded_foot_without_its_point_is_damage(read_text: ReadText) -> None:
    text = opensim("\t").replace("\t0.1\t0\t0.2\t", "\tnan\t0\t0.2\t")
    with pytest.raises(UnreadableFile, match="no centre of pressure in row 1"):
        read_text(text)


BIOWARE = """BioWare Version 5.6.1.0 Export
Device:\tPlate\tPlate
Rate (Hz):\t500.000000\t500.000000
File Information
Date\tMay 13, 2026
abs time\tFx\tFy\tFz\tMx\tMy\tMz\tTz\tAx\tAy
s\tN\tN\tN\tN m\tN m\tN m\tN m\tm\tm
0.000000\t1\t2\t800\t40\t-16\t1\t1\t0.02\t0.05
0.002000\t1\t2\t800\t40\t-16\t1\t1\t0.02\t0.05
"""


@pytest.mark.parametrize("text", [BIOWARE, BIOWARE.replace(".", ",")], ids=["points", "decimal commas"])
def test_bioware_gives_pressure_in_the_plates_own_frame(read_text: ReadText, text: str) -> None:
    record = read_text(text)
    assert (record.format, record.rate_hz, record.n) == ("bioware", 500.0, 2)
    samples = record_samples(record, AnalysisOptions())
    np.testing.assert_allclose(samples.plates[0].cop_mm[:2, 0], [20.0, 50.0])
    assert np.isnan(samples.cop_mm).all()


def test_bioware_whose_pressure_contradicts_its_moments_is_refused(read_text: ReadText) -> None:
    with pytest.raises(UnreadableFile, match="not that of its moments"):
        read_text(BIOWARE.replace("0.02", "0.06"))


def test_a_plain_table_lists_its_columns_and_the_option(read_text: ReadText) -> None:
    with pytest.raises(OptionNeeded, match="a, b, c; write --columns left_fz=COLUMN"):
        read_text("a,b,c\n1,2,3\n4,5,6\n")


def test_columns_are_named_by_name_or_number_with_units(read_text: ReadText) -> None:
    text = "t;a;b\n0;0,4;390\n1;0,5;380\n"
    record = read_text(text, 1000.0, "left_fz=a:kN,right_fz=3")
    assert (record.rate_hz, record.format) == (1000.0, "columns")
    np.testing.assert_array_equal(record.signals[0], [[400.0, 500.0]])
    np.testing.assert_array_equal(record.signals[1], [[390.0, 380.0]])


def test_a_column_of_milliseconds_gives_the_rate(read_text: ReadText) -> None:
    assert read_text("Time (ms),F\n0,800\n2,801\n4,802\n", columns="fz=F").rate_hz == 500.0
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        read_text("time,F\n0,800\n2,801\n4,802\n", columns="fz=F")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("left_fz", "names no column"),
        ("left_q=a", "is no quantity of a plate"),
        ("left_fz=a,left_fz=b", "named twice"),
        ("left_fz=a,fz=b", "do not go together"),
        ("left_mx=a", "names no force of the left plate"),
        ("fz=a,mx=b,copx=c", "the same twice"),
        ("fz=z", "has no column 'z', but a, b, c"),
        ("ai0=a", "no rig"),
        ("", "names no column"),
        ("fz=a,copx=b", "needs copy too"),
    ],
)
def test_a_wrong_list_of_columns_is_named(read_text: ReadText, typed: str, says: str) -> None:
    with pytest.raises(OptionNeeded, match=says):
        read_text("a,b,c\n800,2,3\n800,5,6\n", 1000.0, typed)


def test_a_word_or_a_short_line_in_a_table_is_named(read_text: ReadText) -> None:
    with pytest.raises(UnreadableFile, match=r"line 4 .*'oops' is no number"):
        read_text("a,b\n1,2\n3,4\n5,oops\n", 1000.0, "fz=a")
    with pytest.raises(UnreadableFile, match=r"line 3 .*1 cells instead of 2"):
        read_text("1,2\n3,4\n5\n", 1000.0, "fz=1")
    with pytest.raises(UnreadableFile, match="lacks a force or moment in row 3"):
        read_text("a,b\n1,2\n3,4\n,5\n", 1000.0, "fz=a")


@pytest.mark.parametrize("content", ["plain words\nand more\n", '{\n  "a": [\n1,\n2\n]}\n', "<x>\n1,2\n3,4\n"])
def test_words_json_and_markup_are_no_tables(read_text: ReadText, content: str) -> None:
    with pytest.raises(UnreadableFile, match="no kind that is known here"):
        read_text(content, 1000.0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_text_is_understood_in_the_encodings_of_the_field(read_text: ReadText, encoding: str) -> None:
    assert read_text(FORCEDECKS.replace("Somebody", "Müller").encode(encoding)).n == 4


def test_a_packed_text_is_read_like_the_plain_one(read_text: ReadText) -> None:
    assert read_text(gzip.compress(FORCEDECKS.encode())).samples_sha256 == read_text(FORCEDECKS).samples_sha256
