"""The published profiles: size and form of the drive of five reference lifts (80 kg lifter, 1.72 m, g 9.81)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim_data.lifter import SimulatedLift

MakeLift = Callable[..., SimulatedLift]

# kind, fault, load kg; then drive impulse N·s, velocity gain m/s, late share, fullness, duty, peak/W, rise m,
# peak velocity m/s.
TABLE = (
    ("snatch", None, 100.0, (112.2, 0.623, 0.560, 0.641, 0.682, 1.47, 0.241, 1.277)),
    ("snatch", "early_cut", 100.0, (68.0, 0.378, 0.246, 0.446, 0.398, 1.43, 0.218, 1.030)),
    ("snatch", "short_extension", 100.0, (77.8, 0.432, 0.593, 0.631, 0.658, 1.45, 0.173, 1.085)),
    ("clean", None, 125.0, (98.8, 0.482, 0.557, 0.647, 0.687, 1.36, 0.229, 1.129)),
    ("clean", "notch", 125.0, (60.3, 0.294, 0.405, 0.506, 0.492, 1.31, 0.198, 0.939)),
)
KEYS = (
    ("drive_impulse", 0.5),
    ("drive_velocity_gain", 0.004),
    ("late_drive_share", 0.006),
    ("drive_fullness", 0.006),
    ("half_height_duty", 0.006),
    ("peak_force_ratio", 0.0005),
    ("drive_rise", 0.0025),
    ("peak_velocity", 0.004),
)


@pytest.mark.parametrize(("kind", "fault", "load_kg", "published"), TABLE)
def test_a_profile_has_its_published_numbers(
    make_lift: MakeLift, kind: str, fault: str | None, load_kg: float, published: tuple[float, ...]
) -> None:
    lift = make_lift(kind, fault=fault, load_kg=load_kg, g_m_s2=9.81, varied=False, sway=False)
    for (key, tolerance), wanted in zip(KEYS, published, strict=True):
        assert lift.truth.metric(key) == pytest.approx(wanted, abs=tolerance), key


def test_good_lifts_lie_in_the_published_ranges_of_mean_force(make_lift: MakeLift) -> None:
    # Mean force over the system weight (Enoka 1979): pull 1.18 to 1.41, scoop 0.74 to 0.89, drive 1.22 to 1.35.
    for kind in ("snatch", "clean"):
        truth = make_lift(kind, varied=False, sway=False).truth
        weight = truth.metric("system_weight")
        first = 1 + truth.metric("first_pull_impulse") / weight / (
            truth.time("unweighting_start") - truth.time("separation")
        )
        light = 1 + truth.metric("unweighting_impulse") / weight / truth.metric("unweighting_duration")
        assert 1.18 <= first <= 1.41
        assert 0.74 <= light <= 0.89
        assert 1.22 <= truth.metric("drive_mean_force_ratio") <= 1.35


@pytest.mark.parametrize("fault", ["early_cut", "short_extension", "notch"])
def test_a_fault_grows_with_its_severity(make_lift: MakeLift, fault: str) -> None:
    kind = "clean" if fault == "notch" else "snatch"
    impulses = [
        make_lift(kind, fault=fault, severity=severity, varied=False, sway=False).truth.metric("drive_impulse")
        for severity in (0.0, 0.3, 0.6, 1.0)
    ]
    assert impulses == sorted(impulses, reverse=True)
    good = make_lift(kind, varied=False, sway=False).truth.metric("drive_impulse")
    assert impulses[0] == pytest.approx(good, rel=0.01)


def test_a_notch_is_counted_and_a_good_drive_has_none(make_lift: MakeLift) -> None:
    notched = make_lift("clean", fault="notch", varied=False, sway=False).truth
    assert notched.metric("notch_count") == 1.0
    assert notched.metric("notch_depth") == pytest.approx(0.10, abs=0.01)
    assert make_lift("clean", varied=False, sway=False).truth.metric("notch_count") == 0.0
