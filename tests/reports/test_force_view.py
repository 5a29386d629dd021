"""What the force drawings show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from processing.history import event_s
from processing.result import Document, LiftAnalysis
from reports.comparison import compare
from reports.force_view import ForceView, force_view
from reports.model import LiftPage
from reports.shown import EVIDENCE

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


def view_of(lift: LiftAnalysis, earlier: Sequence[Document]) -> ForceView:
    """The drawings of a lift with earlier documents."""
    assert lift.curves is not None
    return force_view(lift.document, lift.curves, compare(lift.document, earlier, tuple(EVIDENCE.values())))


def documents(earlier: Sequence[LiftAnalysis], *, shape: bool = True) -> list[Document]:
    """Documents of earlier lifts, with the shapes that they keep or, as older ones, without."""
    return [each.document if shape else {**each.document, "shape": None} for each in earlier]


def test_time_is_counted_from_the_end_of_the_push(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    view = view_of(lift, documents(earlier))
    assert view.close is not None
    zero = event_s(lift.document, "drive_end")
    assert view.weight_n is not None
    at_zero = float(np.interp(0.0, view.close.time_s, view.close.total_n))
    assert at_zero == pytest.approx(view.weight_n, rel=0.02)
    assert view.drive is not None
    assert view.drive[1] == 0.0
    assert view.drive[0] == pytest.approx((event_s(lift.document, "drive_start") or 0.0) - (zero or 0.0))


def test_air_begins_at_the_first_foot_off(cases: dict[str, Case]) -> None:
    lift, earlier = cases["asymmetric"]
    view = view_of(lift, documents(earlier))
    assert view.close is not None
    air = next(phase for phase in view.close.phases if phase.key == "air")
    offs = [event_s(lift.document, f"foot_off_{side}") or 0.0 for side in ("left", "right")]
    assert air.start_s == pytest.approx(min(offs) - (event_s(lift.document, "drive_end") or 0.0))


def test_a_foot_that_stays_down_leaves_no_air(make_page: Callable[..., LiftPage]) -> None:
    close = make_page("stuck").force.close
    assert close is not None
    assert [phase.key for phase in close.phases][-1] == "pull_under_catch"


def test_the_grey_band_lies_between_the_shapes_of_earlier_documents(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    usual = view_of(lift, documents(earlier)).usual
    assert usual is not None
    assert usual.band
    assert usual.lifts == 9
    assert (usual.low_n <= usual.high_n).all()
    zero = int(np.abs(usual.time_s).argmin())
    weight = 92.0 * 9.80665 + 80.0 * 9.80665
    assert usual.low_n[zero] == pytest.approx(weight, rel=0.03)


def test_without_shapes_no_band_is_invented(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    usual = view_of(lift, documents(earlier, shape=False)).usual
    assert usual is not None
    assert not usual.band
    peaks = [each.document["metrics"]["peak_force"]["value"] for each in earlier]
    assert min(peaks) <= usual.low_n[0] <= usual.high_n[0] <= max(peaks)


def test_shapes_of_lifts_that_are_not_comparable_are_left_out(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    _, cleans = cases["stuck clean"]
    mixed = view_of(lift, documents((*earlier, *cleans))).usual
    assert mixed is not None
    assert mixed.lifts == 9
    assert view_of(lift, documents(cleans)).usual is None


def test_a_shape_that_begins_late_narrows_the_band_and_bends_nothing(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    cut = [{**each, "shape": _begun_late(each["shape"])} for each in documents(earlier)]
    whole, late = view_of(lift, documents(earlier)).usual, view_of(lift, cut).usual
    assert whole is not None
    assert late is not None
    assert late.time_s[0] == pytest.approx(-0.1)
    kept = whole.time_s >= -0.1 - 1e-9
    np.testing.assert_allclose(late.low_n, whole.low_n[kept])


def _begun_late(shape: Document) -> Document:
    """The same shape, known only from a tenth of a second before the end of the push."""
    around = shape["around_drive_end"]
    ratio = [None if number < 140 else value for number, value in enumerate(around["force_ratio"])]
    return {**shape, "around_drive_end": {**around, "force_ratio": ratio}}


def test_the_halves_of_the_push_add_up(make_page: Callable[..., LiftPage]) -> None:
    halves = make_page("good").force.halves
    assert halves is not None
    assert sum(int(half.split("\u00a0")[0]) for half in halves) == 100


def test_an_unsegmented_recording_is_shown_from_its_start(make_page: Callable[..., LiftPage]) -> None:
    view = make_page("unsegmented").force
    assert view.close is None
    assert view.whole.span[0] == 0.0
    assert view.whole.phases == ()
