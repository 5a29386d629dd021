"""The live kernel against its twin in NumPy and scipy, push by push against the whole, level against level."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import plate_volts
import pytest
from plate_volts import made_tare

from acquisition.plate import FloatArray, ForcePlate
from processing.live_pass import LivePass, LiveWrench
from processing.wrench import WrenchStream, stacked_rows

MakePlates = Callable[[int, int], list[ForcePlate]]
RATE_HZ = 1000.0
FIELDS = ("force_n", "moment_nm", "cop_mm", "total_fz_n", "combined_cop_mm", "impulse_ns")
VOLTS_PER_CODE = 10.0 / 32768.0


def made_volts(plates: list[ForcePlate], n: int, seed: int = 3) -> FloatArray:
    """Made volts on a converter's steps."""
    return np.asarray(np.round(plate_volts.made_volts(plates, n, seed) / VOLTS_PER_CODE) * VOLTS_PER_CODE)


def live(plates: list[ForcePlate], *, level: int | None = None, ring_samples: int = 4096) -> LivePass:
    rows = stacked_rows(plates)
    return LivePass(plates, rows, RATE_HZ, tare=made_tare(plates), level=level, ring_samples=ring_samples)


def of_codes(plates: list[ForcePlate], level: int | None = None) -> LivePass:
    scale = np.full(sum(plate.matrix.shape[1] for plate in plates), VOLTS_PER_CODE)
    rows = stacked_rows(plates)
    return LivePass(plates, rows, RATE_HZ, tare=made_tare(plates), volts_per_code=scale, level=level)


def codes_of(volts: FloatArray) -> npt.NDArray[np.int16]:
    return np.asarray(np.round(volts / VOLTS_PER_CODE), dtype=np.int16)


def kept(wrench: LiveWrench) -> dict[str, FloatArray]:
    """A copy that outlives the ring."""
    return {name: getattr(wrench, name).copy() for name in FIELDS}


def pushed(stream: LivePass, values: Any, chunks: Sequence[int]) -> dict[str, FloatArray]:
    """The values pushed in pieces of these lengths, over and over; the results joined."""
    parts: list[dict[str, FloatArray]] = []
    at, turn = 0, 0
    while at < values.shape[1] or not parts:
        n = chunks[turn % len(chunks)]
        parts.append(kept(stream.push(values[:, at : at + n])))
        at, turn = at + n, turn + 1
    return {name: np.concatenate([part[name] for part in parts], axis=-1) for name in FIELDS}


def one_nan(values: FloatArray) -> FloatArray:
    """The same with one kind of NaN: its sign bit is the compiler's business, its place is not."""
    return np.where(np.isnan(values), np.nan, values)


def same_bits(found: dict[str, FloatArray], expected: dict[str, FloatArray]) -> None:
    for name in FIELDS:
        np.testing.assert_array_equal(np.isnan(found[name]), np.isnan(expected[name]))
        measured = ~np.isnan(expected[name])
        assert found[name][measured].tobytes() == expected[name][measured].tobytes(), name


def assert_close(found: dict[str, FloatArray], twin: Any) -> None:
    for name in FIELDS:
        expected = getattr(twin, name)
        assert found[name].shape == expected.shape, name
        np.testing.assert_allclose(found[name], expected, rtol=1e-9, atol=1e-8, err_msg=name)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 127, 128, 129, 1000, 20_000])
@pytest.mark.parametrize(("n_plates", "n_channels"), [(1, 6), (2, 6), (2, 8), (3, 4), (4, 6)])
def test_every_length_and_layout_equals_the_twin(
    make_plates: MakePlates,
    numpy_wrench: Callable[..., Any],
    numpy_filtered: Callable[..., Any],
    n: int,
    n_plates: int,
    n_channels: int,
) -> None:
    plates = make_plates(n_plates, n_channels)
    volts = made_volts(plates, n)
    staged = numpy_wrench(plates, volts, made_tare(plates), RATE_HZ, 50.0)
    twin = numpy_filtered(plates, staged, RATE_HZ, 50.0)
    assert_close(kept(live(plates).push(volts)), twin)
    assert_close(kept(of_codes(plates).push(codes_of(volts))), twin)


def test_the_volts_of_the_comparison_cross_the_floor(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    assert 0.1 < np.isnan(live(plates).push(made_volts(plates, 1000)).cop_mm).mean() < 0.9


@pytest.mark.parametrize("takes", ["volts", "codes"])
@pytest.mark.parametrize("layout", ["every other sample", "backwards", "sample-major", "not writeable", "not aligned"])
def test_strided_and_other_layouts_give_the_same_bits(make_plates: MakePlates, takes: str, layout: str) -> None:
    plates = make_plates(2, 6)
    plain: Any = made_volts(plates, 600)
    make: Callable[[list[ForcePlate]], LivePass] = live
    if takes == "codes":
        plain, make = codes_of(plain), of_codes
    odd = np.zeros(plain.nbytes + 1, np.uint8)
    odd[1:] = np.frombuffer(plain.tobytes(), np.uint8)
    frozen = plain.copy()
    frozen.flags.writeable = False
    layouts = {
        "every other sample": np.repeat(plain, 2, axis=1)[:, ::2],
        "backwards": plain[:, ::-1].copy()[:, ::-1],
        "sample-major": np.ascontiguousarray(plain.T).T,
        "not writeable": frozen,
        "not aligned": odd[1:].view(plain.dtype).reshape(plain.shape),
    }
    same_bits(kept(make(plates).push(layouts[layout])), kept(make(plates).push(plain)))


def test_volts_in_32_bits_are_taken_as_they_are(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    narrow: Any = made_volts(plates, 300).astype(np.float32)
    same_bits(kept(live(plates).push(narrow)), kept(live(plates).push(narrow.astype(np.float64))))


@pytest.mark.parametrize("n_channels", [4, 6, 8])
def test_one_hash_over_all_levels_and_chunkings(make_plates: MakePlates, n_channels: int) -> None:
    plates = make_plates(2, n_channels)
    volts = made_volts(plates, 1500)
    hashes = set()
    for level in range(live(plates).level + 1):
        for chunks in ([1500], [1], [10], [100, 3], [128, 64], [500]):
            joined = pushed(live(plates, level=level), volts, chunks)
            hashes.add(hashlib.sha1(b"".join(one_nan(joined[name]).tobytes() for name in FIELDS)).hexdigest())
    assert len(hashes) == 1


@pytest.mark.parametrize("chunks", [[1], [7], [100, 0, 33]])
def test_codes_push_by_push_have_the_bits_of_the_whole(make_plates: MakePlates, chunks: list[int]) -> None:
    plates = make_plates(2, 6)
    codes = codes_of(made_volts(plates, 700))
    same_bits(pushed(of_codes(plates), codes, chunks), kept(of_codes(plates, level=0).push(codes)))


def test_the_impulse_is_that_of_the_unfiltered_force_to_the_bit(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 1000)
    unfiltered = WrenchStream(plates, stacked_rows(plates), RATE_HZ, tare=made_tare(plates)).push(volts)
    assert live(plates).push(volts).impulse_ns.tobytes() == unfiltered.impulse_ns.tobytes()


def test_a_constant_load_is_there_from_the_first_sample_on(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = np.repeat(made_volts(plates, 1), 400, axis=1)
    force_n = live(plates).push(volts).force_n
    np.testing.assert_allclose(force_n, np.repeat(force_n[..., :1], 400, axis=2), rtol=1e-10, atol=1e-9)


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize("chunks", [[900], [1], [150], [128]])
def test_a_lost_sample_stays_where_it_is_and_the_filter_starts_anew(
    make_plates: MakePlates, level: int, chunks: list[int]
) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 900)
    volts[2, 400:402] = np.nan  # a channel of the first plate
    found = pushed(live(plates, level=level), volts, chunks)
    assert np.isnan(found["force_n"][0, :, 400:402]).all()
    assert np.isfinite(found["force_n"][0, :, :400]).all()
    fresh = kept(live(plates).push(volts[:, 402:]))
    for name in ("force_n", "moment_nm"):
        assert found[name][0, :, 402:].tobytes() == fresh[name][0].tobytes(), name
        unharmed = np.nan_to_num(volts)
        assert found[name][1].tobytes() == kept(live(plates).push(unharmed))[name][1].tobytes(), name
    assert np.isnan(found["combined_cop_mm"][:, 400:402]).all()
    assert np.isnan(found["total_fz_n"][400:402]).all()
    assert np.isnan(found["impulse_ns"][400:]).all()  # an integral over a hole is no measurement
    assert np.isfinite(found["impulse_ns"][:400]).all()


def test_rows_may_be_wired_in_any_order(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 300)
    order = np.random.default_rng(1).permutation(12)
    wired = np.full((14, 300), 1e9)  # two channels that belong to no plate
    wired[order] = volts
    rows = [[int(order[k]) for k in span] for span in stacked_rows(plates)]
    stream = LivePass(plates, rows, RATE_HZ, tare=made_tare(plates))
    same_bits(kept(stream.push(wired)), kept(live(plates).push(volts)))


def test_earlier_pushes_stay_readable_until_the_ring_comes_round(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 120)
    whole = kept(live(plates).push(volts))
    stream = live(plates, ring_samples=100)
    first, second = stream.push(volts[:, :40]), stream.push(volts[:, 40:80])
    assert (first.n, second.n) == (40, 40)
    assert first.force_n.tobytes() == whole["force_n"][..., :40].tobytes()
    third = stream.push(volts[:, 80:])  # written over the first
    assert np.shares_memory(first.force_n, third.force_n)
    assert second.force_n.tobytes() == whole["force_n"][..., 40:80].tobytes()
    assert third.force_n.tobytes() == whole["force_n"][..., 80:].tobytes()


def test_a_push_longer_than_the_ring_gets_an_array_of_its_own(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 500)
    stream = live(plates, ring_samples=64)
    long = stream.push(volts[:, :400])
    later = stream.push(volts[:, 400:450])
    assert not np.shares_memory(long.force_n, later.force_n)
    assert later.force_n.tobytes() == kept(live(plates).push(volts))["force_n"][..., 400:450].tobytes()


def test_after_a_restart_nothing_of_before_is_left(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 400)
    stream = live(plates)
    stream.push(made_volts(plates, 300, seed=9))
    stream.restart()
    same_bits(kept(stream.push(volts)), kept(live(plates).push(volts)))


@pytest.mark.parametrize(
    ("block", "says"),
    [(np.zeros(12), "shape"), (np.zeros((11, 5)), r"\(12, n\) are needed"), (np.zeros((0, 0)), "needed")],
)
def test_channel_values_that_do_not_fit_are_refused(make_plates: MakePlates, block: FloatArray, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        live(make_plates(2, 6)).push(block)
    with pytest.raises(ValueError, match=says):
        of_codes(make_plates(2, 6)).push(block.astype(np.int16))


def test_volts_are_not_taken_for_codes(make_plates: MakePlates) -> None:
    with pytest.raises(ValueError, match="codes of type float64"):
        of_codes(make_plates(2, 6)).push(np.zeros((12, 5)))


def test_plates_scales_and_corners_that_do_not_fit_are_refused(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    rows = stacked_rows(plates)
    with pytest.raises(ValueError, match="plate"):
        LivePass(plates, [range(6), range(6, 11)], RATE_HZ)
    with pytest.raises(ValueError, match="up to 4"):
        live(make_plates(5, 6))
    with pytest.raises(ValueError, match="one for each of 12"):
        LivePass(plates, rows, RATE_HZ, volts_per_code=np.ones(11))
    for corner_hz in (0.0, 500.0):
        with pytest.raises(ValueError, match="Hz"):
            LivePass(plates, rows, RATE_HZ, corner_hz=corner_hz)


def test_codes_with_an_offset_are_the_volts_they_stand_for(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 300)
    slope, zero = np.linspace(1.0, 1.1, 12) * VOLTS_PER_CODE, np.linspace(-0.1, 0.1, 12)
    codes = np.round((volts - zero[:, np.newaxis]) / slope[:, np.newaxis]).astype(np.int16)
    decoded = zero[:, np.newaxis] + slope[:, np.newaxis] * codes
    rows = stacked_rows(plates)
    stream = LivePass(plates, rows, RATE_HZ, tare=made_tare(plates), volts_per_code=slope, volts_at_code_0=zero)
    np.testing.assert_allclose(stream.push(codes).force_n, live(plates).push(decoded).force_n, rtol=1e-9, atol=1e-8)
