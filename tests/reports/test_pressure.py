"""The pressure path on the foot outlines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from processing.result import LiftAnalysis
from reports.layout.outline import LENGTH_MM, left_foot_mm, right_foot_mm
from reports.model import LiftPage
from reports.pressure import HEEL_TO_STANDING_MM, WEAK_N

MakePage = Callable[..., LiftPage]


def test_the_path_is_placed_by_quiet_standing(
    make_page: MakePage, cases: dict[str, tuple[LiftAnalysis, object]]
) -> None:
    lift = cases["good"][0].document
    left = make_page("good").pressure.feet[0]
    start = left.stations[0]
    moved = lift["cop"]["separation"]["left_mm"][1] - lift["cop"]["quiet"]["left_mm"][1]
    assert start.forward_mm == pytest.approx(HEEL_TO_STANDING_MM + moved, abs=2.0)


def test_a_floor_lift_numbers_four_points_and_a_power_position_lift_three(make_page: MakePage) -> None:
    assert [key.split("\u00a0", 1)[1].replace("\u00a0", " ") for key in make_page("good").pressure.keys] == [
        "bar leaves floor", "scoop starts", "push starts", "last contact",
    ]  # fmt: skip
    assert [key.split("\u00a0", 1)[1].replace("\u00a0", " ") for key in make_page("power position").pressure.keys] == [
        "bottom of the dip", "push starts", "last contact",
    ]  # fmt: skip


def test_both_feet_carry_their_share(make_page: MakePage) -> None:
    left, right = make_page("good").pressure.feet
    shares = [float(foot.share.split("\u00a0")[0]) for foot in (left, right)]
    assert sum(shares) == pytest.approx(100.0)


def test_weak_parts_are_marked_for_dotting(make_page: MakePage) -> None:
    foot = make_page("good").pressure.feet[0]
    assert foot.weak.any()
    assert not foot.weak.all()
    assert WEAK_N == 200.0


def test_outlines_mirror_each_other_and_have_the_stated_length() -> None:
    right = right_foot_mm()
    assert np.allclose(left_foot_mm(), right * [-1.0, 1.0])
    assert np.hypot(*np.ptp(right, axis=0)) > LENGTH_MM
    assert 255.0 < np.ptp(right[:, 1]) < 275.0
