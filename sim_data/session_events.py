"""Forces of what else happens on the plates: chalk, hops, a seat on the bar, a second person, a bouncing bar.

Each begins and ends standing still; the body's own motion has no net impulse, and what the bar or the floor carries is
missing on the plates.
"""

from __future__ import annotations

import numpy as np

from sim_data import activities as act
from sim_data.activities import Segment, Stance
from sim_data.lifter import SimulatedLift
from sim_data.profile import recovery
from sim_data.vertical import FloatArray, from_knots, smooth

CROUCH_M, CROUCH_S = 0.38, 1.1
SHRUG_PUSH: act.Knots = ((0, 1), (0.16, 0.75), (0.30, 1), (0.42, 1.75), (0.52, 1.6), (0.58, 0))
"""F/W of a jump shrug until the feet leave."""
HOP_CONTACT_S = 0.22
PRESS_ARM_M, PRESS_S = 0.55, 1.6
FALSE_START_RISE_M, FALSE_START_S = 0.18, 0.8
BOUNCE, IMPACT_S = 0.35, 0.06
"""Speed after over speed before the impact of a dropped bar; how long an impact lasts."""
RING_HZ, RING_DECAY_S = 18.0, 0.12
ESCAPE_FIRST: act.Knots = ((0, 0.5), (0.10, 0.35), (0.22, 0), (0.7, 0))
ESCAPE_SECOND: act.Knots = ((0, 0.5), (0.18, 0.95), (0.34, 0.9), (0.52, 0), (0.7, 0))
"""Load of both feet over body weight while somebody gets away from under a lost bar and off the plates."""


def chalking(body_n: float, stance: Stance, rate_hz: float, rng: np.random.Generator) -> Segment:
    """Rubs the hands, claps, leans from foot to foot."""
    seconds = float(rng.uniform(2.5, 5.0))
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    u = t / seconds
    envelope = smooth(u / 0.15) * smooth((1 - u) / 0.15)
    rubbing = 0.03 * np.sin(2 * np.pi * float(rng.uniform(1.5, 3.0)) * t)
    claps = np.zeros_like(t)
    for at in rng.uniform(0.3, seconds - 0.3, 3):
        since = (t - at) / 0.03
        claps -= 0.12 * since * np.exp(-0.5 * since * since)
    lean = 0.12 * envelope * np.sin(2 * np.pi * 0.4 * t)
    weight = body_n * (1 + envelope * rubbing + claps)
    shares = np.stack([stance.left_share + lean, 1 - stance.left_share - lean])
    return act.carried(weight * shares, stance)


def hopping(body_n: float, stance: Stance, rate_hz: float, count: int, *, g_m_s2: float) -> Segment:
    """A jump that goes over into small hops on both feet."""
    push = from_knots(np.array(act.JUMP_PUSH, dtype=float))
    curve = act.landed([push], 0.0, 0.0, 0.25, g_m_s2)
    t = np.arange(round(float(curve.x[-1]) * rate_hz)) / rate_hz
    load = np.maximum(curve(t), 0.0)
    in_air = np.flatnonzero((load <= 1e-9) & (t > push.x[-1] - 1 / rate_hz))
    touch = int(in_air[-1]) + 1
    flight = touch - round(float(push.x[-1]) * rate_hz)
    speed_s = 0.5 * flight / rate_hz  # speed over g
    contact = np.sin(np.pi * np.arange(round(HOP_CONTACT_S * rate_hz)) / (HOP_CONTACT_S * rate_hz))
    contact *= 0.5 * np.pi * (1 + 2 * speed_s / HOP_CONTACT_S)
    hop = np.concatenate([contact, np.zeros(flight)])
    load = np.concatenate([load[:touch], np.tile(hop, count), load[touch:]])
    return act.carried(act.split(body_n * load, stance), stance)


def crouched(body_n: float, middle: list[FloatArray], stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """Crouch, carry ``middle`` (total force, N), and stand up again."""
    down = act.following(recovery(-CROUCH_M, 0.0, CROUCH_S, g_m_s2)[-1], body_n, stance, rate_hz)
    up = act.following(recovery(CROUCH_M, 0.0, CROUCH_S, g_m_s2)[-1], body_n, stance, rate_hz)
    return act.together([down, act.carried(act.split(np.concatenate(middle), stance), stance), up])


def ramp(from_n: float, to_n: float, seconds: float, rate_hz: float) -> FloatArray:
    """A force that goes over from one level to another."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.asarray(from_n + (to_n - from_n) * smooth(t / seconds))


def sitting(body_n: float, stance: Stance, rate_hz: float, rng: np.random.Generator, *, g_m_s2: float) -> Segment:
    """Sits down on the bar, which stands on the floor, and gets up again."""
    left_n = body_n * float(rng.uniform(0.2, 0.5))
    seated = np.full(round(float(rng.uniform(2.0, 5.0)) * rate_hz), left_n)
    middle = [ramp(body_n, left_n, 0.5, rate_hz), seated, ramp(left_n, body_n, 0.6, rate_hz)]
    return crouched(body_n, middle, stance, rate_hz, g_m_s2=g_m_s2)


def regrip(
    body_n: float, system_n: float, stance: Stance, rate_hz: float, rng: np.random.Generator, *, g_m_s2: float
) -> Segment:
    """Crouches, pulls on a bar that stays on the floor, lets go, grips again, stands up."""
    middle: list[FloatArray] = []
    for _ in range(int(rng.integers(1, 3))):
        pulled_n = body_n + float(rng.uniform(0.2, 0.6)) * (system_n - body_n)
        middle += [
            ramp(body_n, pulled_n, 0.3, rate_hz),
            np.full(round(float(rng.uniform(0.2, 1.0)) * rate_hz), pulled_n),
            ramp(pulled_n, body_n, 0.25, rate_hz),
            np.full(round(float(rng.uniform(0.3, 0.9)) * rate_hz), body_n),
        ]
    return crouched(body_n, middle, stance, rate_hz, g_m_s2=g_m_s2)


def false_start(body_n: float, system_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """The bar leaves the floor, goes to the knee and is put back."""
    rise, fall = (recovery(d, 0.0, FALSE_START_S, g_m_s2)[-1] for d in (FALSE_START_RISE_M, -FALSE_START_RISE_M))
    t = np.arange(round(FALSE_START_S * rate_hz)) / rate_hz
    middle = [
        ramp(body_n, system_n, 0.4, rate_hz),
        system_n * rise(t),
        system_n * fall(t),
        ramp(system_n, body_n, 0.25, rate_hz),
    ]
    return crouched(body_n, middle, stance, rate_hz, g_m_s2=g_m_s2)


def press(body_n: float, system_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """The bar goes overhead by the arms alone, stays there, and comes down to the shoulders."""
    rise_m = PRESS_ARM_M * (system_n - body_n) / system_n
    up, down = (recovery(d, 0.0, PRESS_S, g_m_s2)[-1] for d in (rise_m, -rise_m))
    still = act.carried(act.split(np.full(round(1.3 * rate_hz), system_n), stance), stance)
    return act.together(
        [act.following(up, system_n, stance, rate_hz), still, act.following(down, system_n, stance, rate_hz)]
    )


def jump_shrug(system_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """Dip, drive, feet off the plates with the bar in straight arms, and a landing at the same height."""
    push = from_knots(np.array(SHRUG_PUSH, dtype=float))
    return act.following(act.landed([push], 0.0, 0.0, 0.15, g_m_s2), system_n, stance, rate_hz)


def added(first: Segment, second: Segment, start: int) -> Segment:
    """``second`` on the same plates from sample ``start`` of ``first`` on; the pressure is the mean by load."""
    stop = start + second.n
    force, cop, moment = first.force_n.copy(), first.cop_mm.copy(), first.free_moment_nm.copy()
    ours, theirs = force[:, 2:3, start:stop].copy(), second.force_n[:, 2:3]
    share = theirs / np.maximum(ours + theirs, 1e-9)
    cop[:, :, start:stop] += share * (second.cop_mm - cop[:, :, start:stop])
    force[:, :, start:stop] += second.force_n
    moment[:, start:stop] += second.free_moment_nm
    return Segment(force, cop, moment)


def second_person(
    body_n: float, other_n: float, stance: Stance, rate_hz: float, rng: np.random.Generator, *, g_m_s2: float
) -> Segment:
    """Somebody steps on beside the lifter, stays a while and goes."""
    visit = act.together(
        [
            act.stepping_on(other_n, stance, rate_hz, rng),
            act.standing(other_n, stance, float(rng.uniform(1.5, 4.0)), rate_hz, rng, g_m_s2=g_m_s2),
            act.stepping_off(other_n, stance, rate_hz, rng),
        ]
    )
    alone = act.standing(body_n, stance, visit.n / rate_hz + 1.5, rate_hz, rng, g_m_s2=g_m_s2)
    return added(alone, visit, round(0.5 * rate_hz))


def bouncing(bar_n: float, fall_m: float, share: float, rate_hz: float, *, g_m_s2: float) -> FloatArray:
    """What a dropped bar brings on both plates together, N, from letting it go: impacts, flights, and the floor's ring.

    Each impact has the impulse share · m · v · (1 + e); the next flight lasts 2 e v / g. The bar comes to rest off the
    plates.
    """
    speed = float(np.sqrt(2 * g_m_s2 * fall_m))
    at, hits = speed / g_m_s2, []
    while speed > 0.4:
        hits.append((at, share * bar_n / g_m_s2 * speed * (1 + BOUNCE)))
        speed *= BOUNCE
        at += IMPACT_S + 2 * speed / g_m_s2
    t = np.arange(round((at + 0.4) * rate_hz)) / rate_hz
    out = np.zeros_like(t)
    for start, impulse in hits:
        u = np.clip((t - start) / IMPACT_S, 0.0, 1.0)
        out += impulse / IMPACT_S * 30 * u**2 * (1 - u) ** 2
        since = np.maximum(t - start, 0.0)
        out += 0.15 * impulse / IMPACT_S * np.exp(-since / RING_DECAY_S) * np.sin(2 * np.pi * RING_HZ * since)
    return out


def with_bounce(segment: Segment, drop: int, bounce_n: FloatArray) -> Segment:
    """A bar that falls from sample ``drop`` on and bounces beside the lifter, half of it on either plate."""
    n = max(0, min(bounce_n.size, segment.n - drop))
    force = segment.force_n.copy()
    force[:, 2, drop : drop + n] += 0.5 * bounce_n[:n]
    return Segment(force, segment.cop_mm, segment.free_moment_nm)


def later(segment: Segment, first: int) -> Segment:
    """The segment from sample ``first`` on."""
    return Segment(segment.force_n[:, :, first:], segment.cop_mm[:, :, first:], segment.free_moment_nm[:, first:])


def walked_off(lift: SimulatedLift) -> Segment:
    """A missed lift whose lifter gets out from under the bar and off the plates at once."""
    line = lift.model.record.timeline
    drop = round((line.drop + 0.06) * lift.rate_hz)
    stance = act.stance_after(lift)
    t = np.arange(round(0.7 * lift.rate_hz)) / lift.rate_hz
    loads = [from_knots(np.array(knots, dtype=float))(t) for knots in (ESCAPE_FIRST, ESCAPE_SECOND)]
    feet = lift.model.record.body_n * np.maximum(np.stack(loads), 0.0)
    return act.together([act.of_lift(lift, drop), act.carried(feet, stance), act.empty(0.5, lift.rate_hz)])
