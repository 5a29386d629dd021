"""Sessions of a full training hall: lifts of every kind among everything that is no lift, in the same stay.

Unlike :mod:`sim_data.random_session` the disturbances also come between weighing and lift and after the drop, complexes
have up to four lifts, and several lifts may be done without leaving the plates.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sim_data import activities as act
from sim_data import session_events as events
from sim_data.activities import Segment, Stance
from sim_data.athlete import random_athlete
from sim_data.kinds import KINDS, lift_of, start_of
from sim_data.lifter import SimulatedLift, usual_load_kg
from sim_data.random_session import DISTURBANCES, HANG_KINDS, drawn_order
from sim_data.session import G_M_S2, LiftOrder, Session, SessionScript

PULLS = tuple(kind for kind in KINDS if kind.endswith("_pull"))
FLOOR_LIFTS = ("snatch", "clean", "power_snatch", "power_clean")
HELD = ("hang_", "power_position_")
PULL_SHARE, COMPLEX_SHARE, RESET_SHARE, JERK_SHARE = 0.08, 0.12, 0.12, 0.3
PAUSE_S = 1.2
"""How long the bar hangs still before the next lift of a complex."""
FALL_M = {"made": 1.3, "missed": 0.9}

Scene = Callable[[SessionScript, Stance], None]


def hall_session(seed: int, n_lifts: int = 31, rate_hz: float = 1000.0) -> Session:
    """A session of at least ``n_lifts`` lifts with every disturbance; the same seed gives the same session."""
    return Session(seed, rate_hz, partial(hall_training, n_lifts=n_lifts), random_athlete(500 + seed), "hall")


def hall_training(script: SessionScript, n_lifts: int) -> None:
    """Write it."""
    script.empty(4.0, 4.0)
    done = 0
    while done < n_lifts:
        drawn = float(script.rng.uniform())
        if drawn < COMPLEX_SHARE:
            done += complex_of(script, int(script.rng.integers(2, 5)), complex_id=done + 1)
        elif drawn < COMPLEX_SHARE + RESET_SHARE:
            done += reset_between(script, int(script.rng.integers(2, 4)))
        elif drawn < COMPLEX_SHARE + RESET_SHARE + PULL_SHARE:
            done += one_lift(script, pull_order(script))
        else:
            done += one_lift(script, drawn_order(script))
    script.empty(3.0, 3.0)


def pull_order(script: SessionScript) -> LiftOrder:
    """A pull that the technician names."""
    kind = str(script.rng.choice(PULLS))
    return LiftOrder(kind, round(0.95 * usual_load_kg(script.athlete, kind)))


def one_lift(script: SessionScript, order: LiftOrder) -> int:
    """Perhaps a scene of its own, then one lift among disturbances, from walking on to walking off."""
    label = script.samples
    script.empty(2.5, 4.0)
    if script.rng.uniform() < 0.5:
        alone(script, order)
    lift = script.drawn(order)
    stance = act.stance_before(lift)
    come_on(script, lift, stance)
    if start_of(order.kind) in HELD:
        script.pick_up(lift.model.record.system_n, stance)
    pull = order.kind.endswith("_pull")
    if order.missed and script.rng.uniform() < 0.3:
        script.lift_as(order, label, lift, events.walked_off(lift))
        return 1
    if lift_of(order.kind) == "clean" and not order.missed and not pull and script.rng.uniform() < JERK_SHARE:
        script.lift(order, label, lift, keeps_bar=True)
        jerk_and_put_down(script, lift)
    else:
        script.lift_as(order, label, lift, dropped(script, lift))
    leave(script, act.stance_after(lift))
    return 1


def jerk_and_put_down(script: SessionScript, lift: SimulatedLift) -> None:
    """A jerk from the rack, under the label of the clean, and the bar back to the floor."""
    system_n, stance = lift.model.record.system_n, act.stance_after(lift)
    script.add(act.jerk(system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "jerk")
    script.stand(system_n, stance, 1.4)
    put_down(script, system_n, stance)


def come_on(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    """Walk on, be weighed, and do up to two things that are no lift."""
    script.step_on(stance)
    for _ in range(int(script.rng.integers(0, 3))):
        name = str(script.rng.choice(tuple(BEFORE)))
        BEFORE[name](script, lift, stance)
        script.stand(script.body_n, stance, float(script.rng.uniform(0.9, 1.8)))


def leave(script: SessionScript, stance: Stance) -> None:
    """Perhaps something more, then walk off."""
    if script.rng.uniform() < 0.2:
        script.add(act.stamp(script.body_n, stance, script.rate_hz), "stamp")
        script.stand(script.body_n, stance, 1.0)
    script.step_off(stance)


def dropped(script: SessionScript, lift: SimulatedLift) -> Segment:
    """The record of a lift, its bar bouncing after the drop."""
    drop = round(lift.model.record.timeline.drop * script.rate_hz)
    bar_n = lift.bar_mass_kg * G_M_S2
    share = float(script.rng.choice([0.0, 0.02, 0.05, 0.15]))
    bounce = events.bouncing(bar_n, FALL_M[lift.truth.outcome], share, script.rate_hz, g_m_s2=G_M_S2)
    return events.with_bounce(act.of_lift(lift), drop, bounce)


def complex_of(script: SessionScript, count: int, complex_id: int) -> int:
    """Lifts with the bar never put down: the first from floor or hang, the others from the hang; perhaps a jerk."""
    clean = bool(script.rng.uniform() < 0.5)
    held = [kind for kind in HANG_KINDS if ("clean" in kind) == clean]
    load = round(0.8 * usual_load_kg(script.athlete, "clean" if clean else "snatch"))
    kinds = [str(script.rng.choice(held)) for _ in range(count)]
    if script.rng.uniform() < 0.5:
        kinds[0] = "clean" if clean else "snatch"
    label = script.samples
    script.empty(3.0, 4.0)
    now: Stance | None = None
    for number, kind in enumerate(kinds):
        order = LiftOrder(kind, float(load))
        lift = script.drawn(order)
        stance, system_n = act.stance_before(lift), lift.model.record.system_n
        if now is None:
            script.step_on(stance)
            if start_of(kind) in HELD:
                script.pick_up(system_n, stance)
        else:
            script.add(act.steps(system_n, now, stance, script.rate_hz, 2), "walking")
            label = script.samples
        last = number == count - 1
        jerks = last and clean and bool(script.rng.uniform() < 0.5)
        keeps = jerks or not last
        stop = round(lift.model.record.timeline.drop * script.rate_hz)
        segment = act.of_lift(lift, stop) if keeps else dropped(script, lift)
        # Between the lifts of a complex nobody stands as long as before the first.
        without = 0 if now is None else round((lift.model.record.timeline.quiet_end - PAUSE_S) * script.rate_hz)
        script.lift_as(order, label, lift, events.later(segment, without), complex_id, without_first=without)
        now = act.stance_after(lift)
        if jerks:
            jerk_and_put_down(script, lift)
        elif not last:
            rise = lift.model.record.profile.rise_m
            if start_of(kind) == "":
                rise -= act.PICK_UP_RISE_M
            script.add(act.lowering(system_n, rise, now, script.rate_hz, g_m_s2=G_M_S2))
    assert now is not None
    leave(script, now)
    return count


def put_down(script: SessionScript, system_n: float, stance: Stance) -> None:
    """Lower the bar to the floor."""
    script.add(act.putting_down(script.body_n, system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "pick_up")
    script.stand(script.body_n, stance, 1.2)


def reset_between(script: SessionScript, count: int) -> int:
    """Lifts from the floor, the bar dropped and set again between them, without leaving the plates."""
    kind = str(script.rng.choice(FLOOR_LIFTS))
    order = LiftOrder(kind, float(round(0.85 * usual_load_kg(script.athlete, kind))))
    label = script.samples
    script.empty(3.0, 4.0)
    now: Stance | None = None
    for _ in range(count):
        lift = script.drawn(order)
        stance = act.stance_before(lift)
        if now is None:
            script.step_on(stance)
        else:
            script.add(act.steps(script.body_n, now, stance, script.rate_hz, 2), "walking")
        script.lift_as(order, label, lift, dropped(script, lift))
        now = act.stance_after(lift)
        label = script.samples
    assert now is not None
    leave(script, now)
    return count


def alone(script: SessionScript, order: LiftOrder) -> None:
    """A scene without a lift before the lift that the technician has named already.

    What he has named a pull, or a clean from the power position, cannot be told from a pull or a jerk done before it.
    """
    named = order.kind.endswith("_pull") or order.kind in ("power_position_clean", "power_position_power_clean")
    names = [name for name in SCENES if not (named and name in ALIKE)]
    SCENES[str(script.rng.choice(names))](script)
    script.empty(2.5, 3.5)


def _with_bar(scene: Callable[[SessionScript, Stance, float], None], share: float) -> Callable[[SessionScript], None]:
    def whole(script: SessionScript) -> None:
        stance = act.stance_before(script.drawn(LiftOrder("snatch", script.athlete.snatch_kg)))
        system_n = script.body_n + share * script.athlete.clean_kg * G_M_S2
        script.step_on(stance)
        script.pick_up(system_n, stance)
        scene(script, stance, system_n)
        script.stand(system_n, stance, 1.2)
        put_down(script, system_n, stance)
        script.step_off(stance)

    return whole


def _presses(script: SessionScript, stance: Stance, system_n: float) -> None:
    script.add(events.press(script.body_n, system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "press")


def _jump_shrugs(script: SessionScript, stance: Stance, system_n: float) -> None:
    for _ in range(int(script.rng.integers(1, 4))):
        script.add(events.jump_shrug(system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "pull")
        script.stand(system_n, stance, 1.2)


def _hang_pulls(script: SessionScript) -> None:
    kind = str(script.rng.choice([kind for kind in PULLS if start_of(kind) in HELD]))
    lift = script.drawn(LiftOrder(kind, round(0.9 * usual_load_kg(script.athlete, kind))))
    stance = act.stance_before(lift)
    script.step_on(stance)
    script.pick_up(lift.model.record.system_n, stance)
    script.add(act.of_lift(lift), "pull")
    script.step_off(act.stance_after(lift))


def _chalks(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    script.add(events.chalking(script.body_n, stance, script.rate_hz, script.rng))


def _stamps(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    script.add(act.stamp(script.body_n, stance, script.rate_hz), "stamp")


def _hops(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    count = int(script.rng.integers(1, 5))
    script.add(events.hopping(script.body_n, stance, script.rate_hz, count, g_m_s2=G_M_S2), "jump")


def _sits(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    script.add(events.sitting(script.body_n, stance, script.rate_hz, script.rng, g_m_s2=G_M_S2))


def _visit(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    other_n = float(script.rng.uniform(55.0, 110.0)) * G_M_S2
    visit = events.second_person(script.body_n, other_n, stance, script.rate_hz, script.rng, g_m_s2=G_M_S2)
    script.add(visit, "second_person")


def _regrips(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    system_n = script.body_n + lift.bar_mass_kg * G_M_S2
    script.add(events.regrip(script.body_n, system_n, stance, script.rate_hz, script.rng, g_m_s2=G_M_S2))


def _false_starts(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    system_n = script.body_n + lift.bar_mass_kg * G_M_S2
    script.add(events.false_start(script.body_n, system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "pick_up")


def _walks(script: SessionScript, lift: SimulatedLift, stance: Stance) -> None:
    script.add(act.steps(script.body_n, stance, stance, script.rate_hz, int(script.rng.integers(2, 5))), "walking")


BEFORE: dict[str, Callable[[SessionScript, SimulatedLift, Stance], None]] = {
    "chalk": _chalks,
    "stamp": _stamps,
    "hops": _hops,
    "seat on the bar": _sits,
    "second person": _visit,
    "re-grip": _regrips,
    "false start": _false_starts,
    "steps": _walks,
}
"""What happens between weighing and lift."""

SCENES: dict[str, Callable[[SessionScript], None]] = {
    **DISTURBANCES,
    "press": _with_bar(_presses, 0.5),
    "jump shrug": _with_bar(_jump_shrugs, 0.6),
    "hang pull": _hang_pulls,
}
"""Whole scenes without a lift, from walking on to walking off."""

ALIKE = ("jerk", "pull", "jump shrug", "hang pull")
