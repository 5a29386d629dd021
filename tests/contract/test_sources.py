"""What every source of samples keeps to, whether a driver is behind it or a file.

``known_volts`` is ``None`` on a real device: there the samples are only counted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from acquisition.errors import SamplesLost
from acquisition.plate import FloatArray
from acquisition.rig import parse_rig
from acquisition.source import SampleSource

MakeSource = Callable[[bool], SampleSource]


def read_on(source: SampleSource, delivered: list[FloatArray]) -> None:
    """Collect blocks of 11 samples until the source fails."""
    while True:
        delivered.append(source.read_into(memory(source, 11)).volts)


def memory(source: SampleSource, n: int) -> FloatArray:
    """Memory for a block."""
    return np.empty((len(source.channels), n))


class TestEverySource:
    def test_entered_it_tells_rate_channels_rig_and_facts(
        self, make_source: MakeSource, known_volts: FloatArray | None
    ) -> None:
        with make_source(False) as source:
            rig = parse_rig(source.rig_toml)
            assert source.rate_hz == source.clock["rate_hz"] == pytest.approx(rig.rate_hz, rel=0.01)
            assert source.block_samples == rig.block_samples
            assert source.channels == rig.channels
            assert source.driver["device"] == rig.device
            assert source.next_index == 0
            if known_volts is not None:
                assert source.rate_hz == 1000.0
                assert source.channels == tuple(f"ai{number}" for number in range(12))
                assert source.clock["convert_rate_hz"] == pytest.approx(1e6 / 14.0)

    @pytest.mark.parametrize("sizes", [[50] * 60, [1] * 40, [999, 1, 2000], [6000]])
    def test_portions_of_any_size_give_the_same_samples(
        self, make_source: MakeSource, known_volts: FloatArray | None, sizes: list[int]
    ) -> None:
        with make_source(False) as source:
            source.arm()
            source.start()
            blocks = [source.read_into(memory(source, size)) for size in sizes]
            source.stop()
        assert [block.n for block in blocks] == sizes
        assert [block.first_index for block in blocks] == [0, *np.cumsum(sizes)[:-1]]
        volts = np.concatenate([block.volts for block in blocks], axis=1)
        assert np.isfinite(volts).all()
        if known_volts is not None:
            np.testing.assert_array_equal(volts, known_volts[:, : sum(sizes)])

    def test_a_block_lies_in_the_memory_it_was_given(self, make_source: MakeSource) -> None:
        with make_source(False) as source:
            source.start()
            given = np.full((len(source.channels), 50), np.nan)
            block = source.read_into(given)
            assert np.shares_memory(block.volts, given)
            assert np.isfinite(given).all()

    def test_clocks_bracket_the_read(self, make_source: MakeSource) -> None:
        with make_source(False) as source:
            source.start()
            first, second = (source.read_into(memory(source, 50)) for _ in range(2))
        assert first.t_mono_first <= first.t_mono_last <= second.t_mono_first
        assert abs((first.t_utc_last - first.t_utc_first) - (first.t_mono_last - first.t_mono_first)) < 0.5

    def test_the_driver_s_position_is_ours(self, make_source: MakeSource) -> None:
        with make_source(False) as source:
            source.arm()
            source.start()
            for _ in range(3):
                source.read_into(memory(source, 50))
            assert source.read_position() == source.next_index == 150

    def test_lost_samples_are_named_after_all_before_them_were_delivered(
        self, make_source: MakeSource, known_volts: FloatArray | None
    ) -> None:
        delivered: list[FloatArray] = []
        with make_source(True) as source:
            source.start()
            with pytest.raises(SamplesLost) as caught:
                read_on(source, delivered)
        volts = np.concatenate(delivered, axis=1)
        assert volts.shape[1] == 1210
        assert caught.value.first_missing == caught.value.sample_index == 1210
        assert known_volts is not None
        np.testing.assert_array_equal(volts, known_volts[:, :1210])

    def test_stopping_and_leaving_are_safe_at_any_time(self, make_source: MakeSource) -> None:
        source = make_source(False)
        source.stop()
        with source:
            source.stop()
            source.arm()
            source.start()
            source.stop()
            source.stop()
        source.__exit__(None, None, None)
        with make_source(False) as another:
            another.arm()
