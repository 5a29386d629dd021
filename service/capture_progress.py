"""What a session tells while it runs; whoever wants to show it overrides what is of interest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from acquisition.interchange.record import LiftLabel, WeighIn
from acquisition.rig import Rig
from acquisition.zero import Zero
from processing.detect import Activity


@dataclass(frozen=True)
class CapturedLift:
    """A lift of the session.

    Attributes
    ----------
    number : int
        Counted from 1.
    span : (int, int)
        Samples ``[start, stop)`` of the recording that the analysis reads.
    label : LiftLabel or None
        What was typed before it.
    activity : Activity
        What the detector says of it.
    """

    number: int
    span: tuple[int, int]
    label: LiftLabel | None
    activity: Activity


class CaptureProgress:
    """Shows nothing. All methods are called from the thread that runs the session."""

    def started(self, path: Path, rig: Rig, rate_hz: float, samples: int | None) -> None:
        """Samples are coming and go to ``path``; ``samples`` is the length where it is known."""

    def reached(self, index: int) -> None:
        """Everything before this sample was looked at."""

    def labelled(self, label: LiftLabel) -> None:
        """A label holds from now on."""

    def zeroed(self, zero: Zero) -> None:
        """A zero was taken."""

    def weighs(self, weigh_in: WeighIn) -> bool:
        """Whether somebody who stands still is weighed by that; what is no weigh-in is not written down as one."""
        return True

    def weighed(self, weigh_in: WeighIn) -> None:
        """Somebody was weighed."""

    def standing(self, activity: Activity, label: LiftLabel | None) -> None:
        """A lifter stands with the bar; the lift itself follows when its hold has been weighed."""

    def lifted(self, lift: CapturedLift) -> None:
        """A lift is complete; called before ``on_lift``."""

    def missed(self, start: int, stop: int) -> None:
        """Samples ``[start, stop)`` are recorded and marked, but nobody has looked at them."""

    def room(self, hours: float) -> None:
        """The disk lasts this long."""

    def told(self, text: str) -> None:
        """Something worth a line; nothing is wrong."""

    def warned(self, text: str) -> None:
        """Something is not as it should be; the session goes on."""

    def ended(self) -> None:
        """Reading has ended; the recording is being closed."""
