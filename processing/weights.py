"""Which weight: body, bar, and lifter with bar, from standing still or from what was entered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from processing.filters import moving_mean, samples
from processing.impulse import running
from processing.methods import limit
from processing.phases import NotSegmentedError, Pull, find_pull
from processing.signals import LiftSignals
from processing.weighing import Still, still_stretches, weighing_uncertainty_n

ALONE = 0.05
"""The lifter stands alone where the force is body weight within this share."""
GONE_SHARE, GONE_RANGE = 0.08, 0.3
"""Without the bar: 0.4 s whose mean is body weight within the first share, and whose 50 ms means within the second."""


@dataclass(frozen=True)
class Force:
    """A weight with its standard uncertainty, N."""

    n: float
    uncertainty_n: float


@dataclass(frozen=True)
class Known:
    """What is known before anything is weighed.

    Attributes
    ----------
    floor : bool
        The bar starts on floor or blocks.
    on_plates : bool
        … and its discs rest on the force plates.
    g_m_s2 : float
        Gravity.
    is_pull : bool
        A pull has no catch.
    body : Force or None
        A weigh-in, or the entered body mass.
    bar_kg : float or None
        Entered bar with discs and collars.
    """

    floor: bool
    on_plates: bool
    g_m_s2: float
    is_pull: bool = False
    body: Force | None = None
    bar_kg: float | None = None

    @property
    def bare(self) -> bool:
        """Whether the lifter stands without any of the bar's weight on the plates before the lift."""
        return self.floor and not self.on_plates


@dataclass(frozen=True)
class Weights:
    """Weights of one lift.

    Attributes
    ----------
    quiet, hold : Still or None
        Standing before the lift, and after it.
    body : Force or None
        Lifter.
    body_from : str
        ``quiet``, ``known`` or empty.
    system : Force or None
        W, lifter and bar.
    system_from : str
        ``hold``, ``quiet``, ``entered`` or empty.
    bar_kg, bar_measured_kg : tuple of float or None
        Mass and standard uncertainty.
    rejected : str
        Why a hold that was found does not weigh; empty where it does.
    body_kg : float
        Body mass; 0 where it is not known.
    let_go : bool
        The lifter stands without the bar after the lift.
    off_plate : str or None
        ``left`` or ``right``: the foot that stands partly beside its plate in the hold.
    """

    quiet: Still | None
    hold: Still | None = None
    body: Force | None = None
    body_from: str = ""
    system: Force | None = None
    system_from: str = ""
    bar_kg: tuple[float, float] | None = None
    bar_measured_kg: tuple[float, float] | None = None
    rejected: str = ""
    off_plate: str | None = None
    body_kg: float = 0.0
    let_go: bool = False


@dataclass(frozen=True)
class Weighed:
    """Weights, and the pull found with them; ``pull`` is ``None`` where W is not known."""

    weights: Weights
    pull: Pull | None


def weigh(signals: LiftSignals, known: Known) -> Weighed:
    """Weigh lifter and bar, and find the pull.

    Raises
    ------
    NotSegmentedError
        No lift can be told apart.
    """
    shortest = min(limit("quiet_s"), limit("hold_s"))
    stands = still_stretches(signals.total.raw, signals.rate_hz, shortest)
    quiet = quiet_stand(stands, signals, known)
    weights = _body(Weights(quiet), signals, known)
    guess_n = _first_guess_n(weights, stands, known)
    if guess_n is None:
        _must_carry(signals, stands, weights)
        return Weighed(weights, None)
    first = quiet.stop if quiet is not None else 0
    pull = _pull(signals, guess_n, first, known)
    after = [stand for stand in stands if stand.start > pull.under]
    hold = choose_hold(after, signals, weights, guess_n, known)
    if hold is not None and not (known.is_pull or _stood_up(signals, pull.under, hold, known.g_m_s2)):
        hold = None
    _must_rise(signals, quiet, hold, known)
    if hold is None and known.bare and _carried(signals, stands, weights) is False:
        raise NotSegmentedError("no bar: nobody is seen to carry more than his own weight")
    weights = _system(replace(weights, hold=hold, let_go=_let_go(signals, pull.under, weights)), signals, known)
    if weights.system is None:
        return Weighed(weights, None)
    pull = _pull(signals, weights.system.n, first, known)
    checked = _checked(weights, signals, pull, known)
    if checked.system is None:
        return Weighed(checked, None)
    if checked.system != weights.system:
        pull = _pull(signals, checked.system.n, first, known)
    return Weighed(checked, pull)


def _pull(signals: LiftSignals, weight_n: float, first: int, known: Known) -> Pull:
    return find_pull(signals.total, weight_n, known.g_m_s2, first, floor=known.floor, separates=known.bare)


def _must_rise(signals: LiftSignals, quiet: Still | None, hold: Still | None, known: Known) -> None:
    """With the same weight before and after: a lift ends higher than it began, a jump where it began.

    Raises
    ------
    NotSegmentedError
        Lifter and bar stand no higher than before.
    """
    if known.bare or known.is_pull or quiet is None or hold is None:
        return
    rise = climb_m(signals, quiet, hold, known.g_m_s2)
    if rise < limit("least_rise_m"):
        raise NotSegmentedError(f"lifter and bar stand only {max(rise, 0.0):.2f} m higher than before the push")


def quiet_stand(stands: list[Still], signals: LiftSignals, known: Known) -> Still | None:
    """The quiet standing before the lift: the longest without the bar, the last with the bar in the hands."""
    peak = int(signals.total.smooth.argmax())
    shortest = samples(limit("quiet_s") - limit("still_mean_s"), signals.rate_hz)
    before = [stand for stand in stands if stand.stop <= peak and stand.stop - stand.start >= shortest]
    if not before:
        return None
    if not known.floor:
        return before[-1]
    if known.on_plates:
        return before[0]
    if known.body is not None:
        alike = [s for s in before if abs(s.force_n - known.body.n) <= limit("bar_mismatch_error") * known.body.n]
        before = alike or before
    return max(before, key=lambda stand: stand.stop - stand.start)


def _body(weights: Weights, signals: LiftSignals, known: Known) -> Weights:
    quiet = weights.quiet
    if quiet is not None and known.bare:
        body, source = _weighed(quiet, signals, known, "sway_standing_m_s"), "quiet"
    elif known.body is not None:
        body, source = known.body, "known"
    else:
        return weights
    return replace(weights, body=body, body_from=source, body_kg=body.n / known.g_m_s2)


def _weighed(stand: Still, signals: LiftSignals, known: Known, sway: str) -> Force:
    raw = signals.total.raw[stand.start : stand.stop]
    u = weighing_uncertainty_n(raw, signals.rate_hz, known.g_m_s2, limit(sway), signals.total.noise_n)
    return Force(stand.force_n, u)


def _entered_n(weights: Weights, known: Known) -> Force | None:
    if weights.body is None or known.bar_kg is None:
        return None
    return Force(weights.body.n + known.bar_kg * known.g_m_s2, weights.body.uncertainty_n)


def least_bar_n(weights: Weights, known: Known) -> float:
    """Weight under which what is lifted is no bar."""
    body_n = weights.body.n if weights.body is not None else 0.0
    return max(limit("bar_least_kg") * known.g_m_s2, limit("bar_least_share") * body_n)


def _first_guess_n(weights: Weights, stands: list[Still], known: Known) -> float | None:
    """W before the hold is known: what was entered, else the heaviest standing after the quiet one."""
    quiet = weights.quiet
    if quiet is not None and not known.bare:
        return quiet.force_n
    entered = _entered_n(weights, known)
    if entered is not None:
        return entered.n
    if weights.body is None:
        return None
    least_n = weights.body.n + least_bar_n(weights, known)
    later = [s.force_n for s in stands if s.force_n >= least_n and (quiet is None or s.start >= quiet.stop)]
    return max(later, default=None)


CARRIED_S = 0.2
"""Impulse over body weight, as seconds of body weight, that a bar in the hands leaves behind and a jump does not."""


def _must_carry(signals: LiftSignals, stands: list[Still], weights: Weights) -> None:
    """Without a weight: was anything carried at all?

    Raises
    ------
    NotSegmentedError
        Nothing was, or it cannot be told.
    """
    if weights.body is None or weights.quiet is None:
        raise NotSegmentedError("nobody stands still before a lift, and no body mass and bar mass were entered")
    if not _carried(signals, stands, weights):
        raise NotSegmentedError("no bar: nobody is seen to carry more than his own weight")


def _carried(signals: LiftSignals, stands: list[Still], weights: Weights) -> bool | None:
    """Whether a bar was carried between two stands without it, by the impulse over body weight; ``None``: not known."""
    quiet, body = weights.quiet, weights.body
    if quiet is None or body is None:
        return None
    peak = int(signals.total.smooth.argmax())
    alone = [s for s in stands if s.start > peak and abs(s.force_n - body.n) < ALONE * body.n]
    if not alone:
        return None
    impulse = float((signals.total.raw[quiet.stop : alone[-1].start] - body.n).sum()) / signals.rate_hz
    return impulse >= CARRIED_S * body.n


def choose_hold(
    after: list[Still], signals: LiftSignals, weights: Weights, guess_n: float, known: Known
) -> Still | None:
    """The last stand under the bar before the bar is put down or let go."""
    least_n = 0.75 * guess_n
    if weights.body is not None:
        least_n = max(least_n, weights.body.n + 0.8 * least_bar_n(weights, known))
    hold: Still | None = None
    for stand in after:
        if stand.force_n < least_n:
            break
        if hold is not None:
            if abs(stand.force_n - hold.force_n) > 0.10 * hold.force_n:
                break
            if climb_m(signals, hold, stand, known.g_m_s2) < limit("going_down_m"):
                break
        hold = stand if hold is None else _joined(signals, hold, stand)
    return hold


def _stood_up(signals: LiftSignals, under: int, hold: Still, g_m_s2: float) -> bool:
    """Whether the hold is a stand and no pause in the squat: integrated back from the hold, where nothing moves."""
    middle = (hold.start + hold.stop) // 2
    back = signals.total.raw[under:middle][::-1] / hold.force_n - 1.0
    speed = -np.cumsum(back) * g_m_s2 / signals.rate_hz
    height = -np.cumsum(speed) / signals.rate_hz
    return float(-height.min(initial=0.0)) >= limit("standing_climb_m")


def _joined(signals: LiftSignals, earlier: Still, later: Still) -> Still:
    """Both as one hold where no more than a sway lies between them; else the later one."""
    if later.start - earlier.stop > limit("hold_join_s") * signals.rate_hz:
        return later
    half = samples(0.5 * limit("still_mean_s"), signals.rate_hz)
    between = moving_mean(signals.total.raw[earlier.start : later.stop], 2 * half)[half:-half]
    level = 0.5 * (earlier.force_n + later.force_n)
    if float(np.abs(between - level).max()) > limit("hold_join_share") * level:
        return later
    return Still(earlier.start, later.stop, float(signals.total.raw[earlier.start : later.stop].mean()))


def _let_go(signals: LiftSignals, under: int, weights: Weights) -> bool:
    """Whether the lifter is without the bar some time after the pull-under: 0.4 s near body weight, without a jump."""
    if weights.body is None:
        return False
    half = samples(0.2, signals.rate_hz)
    after = signals.total.raw[under:]
    if after.size <= 2 * half:
        return False
    level = moving_mean(after, 2 * half)[half:-half] / weights.body.n
    calm = moving_mean(after, samples(0.05, signals.rate_hz)) / weights.body.n
    rough = moving_mean((np.abs(calm - 1.0) > GONE_RANGE).astype(np.float64), 2 * half)[half:-half]
    return bool(((np.abs(level - 1.0) < GONE_SHARE) & (rough == 0.0)).any())


def climb_m(signals: LiftSignals, earlier: Still, later: Still, g_m_s2: float) -> float:
    """Rise of the centre of mass from one stand to the next; the velocity is zero in both."""
    first, last = (earlier.start + earlier.stop) // 2, (later.start + later.stop) // 2
    y = signals.total.raw[first:last] / (0.5 * (earlier.force_n + later.force_n)) - 1.0
    speed = np.cumsum(y) * g_m_s2 / signals.rate_hz
    speed -= speed[-1] * np.arange(1, speed.size + 1) / speed.size
    return float(speed.sum() / signals.rate_hz)


def _system(weights: Weights, signals: LiftSignals, known: Known) -> Weights:
    """W by rule: a hold (floor) or quiet standing (bar in the hands), else what was entered."""
    if known.floor and weights.hold is not None:
        return _with_bar(weights, known, _weighed(weights.hold, signals, known, "sway_hold_m_s"), "hold")
    if weights.quiet is not None and not known.bare:
        sway = "sway_standing_m_s" if known.on_plates else "sway_hang_m_s"
        return _with_bar(weights, known, _weighed(weights.quiet, signals, known, sway), "quiet")
    return _entered(weights, known)


def _entered(weights: Weights, known: Known) -> Weights:
    entered = _entered_n(weights, known)
    bar = None if known.bar_kg is None else (known.bar_kg, 0.0)
    return replace(
        weights,
        system=entered,
        system_from="entered" if entered is not None else "",
        bar_kg=bar,
        bar_measured_kg=None,
    )


def _with_bar(weights: Weights, known: Known, system: Force, source: str) -> Weights:
    measured = None
    if weights.body is not None:
        u = float(np.hypot(system.uncertainty_n, weights.body.uncertainty_n)) / known.g_m_s2
        measured = ((system.n - weights.body.n) / known.g_m_s2, u)
    entered = None if known.bar_kg is None else (known.bar_kg, 0.0)
    return replace(weights, system=system, system_from=source, bar_measured_kg=measured, bar_kg=measured or entered)


def _checked(weights: Weights, signals: LiftSignals, pull: Pull, known: Known) -> Weights:
    """The hold must fit the motion before it: a lifter who stands has no speed left."""
    hold, system = weights.hold, weights.system
    if hold is None or system is None:
        return weights
    if not known.floor:
        short = 1.0 - hold.force_n / system.n
        if short <= limit("bar_mismatch_error"):
            return weights
        side = lighter_foot(signals, weights)
        return replace(
            weights, rejected=f"the hold is {100 * short:.1f} % lighter than the standing before", off_plate=side
        )
    speed = running(signals.total.raw - system.n, pull.start, signals.rate_hz) * known.g_m_s2 / system.n
    left_over = float(speed[hold.start : hold.stop].mean())
    seconds = (0.5 * (hold.start + hold.stop) - pull.start) / signals.rate_hz
    explained = limit("hold_weight_share") * known.g_m_s2 * seconds
    if abs(left_over) <= max(limit("hold_speed_m_s"), explained):
        return weights
    side = lighter_foot(signals, weights) if left_over > 0 else None
    why = f"the motion before the hold would leave {left_over:.2f} m/s with the hold's weight"
    return replace(_entered(weights, known), rejected=why, off_plate=side)


def lighter_foot(signals: LiftSignals, weights: Weights) -> str | None:
    """The foot that carries a clearly smaller share in the hold than before the lift; ``None`` where none does."""
    quiet, hold = weights.quiet, weights.hold
    if quiet is None or hold is None or not signals.two_feet:
        return None
    shift = signals.share("left", hold.start, hold.stop) - signals.share("left", quiet.start, quiet.stop)
    if abs(shift) < limit("share_shift"):
        return None
    return "left" if shift < 0 else "right"
