"""One move between two still stands: is there a push with an unloading and a landing, how far did the mass rise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing import detect_limits as limits
from processing.crossing import runs
from processing.options import STANDARD_GRAVITY_M_S2
from processing.order_statistics import median


@dataclass(frozen=True)
class Drive:
    """Push, unloading and landing, in ticks since the start of the move's ticks.

    Attributes
    ----------
    end : float
        The push ends: F crosses W downward.
    start : int
        The mass starts to move: the bar separates, or the move begins.
    landed : int
        F is back over 0.85 W.
    speed_m_s : float
        Speed of the combined centre of mass at the end of the push.
    dip_m_s : float
        Lowest speed before it: a lifter in the power position dips, from the hang the bar goes up first.
    """

    end: float
    start: int
    landed: int
    speed_m_s: float
    dip_m_s: float


def find_drive(
    plates_n: FloatArray, weight_n: float, tick_hz: float, *, from_floor: bool, shares: FloatArray | None = None
) -> Drive | None:
    """The strongest push above 1.1 W that an unloading under 0.6 W and a landing above 0.85 W follow.

    Parameters
    ----------
    plates_n : ndarray, shape (n_plates, n)
        Ticks of the move.
    weight_n : float
        W: lifter and bar.
    tick_hz : float
        Ticks a second.
    from_floor : bool
        Whether the bar separates in this move (F crosses W upward) or is in the hands from its beginning.
    shares : ndarray, shape (n_plates,), optional
        Share of each plate in standing; equal where not given.
    """
    load = plates_n.sum(axis=0) / weight_n
    start = _move_start(load, tick_hz) if from_floor else 0
    if start is None:
        return None
    speed = np.cumsum(load[start:] - 1.0) * STANDARD_GRAVITY_M_S2 / tick_hz
    found = []
    for unloaded, loaded in runs(_unloading(plates_n, load, weight_n, shares)):
        drive = _drive(load, speed, start, unloaded, loaded, tick_hz)
        if drive is not None:
            found.append(drive)
    return max(found, key=lambda drive: drive.speed_m_s, default=None)


def _unloading(
    plates_n: FloatArray, load: FloatArray, weight_n: float, shares: FloatArray | None
) -> npt.NDArray[np.bool_]:
    """Ticks in which the feet are unloaded, or one of them while the other sticks."""
    n_plates = plates_n.shape[0]
    unloaded = load < limits.UNLOADED
    if n_plates > 1:
        carried = np.full(n_plates, 1.0 / n_plates) if shares is None else np.maximum(shares, 0.2)
        one_foot = (plates_n / (carried[:, None] * weight_n)).min(axis=0) < limits.STUCK_FOOT
        unloaded |= (load < limits.STUCK_TOTAL) & one_foot
    return unloaded


def _drive(load: FloatArray, speed: FloatArray, start: int, unloaded: int, loaded: int, tick_hz: float) -> Drive | None:
    before = max(start, unloaded - round(limits.PUSH_BEFORE_S * tick_hz))
    if not np.fmax.reduce(load[before:unloaded], initial=0.0) > limits.PUSH:
        return None
    landing = np.flatnonzero(load[loaded : loaded + round(limits.LANDING_AFTER_S * tick_hz)] > limits.LANDED)
    if landing.size == 0:
        return None
    over = np.flatnonzero(load[before:unloaded] >= 1.0)
    last = before + int(over[-1])
    speed_m_s = float(speed[last - start])
    if math.isnan(speed_m_s):  # a gap since the start: what this push gave, as far as it was seen
        speed_m_s = float(np.nansum(load[before : last + 1] - 1.0)) * STANDARD_GRAVITY_M_S2 / tick_hz
    if speed_m_s < limits.PUSH_SPEED_M_S:
        return None
    falling = load[last] - load[last + 1] if last + 1 < load.size else 0.0
    part = (load[last] - 1.0) / falling if falling > 0 else 0.0
    dip_m_s = float(np.fmin.reduce(speed[: last - start + 1]))
    return Drive(last + 0.5 + float(part), start, loaded + int(landing[0]), speed_m_s, dip_m_s)


def separation(load: FloatArray) -> int | None:
    """First tick from which F stays over W for 30 ms; ``None`` where it never does."""
    over = load > 1.0
    for start, stop in runs(over):
        if stop - start >= 3:
            return start
    return None


def _move_start(load: FloatArray, tick_hz: float) -> int | None:
    """The separation; where a gap right before may hide an earlier one, the gap's first tick."""
    start = separation(load)
    if start is None:
        return None
    earliest = max(0, start - round(limits.PULL_S * tick_hz))
    lost = np.flatnonzero(np.isnan(load[earliest:start]))
    return earliest + int(lost[0]) if lost.size else start


def rise_m(load: FloatArray, tick_hz: float) -> FloatArray:
    """Height of the combined centre of mass over the start, from still stand to still stand, shape (n,).

    The velocity is zero at both ends, so what it would be at the end without that is taken out evenly: a small error of
    W does not matter then.

    Parameters
    ----------
    load : ndarray, shape (n,)
        F/W, ticks.
    tick_hz : float
        Ticks a second.
    """
    if load.size == 0:
        return np.zeros(1)
    velocity = np.cumsum(load - 1.0) * STANDARD_GRAVITY_M_S2 / tick_hz
    velocity -= velocity[-1] * np.arange(1, velocity.size + 1) / velocity.size
    height: FloatArray = np.cumsum(velocity) / tick_hz
    return height


def rise_from_separation_m(total_n: FloatArray, weight_n: float, tick_hz: float) -> float:
    """Rise of the combined centre of mass from the separation to the end; 0 where F never stays over W."""
    load = total_n / weight_n
    start = separation(load)
    return 0.0 if start is None else float(rise_m(load[start:], tick_hz)[-1])


def carried_s(total_n: FloatArray, body_n: float, tick_hz: float) -> float:
    """Impulse over body weight, as seconds of body weight: about 0 where nothing was held.

    Ticks that are lost carry nothing, so that no gap can feign a bar.
    """
    return float((np.nan_to_num(total_n) - body_n).sum() / body_n / tick_hz)


def guessed_weight_n(total_n: FloatArray, body_n: float, tick_hz: float) -> float:
    """W of a lift from the floor that never came to a still stand, when no label says the load.

    Between leaving body weight and the end of the push the mass gains about 1.2 m/s within about 0.75 s: the mean force
    is then about 1.16 W. Good to about a tenth, which the thresholds of a miss forgive.
    """
    heavy = [run for run in runs(total_n > 1.08 * body_n) if run[1] - run[0] >= round(0.15 * tick_hz)]
    if not heavy:
        return body_n
    start = heavy[0][0]
    light = np.flatnonzero(total_n[start:] < 0.6 * body_n)
    stop = start + int(light[0]) if light.size else heavy[0][1]
    return max(body_n, float(total_n[start:stop].mean()) / 1.16)


def reason_without_bar(plates_n: FloatArray, body_n: float, tick_hz: float) -> str | None:
    """What a lifter without a bar did between two still stands; ``None`` for nothing worth telling."""
    load = plates_n.sum(axis=0) / body_n
    if landing_of_jump(load, tick_hz) is not None:
        return "jump"
    on_one_foot = reason_on_one_foot(plates_n, body_n, tick_hz)
    if on_one_foot is not None:
        return on_one_foot
    if load.size == 0 or np.abs(load - 1.0).max() < 0.3:
        return None
    height = rise_m(load, tick_hz)
    return "squat" if height.min() < -0.25 and abs(height[-1]) < 0.15 else "other"


def landing_of_jump(load: FloatArray, tick_hz: float) -> int | None:
    """Tick at which a jumper is back on the plates; ``None`` where nobody jumped: a push, a flight, a landing."""
    for start, stop in runs(load < 0.1):
        flew = limits.JUMP_S[0] * tick_hz <= stop - start <= limits.JUMP_S[1] * tick_hz
        pushed = load[max(0, start - round(0.5 * tick_hz)) : start].max(initial=0.0) > limits.JUMP_PUSH
        if flew and pushed and stop < load.size and load[stop:].max() > 1.0:
            return stop
    return None


def reason_with_bar(plates_n: FloatArray, weight_n: float, tick_hz: float) -> str | None:
    """What a lifter with the bar in the hands did between two still stands, without any unloading."""
    load = plates_n.sum(axis=0) / weight_n
    on_one_foot = reason_on_one_foot(plates_n, weight_n, tick_hz)
    if on_one_foot is not None:
        return on_one_foot
    if load.size == 0 or np.abs(load - 1.0).max() < 0.05:
        return None
    height = rise_m(load, tick_hz)
    if height.min() < -0.2 and abs(height[-1]) < 0.15:
        return "squat"
    if height[-1] > 0.1 and height.min() > -0.15:
        return "press"
    return "other"


def reason_on_one_foot(plates_n: FloatArray, weight_n: float, tick_hz: float) -> str | None:
    """``stamp`` where a lifted foot comes down hard, ``walking`` where it is only set down; ``None`` where none is
    lifted.

    Steps on the spot hardly change the total.
    """
    if plates_n.shape[0] < 2 or plates_n.shape[1] == 0:
        return None
    found = None
    for foot_n in plates_n:
        usual_n = median(foot_n)
        for start, stop in runs(foot_n < 0.1 * weight_n):
            if not 0.08 * tick_hz <= stop - start <= 2.0 * tick_hz:
                continue
            after = foot_n[stop : stop + round(0.3 * tick_hz)]
            if after.size and after.max() > 1.5 * max(usual_n, 0.3 * weight_n):
                return "stamp"
            found = "walking"
    return found
