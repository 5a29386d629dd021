"""What the doctor says of sleep, USB power, disk and recorders; what it cannot tell is missing, never broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from acquisition.recorder_space import bytes_per_hour, hours_left, space_words
from service.doctor import check_disk, check_recorders
from service.doctor_power import check_sleep, check_usb_power

Run = Callable[..., "CompletedProcess[str]"]


def write(path: Path, text: str) -> None:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_computer_that_may_sleep_is_warned_of_and_told_how_to_switch_it_off(tmp_path: Path) -> None:
    write(tmp_path / "sys/power/state", "freeze mem disk\n")
    check = check_sleep(tmp_path, "Linux")
    assert check.verdict == "warning"
    assert "idle sleep, suspend, hibernate" in check.says
    assert "systemctl mask sleep.target" in check.says


@pytest.mark.parametrize("folder", ["etc/systemd/system", "run/systemd/system"])
def test_a_masked_sleep_target_is_fine(tmp_path: Path, folder: str) -> None:
    write(tmp_path / "sys/power/state", "mem\n")
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "sleep.target").symlink_to("/dev/null")
    assert check_sleep(tmp_path, "Linux").verdict == "ok"


def test_a_computer_that_cannot_sleep_is_fine(tmp_path: Path) -> None:
    write(tmp_path / "sys/power/state", "\n")
    assert check_sleep(tmp_path, "Linux").verdict == "ok"


@pytest.mark.parametrize("system", ["Windows", "Darwin", "Linux"])
def test_what_a_system_does_not_tell_is_missing(tmp_path: Path, system: str) -> None:
    assert check_sleep(tmp_path, system).verdict == "missing"
    assert check_usb_power(tmp_path, system).verdict == "missing"


@pytest.mark.parametrize(("control", "verdict"), [("auto", "warning"), ("on", "ok")])
def test_power_saving_of_an_ni_device_is_warned_of(tmp_path: Path, control: str, verdict: str) -> None:
    devices = tmp_path / "sys/bus/usb/devices"
    for name, vendor, product in (("1-1", "3923", "USB-6210"), ("1-2", "046d", "Mouse")):
        write(devices / name / "idVendor", f"{vendor}\n")
        write(devices / name / "product", f"{product}\n")
        write(devices / name / "power/control", f"{control if vendor == '3923' else 'auto'}\n")
    check = check_usb_power(tmp_path, "Linux")
    assert check.verdict == verdict
    assert "USB-6210" in check.says
    assert "Mouse" not in check.says


def test_a_computer_without_an_ni_device_on_usb_is_fine(tmp_path: Path) -> None:
    (tmp_path / "sys/bus/usb/devices/usb1").mkdir(parents=True)
    assert check_usb_power(tmp_path, "Linux").verdict == "ok"


def test_room_on_the_disk_is_told_in_hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bytes_per_hour(16, 1000.0, 50) == pytest.approx(0.493e9, rel=0.01)
    assert hours_left(tmp_path, 16, 10_000.0, 500) < hours_left(tmp_path, 16, 1000.0, 50)
    assert [space_words(hours) for hours in (1.24, 9.97, 31.6)] == ["1.2 h", "10.0 h", "32 h"]
    monkeypatch.setattr("service.doctor.hours_left", lambda *_: 1.9)
    check = check_disk()
    assert check.verdict == "warning"
    assert "1.9 h of 16 channels at 1 kHz" in check.says


def test_no_recorder_is_found_where_none_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path))
    assert check_recorders().says == f"none runs (they would be found in {tmp_path})"


def test_doctor_ends_well_where_nothing_is_broken(legdrive: Run, tmp_path: Path) -> None:
    outcome = legdrive("doctor", cwd=tmp_path)
    assert outcome.returncode == 0, outcome.stdout
    for words in ("Sleep", "USB power", "Recorders", "Disk"):
        assert words in outcome.stdout
    assert "broken" not in outcome.stdout
