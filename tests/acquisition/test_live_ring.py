"""The ring of latest samples: what it holds, and that a slow reader never gets samples of two laps."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.live_ring import LiveRing


def block(first: int, n: int) -> SampleBlock:
    """A block of two channels whose samples are their own indices, the second negative."""
    index = np.arange(first, first + n, dtype=np.float64)
    return SampleBlock(first, np.stack([index, -index]), 0.0, 0.0, 0.0, 0.0, np.zeros(2, dtype=np.bool_))


@pytest.mark.parametrize("n", [1, 7, 50, 99, 100])
def test_the_latest_samples_are_those_pushed_last(n: int) -> None:
    ring = LiveRing(2, 100)
    for first in range(0, 20 * n, n):
        ring.push(block(first, n))
    held = min(100, 20 * n)
    first, volts = ring.latest(1000)
    assert (first, ring.next_index) == (20 * n - held, 20 * n)
    np.testing.assert_array_equal(volts, block(first, held).volts)


def test_a_block_larger_than_the_ring_leaves_its_end() -> None:
    ring = LiveRing(2, 100)
    ring.push(block(0, 250))
    first, volts = ring.peek(0, 1000)
    np.testing.assert_array_equal(volts, block(150, 100).volts)
    assert first == 150


@pytest.mark.parametrize(
    ("asked", "given"), [((0, 10), (50, 0)), ((40, 30), (50, 20)), ((100, 7), (100, 7)), ((149, 9), (149, 1))]
)
def test_a_peek_gives_what_is_still_there(asked: tuple[int, int], given: tuple[int, int]) -> None:
    ring = LiveRing(2, 100)
    ring.push(block(0, 150))
    first, volts = ring.peek(*asked)
    if given[1]:
        assert first == given[0]
    np.testing.assert_array_equal(volts, block(given[0], given[1]).volts)


def test_a_peek_into_the_future_is_empty() -> None:
    ring = LiveRing(2, 100)
    assert ring.peek(0, 10)[1].shape == (2, 0)
    ring.push(block(0, 10))
    first, volts = ring.peek(30, 10)
    assert (first, volts.shape) == (10, (2, 0))


def test_a_peek_is_a_copy() -> None:
    ring = LiveRing(2, 10)
    ring.push(block(0, 10))
    _, volts = ring.peek(0, 10)
    ring.push(block(10, 10))
    np.testing.assert_array_equal(volts, block(0, 10).volts)


def test_a_reader_beside_the_writer_only_gets_samples_that_belong_together() -> None:
    ring, laps = LiveRing(2, 64), 300
    done = threading.Event()

    def write() -> None:
        for first in range(0, laps * 64, 16):
            ring.push(block(first, 16))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    looked = 0
    while not done.is_set() or looked == 0:
        first, volts = ring.latest(64)
        np.testing.assert_array_equal(volts, block(first, volts.shape[1]).volts)
        looked += 1
    writer.join()
    assert ring.next_index == laps * 64
