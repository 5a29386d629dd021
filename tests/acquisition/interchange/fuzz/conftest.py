"""Small valid files of every kind that is read, and ways to spoil them."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nptdms import ChannelObject, TdmsWriter

from acquisition.errors import LegdriveError
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord

C3dFile = Callable[..., bytes]
Operation = tuple[str, float, float, int]
"""What is done, where (a share of the file), how much (a share), and a number that the deed may use."""
DEEDS = ("flip", "cut", "drop", "double", "insert", "swap", "number", "truncate")
WORDS = (
    b"nan",
    b"1e999",
    b"-",
    b",",
    b"\n\n",
    b"\0",
    b"9" * 40,
    b"\xff\xfe",
    b";",
    b'"',
    b"inf",
    b"\t\t",
    b"1e-320",
    b" ",
)
NUMBERS = (0, 1, -1, 127, 128, 255, 256, 32767, 65535, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**63 - 1)
N = 40


@dataclass(frozen=True)
class Seed:
    """A valid file and what must be typed to read it."""

    content: bytes
    typed: dict[str, Any] = field(default_factory=dict)


def rows(columns: int, first: float = 400.0) -> list[list[float]]:
    """Numbers that look like standing: the third of every six carries the load."""
    rng = np.random.default_rng(columns)
    table = rng.normal(size=(N, columns))
    table[:, 2::6] += first
    rounded: list[list[float]] = np.round(table, 4).tolist()
    return rounded


def lines(head: str, table: list[list[float]], separator: str = ",") -> bytes:
    """A text of a head and a table."""
    return (head + "\n".join(separator.join(f"{value:g}" for value in row) for row in table) + "\n").encode()


def timed(table: list[list[float]]) -> list[list[float]]:
    """The table with times before it, 1 kHz."""
    return [[k / 1000.0, *row] for k, row in enumerate(table)]


def c3d(make_c3d: C3dFile, kind: int, processor: int, as_floats: bool) -> bytes:
    """One plate of a type, without markers."""
    n_channels = 8 if kind in (3, 5) else 6
    level = [20.0, 10.0, 400.0, 5000.0, -3000.0, 90.0, 100.0, 120.0][:n_channels]
    described = {
        "USED": np.int16(1),
        "TYPE": np.array([kind], dtype=np.int16),
        "CORNERS": np.array([[600.0, 0, 0, 600], [900, 900, 0, 0], [0, 0, 0, 0]])[:, :, np.newaxis],
        "ORIGIN": np.array([[100.0], [200.0], [-40.0]]),
        "CHANNEL": np.arange(1, n_channels + 1, dtype=np.int16).reshape(-1, 1),
        "CAL_MATRIX": (np.eye(6, n_channels) * 2.0 + 0.01)[:, :, np.newaxis],
    }
    values = np.array(level)[:, np.newaxis] + np.arange(N) % 7
    units = ["N", "N", "N", "Nmm", "Nmm", "Nmm", "N", "N"][:n_channels]
    return make_c3d(values, described, processor=processor, as_floats=as_floats, units=units)


def tdms() -> bytes:
    """Two channels in two segments."""
    file = io.BytesIO()
    with TdmsWriter(file) as writer:
        for part in range(2):
            channels = [
                ChannelObject("plates", name, np.arange(20.0) + 400.0 + part, {"wf_increment": 0.001})
                for name in ("L", "R")
            ]
            writer.write_segment(channels)
    return file.getvalue()


def seeds(make_c3d: C3dFile) -> dict[str, Seed]:
    """One valid file of every kind, by name."""
    six = ",".join(f"{kind}{axis}" for kind in "fm" for axis in "xyz")
    samples = "time_s," + ",".join(f"{name}_1" for name in [*six.split(","), "copx", "copy", "copz", "tz"])
    force = "ground_force_v{0},ground_force_p{0},ground_torque_{0}"
    opensim = ",".join(part.format(axis) for part in force.split(",") for axis in "xyz")
    bioware = "BioWare 5\nRate (Hz):\t1000\t1000\nabs time\tFx\tFy\tFz\tMx\tMy\tMz\ns\tN\tN\tN\tN m\tN m\tN m\n"
    nexus = "Devices\n1000\n,,FP - Force,,,FP - Moment,,,FP - CoP,,\nFrame,Sub Frame,Fx,Fy,Fz,Mx,My,Mz,Cx,Cy,Cz\n"
    found = {
        f"c3d type {kind}, {processor}, {'float' if real else 'integer'}": Seed(c3d(make_c3d, kind, processor, real))
        for kind, processor, real in (
            (1, 84, True),
            (2, 84, False),
            (2, 85, True),
            (3, 86, False),
            (4, 84, True),
            (5, 86, True),
            (5, 85, False),
        )
    }
    found |= {
        "netforce": Seed(lines("\n", rows(12)), {"rate_hz": 1000.0}),
        "bioware": Seed(lines(bioware, timed(rows(6)), "\t")),
        "nexus": Seed(
            lines(
                nexus + ",,N,N,N,N.mm,N.mm,N.mm,mm,mm,mm\n", [[k // 10, k % 10, *row] for k, row in enumerate(rows(9))]
            )
        ),
        "forcedecks": Seed(lines("Name;X\nTime;Left;Right\n", timed(rows(2)), ";").replace(b".", b",")),
        "opensim": Seed(lines(f"version=1\nendheader\ntime,{opensim}\n", timed(rows(9)))),
        "own csv": Seed(lines(f"{samples}\n", timed(rows(10)))),
        "columns": Seed(lines("a,b\n", rows(2)), {"rate_hz": 1000.0, "columns": "left_fz=a,right_fz=b"}),
        "tdms": Seed(tdms(), {"columns": "left_fz=L,right_fz=R"}),
        "packed": Seed(gzip.compress(lines("a,b\n", rows(2))), {"rate_hz": 1000.0, "columns": "left_fz=a,right_fz=b"}),
    }
    return found


def spoilt(content: bytes, deeds: list[Operation]) -> bytes:
    """The content after some deeds of damage."""
    data = bytearray(content)
    for deed, where, share, number in deeds:
        at = min(int(where * len(data)), max(len(data) - 1, 0))
        stop = min(len(data), at + 1 + int(share * share * 200))
        if not data:
            break
        if deed == "flip":
            data[at] ^= (number % 255) + 1
        elif deed == "cut":
            del data[at:stop]
        elif deed == "drop":
            data[at:stop] = bytes(stop - at)
        elif deed == "double":
            data[at:at] = data[at:stop]
        elif deed == "insert":
            data[at:at] = WORDS[number % len(WORDS)]
        elif deed == "swap":
            other = (at * 7 + number) % len(data)
            data[at], data[other] = data[other], data[at]
        elif deed == "number":
            width = (2, 4, 8)[number % 3]
            value = NUMBERS[number // 3 % len(NUMBERS)]
            data[at : at + width] = (value % (1 << (8 * width))).to_bytes(width, ("little", "big")[number % 2])
        else:
            del data[at:]
    return bytes(data)


def random_deeds(random_numbers: random.Random, head_bytes: float) -> list[Operation]:
    """One to five deeds, most of them in the head of the file."""
    return [
        (
            random_numbers.choice(DEEDS),
            random_numbers.random() * (head_bytes if random_numbers.random() < 0.7 else 1.0),
            random_numbers.random(),
            random_numbers.randrange(1 << 16),
        )
        for _ in range(random_numbers.randint(1, 5))
    ]


def outcome(seed: Seed, content: bytes, path: Path) -> str:
    """What reading the content ends in; raises ``AssertionError`` where that is worse than one line."""
    path.write_bytes(content)
    try:
        record = read_file(path, **seed.typed)
    except LegdriveError as error:
        ended, line, where = type(error).__name__, error.line, error.where
    else:
        check_record(record)
        return "read"
    assert line
    assert "\n" not in line
    assert where, line
    return ended


def check_record(record: PlateRecord) -> None:
    """A record that came out of a damaged file still measures something, and says nothing that is no number."""
    assert record.plates
    assert record.n > 0
    assert 0.0 < record.rate_hz < 1e7
    for plate, values in zip(record.plates, record.signals, strict=True):
        assert values.shape == (plate.matrix.shape[1], record.n)
        assert np.isfinite(values).all()
        assert values.any() or any("all its samples are zero" in warning for warning in record.warnings)
        assert np.isfinite(plate.matrix).all()
        assert np.isfinite(plate.surface_mm).all()
        assert np.abs(plate.matrix[:3] @ np.ones(plate.matrix.shape[1])).max() > 0.0


@pytest.fixture(scope="session")
def good_files(make_c3d: C3dFile) -> dict[str, Seed]:
    """One valid file of every kind, by name."""
    return seeds(make_c3d)


@pytest.fixture(scope="session")
def spoil() -> Callable[[bytes, list[Operation]], bytes]:
    """Applies deeds of damage."""
    return spoilt


@pytest.fixture(scope="session")
def deeds_of() -> Callable[[random.Random, float], list[Operation]]:
    """Draws deeds of damage."""
    return random_deeds


@pytest.fixture(scope="session")
def read_outcome() -> Callable[[Seed, bytes, Path], str]:
    """Reads spoilt content and says how it ended."""
    return outcome
