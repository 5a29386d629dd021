"""From 2 kHz to 1 kHz: what must stay does, what must go does, and nothing moves in time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from acquisition.interchange.record import LiftLabel, PlateRecord, Tare, WeighIn
from acquisition.plate import FloatArray
from acquisition.rig import read_rig
from processing.analysis import analyze
from processing.decimation import DecimationStream, at_analysis_rate, decimated_signals
from processing.options import AnalysisOptions
from processing.preparing import prepared

FAST_HZ, FACTOR = 2000.0, 2
SECONDS = 4.0
MIDDLE = slice(500, -500)


def sine(hz: float, rate_hz: float = FAST_HZ) -> FloatArray:
    return np.asarray(np.sin(2.0 * np.pi * hz * np.arange(round(SECONDS * rate_hz)) / rate_hz + 0.3))[np.newaxis]


@pytest.fixture
def fast(root: Path) -> PlateRecord:
    """A record of noise at 2 kHz that is to be analysed at 1 kHz."""
    plates = read_rig(root / "examples" / "rig.toml").plates()
    noise = np.random.default_rng(1).normal(size=(2, 6, 8000)) * 0.01
    zero = tuple(np.zeros(6) for _ in range(2))
    return PlateRecord(
        "a.mcap",
        "recording",
        FAST_HZ,
        plates,
        (noise[0], noise[1]),
        full_scale=(np.full(6, 10.0), np.full(6, 10.0)),
        tares=(Tare(0, 2001, zero, zero),),
        labels=(LiftLabel(3001, "snatch"),),
        weigh_ins=(WeighIn(2000, 4000, 800.0, 0.1),),
        first_index=0,
        decimate=FACTOR,
    )


@pytest.mark.parametrize("factor", [2, 5])
@pytest.mark.parametrize("at_s", [1.0, 1.00037, 1.0101])
def test_a_short_pulse_keeps_its_time(factor: int, at_s: float) -> None:
    t = np.arange(round(2.0 * 1000.0 * factor)) / (1000.0 * factor)
    pulse = np.exp(-0.5 * ((t - at_s) / 0.004) ** 2)[np.newaxis]
    slow = decimated_signals(pulse, factor)[0]
    slow_t = np.arange(slow.size) / 1000.0
    assert (slow * slow_t).sum() / slow.sum() == pytest.approx(at_s, abs=1e-6)
    rising = int(np.flatnonzero(slow >= 0.5)[0])
    share = (0.5 - slow[rising - 1]) / (slow[rising] - slow[rising - 1])
    assert slow_t[rising - 1] + share / 1000.0 == pytest.approx(at_s - 0.004 * np.sqrt(2.0 * np.log(2.0)), abs=1e-4)


@pytest.mark.parametrize("hz", [0.5, 5.0, 20.0, 50.0, 100.0])
def test_what_a_lift_is_made_of_passes_unchanged(hz: float) -> None:
    slow = decimated_signals(sine(hz), FACTOR)
    np.testing.assert_allclose(slow[:, MIDDLE], sine(hz, 1000.0)[:, MIDDLE], atol=1e-3)


@pytest.mark.parametrize("hz", [500.0, 620.0, 750.0, 900.0, 980.0])
def test_what_would_be_folded_back_is_gone(hz: float) -> None:
    slow = decimated_signals(sine(hz), FACTOR)
    assert np.abs(slow[:, MIDDLE]).max() < 1e-4  # 80 dB


@pytest.mark.parametrize(("factor", "phase", "block"), [(2, 0, 100), (2, 1, 37), (5, 3, 1)])
def test_blocks_give_the_bits_of_the_whole(factor: int, phase: int, block: int) -> None:
    signals = np.random.default_rng(2).normal(size=(3, 1001))
    stream = DecimationStream(factor, phase)
    parts = [stream.push(signals[:, at : at + block]) for at in range(0, signals.shape[1], block)]
    whole = decimated_signals(signals, factor, phase)
    np.testing.assert_array_equal(np.concatenate([*parts, stream.finish()], axis=1), whole)
    assert whole.shape == (3, -(-(1001 - phase) // factor))


def test_a_constant_stays_to_both_ends() -> None:
    np.testing.assert_allclose(decimated_signals(np.full((1, 301), 3.25), FACTOR), 3.25, rtol=1e-12)


def test_every_index_of_a_record_counts_in_the_new_rate(fast: PlateRecord) -> None:
    slow = at_analysis_rate(fast)
    assert (slow.rate_hz, slow.n, slow.decimate) == (1000.0, 4000, 1)
    assert slow.labels[0].index == 1501  # the first sample at which the label holds
    assert (slow.tares[0].stop, slow.weigh_ins[0].start, slow.weigh_ins[0].stop) == (1001, 1000, 2000)
    assert slow.recorded is fast
    assert fast.signals[0].shape == (6, 8000)


def test_a_span_falls_on_the_samples_of_the_whole(fast: PlateRecord) -> None:
    whole = at_analysis_rate(fast)
    odd = replace(fast, first_index=1001, signals=tuple(each[:, 1001:5000] for each in fast.signals))
    slow = at_analysis_rate(odd)
    assert slow.first_index == 501
    np.testing.assert_allclose(slow.signals[1][:, 40:-40], whole.signals[1][:, 541:2460], atol=1e-12)


def test_a_gap_takes_with_it_what_its_filter_would_reach(fast: PlateRecord) -> None:
    signals = tuple(each.copy() for each in fast.signals)
    for each in signals:
        each[:, 3000:3101] = np.nan
    slow = at_analysis_rate(replace(fast, signals=signals, samples_lost=((3000, 3101),)))
    ((start, stop),) = slow.samples_lost
    lost = np.flatnonzero(np.isnan(slow.signals[0][0]))
    assert (lost[0], lost[-1] + 1) == (start, stop)
    assert (start, stop) == (1482, 1569)


def test_a_record_that_needs_nothing_comes_back_itself(fast: PlateRecord) -> None:
    plain = replace(fast, decimate=1)
    assert prepared(plain) is plain
    slow = prepared(fast)
    assert prepared(slow) is slow


def test_a_channel_that_was_cut_off_for_three_raw_samples_is_still_told(fast: PlateRecord) -> None:
    signals = tuple(each.copy() for each in fast.signals)
    signals[0][2, 4000:4003] = 10.0
    document = analyze(replace(fast, signals=signals), AnalysisOptions(kind="snatch")).document
    assert document["source"]["sample_rate_hz"] == 1000.0
    assert document["conditions"]["headroom"] == 0.0
    assert [entry["message"] for entry in document["quality"] if entry["code"] == "saturated"] == [
        "channel left Fz reached the end of its range: force was cut off"
    ]
