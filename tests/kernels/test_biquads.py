"""The biquad kernel against SciPy, block by block against the whole, and level against level."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from scipy.signal import butter, sosfilt, sosfilt_zi, sosfiltfilt

from acquisition.plate import FloatArray
from processing.biquads import BiquadStream, zero_lag
from processing.butterworth import butterworth, steady_state

RATE_HZ = 1000.0
COEFFICIENTS = [0, 1, 2, 4, 5]


def scipy_sections(order: int, corner_hz: Any = 50.0, kind: Any = "lowpass") -> tuple[FloatArray, FloatArray]:
    """SciPy's sections, with a0 and without."""
    sos = np.asarray(butter(order, corner_hz, kind, fs=RATE_HZ, output="sos"))
    return sos, np.ascontiguousarray(sos[:, COEFFICIENTS])


def walk(n_rows: int, n: int, seed: int = 5) -> FloatArray:
    return np.random.default_rng(seed).normal(size=(n_rows, n)).cumsum(axis=1)


def digest(*arrays: FloatArray) -> str:
    return hashlib.sha256(b"".join(np.ascontiguousarray(each).tobytes() for each in arrays)).hexdigest()


@pytest.mark.parametrize("order", [2, 4, 6, 8])
@pytest.mark.parametrize("corner_hz", [0.5, 5.0, 20.0, 62.3, 250.0, 480.0])
def test_sections_in_closed_form_are_those_of_scipy(order: int, corner_hz: float) -> None:
    sos, ours = scipy_sections(order, corner_hz)[0], butterworth(order, corner_hz, RATE_HZ)
    # At a quarter of the rate a1 is nothing but rounding; hence the absolute bound.
    np.testing.assert_allclose(ours, sos[:, COEFFICIENTS], rtol=1e-12, atol=1e-14)
    assert (ours[:, 2] == ours[:, 0]).all()
    assert (ours[1:, 0] == 1.0).all()


@pytest.mark.parametrize(("order", "corner_hz"), [(0, 50.0), (3, 50.0), (2, 0.0), (2, 500.0), (2, float("nan"))])
def test_a_filter_that_does_not_exist_is_refused(order: int, corner_hz: float) -> None:
    with pytest.raises(ValueError, match="low-pass of order"):
        butterworth(order, corner_hz, RATE_HZ)


@pytest.mark.parametrize("order", [2, 4, 8])
def test_the_state_at_rest_is_that_of_scipy_and_keeps_a_constant(order: int) -> None:
    sos, sections = scipy_sections(order)
    np.testing.assert_allclose(steady_state(sections), sosfilt_zi(sos), rtol=1e-10)
    np.testing.assert_allclose(zero_lag(np.full((2, 50), 7.0), sections, 9), 7.0, rtol=1e-12)


@pytest.mark.parametrize("level", [0, None])
@pytest.mark.parametrize("n_rows", [1, 2, 3, 4, 5, 12, 16, 17, 70])
@pytest.mark.parametrize("order", [2, 4, 6])
def test_forward_and_backward_has_the_bits_of_scipy(order: int, n_rows: int, level: int | None) -> None:
    sos, sections = scipy_sections(order)
    for n, pad in [(1, 0), (2, 1), (64, 0), (101, 100), (127, 64), (129, 7), (700, 100)]:
        values = walk(n_rows, n)
        found = zero_lag(values, sections, pad, rest=sosfilt_zi(sos), level=level)
        expected = sosfiltfilt(sos, values, axis=-1, padtype="odd", padlen=pad)
        np.testing.assert_array_equal(found, expected, err_msg=f"{n} samples, {pad} of padding")


@pytest.mark.parametrize(
    ("kind", "corner_hz"), [("highpass", 50.0), ("bandpass", (5.0, 40.0)), ("bandstop", (45.0, 55.0))]
)
def test_filters_of_another_shape_take_the_general_way_and_have_the_bits_of_scipy(kind: Any, corner_hz: Any) -> None:
    sos, sections = scipy_sections(2, corner_hz, kind)
    values = walk(5, 400)
    found = zero_lag(values, sections, 60, rest=sosfilt_zi(sos))
    np.testing.assert_array_equal(found, sosfiltfilt(sos, values, axis=-1, padlen=60))


def test_with_its_own_state_at_rest_it_differs_by_rounding_only() -> None:
    sos, sections = scipy_sections(4)
    values = walk(12, 6000)
    np.testing.assert_allclose(
        zero_lag(values, sections, 100), sosfiltfilt(sos, values, padlen=100), rtol=0, atol=1e-11
    )


@pytest.mark.parametrize("order", [2, 4, 6])
@pytest.mark.parametrize("n", [0, 1, 63, 64, 65, 5000])
def test_a_stream_has_the_bits_of_scipy(order: int, n: int) -> None:
    sos, sections = scipy_sections(order)
    values = walk(7, n)
    expected = sosfilt(sos, values) if n else values
    np.testing.assert_array_equal(BiquadStream(sections, 7).push(values), expected)


def test_levels_and_chunkings_give_one_digest() -> None:
    sections, values = scipy_sections(4)[1], walk(12, 2000)
    values[3, 700] = 0.0
    digests = set()
    for level in (0, None):
        for chunk in (1, 7, 63, 64, 500, 2000):
            stream = BiquadStream(sections, 12, level=level)
            parts = [stream.push(values[:, at : at + chunk]) for at in range(0, 2000, chunk)]
            digests.add(digest(np.concatenate(parts, axis=1)))
    assert len(digests) == 1
    assert len({digest(zero_lag(values, sections, 100, level=level)) for level in (0, None)}) == 1


@pytest.mark.parametrize("layout", ["every other sample", "backwards", "sample-major", "32 bit", "not writeable"])
def test_strided_and_other_layouts_give_the_same_bits_and_stay_as_they_are(layout: str) -> None:
    sections, plain = scipy_sections(4)[1], walk(6, 300).astype(np.float32).astype(np.float64)
    frozen = plain.copy()
    frozen.flags.writeable = False
    layouts: dict[str, Any] = {
        "every other sample": np.repeat(plain, 2, axis=1)[:, ::2],
        "backwards": plain[:, ::-1].copy()[:, ::-1],
        "sample-major": np.asfortranarray(plain),
        "32 bit": plain.astype(np.float32),
        "not writeable": frozen,
    }
    values = layouts[layout]
    np.testing.assert_array_equal(zero_lag(values, sections, 50), zero_lag(plain, sections, 50))
    np.testing.assert_array_equal(BiquadStream(sections, 6).push(values), BiquadStream(sections, 6).push(plain))
    np.testing.assert_array_equal(values, plain)


@pytest.mark.parametrize("level", [0, None])
def test_a_lost_sample_takes_its_own_row_with_it_and_no_other(level: int | None) -> None:
    sos, sections = scipy_sections(4)
    values = walk(6, 300)
    values[2, 150] = np.nan
    found = zero_lag(values, sections, 50, rest=sosfilt_zi(sos), level=level)
    assert np.isnan(found[2]).all()
    np.testing.assert_array_equal(found, sosfiltfilt(sos, values, padlen=50))
    forward = BiquadStream(sections, 6, level=level).push(values)
    assert np.isnan(forward[2]).tolist() == [False] * 150 + [True] * 150
    np.testing.assert_array_equal(forward, sosfilt(sos, values))


def test_no_row_and_no_sample_give_nothing() -> None:
    sections = scipy_sections(2)[1]
    assert zero_lag(np.empty((0, 9)), sections, 3).shape == (0, 9)
    assert zero_lag(np.empty((4, 0)), sections, 0).shape == (4, 0)
    assert BiquadStream(sections, 0).push(np.empty((0, 5))).shape == (0, 5)


def test_what_does_not_fit_is_refused() -> None:
    sections, values = scipy_sections(2)[1], walk(2, 20)
    for bad, pad in ((values[0], 3), (values, 20), (values, -1), (np.empty((2, 0)), 1)):
        with pytest.raises(ValueError, match="padding"):
            zero_lag(bad, sections, pad)
    for wrong in (sections[0], sections[:, :4], np.empty((0, 5)), np.repeat(sections, 9, axis=0)):
        with pytest.raises(ValueError, match="sections of shape"):
            zero_lag(values, wrong, 3)
    with pytest.raises(ValueError, match="state of shape"):
        zero_lag(values, sections, 3, rest=np.zeros((2, 2)))
    with pytest.raises(ValueError, match="rows"):
        BiquadStream(sections, 65)
    with pytest.raises(ValueError, match="are filtered"):
        BiquadStream(sections, 3).push(values)
