"""A source whose samples are known: sample i of channel c is a code of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.plate import FloatArray
from acquisition.recording import RecordingWriter
from acquisition.rig import read_rig


class CountingSource:
    """Plates that deliver ``known_volts`` as fast as they are read."""

    STEP_V = 10.0 / 32768

    def __init__(self, rig_path: Path, n: int | None = None, fault: Exception | None = None) -> None:
        rig = read_rig(rig_path)
        self.rig_toml, self.channels, self.block_samples = rig.toml_text, rig.channels, rig.block_samples
        self.rate_hz = 1000.0
        self.driver: Mapping[str, Any] = {"device": "Dev1", "ranges_v": [[-5.0, 5.0]] * 12}
        self.clock: Mapping[str, Any] = {"rate_hz": 1000.0, "convert_rate_hz": 250_000.0}
        self.next_index = 0
        self.calls: list[str] = []
        self._n, self._fault = n, fault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.calls.append("close")

    def arm(self) -> None:
        self.calls.append("arm")

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def read_position(self) -> int | None:
        return self.next_index

    def read_into(self, out: FloatArray) -> SampleBlock:
        n = out.shape[1] if self._n is None else min(out.shape[1], self._n - self.next_index)
        if n == 0 and self._fault is not None:
            raise self._fault
        out[:, :n] = self.known_volts(self.next_index, n)
        block = self.block(self.next_index, out[:, :n])
        self.next_index += n
        return block

    @staticmethod
    def known_volts(first: int, n: int) -> FloatArray:
        """Volts of samples ``[first, first + n)``, shape (12, n): a 16-bit code of sample and channel."""
        codes = (np.arange(first, first + n) * 7 + np.arange(12)[:, np.newaxis] * 1000) % 65536 - 32768
        volts: FloatArray = codes.astype(np.float64) * CountingSource.STEP_V
        return volts

    @staticmethod
    def block(first: int, volts: FloatArray) -> SampleBlock:
        """A block whose clocks ran exactly, sample 0 at 1,700,000,000 s."""
        start, stop = first / 1000.0, (first + volts.shape[1] - 1) / 1000.0
        clocks = (100.0 + start, 1.7e9 + start, 100.0 + stop, 1.7e9 + stop)
        return SampleBlock(first, volts, *clocks, np.abs(volts).max(axis=1, initial=0.0) >= 9.8)


MakeSource = Callable[..., CountingSource]


@pytest.fixture
def make_source(root: Path) -> MakeSource:
    """Builds a :class:`CountingSource` of ``n`` samples, which then ends or raises ``fault``."""

    def make(n: int | None = None, fault: Exception | None = None) -> CountingSource:
        return CountingSource(root / "examples" / "rig.toml", n, fault)

    return make


@pytest.fixture
def write_recording(make_source: MakeSource) -> Callable[..., RecordingWriter]:
    """Writes blocks ``[first, stop)`` of 50 samples into a new recording and leaves it open.

    With ``codes`` the driver tells the scaling, so that the blocks are kept as codes.
    """

    def write(
        path: Path, *blocks: tuple[int, int], marks: tuple[dict[str, Any], ...] = (), codes: bool = False
    ) -> RecordingWriter:
        source = make_source()
        if codes:
            source.driver = {**source.driver, "scaling_coefficients": [[0.0, source.STEP_V]] * 12}
        writer = RecordingWriter(path, source)
        for mark in marks:
            writer.mark(mark)
        for first, stop in blocks:
            for index in range(first, stop, 50):
                n = min(50, stop - index)
                writer.append(source.block(index, source.known_volts(index, n)))
        return writer

    return write
