"""Lifts in a running stream, and in a file: the same code, block by block or at once.

The stream is cut at still stands. What lies between two of them is one move, and what the plates carried before and
after it says most of what it was: nobody, the lifter, the lifter with a bar. A lift is a move with a push, an
unloading and a landing under a bar, after which lifter and bar stand higher than before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from processing.detect_activity import LIFT, REASONS, Activity, DetectedLift, LiftList, Mass
from processing.detect_stay import Stay
from processing.detect_ticks import Ticks, TickStream
from processing.forces import PlateForces
from processing.options import JUMPS

__all__ = ["LIFT", "REASONS", "Activity", "DetectedLift", "LiftDetector", "LiftList", "Mass", "find_lifts"]

PIECE_S = 10.0
"""Of a long block so much is looked at at a time."""


class LiftDetector:
    """Finds lifts while the samples come in.

    What it tells does not depend on how the samples are cut into blocks.

    Parameters
    ----------
    rate_hz : float
        Sample rate.
    n_plates : int
        Plates of the stream.
    labels : sequence of LiftLabel
        What the technician typed so far; more by :meth:`label`.
    """

    def __init__(self, rate_hz: float, n_plates: int = 2, labels: Sequence[LiftLabel] = ()) -> None:
        self._stream = TickStream(rate_hz, n_plates)
        self._stay = Stay(self._stream, [of_a_lift(label) for label in labels])

    def label(self, label: LiftLabel) -> None:
        """Take what the technician typed; it must come before the lift it is for is decided."""
        self._stay.labels.append(of_a_lift(label))

    def push(self, fz_n: FloatArray) -> list[Activity]:
        """Take samples.

        Parameters
        ----------
        fz_n : ndarray, shape (n_plates, n)
            Tared vertical force per plate, N, up positive.

        Returns
        -------
        list of Activity
            What was decided with these samples. A made lift is told twice: first, not ``settled``, when the lifter
            stands with the bar, and again with its masses.
        """
        told: list[Activity] = []
        piece = self._stream.ticks(PIECE_S) * self._stream.samples_per_tick
        for start in range(0, fz_n.shape[-1], piece):
            told += self._run(self._stream.push(fz_n[:, start : start + piece]))
        return told

    def finish(self) -> list[Activity]:
        """The stream has ended: decide what is still open."""
        self._stay.finish()
        return self._stay.take()

    def _run(self, ticks: Ticks) -> list[Activity]:
        at = self._stay.skip(ticks, 0)
        while at < ticks.n:
            total, smooth, back, still = ticks.row(at)
            self._stay.tick(ticks.first + at, total, smooth, back, still=still)
            at = self._stay.skip(ticks, at + 1)
        return self._stay.take()


def find_lifts(forces: PlateForces, labels: Sequence[LiftLabel] = (), first_index: int = 0) -> LiftList:
    """All lifts of a file or recording.

    Parameters
    ----------
    forces : PlateForces
        Tared forces.
    labels : sequence of LiftLabel
        What was typed; their indices count from the recording's first sample.
    first_index : int
        Index, in the recording, of the first sample of ``forces``; the list counts from the recording's first sample.
    """
    shifted = [replace(of_a_lift(label), index=label.index - first_index) for label in labels]
    detector = LiftDetector(forces.rate_hz, forces.force_n.shape[0], shifted)
    told = [*detector.push(forces.force_n[:, 2, :]), *detector.finish()]
    settled = [_moved(activity, first_index) for activity in told if activity.settled]
    return LiftList(forces.rate_hz, tuple(settled))


def of_a_lift(label: LiftLabel) -> LiftLabel:
    """A label as the detector may read it: one that names a plain jump says nothing about a bar."""
    return replace(label, kind=None, load_kg=None) if label.kind in JUMPS else label


def _moved(activity: Activity, by: int) -> Activity:
    lift = activity.lift and replace(activity.lift, drive_end=activity.lift.drive_end + by)
    return replace(
        activity, start=activity.start + by, stop=activity.stop + by, decided=activity.decided + by, lift=lift
    )
