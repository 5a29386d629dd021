"""Samples of the real recordings, read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord

ReadReal = Callable[..., PlateRecord]


@pytest.fixture(scope="session")
def read_real(real_recordings: Path) -> ReadReal:
    """Reads a real recording by its name."""

    @cache
    def read(name: str, rate_hz: float | None = None) -> PlateRecord:
        return read_file(real_recordings / name, rate_hz)

    return read
