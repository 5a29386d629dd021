"""Where heel and toes of each foot lie on the plates: from a rock on heels and toes, or from a typed foot length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from processing.crossing import runs
from processing.document import FROM_HEEL, number
from processing.feet import Stance, stepped
from processing.filters import moving_mean, samples
from processing.methods import limit
from processing.order_statistics import median
from processing.signals import SIDES, LiftSignals
from processing.weighing import Still

SMOOTH_S, SLOPE_S = 0.1, 0.3
"""Pressure is smoothed over the first; it stays where it moves less than 8 mm in the second."""
STAYS_MM, STAYS_S = 8.0, 0.3
NEAR_MM = 10.0
ROCK_MM = 5.0
"""Standard uncertainty of the place of a heel or of toes in a rock: how far back somebody leans differs; assumed."""
LOAD_SHARE, LEAST_N = 0.10, 200.0
"""In a rock the force stays near the standing force; nobody stands there under the least."""
BACK_MM, FORTH_MM = 35.0, 40.0
"""A rock goes this far behind, and in front of, the standing pressure."""
LONGEST_MM = 330.0
LEAST_STAND_S = 0.5
"""Standing shorter than this after a rock does not tell where the feet stand."""


@dataclass(frozen=True)
class Rock:
    """Pressure of each foot in a rock, left and right, forward, mm.

    Attributes
    ----------
    heel_mm, toe_mm, standing_mm : (float, float)
        On the heels, on the toes, and standing.
    stop, settled : int
        Samples at which the last of both is over, and from which the lifter stands again.
    """

    heel_mm: tuple[float, float]
    toe_mm: tuple[float, float]
    standing_mm: tuple[float, float]
    stop: int
    settled: int

    def offsets_mm(self) -> tuple[float, ...]:
        """Heels (left, right) and toes (left, right) from where the pressure stands."""
        ends = (*self.heel_mm, *self.toe_mm)
        return tuple(end - stood for end, stood in zip(ends, self.standing_mm * 2, strict=True))


@dataclass(frozen=True)
class FootFrame:
    """Heel and toes while standing before the lift.

    Attributes
    ----------
    source : str
        ``rock`` or ``length``.
    heel_mm, toe_mm : (float, float)
        Left, right: forward, laboratory frame.
    foot_length_mm : float
        As typed; of a rock the distance of its pressures, mean of both feet.
    uncertainty_mm : float
        Standard uncertainty of a heel's place.
    """

    source: str
    heel_mm: tuple[float, float]
    toe_mm: tuple[float, float]
    foot_length_mm: float
    uncertainty_mm: float

    @property
    def origin_mm(self) -> float:
        """Where both feet's pressure counts from: the middle of the heels."""
        return 0.5 * sum(self.heel_mm)

    def document(self) -> dict[str, Any]:
        """As the document holds it."""
        heel, toe = (
            {side: number(mm, 6) for side, mm in zip(SIDES, both, strict=True)} for both in (self.heel_mm, self.toe_mm)
        )
        return {
            "source": self.source,
            "heel_mm": heel,
            "toe_mm": toe,
            "foot_length_mm": number(self.foot_length_mm, 6),
            "uncertainty_mm": number(self.uncertainty_mm, 3),
        }


def find_rock(signals: LiftSignals, start: int, stop: int) -> Rock | None:
    """A rock between two samples: the pressure stays far behind and far in front of where it stands.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    start, stop : int
        Where to look: before the lift, without the bar.
    """
    if not signals.two_feet or not signals.has_place or stop - start < samples(4 * STAYS_S, signals.rate_hz):
        return None
    unsmoothed = signals.pressure.combined.places_mm()[1, start:stop]
    if np.fmax.reduce(unsmoothed) - np.fmin.reduce(unsmoothed) <= BACK_MM + FORTH_MM:
        return None
    feet = np.stack([signals.pressure.feet[side].places_mm()[1, start:stop] for side in SIDES])
    both = _smoothed(unsmoothed, samples(SMOOTH_S, signals.rate_hz))
    stays = _stays(signals, both, feet, start, stop)
    if not stays:
        return None
    places = [float(both[a:b].mean()) for a, b in stays]
    back, forth = int(np.argmin(places)), int(np.argmax(places))
    between = [k for k in range(len(stays)) if places[back] + BACK_MM < places[k] < places[forth] - FORTH_MM]
    if not between or places[forth] - places[back] > LONGEST_MM:
        return None
    standing = max(between, key=lambda k: stays[k][1] - stays[k][0])
    rearmost, foremost = float(both[slice(*stays[back])].min()), float(both[slice(*stays[forth])].max())
    ends = ((back, rearmost), (forth, foremost), (standing, places[standing]))
    heel, toe, stood = (_places(feet, both, stays[k], at_mm) for k, at_mm in ends)
    over = max(stays[back][1], stays[forth][1])
    inside = [k for k in range(len(stays)) if places[back] + NEAR_MM < places[k] < places[forth] - NEAR_MM]
    settled = min((stays[k][0] for k in inside if stays[k][0] >= over), default=stop - start)
    return Rock(heel, toe, stood, start + over, start + settled)


def _smoothed(places_mm: FloatArray, width: int) -> FloatArray:
    """Moving mean, NaN where a sample of the window is."""
    there = np.isfinite(places_mm)
    mean = moving_mean(np.where(there, places_mm, 0.0), width)
    return np.where(moving_mean(there.astype(np.float64), width) > 1.0 - 0.5 / width, mean, np.nan)


def _stays(signals: LiftSignals, both: FloatArray, feet: FloatArray, start: int, stop: int) -> list[tuple[int, int]]:
    """Stretches in which the pressure stays while somebody stands evenly on both feet."""
    rate, n = signals.rate_hz, both.size
    half = samples(0.5 * SLOPE_S, rate)
    load = moving_mean(signals.total.raw[start:stop], samples(SMOOTH_S, rate))
    usual = median(load)
    fine = np.isfinite(feet).all(axis=0) & np.isfinite(both) & (np.abs(load - usual) < LOAD_SHARE * usual)
    if usual < LEAST_N or n <= 2 * half:
        return []
    moved = np.abs(both[2 * half :] - both[: n - 2 * half])
    fine[half : n - half] &= np.nan_to_num(moved, nan=math.inf) < STAYS_MM
    fine[:half] = fine[n - half :] = False
    return [run for run in runs(fine) if run[1] - run[0] >= samples(STAYS_S, rate)]


def _places(feet: FloatArray, both: FloatArray, run: tuple[int, int], at_mm: float) -> tuple[float, float]:
    """Mean pressure of each foot in a stretch, where that of both lies near a place."""
    inside = slice(*run)
    near = np.abs(both[inside] - at_mm) < NEAR_MM
    left, right = feet[:, inside][:, near].mean(axis=1)
    return float(left), float(right)


def standing_after(rock: Rock | None, quiet: Still | None, rate_hz: float) -> Still | None:
    """The part of the quiet standing in which the feet's places are read: after a rock; ``None`` if none is left."""
    if rock is None or quiet is None or rock.settled <= quiet.start:
        return quiet
    left = Still(rock.settled, quiet.stop, quiet.force_n)
    return left if left.seconds(rate_hz) >= LEAST_STAND_S else None


def foot_frame(
    signals: LiftSignals,
    rock: Rock | None,
    before: Stance | None,
    until: int,
    *,
    rock_mm: Sequence[float] = (),
    foot_length_mm: float | None = None,
) -> FootFrame | None:
    """Heel and toes while standing before the lift.

    A rock in the lift's own span counts first, if no foot was lifted after it; then one of the weigh-in, laid to where
    the feet stand now; then a typed length.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    rock : Rock or None
        In the lift's own span.
    before : Stance or None
        Where the feet stand before the lift.
    until : int
        Sample up to which a lifted foot would have moved it.
    rock_mm : sequence of float, optional
        Offsets of a rock elsewhere, :meth:`Rock.offsets_mm`.
    foot_length_mm : float, optional
        Length of the foot or shoe.

    Returns
    -------
    FootFrame or None
        ``None`` where nothing places the feet.
    """
    if rock is not None and not stepped(signals, rock.stop, max(until, rock.stop)):
        return FootFrame("rock", rock.heel_mm, rock.toe_mm, _length(rock.heel_mm, rock.toe_mm), ROCK_MM)
    if before is None:
        return None
    left, right = (float(before.place_mm[side if side in before.place_mm else "combined"][1]) for side in SIDES)
    offsets = rock_mm if rock is None else rock.offsets_mm()
    if offsets:
        heel, toe = (left + offsets[0], right + offsets[1]), (left + offsets[2], right + offsets[3])
        return FootFrame("rock", heel, toe, _length(heel, toe), math.hypot(ROCK_MM, limit("sway_mm")))
    if foot_length_mm is None:
        return None
    behind = limit("heel_share") * foot_length_mm
    heel = (left - behind, right - behind)
    toe = (heel[0] + foot_length_mm, heel[1] + foot_length_mm)
    return FootFrame("length", heel, toe, foot_length_mm, limit("heel_share_spread") * foot_length_mm)


def with_origin(spreads_mm: dict[str, float], frame: FootFrame | None) -> dict[str, float]:
    """Uncertainties of pressures with that of the heel which they count from."""
    if frame is None:
        return spreads_mm
    return {
        key: math.hypot(spread, frame.uncertainty_mm) if key in FROM_HEEL else spread
        for key, spread in spreads_mm.items()
    }


def _length(heel_mm: tuple[float, float], toe_mm: tuple[float, float]) -> float:
    return 0.5 * (sum(toe_mm) - sum(heel_mm))
