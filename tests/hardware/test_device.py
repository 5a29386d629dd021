"""The tests of the driver paths on a real device: opt in by ``LEGDRIVE_HARDWARE``, its name or the path of a rig file.

See ``docs/hardware.md`` for what to wire, what else to try by hand, and how to report it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytestmark = pytest.mark.hardware
NAMED = os.environ.get("LEGDRIVE_HARDWARE", "")


def outcomes(report: Path) -> dict[str, int]:
    """How many tests passed, and how many had which other outcome."""
    counts = {"passed": 0}
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        kind = next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")
        counts[kind] = counts.get(kind, 0) + 1
    return counts


@pytest.mark.skipif(not NAMED, reason="set LEGDRIVE_HARDWARE to an NI device's name or to a rig file")
def test_a_real_device_keeps_to_what_every_driver_path_keeps_to(root: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    outcome = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--junitxml={report}",
            "tests/contract",
        ],
        capture_output=True,
        text=True,
        timeout=600.0,
        check=False,
        cwd=root,
        env={**os.environ, "LEGDRIVE_CONTRACT": "hardware", "LEGDRIVE_STRICT": "0"},
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    # What cannot be ordered from a real device, or is not known beforehand, is skipped with its reason.
    assert outcomes(report) == {"passed": 15, "skipped": 10}


@pytest.mark.skipif(not NAMED, reason="set LEGDRIVE_HARDWARE to an NI device's name or to a rig file")
def test_a_minute_of_a_real_device_is_recorded_without_a_gap(root: Path, tmp_path: Path) -> None:
    from acquisition.nidaqmx_source import NidaqmxSource
    from acquisition.recording import RecordingWriter, verify
    from acquisition.rig import parse_rig, read_rig
    from acquisition.stream import PlateAcquisition

    example = re.sub(r'(?m)^address = "[^"]*"', 'address = "local"', (root / "examples" / "rig.toml").read_text())
    of_device = re.sub(r'(?m)^device = "[^"]*"', f'device = "{NAMED}"', example)
    rig = read_rig(NAMED) if NAMED.endswith(".toml") else parse_rig(of_device)
    path, seconds = tmp_path / "minute.mcap", 60
    with NidaqmxSource(rig) as source:
        acquisition = PlateAcquisition(source, last_sample=round(seconds * source.rate_hz))
        acquisition.arm()
        acquisition.start(RecordingWriter(path, source))
        assert acquisition.wait(2.0 * seconds)
        acquisition.finish()
        print(f"{source.driver}\n{source.clock}")
    assert acquisition.fault is None
    assert verify(path).whole
