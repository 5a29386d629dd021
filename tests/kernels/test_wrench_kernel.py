"""The wrench kernel against its twin in NumPy, and block by block against the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from plate_volts import made_tare, made_volts

from acquisition.plate import FloatArray, ForcePlate
from processing.wrench import Wrench, WrenchStream, stacked_rows

MakePlates = Callable[[int, int], list[ForcePlate]]
RATE_HZ = 1000.0
FIELDS = ("force_n", "moment_nm", "cop_mm", "combined_cop_mm", "impulse_ns")


def stream(plates: list[ForcePlate], floor_n: float = 50.0) -> WrenchStream:
    return WrenchStream(plates, stacked_rows(plates), RATE_HZ, tare=made_tare(plates), floor_n=floor_n)


def assert_close(ours: Wrench, twin: Any) -> None:
    for name in FIELDS:
        values, expected = getattr(ours, name), getattr(twin, name)
        assert values.shape == expected.shape
        np.testing.assert_allclose(values, expected, rtol=1e-11, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("n", [0, 1, 2, 511, 512, 513, 1000, 20_000])
@pytest.mark.parametrize(("n_plates", "n_channels"), [(1, 6), (2, 6), (2, 8), (3, 4)])
def test_every_length_and_layout_equals_the_twin(
    make_plates: MakePlates, numpy_wrench: Callable[..., Any], n: int, n_plates: int, n_channels: int
) -> None:
    plates = make_plates(n_plates, n_channels)
    volts = made_volts(plates, n)
    twin = numpy_wrench(plates, volts, made_tare(plates), RATE_HZ, 50.0)
    assert_close(stream(plates).push(volts), twin)


def test_the_volts_of_the_comparison_cross_the_floor(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    cop_mm = stream(plates).push(made_volts(plates, 1000)).cop_mm
    assert 0.1 < np.isnan(cop_mm).mean() < 0.9


@pytest.mark.parametrize("layout", ["every other sample", "backwards", "sample-major", "32 bit", "not writeable"])
def test_strided_and_other_layouts_give_the_same_bits(make_plates: MakePlates, layout: str) -> None:
    plates = make_plates(2, 6)
    plain = made_volts(plates, 600).astype(np.float32).astype(np.float64)
    frozen = plain.copy()
    frozen.flags.writeable = False
    layouts: dict[str, Any] = {
        "every other sample": np.repeat(plain, 2, axis=1)[:, ::2],
        "backwards": plain[:, ::-1].copy()[:, ::-1],
        "sample-major": np.asfortranarray(plain),
        "32 bit": plain.astype(np.float32),
        "not writeable": frozen,
    }
    expected, found = stream(plates).push(plain), stream(plates).push(layouts[layout])
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


@pytest.mark.parametrize("chunk", [1, 3, 50, 255, 511, 512, 1999])
def test_block_by_block_has_the_bits_of_the_whole(make_plates: MakePlates, chunk: int) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 2000)
    whole = stream(plates).push(volts)
    blocks = stream(plates)
    parts = [blocks.push(volts[:, first : first + chunk]) for first in range(0, 2000, chunk)]
    for name in FIELDS:
        joined = np.concatenate([getattr(part, name) for part in parts], axis=-1)
        assert joined.tobytes() == getattr(whole, name).tobytes(), name


@pytest.mark.parametrize("n", [1, 3, 511, 512, 513, 2000])
@pytest.mark.parametrize("n_channels", [4, 6, 8])
def test_every_instruction_level_has_the_same_bits(make_plates: MakePlates, n: int, n_channels: int) -> None:
    plates = make_plates(2, n_channels)
    volts = made_volts(plates, n)
    volts[1, n // 2] = np.nan
    plain, best = (
        WrenchStream(plates, stacked_rows(plates), RATE_HZ, tare=made_tare(plates), level=level).push(volts)
        for level in (0, None)
    )
    for name in FIELDS:
        values, expected = getattr(best, name), getattr(plain, name)
        np.testing.assert_array_equal(np.isnan(values), np.isnan(expected))
        measured = ~np.isnan(values)
        assert values[measured].tobytes() == expected[measured].tobytes(), name


def test_an_empty_block_in_between_changes_nothing(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 300)
    blocks = stream(plates)
    first, empty, last = blocks.push(volts[:, :100]), blocks.push(volts[:, :0]), blocks.push(volts[:, 100:])
    assert empty.force_n.shape == (2, 3, 0)
    joined = np.concatenate([first.impulse_ns, last.impulse_ns])
    assert joined.tobytes() == stream(plates).push(volts).impulse_ns.tobytes()


def test_a_lost_sample_stays_lost_and_where_it_is(make_plates: MakePlates, numpy_wrench: Callable[..., Any]) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 900)
    volts[2, 400] = np.nan  # a channel of the first plate
    found = stream(plates).push(volts)
    assert_close(found, numpy_wrench(plates, volts, made_tare(plates), RATE_HZ, 50.0))
    assert np.isnan(found.force_n[0, :, 400]).all()
    assert np.isfinite(found.force_n[1]).all()
    assert np.isfinite(found.force_n[0, :, 401]).all()
    assert np.isnan(found.combined_cop_mm[:, 400]).all()
    assert np.isnan(found.impulse_ns[400:]).all()  # an integral over a hole is no measurement
    assert np.isfinite(found.impulse_ns[:400]).all()


def test_rows_may_be_wired_in_any_order(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    volts = made_volts(plates, 300)
    order = np.random.default_rng(1).permutation(12)
    wired = np.empty((14, 300))
    wired[:] = 1e9  # two channels that belong to no plate
    wired[order] = volts
    rows = [[int(order[k]) for k in span] for span in stacked_rows(plates)]
    found = WrenchStream(plates, rows, RATE_HZ, tare=made_tare(plates)).push(wired)
    assert found.cop_mm.tobytes() == stream(plates).push(volts).cop_mm.tobytes()


def test_plates_of_different_kinds_go_together(make_plates: MakePlates, numpy_wrench: Callable[..., Any]) -> None:
    plates = [make_plates(1, 6)[0], make_plates(2, 8)[1]]
    volts = made_volts(plates, 700)
    assert_close(stream(plates).push(volts), numpy_wrench(plates, volts, made_tare(plates), RATE_HZ, 50.0))


def test_a_load_on_the_floor_itself_has_a_centre_of_pressure() -> None:
    corners = np.array([[-300.0, 450.0, 0.0], [300.0, 450.0, 0.0], [300.0, -450.0, 0.0], [-300.0, -450.0, 0.0]])
    plate = ForcePlate("a", "6-component", np.eye(6), corners, reaction=-1)
    volts = np.zeros((6, 3))
    volts[2] = [np.nextafter(50.0, 0.0), 50.0, 51.0]
    found = WrenchStream([plate], [range(6)], RATE_HZ).push(volts)
    assert np.isnan(found.cop_mm[0, 0]).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("volts", "says"),
    [(np.zeros(12), "shape"), (np.zeros((11, 5)), r"\(12, n\) are needed"), (np.zeros((0, 0)), "needed")],
)
def test_channel_values_that_do_not_fit_are_refused(make_plates: MakePlates, volts: FloatArray, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        stream(make_plates(2, 6)).push(volts)


def test_plates_that_do_not_fit_their_channels_are_refused(make_plates: MakePlates) -> None:
    plates = make_plates(2, 6)
    for rows in ([range(6)], [range(6), range(6, 11)], [range(6), range(-6, 0)]):
        with pytest.raises(ValueError, match="plate"):
            WrenchStream(plates, rows, RATE_HZ)
    with pytest.raises(ValueError, match="0 plates"):
        WrenchStream([], [], RATE_HZ)
