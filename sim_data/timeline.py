"""The whole record around a profile: standing, hands on, tension, the lift, the hold, the bar put down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim_data.profile import VerticalProfile, recovery
from sim_data.vertical import FloatArray, smooth

RAMP_POWER = 1.6
"""The floor takes its time to let go: tension rises slowly at first, then quickly into the pull."""
LETTING_GO_S = 0.06
"""How long the hands take to let go of the bar."""
BRAKE_S = 0.45
"""How long the lifter takes to stop where the bar was let go while moving."""
RUN_OFF_S = 0.5
"""How long a lifter takes to run off the plates."""
STAND_UP_S = 1.7
"""How long the lifter takes to stand up after a miss, and to crouch to the bar."""
LOWERING_S = 2.6
"""How long a bar is lowered to the plates."""
FALL_S, IMPACT_S = 0.40, 0.12
"""A missed bar over the plates: its fall, and its impact."""


@dataclass(frozen=True)
class Timeline:
    """Times of one record, s from its first sample.

    Attributes
    ----------
    quiet_end : float
        End of the undisturbed standing before the lift.
    ramp_start : float
        Tension begins (floor), else equal to ``start``.
    start : float
        Separation (floor) or first move (hang, power position).
    settled : float
        The lift's profile ends: standing still (or, in a miss, the bottom).
    drop : float
        The bar is let go, or begins to be lowered; in a miss at the bottom.
    stands : float
        The lifter stands still again: ``settled``, or after a miss the end of standing up without the bar.
    down : float
        The bar has left the lifter for good.
    end : float
        End of the record.
    """

    quiet_end: float
    ramp_start: float
    start: float
    settled: float
    drop: float
    stands: float
    down: float
    end: float


@dataclass(frozen=True, eq=False)
class Record:
    """Vertical force over time: a callable of time in seconds, N.

    Attributes
    ----------
    timeline : Timeline
        When what happens.
    profile : VerticalProfile
        The lift itself.
    body_n, system_n, g_m_s2 : float
        Weight of the lifter, and of lifter and bar; gravity.
    floor : bool
        Whether the bar rests on floor or blocks before the pull.
    on_plates : bool
        Whether bar and discs rest on the force plates before the pull and after the lift.
    hands : ndarray, shape (3,)
        Hands on the bar before the pull: shares of body weight that wander.
    crouch_m, stand_m : float
        How far the body sinks to the bar, and rises after a miss.
    runs_off : bool
        Whether the lifter leaves the plates with the bar where the lift ends.
    """

    timeline: Timeline
    profile: VerticalProfile
    body_n: float
    system_n: float
    g_m_s2: float
    floor: bool
    on_plates: bool
    hands: FloatArray
    crouch_m: float
    stand_m: float
    runs_off: bool = False

    def force_n(self, t: FloatArray) -> FloatArray:
        """Total vertical force on feet and, in an on-plates set-up, discs, at times ``t``, shape like ``t``."""
        line = self.timeline
        out = np.full(t.shape, self.body_n if self.floor and not self.on_plates else self.system_n)
        if self.floor:
            reaching = (t > line.quiet_end) & (t < line.start)
            out[reaching] += self._reaching(t[reaching])
        lifting = (t >= line.start) & (t <= line.settled)
        out[lifting] = self.system_n * self.profile.load(t[lifting] - line.start)
        out[(t > line.settled) & (t <= line.drop)] = self.system_n
        late = t > line.drop
        out[late] = self._lowered(t[late]) if self.on_plates else self._dropped(t[late] - line.drop)
        return out

    def discs_n(self, t: FloatArray) -> FloatArray:
        """The part of the force that discs bring on the plates, shape like ``t``, N; 0 off the plates."""
        line = self.timeline
        bar = self.system_n - self.body_n
        if not self.on_plates:
            return np.zeros_like(t)
        before = bar * (1 - np.clip((t - line.ramp_start) / (line.start - line.ramp_start), 0, 1) ** RAMP_POWER)
        if self.profile.complete:
            return before + bar * smooth((t - line.down + 0.5) / 0.5)
        return before + self._impact(t)

    def _reaching(self, t: FloatArray) -> FloatArray:
        """Crouch, hands on the bar, and tension, over standing: N, shape like ``t``."""
        line, out = self.timeline, np.zeros_like(t)
        u = np.clip((t - line.quiet_end) / (line.ramp_start - line.quiet_end), 0.0, 1.0)
        sink = recovery(-self.crouch_m, 0.0, 0.55 * (line.ramp_start - line.quiet_end), self.g_m_s2)[-1]
        since = t - line.quiet_end
        moving = (since >= 0) & (since <= sink.x[-1])
        out[moving] = self.body_n * (sink(since[moving]) - 1.0)
        if self.on_plates:
            return out
        waves = np.sin(np.outer(np.arange(1, self.hands.size + 1), np.pi * u))
        out += self.body_n * (self.hands @ (waves * waves * waves))
        u = np.clip((t - line.ramp_start) / (line.start - line.ramp_start), 0.0, 1.0)
        return out + (self.system_n - self.body_n) * u**RAMP_POWER

    def _dropped(self, since: FloatArray) -> FloatArray:
        """The load leaves the hands, a small bob of the body (or the way up from a miss), then body weight."""
        last = float(self.profile.load(self.timeline.settled - self.timeline.start))
        carried = self.system_n * (1.0 if self.profile.complete else last)
        if self.runs_off:
            left: FloatArray = carried * (1 - smooth(since / RUN_OFF_S))
            return left
        out: FloatArray = self.body_n + (carried - self.body_n) * (1 - smooth(since / LETTING_GO_S))
        return out + self._body_after(since)

    def _body_after(self, since: FloatArray) -> FloatArray:
        """Force of the body's own motion once the bar is gone, N."""
        if self.profile.complete:
            u = np.clip(since / 0.5, 0.0, 1.0)
            bob = 6 * u * (1 - u) * (5 * u**2 - 5 * u + 1)  # second derivative of u³(1 − u)³
            return self.body_n / self.g_m_s2 * bob
        up = recovery(self.stand_m, 0.0, STAND_UP_S, self.g_m_s2)[-1]
        u = np.clip(since / BRAKE_S, 0.0, 1.0)
        stopping = self.body_n / self.g_m_s2 * self.speed_m_s / BRAKE_S * 30 * u**2 * (1 - u) ** 2
        begun = since - 0.3
        inside = (begun >= 0) & (begun <= STAND_UP_S)
        out = -stopping
        out[inside] += self.body_n * (up(begun[inside]) - 1.0)
        return out

    @cached_property
    def speed_m_s(self) -> float:
        """Velocity of lifter and bar where a miss ends the lift; the deepest point is no motion at all."""
        line = self.timeline
        speed = float(self.profile.velocity(np.array([line.settled - line.start]), self.g_m_s2)[0])
        return speed if abs(speed) > 1e-6 else 0.0

    def _lowered(self, t: FloatArray) -> FloatArray:
        """The bar goes back to the plates: lowered by hand, or dropped in a miss."""
        since = t - self.timeline.drop
        if not self.profile.complete:
            return self._dropped(since) + self._impact(t)
        out = np.full(t.shape, self.system_n)
        down = recovery(-self.profile.rise_m, 0.0, LOWERING_S, self.g_m_s2)[-1]
        inside = since <= LOWERING_S
        out[inside] = self.system_n * down(since[inside])
        return out

    def _impact(self, t: FloatArray) -> FloatArray:
        """A bar that fell on the plates: the momentum of its fall, then its weight."""
        bar = self.system_n - self.body_n
        u = np.clip((t - self.timeline.drop - FALL_S) / IMPACT_S, 0.0, 1.0)
        pulse = bar * FALL_S / IMPACT_S * 30 * u**2 * (1 - u) ** 2
        return pulse + bar * smooth(u)


def timeline(
    profile: VerticalProfile, rng: np.random.Generator, *, floor: bool, is_pull: bool, on_plates: bool
) -> Timeline:
    """Draw the times around a profile."""
    quiet = float(rng.uniform(2.4, 3.0))
    hands = float(rng.uniform(1.6, 2.6)) if floor else 0.0
    ramp = float(rng.uniform(0.22, 0.45)) if floor else 0.0
    start = quiet + hands + ramp
    settled = start + float(profile.load.x[-1])
    standing = float(rng.uniform(1.8, 2.6)) if profile.complete else 0.0
    drop = settled + (0.6 * standing if is_pull else standing)
    down = drop + (LETTING_GO_S if not on_plates else LOWERING_S + 0.3 if profile.complete else FALL_S + IMPACT_S)
    stands = settled if profile.complete else drop + 0.3 + STAND_UP_S
    return Timeline(
        quiet, quiet + hands, start, settled, drop, stands, down, max(down, stands) + float(rng.uniform(1.6, 2.2))
    )
