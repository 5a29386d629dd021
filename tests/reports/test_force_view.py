"""What the force drawings show."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from processing.history import event_s
from processing.result import LiftAnalysis
from reports.comparison import compare
from reports.force_view import ForceView, force_view
from reports.model import LiftPage
from reports.shown import EVIDENCE

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


def view_of(lift: LiftAnalysis, earlier: tuple[LiftAnalysis, ...], curves: tuple[LiftAnalysis, ...]) -> ForceView:
    """The drawings of a lift with earlier documents and earlier curves."""
    assert lift.curves is not None
    comparison = compare(lift.document, [each.document for each in earlier], tuple(EVIDENCE.values()))
    return force_view(lift.document, lift.curves, comparison, curves)


def test_time_is_counted_from_the_end_of_the_push(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    view = view_of(lift, earlier, earlier)
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
    view = view_of(lift, earlier, ())
    assert view.close is not None
    air = next(phase for phase in view.close.phases if phase.key == "air")
    offs = [event_s(lift.document, f"foot_off_{side}") or 0.0 for side in ("left", "right")]
    assert air.start_s == pytest.approx(min(offs) - (event_s(lift.document, "drive_end") or 0.0))


def test_a_foot_that_stays_down_leaves_no_air(make_page: Callable[..., LiftPage]) -> None:
    close = make_page("stuck").force.close
    assert close is not None
    assert [phase.key for phase in close.phases][-1] == "pull_under_catch"


def test_the_grey_band_lies_between_the_earlier_curves(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    usual = view_of(lift, earlier, earlier).usual
    assert usual is not None
    assert usual.band
    assert usual.lifts == 9
    assert (usual.low_n <= usual.high_n).all()
    zero = int(np.abs(usual.time_s).argmin())
    weight = 92.0 * 9.80665 + 80.0 * 9.80665
    assert usual.low_n[zero] == pytest.approx(weight, rel=0.03)


def test_without_earlier_curves_no_band_is_invented(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    usual = view_of(lift, earlier, ()).usual
    assert usual is not None
    assert not usual.band
    peaks = [each.document["metrics"]["peak_force"]["value"] for each in earlier]
    assert min(peaks) <= usual.low_n[0] <= usual.high_n[0] <= max(peaks)


def test_curves_of_lifts_that_are_not_comparable_are_left_out(cases: dict[str, Case]) -> None:
    lift, earlier = cases["good"]
    _, cleans = cases["stuck clean"]
    mixed = view_of(lift, earlier, (*earlier, *cleans)).usual
    assert mixed is not None
    assert mixed.lifts == 9
    only_cleans = view_of(lift, earlier, cleans).usual
    assert only_cleans is not None
    assert not only_cleans.band


def test_the_halves_of_the_push_add_up(make_page: Callable[..., LiftPage]) -> None:
    halves = make_page("good").force.halves
    assert halves is not None
    assert sum(int(half.split("\u00a0")[0]) for half in halves) == 100


def test_an_unsegmented_recording_is_shown_from_its_start(make_page: Callable[..., LiftPage]) -> None:
    view = make_page("unsegmented").force
    assert view.close is None
    assert view.whole.span[0] == 0.0
    assert view.whole.phases == ()
