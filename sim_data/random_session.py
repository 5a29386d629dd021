"""Random sessions for detection: lifts of random kinds between everything that is no lift."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sim_data import activities as act
from sim_data.athlete import random_athlete
from sim_data.lifter import KINDS, usual_load_kg
from sim_data.session import G_M_S2, LiftOrder, Session, SessionScript

HANG_KINDS = tuple(kind for kind in KINDS if kind.startswith("hang_") and not kind.endswith("_pull"))
LIFTS = tuple(kind for kind in KINDS if not kind.endswith("_pull"))
MISSED_SHARE, FAULT_SHARE, COMPLEX_SHARE = 0.12, 0.25, 0.15
RANDOM_FAULTS = ("early_cut", "short_extension", "forward", "stuck", "asymmetric", "yank", "notch")


def random_session(seed: int, n_lifts: int = 8, rate_hz: float = 1000.0) -> Session:
    """A session of random kinds, loads, faults and misses, with a disturbance before most lifts.

    Parameters
    ----------
    seed : int
        The same seed gives the same session.
    n_lifts : int
        Number of lifts; a complex counts for two.
    rate_hz : float
        Sample rate.
    """
    return Session(seed, rate_hz, partial(random_training, n_lifts=n_lifts), random_athlete(seed), "random")


def random_training(script: SessionScript, n_lifts: int) -> None:
    """Write a random session."""
    script.empty(4.0, 4.0)
    remaining = n_lifts
    while remaining > 0:
        if script.rng.uniform() < 0.7:
            script.empty(2.5, 3.5)
            disturb(script)
        if remaining >= 2 and script.rng.uniform() < COMPLEX_SHARE:
            two_from_the_hang(script, complex_id=remaining)
            remaining -= 2
        else:
            script.whole_lift(drawn_order(script))
            remaining -= 1
    script.empty(3.0, 3.0)


def drawn_order(script: SessionScript, kinds: tuple[str, ...] = LIFTS) -> LiftOrder:
    """A lift of random kind, load and fault."""
    rng = script.rng
    kind = str(rng.choice(kinds))
    load = float(round(usual_load_kg(script.athlete, kind) * float(rng.uniform(0.7, 1.0))))
    if rng.uniform() < MISSED_SHARE:
        return LiftOrder(kind, load, missed=True)
    if rng.uniform() < FAULT_SHARE:
        return LiftOrder(kind, load, str(rng.choice(RANDOM_FAULTS)), float(rng.uniform(0.3, 1.0)))
    return LiftOrder(kind, load)


def two_from_the_hang(script: SessionScript, complex_id: int) -> None:
    """A complex: two lifts from the hang, the bar lowered to the hang between them."""
    order = drawn_order(script, HANG_KINDS)
    order = LiftOrder(order.kind, order.load_kg)
    first = script.drawn(order)
    stance, system_n = act.stance_before(first), first.model.record.system_n
    label = script.samples
    script.empty(3.5, 5.0)
    script.step_on(stance)
    script.pick_up(system_n, stance)
    script.lift(order, label, first, complex_id, keeps_bar=True)
    landed = act.stance_after(first)
    rise = first.model.record.profile.rise_m
    script.add(act.lowering(system_n, rise, landed, script.rate_hz, g_m_s2=G_M_S2))
    second = script.drawn(order)
    again = act.stance_before(second)
    script.add(act.steps(system_n, landed, again, script.rate_hz, 2), "walking")
    label = script.samples
    script.lift(order, label, second, complex_id)
    script.step_off(act.stance_after(second))


def disturb(script: SessionScript) -> None:
    """Something that is no lift, from walking on to walking off."""
    kind = str(script.rng.choice(tuple(DISTURBANCES)))
    DISTURBANCES[kind](script)


def _on_plates(activity: Callable[[SessionScript, act.Stance], None]) -> Callable[[SessionScript], None]:
    def scene(script: SessionScript) -> None:
        stance = act.stance_before(script.drawn(LiftOrder("snatch", script.athlete.snatch_kg)))
        script.step_on(stance)
        activity(script, stance)
        script.stand(script.body_n, stance, 1.5)
        script.step_off(stance)

    return scene


def _walks(script: SessionScript, stance: act.Stance) -> None:
    count = int(script.rng.integers(3, 9))
    script.add(act.steps(script.body_n, stance, stance, script.rate_hz, count), "walking")


def _stamps(script: SessionScript, stance: act.Stance) -> None:
    script.add(act.stamp(script.body_n, stance, script.rate_hz), "stamp")


def _jumps(script: SessionScript, stance: act.Stance) -> None:
    script.add(act.jump(script.body_n, stance, script.rate_hz, g_m_s2=G_M_S2), "jump")


def _with_bar(
    activity: Callable[[SessionScript, act.Stance, float], None], share: float
) -> Callable[[SessionScript, act.Stance], None]:
    def scene(script: SessionScript, stance: act.Stance) -> None:
        system_n = script.body_n + share * script.athlete.clean_kg * G_M_S2
        script.pick_up(system_n, stance)
        activity(script, stance, system_n)
        script.stand(system_n, stance, 1.2)
        script.add(act.putting_down(script.body_n, system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "pick_up")

    return scene


def _jerks(script: SessionScript, stance: act.Stance, system_n: float) -> None:
    script.add(act.jerk(system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "jerk")


def _squats(script: SessionScript, stance: act.Stance, system_n: float) -> None:
    script.add(act.squat(system_n, stance, script.rate_hz, g_m_s2=G_M_S2), "squat")


def _nothing(script: SessionScript, stance: act.Stance, system_n: float) -> None:
    script.stand(system_n, stance, 1.0)


def _pulls(script: SessionScript) -> None:
    lift = script.drawn(LiftOrder("clean_pull", round(0.9 * script.athlete.clean_kg)))
    script.step_on(act.stance_before(lift))
    script.add(act.of_lift(lift), "pull")
    script.step_off(act.stance_after(lift))


DISTURBANCES: dict[str, Callable[[SessionScript], None]] = {
    "walking": _on_plates(_walks),
    "stamp": _on_plates(_stamps),
    "jump": _on_plates(_jumps),
    "jerk": _on_plates(_with_bar(_jerks, 0.8)),
    "squat": _on_plates(_with_bar(_squats, 0.9)),
    "pick_up": _on_plates(_with_bar(_nothing, 0.9)),
    "pull": _pulls,
}
"""What can happen that is no lift, each from walking on to walking off."""
