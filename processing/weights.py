"""What is known of the weights, before and after weighing."""

from __future__ import annotations

from dataclasses import dataclass

from processing.methods import limit
from processing.weighing import Still


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
    weigh_by : str
        ``hold``, ``quiet`` or ``entered`` where W must come from there and nowhere else; empty: by rule.
    tare_n : float
        Standard uncertainty of the zero of all plates' vertical force, N; 0 where the file tells of no zero.
    foot_length_mm : float or None
        As typed.
    rock_mm : tuple of float
        Heels (left, right) and toes (left, right) forward of standing, from a rock in the weigh-in; empty without.
    """

    floor: bool
    on_plates: bool
    g_m_s2: float
    is_pull: bool = False
    body: Force | None = None
    bar_kg: float | None = None
    weigh_by: str = ""
    tare_n: float = 0.0
    foot_length_mm: float | None = None
    rock_mm: tuple[float, ...] = ()

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
        ``quiet``, ``known`` or empty; of a jump also ``hold``.
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
    after : Force or None
        Standing without the bar after a lift that began with it in the hands, where nothing else tells the lifter's
        weight: it tells where the lift ended, and weighs nobody.
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
    after: Force | None = None
    let_go: bool = False

    @property
    def alone(self) -> Force | None:
        """What the plates carry once the bar is gone."""
        return self.body or self.after


def least_bar_n(weights: Weights, known: Known) -> float:
    """Weight under which what is lifted is no bar."""
    body_n = weights.body.n if weights.body is not None else 0.0
    return max(limit("bar_least_kg") * known.g_m_s2, limit("bar_least_share") * body_n)
