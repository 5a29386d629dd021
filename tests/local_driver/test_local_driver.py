"""The ctypes path: nidaqmx with a driver library in this process. A child process finds the stand-in as its driver."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest

from acquisition.recording import read_recording, verify

Build = Callable[..., Path]
RunWithDriver = Callable[..., "CompletedProcess[str]"]


def cases(report: Path) -> dict[str, int]:
    """How many tests of each class passed; anything else is counted under its outcome."""
    counts: dict[str, int] = {}
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        outcome = next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "")
        name = outcome or case.attrib["classname"].rpartition(".")[2]
        counts[name] = counts.get(name, 0) + 1
    return counts


def test_both_contracts_hold_on_the_local_driver(
    run_with_driver: RunWithDriver, driver_folder: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.xml"
    outcome = run_with_driver(
        driver_folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", "tests/contract"
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert cases(report) == {"TestEverySource": 10, "TestEveryDriver": 15}


def test_the_tests_for_hardware_run_on_whatever_device_the_driver_names(
    run_with_driver: RunWithDriver, driver_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGDRIVE_HARDWARE", "Dev1")
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "keeps_to", "tests/hardware")
    outcome = run_with_driver(driver_folder, *words)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "1 passed, 1 deselected" in outcome.stdout


def test_a_capture_from_the_command_line_takes_the_local_driver_and_passes_its_warnings_on(
    run_with_driver: RunWithDriver, build: Build, tmp_path: Path
) -> None:
    folder = build()
    (folder / "faults.txt").write_text("1\nwarn 0 200010\n")
    words = ("-m", "service.cli", "capture", "--rig", str(folder / "rig.toml"), "--out", str(tmp_path / "out"))
    outcome = run_with_driver(folder, *words, "--seconds", "2")
    assert outcome.returncode == 0, outcome.stderr
    path = Path(outcome.stdout.strip())
    assert verify(path).whole
    assert read_recording(path).n == 2000
    assert "zero taken" in outcome.stderr
    assert "Warning: the driver warns: An error that was ordered from the stand-in (NI 200010)\n" in outcome.stderr
    assert "DaqWarning" not in outcome.stderr


def test_doctor_sees_the_driver_and_its_device(run_with_driver: RunWithDriver, driver_folder: Path) -> None:
    outcome = run_with_driver(driver_folder, "-m", "service.cli", "doctor")
    assert "version 24.5.0" in outcome.stdout
    assert "Dev1 (Stand-in)" in outcome.stdout


@pytest.mark.parametrize(
    ("options", "version", "says"),
    [
        ((), "19 1 0", "NI-DAQmx 19.1.0 is too old; install 20.0 or newer from ni.com"),
        (("-DOLD_DRIVER",), "24 5 0", "NI-DAQmx on this computer is too old; install a newer one from ni.com"),
    ],
)
def test_a_driver_of_a_wrong_version_is_said_in_one_line(
    run_with_driver: RunWithDriver, build: Build, tmp_path: Path, options: tuple[str, ...], version: str, says: str
) -> None:
    folder = build(*options, version=version)
    words = ("-m", "service.cli", "capture", "--rig", str(folder / "rig.toml"), "--out", str(tmp_path))
    outcome = run_with_driver(folder, *words)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.splitlines() == [f"legdrive: Dev1 at local: {says}"]
    assert list(tmp_path.iterdir()) == []
