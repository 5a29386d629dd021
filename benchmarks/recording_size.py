"""How large a recording of a session is, how fast it opens, and how fast a span of it is read.

Sixteen channels at 10 kHz carry the simulated training session, repeated, each time with fresh noise. Figures that grow
with the length are also given for three hours; ``--hours 3`` writes such a file and measures it.

    python -P benchmarks/recording_size.py             # 5 minutes
    python -P benchmarks/recording_size.py --hours 3   # about ten minutes and 4 GB of disk
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from acquisition.block import SampleBlock
from acquisition.plate import FloatArray
from acquisition.recording import RecordingWriter, read_recording, recording_info, verify
from sim_data.amplifier import PlateSettings
from sim_data.digitiser import Scan
from sim_data.plates import PlatePair
from sim_data.session import Session, training_session

RATE_HZ, BLOCK, N_CHANNELS = 10_000.0, 500, 16
STEP_V = 20.0 / 65536
SESSION_HOURS = 3.0
CALIBRATION = np.array([[1.2e-4 + 1e-6 * c, STEP_V * (1.0 + 1e-4 * c), -3e-13, 1e-18] for c in range(N_CHANNELS)])
"""Polynomials as a calibrated device has them: none of its volts is a short number."""
RIG = Path(__file__).with_name("sixteen_channels.toml")


class RepeatedSession:
    """The training session over and over again."""

    def __init__(self, session: Session) -> None:
        self._session, self.rate_hz = session, session.rate_hz

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`sim_data.plates.PlateForces.wrench`."""
        parts, at = [], first
        while at < first + n:
            start = at % self._session.n
            count = min(self._session.n - start, first + n - at)
            parts.append(self._session.wrench(start, count))
            at += count
        force_n, cop_mm, free_moment_nm = (np.concatenate(rows, axis=-1) for rows in zip(*parts, strict=True))
        return force_n, cop_mm, free_moment_nm


class SixteenChannels:
    """What a device with sixteen channels would deliver, as codes."""

    def __init__(self) -> None:
        forces = RepeatedSession(training_session())
        rows = (tuple(range(12)), tuple(range(4)))
        self._pairs = [
            PlatePair(forces, PlateSettings(seed=seed), Scan(RATE_HZ, channels)) for seed, channels in enumerate(rows)
        ]

    def codes(self, first: int) -> FloatArray:
        """A block's codes, shape (16, 500)."""
        volts = np.concatenate([pair.volts(first, BLOCK) for pair in self._pairs])
        numbers: FloatArray = np.rint(volts / STEP_V) + 0.0
        return numbers


@dataclass(frozen=True)
class Facts:
    """What a recording keeps of its source."""

    rig_toml: str
    driver: Mapping[str, Any]
    clock: Mapping[str, Any]
    rate_hz: float = RATE_HZ


def facts() -> Facts:
    """A rig of sixteen channels on a calibrated device."""
    driver = {"device": "Dev1", "ranges_v": [[-10.0, 10.0]] * N_CHANNELS, "scaling_coefficients": CALIBRATION.tolist()}
    return Facts(RIG.read_text(encoding="utf-8"), driver, {"rate_hz": RATE_HZ})


def scaled(codes: FloatArray) -> FloatArray:
    """Volts of codes as a driver computes them."""
    c = CALIBRATION[:, :, np.newaxis]
    volts: FloatArray = ((c[:, 3] * codes + c[:, 2]) * codes + c[:, 1]) * codes + c[:, 0]
    return volts


def blocks(hours: float) -> Iterator[SampleBlock]:
    """The session's blocks."""
    device = SixteenChannels()
    quiet = np.zeros(N_CHANNELS, np.bool_)
    for first in range(0, round(hours * 3600.0 * RATE_HZ), BLOCK):
        start, stop = first / RATE_HZ, (first + BLOCK) / RATE_HZ
        yield SampleBlock(first, scaled(device.codes(first)), start, 1.8e9 + start, stop, 1.8e9 + stop, quiet)


def measure(folder: Path, hours: float, codes: bool) -> None:
    """Write a recording, print its figures, delete it."""
    path = folder / ("codes.mcap" if codes else "float64.mcap")
    settled = 0.0
    writer, spent_s = RecordingWriter(path, facts(), codes=codes), 0.0
    for block in blocks(hours):
        began_s = time.process_time()
        writer.append(block)
        spent_s += time.process_time() - began_s
        settled = settled if block.first_index >= hours * 900.0 * RATE_HZ else memory_mb()
    n_blocks, grown = writer.next_index // BLOCK, memory_mb() - settled
    plain = path.stat().st_size
    began_s = time.perf_counter()
    writer.close()
    closing_s = time.perf_counter() - began_s
    size, more = path.stat().st_size, SESSION_HOURS / hours
    print(f"{path.stem}: {hours * 60.0:.0f} minutes, {n_blocks} blocks")
    print(f"  while recording   {plain / 1e9:.2f} GB; {more * plain / 1e9:.2f} GB in {SESSION_HOURS:g} h")
    print(f"  compressed        {size / 1e9:.3f} GB; {more * size / 1e9:.2f} GB in {SESSION_HOURS:g} h")
    print(
        f"  writing a block   {spent_s / n_blocks * 1e6:.0f} µs of processor time; memory grew by {grown:.1f} MB "
        "in the last three quarters"
    )
    print(f"  closing           {closing_s:.0f} s for compressing and reading back {writer.left_plain}")
    opening(path)
    path.unlink()


def opening(path: Path) -> None:
    """Print how long it takes to open a recording, to read ten seconds of it, and to prove all of it."""
    began_s = time.perf_counter()
    info = recording_info(path)
    print(f"  opens in          {time.perf_counter() - began_s:.3f} s ({info.n} samples per channel)")
    middle = info.n // 2
    for seconds in (1, 10):
        began_s = time.perf_counter()
        record = read_recording(path, middle, min(middle + round(seconds * RATE_HZ), info.n))
        print(f"  a span of {seconds:2d} s    {time.perf_counter() - began_s:.3f} s ({record.n} samples per channel)")
    began_s = time.perf_counter()
    verdict = verify(path)
    words = "whole" if verdict.whole else "; ".join(verdict.problems)
    print(f"  verify            {time.perf_counter() - began_s:.1f} s: {words}; memory {memory_mb():.0f} MB at most")


def memory_mb() -> float:
    """Most memory that this process has had, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> int:
    """Measure both encodings."""
    parser = argparse.ArgumentParser(description="How large a recording of a session is.")
    parser.add_argument("--hours", type=float, default=5.0 / 60.0)
    parser.add_argument("--encoding", choices=("both", "codes", "float64"), default="both")
    parser.add_argument("--folder", type=Path, default=None, help="where to write; a temporary folder by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="legdrive-size-", dir=options.folder) as folder:
        for codes in (True, False):
            if options.encoding in ("both", "codes" if codes else "float64"):
                measure(Path(folder), options.hours, codes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
