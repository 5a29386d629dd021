"""``legdrive check`` against the simulated device: a right rig passes, a wrong one is told what is wrong with it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from acquisition.errors import PlatesNotReady, UnreadableFile
from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.rig import Rig, parse_rig, read_rig
from service.commissioning import CommissioningProgress, PlateCheck
from service.commissioning_check import check_corners, check_point_load
from service.commissioning_history import checks_path, history_words, read_checks
from service.commissioning_places import Place, drawing
from service.commissioning_rig_text import KeyChange, changed_text
from service.commissioning_words import channel_words
from sim_data.amplifier import PlateSettings
from sim_data.corner_session import LoadedPlates, PlannedLoad, corner_presses, placed_weight
from sim_data.daq_process import SpawnedDevice, spawn
from sim_data.daq_server import SimulatedDeviceServer
from sim_data.rig_text import rig_text as sim_rig_text

Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture(scope="module")
def corners() -> Iterator[SpawnedDevice]:
    """A free-running device on which each corner is pressed in order, from every start of a task."""
    with spawn(session="corners", rate_hz=500.0, block_ms=200.0) as device:
        yield device


@pytest.fixture
def rig_text(corners: SpawnedDevice) -> str:
    """Its rig file."""
    return corners.rig.read_text()


def with_channels(text: str, left: list[str], right: list[str]) -> str:
    """The rig file with other channels."""
    lists = iter((left, right))
    return re.sub(r"channels = \[.*\]", lambda _: f"channels = {json.dumps(next(lists))}", text)


def exchanged(text: str, one: int, other: int) -> str:
    """The rig file with two inputs in each other's place."""
    names = [f"ai{number}" for number in range(12)]
    names[one], names[other] = names[other], names[one]
    return with_channels(text, names[:6], names[6:])


def inverted(text: str, channel: int) -> str:
    """The rig file with one matrix column of the wrong sign."""
    plate, column = divmod(channel, 6)
    matrix = tomllib.loads(text)["plate"][plate]["matrix"]
    wrong = [[-value if place == column else value for place, value in enumerate(row)] for row in matrix]
    changed = changed_text(text, [KeyChange(plate, ("matrix",), wrong)])
    assert changed is not None
    return changed


def report(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[bool, str]:
    """Outcome and words of a check with this rig file."""
    path = tmp_path / "rig.toml"
    path.write_text(text)
    passed = check_corners(path, read_rig(path))
    return passed, capsys.readouterr().out


def test_a_right_rig_passes_and_the_technician_is_led_from_corner_to_corner(
    legdrive: Run, corners: SpawnedDevice, rig_text: str, tmp_path: Path
) -> None:
    path = tmp_path / "lab.toml"
    path.write_text(rig_text)
    outcome = legdrive("check", "--rig", path)
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout == "PASSED: channel map, polarity, left and right, and COP sign are right.\n"
    assert "SIMULATED" in outcome.stderr
    asked = re.findall(r"^\d of 8: (left|right) plate, ([a-z ]+) corner$", outcome.stderr, re.M)
    assert asked == [(load["side"], load["place"]) for load in json.loads(corners.plan.read_text())["loads"]]
    assert outcome.stderr.count("ok. Let go.") == 8
    (check,) = read_checks(path)
    assert (check["kind"], check["passed"], check["simulated"]) == ("corners", True, True)
    assert len(check["presses"]) == 8
    assert all(len(line) <= 120 for line in outcome.stderr.splitlines())


@pytest.mark.parametrize("channel", range(12))
def test_an_inverted_channel_is_named(
    channel: int, rig_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passed, words = report(inverted(rig_text, channel), tmp_path, capsys)
    side, name = ("left", "right")[channel // 6], ("Fx", "Fy", "Fz", "Mx", "My", "Mz")[channel % 6]
    assert not passed
    assert words.startswith(f"NOT PASSED: ai{channel} ({side} {name}) has the wrong sign")
    assert f"plate[{1 + channel // 6}].inverted\n    is         not there\n" in words
    assert f'    should be  inverted = ["ai{channel}"]' in words
    assert "It might also be" not in words


@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, 3), (3, 4), (4, 5), (6, 11), (8, 9), (2, 8), (0, 6), (5, 7)])
def test_exchanged_channels_are_named_with_the_line_that_mends_them(
    one: int, other: int, rig_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = exchanged(rig_text, one, other)
    passed, words = report(wrong, tmp_path, capsys)
    assert not passed
    first_line = words.partition("\n")[0]
    assert f"ai{one} (" in first_line
    assert f"ai{other} (" in first_line
    assert "are exchanged" in first_line
    for plate in tomllib.loads(rig_text)["plate"]:
        line = f"channels = {json.dumps(plate['channels'])}"
        assert (f"should be  {line}" in words) == (line not in wrong)


def test_a_single_plate_is_proved_by_four_presses(
    rig_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left_only = rig_text[: rig_text.rindex("[[plate]]")]
    passed, words = report(left_only, tmp_path, capsys)
    assert (passed, words) == (True, "PASSED: channel map, polarity, and COP sign are right.\n")
    passed, words = report(inverted(left_only, 4), tmp_path, capsys)
    assert not passed
    assert "ai4 (left My) has the wrong sign" in words


def plates_exchanged(text: str) -> str:
    return with_channels(text, [f"ai{n}" for n in range(6, 12)], [f"ai{n}" for n in range(6)])


def moments_first(text: str) -> str:
    names = [f"ai{n}" for n in range(12)]
    return with_channels(text, names[3:6] + names[:3], names[6:])


def force_on_the_lifter(text: str) -> str:
    return text.replace('measures = "plate"', 'measures = "lifter"')


def corners_from_the_third(text: str) -> str:
    corners = tomllib.loads(text)["plate"][1]["corners_mm"]
    changed = changed_text(text, [KeyChange(1, ("corners_mm",), corners[2:] + corners[:2])])
    assert changed is not None
    return changed


@pytest.mark.parametrize(
    ("spoil", "words_expected"),
    [
        (plates_exchanged, "left and right are exchanged"),
        (
            moments_first,
            "plate[1].channels: the channels of the left plate are not in the order of the matrix' columns",
        ),
        (
            force_on_the_lifter,
            "plate[1] and plate[2].measures: all signs of the left and right plates are turned round",
        ),
        (corners_from_the_third, "plate[2].corners_mm: the corners of the right plate are listed in a wrong order"),
    ],
)
def test_a_wrong_key_is_named_and_the_mended_file_is_the_right_one(
    spoil: Callable[[str], str],
    words_expected: str,
    rig_text: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, mended = tmp_path / "rig.toml", tmp_path / "mended.toml"
    path.write_text(spoil(rig_text))
    assert not check_corners(path, read_rig(path), mended)
    assert words_expected in capsys.readouterr().out
    assert path.read_text() == spoil(rig_text)
    assert tomllib.loads(mended.read_text()) == tomllib.loads(rig_text)


def test_a_check_that_fails_ends_with_1_and_never_writes_over_a_file(
    legdrive: Run, rig_text: str, tmp_path: Path
) -> None:
    path, mended = tmp_path / "rig.toml", tmp_path / "mended.toml"
    path.write_text(exchanged(rig_text, 1, 2))
    outcome = legdrive("check", "--rig", path, "--write", mended)
    assert outcome.returncode == 1
    assert parse_rig(mended.read_text()).channels == parse_rig(rig_text).channels
    again = legdrive("check", "--rig", path, "--write", mended)
    assert (again.returncode, again.stdout) == (2, "")
    assert "exists already" in again.stderr


@pytest.mark.parametrize("plates", ["kistler", "cells"])
def test_other_plates_are_proved_too(plates: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with spawn(session="corners", folder=tmp_path, plates=plates, interleaved=True) as device:
        rig = read_rig(device.rig)
        assert check_corners(device.rig, rig)
        wrong = exchanged_in(rig, device.rig.read_text())
        device.rig.write_text(wrong)
        assert not check_corners(device.rig, read_rig(device.rig))
    words = capsys.readouterr().out
    assert "PASSED: channel map" in words
    assert re.search(r"NOT PASSED: ai\d+ \(left \w+\) and ai\d+ \(left \w+\) are exchanged", words)


def exchanged_in(rig: Rig, text: str) -> str:
    """The rig file with the first two channels of its left plate exchanged."""
    first, second, *others = rig.plate[0].channels
    changed = changed_text(text, [KeyChange(0, ("channels",), [second, first, *others])])
    assert changed is not None
    return changed


class Asked(CommissioningProgress):
    """Keeps the places that were asked for."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.no_push: list[bool] = []
        self.misplacements: list[str] = []

    def asked(self, place: Place, number: int, total: int, done: object) -> None:
        self.places.append(place)

    def again(self, presses: object, *, no_push: bool) -> None:
        self.no_push.append(no_push)

    def misplaced(self, place: Place, words: str) -> None:
        self.misplacements.append(words)


def served_loads(loads: Sequence[PlannedLoad], asked: Asked, mass_kg: float | None = None) -> bool:
    """Whether a check passes on plates that carry these loads, one after the other."""
    plates = LoadedPlates(
        tuple(replace(load, start_s=2.5 + 6.0 * number, stop_s=5.5 + 6.0 * number) for number, load in enumerate(loads))
    )
    with SimulatedDeviceServer(lambda: plates, PlateSettings(seed=3)) as server:
        rig = parse_rig(sim_rig_text(server.address))
        with NidaqmxSource(rig) as source:
            check = PlateCheck(rig, source, asked)
            if mass_kg is None:
                return check.press_corners()[1].passed
            return all(load.passed for load in check.place_weight(mass_kg))


def test_one_press_on_another_corner_is_asked_for_again() -> None:
    loads = corner_presses(7).loads
    wrong = replace(loads[3], cop_mm=loads[2].cop_mm, on_plate_n=loads[2].on_plate_n)
    asked = Asked()
    assert served_loads([*loads[:3], wrong, *loads[4:], loads[3]], asked)
    assert asked.places[8:] == [Place("left", "back left")]
    assert asked.no_push == [False]


def test_presses_straight_down_are_asked_for_again_with_a_push() -> None:
    loads = corner_presses(7).loads
    down = [replace(load, on_plate_n=(0.0, 0.0, load.on_plate_n[2])) for load in loads]
    asked = Asked()
    assert served_loads([*down[:2], *loads[2:4], *down[4:], *loads[:2], *loads[4:]], asked)
    assert asked.places[8:] == [asked.places[number] for number in (0, 1, 4, 5, 6, 7)]
    assert asked.no_push == [True]


def test_a_weight_on_the_other_plate_is_waited_out() -> None:
    loads = placed_weight().loads
    asked = Asked()
    assert served_loads([loads[5], *loads], asked, 20.0)
    assert asked.misplacements == ["the left plate carries 0 N of 196 N"]


def test_a_check_that_nobody_answers_gives_up(tmp_path: Path) -> None:
    asked = Asked()
    with spawn(session="empty", folder=tmp_path) as device:
        rig = read_rig(device.rig)
        with (
            NidaqmxSource(rig) as source,
            pytest.raises(PlatesNotReady, match="left plate, front left corner: nothing was pressed"),
        ):
            PlateCheck(rig, source, asked).press_corners()
    assert asked.places == [Place("left", "front left")]
    assert not checks_path(device.rig).exists()


def test_a_check_on_loaded_plates_is_refused(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="bar", folder=tmp_path) as device:
        outcome = legdrive("check", "--rig", device.rig)
    assert outcome.returncode == 1
    assert "on the plates" in outcome.stderr.splitlines()[-1]
    assert "is it the bar (20 kg)?" in outcome.stderr


def test_a_known_weight_is_measured_on_its_marks_and_remembered(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="point_load", folder=tmp_path) as device:
        outcome = legdrive("check", "--rig", device.rig, "--point-load", "20")
        assert outcome.returncode == 0, outcome.stderr
        rows = re.findall(r"^(left|right) +([a-z ]+?) +([+-][\d.]+) +([+-][\d.]+) .* ([\d.]+)$", outcome.stdout, re.M)
        loads = json.loads(device.plan.read_text())["loads"]
        assert [row[:2] for row in rows] == [(load["side"], load["place"]) for load in loads]
        assert max(abs(float(row[2])) for row in rows) <= 0.3
        assert max(float(row[4]) for row in rows) <= 0.5
        assert "PASSED: 196.1 N at 10 places" in outcome.stdout

        # The same weight said to be another one: every force is off, no place is.
        rig = read_rig(device.rig)
        assert not check_point_load(device.rig, rig, 21.0)
        history = legdrive("check", "--rig", device.rig, "--history")
    assert history.returncode == 0
    assert history.stdout.startswith("Last check: just now.")
    today = f"{datetime.now(UTC):%Y-}"
    lines = [line for line in history.stdout.splitlines() if line.startswith(f"  {today}")]
    assert ["FAILED" in line for line in lines] == [True, False]
    assert "No zero is on record" in history.stdout
    failed = read_checks(device.rig)[-1]
    assert [place["force_error_n"] for place in failed["places"]] == pytest.approx([-9.8] * 10, abs=0.3)


def test_a_weight_that_cannot_be_is_refused(legdrive: Run, root: Path) -> None:
    outcome = legdrive("check", "--rig", root / "examples" / "rig.toml", "--point-load", "2")
    assert outcome.returncode == 2
    assert "--point-load" in outcome.stderr


def test_the_history_says_when_and_on_which_plates(root: Path) -> None:
    rig = read_rig(root / "examples" / "rig.toml")
    check = {"kind": "corners", "passed": True, "summary": "all right", "plates_sha256": "another"}
    checks = [check | {"at": "2026-11-20T07:30:00+00:00"}, check | {"at": "2026-11-24T07:00:00+00:00", "passed": False}]
    words = history_words(rig, checks, datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert words.splitlines() == [
        "Last check: 1 day ago.",
        "",
        "  2026-11-24 08:00  corner press  FAILED  all right  (plates or wiring were others)",
        "  2026-11-20 08:30  corner press  passed  all right  (plates or wiring were others)",
    ]
    assert history_words(rig, []) == "No check is on record for this rig."


def test_a_damaged_history_is_told_by_its_line(tmp_path: Path) -> None:
    checks_path(tmp_path / "rig.toml").write_text('{"schema": "legdrive/check/1"}\n')
    with pytest.raises(UnreadableFile, match="line 1 is no check"):
        read_checks(tmp_path / "rig.toml")


def test_the_drawing_marks_the_asked_corner_and_those_that_are_done() -> None:
    lines = drawing(["left", "right"], Place("right", "front right"), [Place("left", "back left")]).splitlines()
    assert lines[0].strip() == "front"
    assert lines[2] == "  |               |  |           vvv |"
    assert lines[8] == "  | ok            |  |               |"
    assert drawing(["left"], Place("left", "centre"), [], weight=True).splitlines()[5] == "  |      [#]      |"


def test_a_change_leaves_comments_alone_and_refuses_to_guess(root: Path) -> None:
    text = (root / "examples" / "rig.toml").read_text()
    changed = changed_text(text, [KeyChange(1, ("measures",), "lifter"), KeyChange(0, ("channels",), ["ai9"])])
    assert changed is not None
    assert changed.count("#") == text.count("#")
    assert tomllib.loads(changed)["plate"][1]["measures"] == "lifter"
    assert tomllib.loads(changed)["plate"][0]["channels"] == ["ai9"]
    inline = text.replace("[[plate]]", "[[ plate ]]", 1).replace("measures =", '"measures" =')
    assert changed_text(inline, [KeyChange(1, ("measures",), "lifter")]) is None


def test_channels_are_named_by_plate_and_component(root: Path) -> None:
    rig = read_rig(root / "examples" / "rig.toml")
    assert channel_words(rig, 9) == f"{rig.channels[9]} (right Mx)"


def test_presses_that_nothing_explains_are_listed(
    corners: SpawnedDevice, rig_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = exchanged(inverted(rig_text, 1), 3, 8)
    passed, words = report(wrong, tmp_path, capsys)
    assert not passed
    assert "presses cannot be explained" in words
    assert len(re.findall(r"^  (left|right) +\w+ \w+ +seen ", words, re.M)) == 8
    assert len(words.splitlines()) <= 24
