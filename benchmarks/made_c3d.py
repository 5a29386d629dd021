"""C3D files as Nexus writes them: 40 points at 100 Hz, 16 analog channels at 1 kHz, two plates of type 2."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from acquisition.plate import FloatArray

FRAMES_HZ, SAMPLES_PER_FRAME = 100.0, 10
POINTS, CHANNELS = 40, 16
BLOCK_BYTES, INTEL = 512, 84
COUNT_N, COUNT_NMM = 0.1, 20.0
"""Units of a force and a moment per stored count in the file of integers."""
CORNERS = np.array([[-1.0, 450.0, 0.0], [-601.0, 450.0, 0.0], [-601.0, -450.0, 0.0], [-1.0, -450.0, 0.0]])


def made_c3d(seconds: float, *, as_floats: bool, seed: int = 4) -> bytes:
    """The whole file.

    Parameters
    ----------
    seconds : float
        Its length; 600 at most, as its header counts frames in 16 bits.
    as_floats : bool
        32-bit numbers, else 16-bit integers.
    seed : int
        Of its noise.
    """
    frames = round(seconds * FRAMES_HZ)
    rng = np.random.default_rng(seed)
    stored = np.empty((frames, 4 * POINTS + CHANNELS * SAMPLES_PER_FRAME), dtype="<f4" if as_floats else "<i2")
    scales = _scales(as_floats)
    stored[:, : 4 * POINTS] = rng.integers(0, 1500, size=(frames, 4 * POINTS), dtype=np.int16)
    analog = made_channels(frames * SAMPLES_PER_FRAME, rng) / scales[:, np.newaxis]
    stored[:, 4 * POINTS :] = (analog if as_floats else np.rint(analog)).T.reshape(frames, -1)
    section = _parameters(frames, scales, as_floats)
    data = stored.tobytes()
    padded = data.ljust(-(-len(data) // BLOCK_BYTES) * BLOCK_BYTES, b"\0")
    return _header(frames, len(section) // BLOCK_BYTES, as_floats) + section + padded


def made_channels(n: int, rng: np.random.Generator) -> FloatArray:
    """Fx Fy Fz (N) and Mx My Mz (N·mm) of two loaded plates, then four channels of muscles; shape (16, n)."""
    values = rng.normal(size=(CHANNELS, n))
    level = np.array([15.0, -25.0, -700.0, 30_000.0, 50_000.0, -2_000.0])
    swing = np.maximum(0.0, 1.0 + 0.8 * np.sin(np.arange(n) / 700.0))
    for plate in (0, 1):
        values[6 * plate : 6 * plate + 6] += level[:, np.newaxis] * swing
    return values


def _scales(as_floats: bool) -> FloatArray:
    """Units per count of every channel."""
    if as_floats:
        return np.ones(CHANNELS)
    return np.array([*([COUNT_N] * 3 + [COUNT_NMM] * 3) * 2, *[0.001] * 4])


def _header(frames: int, section_blocks: int, as_floats: bool) -> bytes:
    words = struct.pack("<6H", 0x5002, POINTS, CHANNELS * SAMPLES_PER_FRAME, 1, frames, 0)
    scale = struct.pack("<f", -1.0 if as_floats else 1.0)
    return (words + scale + struct.pack("<HHf", 2 + section_blocks, SAMPLES_PER_FRAME, FRAMES_HZ)).ljust(512, b"\0")


def _parameters(frames: int, scales: FloatArray, as_floats: bool) -> bytes:
    """The parameter section, in whole blocks."""
    corners = np.stack([(CORNERS + np.array([602.0 * plate, 0.0, 0.0])).T for plate in (0, 1)], axis=2)
    groups: dict[str, dict[str, Any]] = {
        "POINT": {
            "USED": _counts(POINTS), "SCALE": -1.0 if as_floats else 1.0, "RATE": FRAMES_HZ, "UNITS": ["mm"],
            "FRAMES": np.array(frames, dtype="<u2").view("<i2"), "LABELS": [f"P{k + 1:02d}" for k in range(POINTS)],
        },
        "ANALOG": {
            "USED": _counts(CHANNELS), "RATE": FRAMES_HZ * SAMPLES_PER_FRAME, "GEN_SCALE": 1.0, "SCALE": scales,
            "OFFSET": _counts([0] * CHANNELS), "LABELS": [f"CH{k + 1:02d}" for k in range(CHANNELS)],
            "UNITS": [*["N", "N", "N", "Nmm", "Nmm", "Nmm"] * 2, *["V"] * 4],
        },
        "FORCE_PLATFORM": {
            "USED": _counts(2), "TYPE": _counts([2, 2]), "ZERO": _counts([0, 0]), "CORNERS": corners,
            "ORIGIN": np.array([[0.0, 0.0], [0.0, 0.0], [-40.0, -40.0]]),
            "CHANNEL": _counts(np.arange(1, 13).reshape(2, 6).T),
        },
    }  # fmt: skip
    body = b""
    for number, (group, parameters) in enumerate(groups.items(), 1):
        body += struct.pack("<bb", len(group), -number) + group.encode() + struct.pack("<H", 3) + b"\0"
        body += b"".join(_parameter(number, name, value) for name, value in parameters.items())
    blocks = -(-(4 + len(body) + 2) // BLOCK_BYTES)
    return (bytes([1, 80, blocks, INTEL]) + body).ljust(blocks * BLOCK_BYTES, b"\0")


def _counts(values: Any) -> Any:
    return np.asarray(values, dtype="<i2")


def _parameter(group: int, name: str, value: Any) -> bytes:
    """One parameter's record: 16-bit integers, 32-bit numbers or texts."""
    if isinstance(value, list):
        width = max(map(len, value))
        body = struct.pack("<bBBB", -1, 2, width, len(value)) + "".join(text.ljust(width) for text in value).encode()
    else:
        array = np.asarray(value)
        array = array if array.dtype == np.dtype("<i2") else array.astype("<f4")
        body = struct.pack("<bB", array.itemsize, array.ndim) + bytes(array.shape) + array.ravel(order="F").tobytes()
    return struct.pack("<bb", len(name), group) + name.encode() + struct.pack("<H", len(body) + 3) + body + b"\0"
