"""The scripted session: its plan, its samples, and that nothing else in it looks like a lift."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim_data.random_session import DISTURBANCES, random_session, two_from_the_hang
from sim_data.session import Session, training_session


@pytest.fixture(scope="module")
def session() -> Session:
    """The demo's session."""
    return training_session(seed=7)


def total_n(session: Session, first: int, stop: int) -> np.ndarray:
    """Vertical force of both plates."""
    force: np.ndarray = session.wrench(first, stop - first)[0][:, 2].sum(axis=0)
    return force


def test_the_training_session_has_its_fourteen_lifts(session: Session) -> None:
    kinds = [lift.kind for lift in session.plan]
    assert kinds == ["power_position_snatch"] * 3 + ["snatch"] * 10 + ["clean"]
    assert [lift.fault for lift in session.plan[9:]] == ["early_cut", "short_extension", "forward", None, "stuck"]
    assert [lift.missed for lift in session.plan].index(True) == 12
    assert [lift.attempt for lift in session.plan] == list(range(1, 15))
    assert all(90.0 <= lift.load_kg <= 94.0 for lift in session.plan[3:13])
    assert 5.0 < session.n / session.rate_hz / 60 < 8.0


def test_the_plates_are_empty_at_first_and_before_every_lift(session: Session) -> None:
    assert not total_n(session, 0, 3000).any()
    for lift in session.plan:
        assert not total_n(session, lift.label_index, lift.label_index + 3000).any()
        assert lift.label_index < lift.start


def test_the_lifter_stands_without_the_bar_before_every_lift(session: Session) -> None:
    weighings = [d for d in session.disturbances if d.reason == "weighing"]
    assert len(weighings) == len(session.plan)
    for weighing, lift in zip(weighings, session.plan, strict=True):
        assert weighing.stop - weighing.start >= 2500
        force = total_n(session, weighing.start, weighing.stop)
        assert force.mean() == pytest.approx(lift.lift.body_mass_kg * lift.lift.g_m_s2, abs=1.0)


def test_the_record_of_a_lift_stands_in_the_session(session: Session) -> None:
    lift = session.plan[4]
    force, cop, moment = session.wrench(lift.start, lift.stop - lift.start)
    assert np.array_equal(force, lift.lift.force_n)
    assert np.array_equal(cop, lift.lift.cop_mm)
    assert np.array_equal(moment, lift.lift.free_moment_nm)


def test_before_a_lift_from_the_power_position_the_bar_is_picked_up_slowly(session: Session) -> None:
    pick_ups = [d for d in session.disturbances if d.reason == "pick_up"]
    assert len(pick_ups) == 3
    for pick_up, lift in zip(pick_ups, session.plan[:3], strict=True):
        weight = lift.lift.model.record.system_n
        force = total_n(session, pick_up.start, pick_up.stop)
        body = lift.lift.model.record.body_n
        assert force[-1] == pytest.approx(weight, rel=0.001)
        assert force.min() > 0.6 * body
        carried = force[round(2.0 * session.rate_hz) :]
        assert carried.min() > 0.75 * weight
        assert carried.max() < 1.3 * weight
        still = total_n(session, pick_up.stop, pick_up.stop + 1000)
        assert abs(still.mean() - weight) < 0.005 * weight


def test_good_lifts_vary_little_and_the_faulty_ones_stand_out(session: Session) -> None:
    good = [lift.lift.truth for lift in session.plan[3:9]]
    cut, short, forward = (lift.lift.truth for lift in session.plan[9:12])
    impulses = [m.metric("drive_velocity_gain") for m in good]
    assert np.std(impulses) / np.mean(impulses) < 0.06
    assert cut.metric("late_drive_share") < min(m.metric("late_drive_share") for m in good) - 0.15
    assert short.metric("drive_duration") < min(m.metric("drive_duration") for m in good) - 0.03
    assert forward.metric("landing_shift_forward") > max(m.metric("landing_shift_forward") for m in good) + 60.0
    assert forward.metric("drive_forward_impulse") > max(m.metric("drive_forward_impulse") for m in good) + 5.0


def test_the_same_seed_gives_the_same_session(session: Session) -> None:
    again = training_session(seed=7)
    assert again.n == session.n
    assert np.array_equal(again.wrench(100000, 2000)[0], session.wrench(100000, 2000)[0])


def test_after_its_end_the_plates_are_empty(session: Session) -> None:
    force, cop, moment = session.wrench(session.n - 10, 100)
    assert force.shape == (2, 3, 100)
    assert cop.shape == (2, 2, 100)
    assert moment.shape == (2, 100)
    assert not force[:, :, 10:].any()


@pytest.mark.parametrize("seed", [0, 2, 5])
def test_a_random_session_plans_what_happens(seed: int) -> None:
    session = random_session(seed, 4)
    assert len(session.plan) == 4
    force, cop, _ = session.wrench(0, session.n)
    assert np.isfinite(force).all()
    assert np.isfinite(cop).all()
    assert force[:, 2].min() >= 0.0
    spans = sorted([(p.start, p.stop) for p in session.plan] + [(d.start, d.stop) for d in session.disturbances])
    assert all(start >= stop for (_, stop), (start, _) in itertools.pairwise(spans))
    assert {d.reason for d in session.disturbances} <= {*DISTURBANCES, "weighing"}


@pytest.mark.parametrize("reason", DISTURBANCES)
def test_a_disturbance_is_planned_with_its_reason_and_is_no_lift(reason: str) -> None:
    session = Session(3, script=DISTURBANCES[reason], name="one disturbance")
    assert reason in {d.reason for d in session.disturbances}
    assert session.plan == ()
    assert session.wrench(session.n - 1, 1)[0][:, 2].sum() < 100.0


def test_a_complex_is_two_lifts_without_putting_the_bar_down() -> None:
    session = Session(3, script=lambda script: two_from_the_hang(script, complex_id=1))
    first, second = session.plan
    assert first.complex_id == second.complex_id == 1
    assert first.kind == second.kind
    weight = first.lift.model.record.system_n
    held = total_n(session, first.stop, second.start)
    assert held.min() > 0.6 * weight
    assert held.mean() == pytest.approx(weight, rel=0.01)


def test_a_jerk_rises_less_than_a_lift() -> None:
    session = Session(3, script=DISTURBANCES["jerk"])
    jerk = next(d for d in session.disturbances if d.reason == "jerk")
    force = total_n(session, jerk.start, jerk.stop)
    weight = force[-1]
    velocity = np.cumsum(force / weight - 1) * 9.80665 / session.rate_hz
    assert force.max() > 1.5 * weight
    assert force.min() < 0.6 * weight
    assert abs(velocity[-1]) < 0.02
    assert 0.1 < velocity.sum() / session.rate_hz < 0.35
