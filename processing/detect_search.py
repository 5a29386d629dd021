"""Looking into one move for a lift: from still stand to still stand, or to the bar being gone."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from acquisition.interchange.record import LiftLabel
from processing import detect_limits as limits
from processing.detect_body import Body
from processing.detect_moves import carried_s, find_drive, guessed_weight_n
from processing.detect_open import HELD, OpenLift
from processing.detect_rests import Rest
from processing.detect_ticks import TickStream
from processing.options import STANDARD_GRAVITY_M_S2


class MoveSearch:
    """Finds lifts in moves.

    Parameters
    ----------
    stream : TickStream
        Where ticks can be looked up.
    labels : sequence of LiftLabel
        What was typed; may grow.
    body : Body
        The lifter alone.
    """

    def __init__(self, stream: TickStream, labels: Sequence[LiftLabel], body: Body) -> None:
        self._stream = stream
        self._labels = labels
        self._body = body

    def label_at(self, tick: float) -> LiftLabel | None:
        """The label in force at a tick."""
        sample = tick * self._stream.samples_per_tick
        held = [label for label in self._labels if label.index <= sample]
        return max(held, key=lambda label: label.index, default=None)

    def landed(self, before: Rest, rest: Rest, *, floor: bool, from_rack: bool) -> OpenLift | None:
        """A push with its unloading and landing that a still stand under the bar follows."""
        plates = self._stream.plates_n(before.stop, rest.start)
        weight_n = rest.level_n if floor else before.level_n
        drive = find_drive(plates, weight_n, self._stream.tick_hz, from_floor=floor)
        if drive is None:
            return None
        end = self._stream.first_read(before.stop, rest.start) + drive.end
        lift = OpenLift(before, end, rest.level_n, floor, from_rack, label=self.label_at(end))
        lift.perhaps_alone = not self._body.known and not (lift.kind or "").startswith(HELD)
        lift.dipped = drive.dip_m_s < limits.DIP_M_S
        load = plates.sum(axis=0) / weight_n
        load[drive.landed :] *= weight_n / rest.level_n  # part of a foot may miss the plates after the landing
        lift.first_rest(load, drive, rest, self._stream.tick_hz)
        return lift

    def missed(self, before: Rest, stop: int) -> OpenLift | None:
        """A push and an unloading between a still stand and the bar being gone, or nobody being there any more."""
        plates = self._stream.plates_n(before.stop, stop)
        total = plates.sum(axis=0)
        held = self._body.is_loaded(before.level_n)
        first = self._stream.first_read(before.stop, stop)
        weight_n = before.level_n if held else self._expected_weight_n(before, stop)
        drive = find_drive(plates, weight_n, self._stream.tick_hz, from_floor=not held)
        if drive is None:
            return None
        body_n = self._body.weight_n
        if not held and body_n is not None:
            to_drive_end = carried_s(total[: int(drive.end)], body_n, self._stream.tick_hz)
            if weight_n < (1 + limits.LEAST_BAR_SHARE) * body_n or to_drive_end < limits.CARRIED_TO_DRIVE_S:
                return None
        end = first + drive.end
        label, dipped = self.label_at(end), drive.dip_m_s < limits.DIP_M_S
        # A gap after the push may hide that the lifter stood.
        rise_m = math.nan if np.isnan(total[int(drive.end) :]).any() else 0.0
        return OpenLift(before, end, weight_n, not held, label=label, dipped=dipped, rise_m=rise_m)

    def carried(self, before: Rest, stop: int) -> bool:
        """Whether the impulse over body weight between two stands of the lifter alone betrays a bar in between."""
        total = self._stream.total_n(before.stop, stop)
        body_n = self._body.weight_n
        return body_n is not None and carried_s(total, body_n, self._stream.tick_hz) >= limits.CARRIED_S

    def heavy_bar(self, before: Rest, stop: int) -> bool:
        """Whether the bar is too heavy to be mistaken for the lifter's own movement."""
        body_n = self._body.weight_n
        return body_n is not None and self._expected_weight_n(before, stop) > (1 + limits.HEAVY_BAR_SHARE) * body_n

    def _expected_weight_n(self, before: Rest, stop: int) -> float:
        """Lifter and bar by the label's load, else by the shape of the pull."""
        body_n = before.level_n if self._body.weight_n is None else self._body.weight_n
        label = self.label_at(stop)
        if label is not None and label.load_kg is not None:
            return body_n + label.load_kg * STANDARD_GRAVITY_M_S2
        return guessed_weight_n(self._stream.total_n(before.stop, stop), body_n, self._stream.tick_hz)
