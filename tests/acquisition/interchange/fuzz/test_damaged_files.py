"""Damaged files of every kind end in one line or in fewer samples: no crash, no hang, no memory eaten, no zeros."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DEEDS = ("flip", "cut", "drop", "double", "insert", "swap", "number", "truncate")
KINDS = (
    "c3d type 1, 84, float", "c3d type 2, 84, integer", "c3d type 2, 85, float", "c3d type 3, 86, integer",
    "c3d type 4, 84, float", "c3d type 5, 86, float", "c3d type 5, 85, integer", "netforce", "bioware", "nexus",
    "forcedecks", "opensim", "own csv", "columns", "tdms", "packed",
)  # fmt: skip
SHARE = st.floats(0.0, 1.0, exclude_max=True)
DAMAGE = st.lists(st.tuples(st.sampled_from(DEEDS), SHARE, SHARE, st.integers(0, 65535)), min_size=1, max_size=5)
CASES = int(os.environ.get("LEGDRIVE_FUZZ_CASES", "120000"))
LONGEST_S = 10
MOST_KB = 1_000_000


def test_every_kind_has_a_good_file(good_files: dict[str, Any]) -> None:
    assert set(KINDS) == set(good_files)


@pytest.mark.parametrize("kind", KINDS)
def test_the_undamaged_file_is_read(
    kind: str, good_files: dict[str, Any], read_outcome: Callable[..., str], tmp_path: Path
) -> None:
    assert read_outcome(good_files[kind], good_files[kind].content, tmp_path / "file") == "read"


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=DAMAGE)
def test_a_damaged_file_ends_in_one_line_or_is_read(
    kind: str,
    damage: list[Any],
    good_files: dict[str, Any],
    spoil: Callable[..., bytes],
    read_outcome: Callable[..., str],
    tmp_path: Path,
) -> None:
    seed = good_files[kind]
    assert read_outcome(seed, spoil(seed.content, damage), tmp_path / "file")


@pytest.mark.campaign
def test_very_many_damaged_files(
    good_files: dict[str, Any],
    spoil: Callable[..., bytes],
    deeds_of: Callable[..., Any],
    read_outcome: Callable[..., str],
    tmp_path: Path,
) -> None:
    """LEGDRIVE_FUZZ_CASES cases over all kinds; a case that takes ten seconds is a hang."""
    numbers = random.Random(2026)
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    signal.signal(signal.SIGALRM, _hung)
    for case in range(CASES):
        kind = KINDS[case % len(KINDS)]
        seed = good_files[kind]
        deeds = deeds_of(numbers, 0.4)
        signal.alarm(LONGEST_S)
        try:
            ended = read_outcome(seed, spoil(seed.content, deeds), tmp_path / "file")
        except BaseException as error:
            raise AssertionError(f"case {case}, {kind}: {deeds}") from error
        finally:
            signal.alarm(0)
        counts[kind][ended] += 1
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    for kind, ends in counts.items():
        print(f"{kind:28} {dict(ends)}")
    print(f"{CASES} cases in {time.monotonic() - started:.0f} s; memory grew by {grown_kb / 1000:.0f} MB")
    assert grown_kb < MOST_KB


def _hung(*_: object) -> None:
    raise TimeoutError(f"a case took {LONGEST_S} s")
