"""What the detector reports: lifts, and what was no lift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from processing.result import Document

REASONS: dict[str, str] = {
    "walking": "stepping on, off or about",
    "jump": "a jump without a bar",
    "stamp": "a short blow on the plates",
    "pick_up": "the bar was lifted to be held, or set down again",
    "weighing": "the lifter alone stood still",
    "second_person": "somebody else stepped on",
    "jerk": "a drive from the rack",
    "pull": "a pull without a catch",
    "squat": "down and up again",
    "press": "the bar was pressed up without leaving the ground",
    "other": "something else moved on the plates",
}
"""Why an activity is no lift, in plain words."""

LIFT = "lift"


@dataclass(frozen=True)
class Mass:
    """A weighed mass.

    Attributes
    ----------
    value_kg, uncertainty_kg : float
        Mass and its standard uncertainty.
    """

    value_kg: float
    uncertainty_kg: float

    def document(self) -> Document:
        """As the document writes it."""
        return {"value": round(self.value_kg, 3), "uncertainty": round(self.uncertainty_kg, 3)}


@dataclass(frozen=True)
class DetectedLift:
    """One lift.

    Attributes
    ----------
    number : int
        Counted from 1 in the stream.
    drive_end : float
        Sample (with fraction) at which the push ends, to about 10 ms; the analysis finds it exactly.
    kind : str
        The label's, else guessed from the shape.
    kind_assumed : bool
        True where it was guessed.
    outcome : str
        ``made``, ``missed`` or ``unknown``.
    complex_id : str or None
        From the label.
    body_mass, bar_mass : Mass or None
        As weighed; ``None`` where that could not be.
    """

    number: int
    drive_end: float
    kind: str
    kind_assumed: bool
    outcome: str
    complex_id: str | None = None
    body_mass: Mass | None = None
    bar_mass: Mass | None = None


@dataclass(frozen=True)
class Activity:
    """Something that happened on the plates.

    Attributes
    ----------
    reason : str
        ``lift``, or one of :data:`REASONS`.
    start, stop : int
        Sample span ``[start, stop)``, counted from the start of the stream; of a lift, the span the analysis reads.
    decided : int
        Sample at which it was told.
    lift : DetectedLift or None
        Where it is a lift.
    force_n, uncertainty_n : float or None
        Of a weighing: mean vertical force and its standard uncertainty.
    settled : bool
        False for a lift that is told as soon as the lifter stands with the bar: the same lift, by its number, is told
        again when its hold is long enough to weigh, or the bar is gone.
    """

    reason: str
    start: int
    stop: int
    decided: int
    lift: DetectedLift | None = None
    force_n: float | None = None
    uncertainty_n: float | None = None
    settled: bool = True


@dataclass(frozen=True)
class LiftList:
    """All that happened in a recording.

    Attributes
    ----------
    rate_hz : float
        Sample rate.
    activities : tuple of Activity
        In the order told.
    """

    rate_hz: float
    activities: tuple[Activity, ...] = ()

    @property
    def lifts(self) -> tuple[Activity, ...]:
        """The lifts."""
        return tuple(activity for activity in self.activities if activity.lift is not None)

    @property
    def not_lifts(self) -> tuple[Activity, ...]:
        """What was no lift, by time."""
        others = [activity for activity in self.activities if activity.lift is None]
        return tuple(sorted(others, key=lambda activity: (activity.start, activity.stop)))

    def document(self) -> Document:
        """The ``legdrive/lifts/1`` document; times in seconds from the file's first sample."""
        return {
            "schema": "legdrive/lifts/1",
            "lifts": [self._lift(activity) for activity in self.lifts],
            "not_lifts": [
                {"start_s": self._seconds(a.start), "end_s": self._seconds(a.stop), "reason": a.reason}
                for a in self.not_lifts
            ],
        }

    def _seconds(self, sample: float) -> float:
        return round(sample / self.rate_hz, 4)

    def _lift(self, activity: Activity) -> dict[str, Any]:
        lift = activity.lift
        assert lift is not None
        return {
            "number": lift.number,
            "start_s": self._seconds(activity.start),
            "end_s": self._seconds(activity.stop),
            "drive_end_s": self._seconds(lift.drive_end),
            "kind": lift.kind,
            "kind_assumed": lift.kind_assumed,
            "complex_id": lift.complex_id,
            "outcome": lift.outcome,
            "body_mass_kg": None if lift.body_mass is None else lift.body_mass.document(),
            "bar_mass_kg": None if lift.bar_mass is None else lift.bar_mass.document(),
        }
