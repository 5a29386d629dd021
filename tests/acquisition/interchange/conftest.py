"""A writer of C3D files, byte by byte, that shares nothing with the reader; a reader of texts without names."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord

ORDER = {84: "<", 85: "<", 86: ">"}
CORNERS = np.array([[600.0, 900.0, 0.0], [0.0, 900.0, 0.0], [0.0, 0.0, 0.0], [600.0, 0.0, 0.0]]) * [-1, 1, 1]
"""In C3D's order with plate z down: x of the plate points to −x of the laboratory."""


def float_bytes(values: Any, processor: int) -> bytes:
    """32-bit numbers as the processor stores them."""
    single = np.asarray(values, dtype=np.float32).ravel()
    if processor != 85:
        return single.astype(f"{ORDER[processor]}f4").tobytes()
    halves = (single * np.float32(4.0)).view(np.uint32)
    return b"".join(struct.pack("<HH", int(bits) >> 16, int(bits) & 0xFFFF) for bits in halves)


def parameter(group: int, name: str, value: Any, processor: int) -> bytes:
    """One parameter's record."""
    order = ORDER[processor]
    if isinstance(value, list) and value and isinstance(value[0], str):
        width = max(map(len, value))
        body = struct.pack("bBBB", -1, 2, width, len(value)) + "".join(text.ljust(width) for text in value).encode()
    else:
        array = np.asarray(value)
        kind = 2 if array.dtype.kind == "i" else 4
        flat = array.ravel(order="F")
        raw = flat.astype(f"{order}i2").tobytes() if kind == 2 else float_bytes(flat, processor)
        body = struct.pack("bB", kind, array.ndim) + bytes(array.shape) + raw
    body += b"\0"
    return struct.pack("bb", len(name), group) + name.encode() + struct.pack(f"{order}H", len(body) + 2) + body


def c3d_file(
    analog: Any,
    force_platform: Mapping[str, Any],
    *,
    processor: int = 84,
    as_floats: bool = True,
    scale: float = 1.0,
    rate_hz: float | None = 1000.0,
    units: list[str] | None = None,
    point_units: str = "mm",
    frame_rate_hz: float = 0.0,
    points: int = 0,
    samples_per_frame: int = 1,
    extra: Mapping[str, Mapping[str, Any]] | None = None,
) -> bytes:
    """A C3D file, as a rule without markers; ``analog`` has shape (n_channels, n)."""
    values = np.asarray(analog, dtype=np.float64)
    n_channels, n = values.shape
    frames = n // samples_per_frame
    groups: dict[str, dict[str, Any]] = {
        "POINT": {
            "SCALE": -1.0 if as_floats else 1.0,
            "UNITS": [point_units],
            "FRAMES": np.int16(frames),
            "USED": np.int16(points),
        },
        "ANALOG": {
            "USED": np.int16(n_channels),
            "SCALE": np.full(n_channels, scale),
            "OFFSET": np.zeros(n_channels, dtype=np.int16),
            "GEN_SCALE": 1.0,
            "LABELS": [f"CH{k + 1}" for k in range(n_channels)],
            "UNITS": units or ["N", "N", "N", "Nmm", "Nmm", "Nmm"] * (n_channels // 6),
        },
        "FORCE_PLATFORM": dict(force_platform),
        **{name: dict(group) for name, group in (extra or {}).items()},
    }
    if rate_hz is not None:
        groups["ANALOG"]["RATE"] = rate_hz
    order = ORDER[processor]
    body = b""
    for number, (group, parameters) in enumerate(groups.items(), 1):
        name = group.encode()
        body += struct.pack("bb", len(name), -number) + name + struct.pack(f"{order}H", 3) + b"\0"
        body += b"".join(parameter(number, key, value, processor) for key, value in parameters.items())
    blocks = (4 + len(body) + 2 + 511) // 512
    section = (bytes([1, 80, blocks, processor]) + body).ljust(blocks * 512, b"\0")
    key = 0x5002 if order == "<" else 0x0250
    words = struct.pack(f"{order}5H", key, points, n_channels * samples_per_frame, 1, frames)
    header = words + struct.pack(f"{order}H", 0) + float_bytes(-1.0 if as_floats else 1.0, processor)
    header += struct.pack(f"{order}HH", 2 + blocks, samples_per_frame) + float_bytes(frame_rate_hz, processor)
    markers = np.random.default_rng(points).integers(1, 900, size=(frames, 4 * points))
    stored = np.concatenate([markers, (values / scale).T.reshape(frames, -1)], axis=1)
    data = float_bytes(stored, processor) if as_floats else np.rint(stored).astype(f"{order}i2").tobytes()
    return header.ljust(512, b"\0") + section + data.ljust((len(data) + 511) // 512 * 512, b"\0")


C3dFile = Callable[..., bytes]


@pytest.fixture(scope="session")
def make_c3d() -> C3dFile:
    """Writes a C3D file without markers from channels and FORCE_PLATFORM parameters."""
    return c3d_file


@pytest.fixture
def one_plate() -> dict[str, Any]:
    """FORCE_PLATFORM of one plate of type 2, sensor 40 mm below the surface."""
    return {
        "USED": np.int16(1),
        "TYPE": np.array([2], dtype=np.int16),
        "ZERO": np.array([1, 10], dtype=np.int16),
        "CORNERS": CORNERS.T[:, :, np.newaxis],
        "ORIGIN": np.array([[1.0], [2.0], [-40.0]]),
        "CHANNEL": np.arange(1, 7, dtype=np.int16).reshape(6, 1),
    }


@pytest.fixture
def standing() -> Any:
    """Fx Fy Fz (N) and Mx My Mz (N·mm) of somebody on that plate, z down: Fz is negative; shape (6, 50)."""
    rng = np.random.default_rng(5)
    level = np.array([20.0, -30.0, -800.0, 40_000.0, 90_000.0, -3_000.0])[:, np.newaxis]
    return level * (1.0 + 0.02 * rng.normal(size=(6, 50)))


ReadText = Callable[..., PlateRecord]


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    """Reads a text from a file whose name says nothing."""

    def read(text: str | bytes, rate_hz: float | None = None, columns: str | None = None) -> PlateRecord:
        path = tmp_path / "anything.bin"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, rate_hz, None, columns)

    return read
