"""The stand-in for NI's driver library, compiled, with simulated plates behind it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim_data.amplifier import PlateSettings
from sim_data.daq_standing import StandingLifter
from sim_data.plates import PlatePair
from sim_data.rig_text import rig_text

SEED, SAMPLES = 7, 20_000
STEP_V = 20.0 / 65536.0
SOURCES = ("device.c", "tasks.c")
Build = Callable[..., Path]
RunWithDriver = Callable[..., "subprocess.CompletedProcess[str]"]


def write_device(folder: Path, version: str) -> None:
    """The device's facts, its volts, and a rig for it."""
    (folder / "device.txt").write_text(f"Dev1 Stand-in {0x51A70001} {version} {SAMPLES}\n")
    volts = np.zeros((16, SAMPLES))
    volts[:12] = PlatePair(StandingLifter(), PlateSettings(seed=SEED)).volts(0, SAMPLES)
    volts[15] = (np.arange(SAMPLES) % 65536 - 32768) * STEP_V
    volts.tofile(folder / "volts.f64")
    (folder / "rig.toml").write_text(re.sub(r"(?m)^product = .*\n", "", rig_text("local")))


@pytest.fixture(scope="session")
def build(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Compile the stand-in into a folder of its own; options go to gcc."""

    def make(*options: str, version: str = "24 5 0") -> Path:
        folder = tmp_path_factory.mktemp("driver")
        sources = [str(root / "tests" / "local_driver" / name) for name in SOURCES]
        flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden", "-shared", "-fPIC"]
        name = "libnidaqmx.so.1"
        command = ["gcc", *flags, *options, f"-Wl,-soname,{name}", "-o", str(folder / name), *sources, "-lm"]
        subprocess.run(command, check=True, timeout=60)
        (folder / "libnidaqmx.so").symlink_to(name)
        write_device(folder, version)
        return folder

    return make


@pytest.fixture(scope="session")
def run_with_driver(root: Path) -> RunWithDriver:
    """Run Python in a process that finds the library of a folder; returns the completed process with text output."""

    def run(folder: Path, *words: str, timeout_s: float = 120.0) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "LD_LIBRARY_PATH": str(folder),
            "LEGDRIVE_STANDIN": str(folder),
            "LEGDRIVE_CONTRACT": "local",
        }
        return subprocess.run(
            [sys.executable, "-P", *words],
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            cwd=root,
            env=environment,
        )

    return run


@pytest.fixture(scope="session")
def driver_folder(build: Build) -> Path:
    """The stand-in as it should be."""
    return build()
