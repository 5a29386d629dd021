"""Who stands on the plates, with what in the hands, and what they are doing: the state behind the detector."""

from __future__ import annotations

import math
import sys

import numpy as np

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from processing import detect_limits as limits
from processing import detect_moves as moves
from processing.detect_activity import Activity
from processing.detect_body import Body
from processing.detect_open import OpenLift, steady
from processing.detect_rests import NEVER_GONE, Gone, Rest, RestTracker
from processing.detect_search import MoveSearch
from processing.detect_ticks import Ticks, TickStream
from processing.detect_verdict import standing_lift, told_lift
from processing.options import STANDARD_GRAVITY_M_S2, is_floor

NO_LENGTH = sys.maxsize


class Stay:
    """Takes tick after tick and tells activities.

    Parameters
    ----------
    stream : TickStream
        Where ticks can be looked up again.
    labels : list of LiftLabel
        What the technician typed; may grow.
    """

    def __init__(self, stream: TickStream, labels: list[LiftLabel]) -> None:
        self.labels = labels
        self._stream = stream
        self._body = Body(stream)
        self._search = MoveSearch(stream, labels, self._body)
        self._rests = RestTracker(stream.tick_hz)
        self._before: Rest | None = None  # the still stand before the move that is going on
        self._open: OpenLift | None = None
        self._weigh_due = False
        self._in_rack = False  # the bar of a lift that was decided is still in the hands
        self._heaviest_n = 0.0  # since the last still stand
        self._number = 0
        self._ended = False
        self._tick = -1
        self._told: list[Activity] = []

    def take(self) -> list[Activity]:
        """What was decided since the last call."""
        told, self._told = self._told, []
        return told

    def skip(self, ticks: Ticks, at: int) -> int:
        """Take ticks at which nothing can happen, from position ``at`` on; the first position that needs :meth:`tick`.

        What :meth:`tick` would do at them is no more than let a still stand grow, or one that is not long enough yet
        end.
        """
        lengths = self._stream.ticks(limits.QUIET_S), self._stream.ticks(limits.WEIGH_S)
        lift, current, always_from = self._open, self._rests.current, NO_LENGTH
        if lift is not None and lift.last is current:
            always_from = self._stream.ticks(min(limits.HOLD_S, limits.ALONE_S))
        at, self._heaviest_n = self._rests.skip(ticks, at, always_from, lengths, self._gone(), self._heaviest_n)
        self._tick = ticks.first + at - 1
        return at

    def tick(self, tick: int, total_n: float, smooth_n: float, back_n: float, *, still: bool) -> None:
        """Take one tick with its features (see :class:`processing.detect_ticks.Ticks`)."""
        self._tick = tick
        self._heaviest_n = max(self._heaviest_n, total_n)
        ended, began = self._rests.step(tick, total_n, smooth_n, still=still)
        if ended is not None:
            self._rest_ended(ended)
        if began is not None:
            self._rest_began(began)
        if self._rests.current is not None:
            self._during_rest(self._rests.current)
        elif self._bar_is_gone(back_n):
            self._back_at_body_weight()

    def finish(self) -> None:
        """The stream has ended: decide what is open."""
        before = self._before
        if self._rests.current is not None:
            self._rest_ended(self._rests.current)
        self._ended = not self._left_at_the_end()
        if self._open is not None:
            self._decide(self._open)
        elif self._rests.current is None and before is not None and before.level_n >= limits.SMALLEST_LIFTER_N:
            self._last_move(before, self._tick + 1)

    def _left_at_the_end(self) -> bool:
        """Whether the stream ended on plates that had just become empty: too short for a still stand."""
        last = self._stream.total_n(self._tick + 1 - self._stream.ticks(limits.GONE_S), self._tick + 1)
        return bool((np.abs(last) < limits.EMPTY_N).all())

    # ---- still stands ----

    def _rest_began(self, rest: Rest) -> None:
        before = self._before
        if rest.level_n < limits.SMALLEST_LIFTER_N:
            self._plates_empty(before, rest)
        elif before is None or before.level_n < limits.SMALLEST_LIFTER_N:
            self._stepped_on(before, rest)
        elif self._open is not None and self._still_holds(self._open, rest):
            return
        else:
            if self._open is not None:
                self._open.perhaps_alone &= rest.level_n >= (1 - limits.SAME_LEVEL) * self._open.weight_n
                self._decide(self._open)
            self._moved(before, rest)
        self._settle(rest)

    def _settle(self, rest: Rest) -> None:
        self._before = rest
        self._heaviest_n = 0.0

    def _still_holds(self, lift: OpenLift, rest: Rest) -> bool:
        """Whether the bar of an open lift is still in the hands; takes the still stand in if it is one.

        A level a little off the weight is no stand: the mass is speeding up or slowing down on the way up.
        """
        if abs(rest.level_n - lift.weight_n) <= limits.SAME_WEIGHT * lift.weight_n and lift.last is not None:
            lift.next_rest(self._stream.total_n(lift.last.stop, rest.start), rest, self._stream.tick_hz)
            self._settle(rest)
            return True
        body_n = self._body.weight_n
        lost_n = limits.BAR_LOST * lift.weight_n if body_n is None else (lift.weight_n + body_n) / 2
        return lost_n < rest.level_n < limits.SOMEBODY_ELSE * lift.weight_n

    def _during_rest(self, rest: Rest) -> None:
        """Decide what a still stand decides by its length."""
        if self._body.is_alone(rest.level_n):
            if rest.length in (self._stream.ticks(limits.QUIET_S), self._stream.ticks(limits.WEIGH_S)):
                self._body.note(rest)
            if rest.length == self._stream.ticks(limits.WEIGH_S):
                self._tell_weighing()
        lift = self._open
        if lift is None or lift.last is not rest:
            return
        if lift.standing:
            if lift.number is None and lift.reason() is None:
                self._tell_standing(lift)
            last = self._stream.total_n(rest.stop - self._stream.ticks(limits.STEADY_S), rest.stop)
            held = rest.length >= self._stream.ticks(limits.HOLD_S) and steady(last, self._stream.tick_hz)
            if held or rest.length >= self._stream.ticks(limits.LONGEST_WAIT_S):
                self._decide(lift)
        elif lift.perhaps_alone and rest.length >= self._stream.ticks(limits.ALONE_S):
            self._decide(lift)

    def _rest_ended(self, rest: Rest) -> None:
        if self._body.is_alone(rest.level_n) and rest.length >= self._stream.ticks(limits.QUIET_S):
            self._body.note(rest)
            self._tell_weighing()
        self._heaviest_n = 0.0

    def _stepped_on(self, before: Rest | None, rest: Rest) -> None:
        """Somebody stands on the plates who was not there before, or had a bar in the hands from the beginning."""
        self._body.stepped_on(rest, known=before is not None)
        self._weigh_due = True
        self._in_rack = False
        label = self._search.label_at(rest.start)
        if before is None:
            if label is not None and label.kind is not None and not is_floor(label.kind):
                self._body.held_a_bar()
        elif before.level_n < limits.SMALLEST_LIFTER_N:
            self._tell("walking", before.stop, rest.start)

    def _plates_empty(self, before: Rest | None, rest: Rest) -> None:
        if before is not None and before.level_n >= limits.SMALLEST_LIFTER_N:
            start = before.stop
            if self._open is not None:
                self._decide(self._open)
            else:
                start = self._last_move(before, rest.start) or start
            self._tell("walking", start, rest.start)
        self._body.left()
        self._weigh_due = self._in_rack = False

    def _last_move(self, before: Rest, stop: int) -> int | None:
        """A miss, or a jump, that no still stand followed; the tick it was over, ``None`` where there was none."""
        missed = self._search.missed(before, stop)
        if missed is not None:
            self._decide(missed)
            return round(missed.drive_end)
        load = self._stream.total_n(before.stop, stop) / before.level_n
        landing = moves.landing_of_jump(load, self._stream.tick_hz)
        if landing is None or self._body.is_loaded(before.level_n):
            return None
        over = self._stream.first_read(before.stop, stop) + landing
        self._tell("jump", before.stop, over)
        return over

    # ---- moves between two still stands of somebody on the plates ----

    def _moved(self, before: Rest, rest: Rest) -> None:
        was_loaded, is_loaded = self._body.is_loaded(before.level_n), self._body.is_loaded(rest.level_n)
        if is_loaded and not was_loaded:
            self._took_the_bar(before, rest)
        elif is_loaded:
            self._moved_under_the_bar(before, rest)
        elif was_loaded:
            self._put_the_bar_down(before, rest.start)
        else:
            self._moved_alone(before, rest)

    def _took_the_bar(self, before: Rest, rest: Rest) -> None:
        if not self._body.known:
            self._body.known = True
            self._tell_weighing()
        self._open = self._search.landed(before, rest, floor=True, from_rack=False)
        if self._open is not None:
            return
        total = self._stream.total_n(before.stop, rest.start)
        climbed_m = moves.rise_from_separation_m(total, rest.level_n, self._stream.tick_hz)
        added_kg = (rest.level_n - before.level_n) / STANDARD_GRAVITY_M_S2
        second = added_kg > limits.SECOND_PERSON_KG and climbed_m < limits.PICK_UP_RISE_M
        self._tell("second_person" if second else "pick_up", before.stop, rest.start)

    def _moved_under_the_bar(self, before: Rest, rest: Rest) -> None:
        change = rest.level_n / before.level_n - 1.0
        if -limits.FOOT_OFF < change < limits.SAME_LEVEL:
            self._open = self._search.landed(before, rest, floor=False, from_rack=self._in_rack)
            if self._open is not None:
                return
        if change < -limits.SAME_LEVEL and self._body.weight_n is None:
            # The bar that was held since the stream began is gone: this is the lifter alone.
            self._put_the_bar_down(before, rest.start)
            self._stepped_on(before, rest)
        elif abs(change) > limits.SAME_LEVEL:
            added_kg = (rest.level_n - before.level_n) / STANDARD_GRAVITY_M_S2
            self._tell("second_person" if added_kg > limits.SECOND_PERSON_KG else "other", before.stop, rest.start)
        else:
            plates = self._plates_around(before, rest)
            lowered_m = float(moves.rise_m(plates.sum(axis=0) / rest.level_n, self._stream.tick_hz)[-1])
            self._in_rack = self._in_rack and lowered_m > limits.LOWERED_M
            self._tell(moves.reason_with_bar(plates, rest.level_n, self._stream.tick_hz), before.stop, rest.start)

    def _moved_alone(self, before: Rest, rest: Rest) -> None:
        if not self._body.known:
            if rest.level_n < before.level_n * (1 - limits.SAME_LEVEL):
                self._body.held_a_bar()
                self._moved_under_the_bar(before, rest)
                return
            self._open = self._search.landed(before, rest, floor=False, from_rack=False)
            if self._open is not None:
                self._body.held_a_bar()
                return
        if not self._carried_and_lost(before, rest.start):
            plates = self._plates_around(before, rest)
            reason = moves.reason_without_bar(plates, before.level_n, self._stream.tick_hz)
            self._tell(reason, before.stop, rest.start)

    def _plates_around(self, before: Rest, rest: Rest) -> FloatArray:
        """Ticks of a move with a tenth of a second on either side: means of that length tell where it ends."""
        edge = self._stream.ticks(limits.STILL_MEAN_S)
        return self._stream.plates_n(before.stop - edge, rest.start + edge)

    def _put_the_bar_down(self, before: Rest, stop: int) -> None:
        missed = self._search.missed(before, stop)
        if missed is not None:
            self._decide(missed)
        elif stop - before.stop > self._stream.ticks(limits.PUT_DOWN_S):
            self._tell("pick_up", before.stop, stop)
        self._in_rack = False

    def _carried_and_lost(self, before: Rest, stop: int) -> bool:
        """A bar that was lifted and lost between two stands without it: a miss, or a bar lifted and put back."""
        if not self._search.carried(before, stop):
            return False
        missed = self._search.missed(before, stop)
        if missed is not None:
            self._decide(missed)
        else:
            self._tell("pick_up", before.stop, stop)
        return True

    # ---- the bar is gone ----

    def _bar_is_gone(self, back_n: float) -> bool:
        """Whether the load is back at the lifter's own weight, without waiting for a still stand."""
        gone = self._gone()
        near = abs(back_n - gone.body_n) < gone.near_n
        return near and back_n < gone.under_n and self._heaviest_n > gone.heavy_n

    def _gone(self) -> Gone:
        """What tells that the bar is gone, as things are."""
        body_n, before = self._body.weight_n, self._before
        if body_n is None or before is None:
            return NEVER_GONE
        near_n = limits.BACK_LEVEL * body_n
        if self._open is not None:
            return Gone(body_n, near_n, (self._open.weight_n + body_n) / 2, -math.inf)
        if self._body.is_loaded(before.level_n):
            return Gone(body_n, near_n, (before.level_n + body_n) / 2, -math.inf)
        return Gone(body_n, near_n, math.inf, limits.HEAVY * body_n)

    def _back_at_body_weight(self) -> None:
        before = self._before
        assert before is not None
        start = self._tick + 1 - self._stream.ticks(limits.BACK_S)
        if self._open is not None:
            self._decide(self._open)
        elif self._body.is_loaded(before.level_n):
            self._put_the_bar_down(before, start)
        elif not (self._search.heavy_bar(before, start) and self._carried_and_lost(before, start)):
            self._heaviest_n = 0.0
            return
        self._in_rack = False
        total = self._stream.total_n(start, self._tick + 1)
        self._settle(Rest(start, self._tick + 1, float(total.sum())))

    # ---- telling ----

    def _decide(self, lift: OpenLift) -> None:
        """A lift is over: tell it, or why it is none."""
        self._open = None
        over = self._tick + 1
        current = self._rests.current
        reason = lift.reason() if lift.number is None else None
        if reason is None:
            self._in_rack = current is not None and current is lift.last
            lift.cut_off = self._ended
            self._told.append(told_lift(lift, self._numbered(lift), over, self._stream, self._body))
            return
        self._tell(reason, lift.before.stop, over)
        if reason == "jump" and current is not None:
            self._body.held_nothing(current.level_n)

    def _tell_standing(self, lift: OpenLift) -> None:
        """The lifter stands with the bar: tell the lift now, its masses when the hold is over."""
        self._told.append(standing_lift(lift, self._numbered(lift), self._tick + 1, self._stream))

    def _numbered(self, lift: OpenLift) -> int:
        """The lift's number; given when it is first told."""
        if lift.number is None:
            self._number += 1
            lift.number = self._number
        return lift.number

    def _tell_weighing(self) -> None:
        stand = self._body.stillest(0, self._tick + 1)
        if stand is None or not (self._weigh_due and self._body.known):
            return
        self._weigh_due = False
        start, stop = self._sample(stand.start), self._sample(stand.stop)
        decided = self._sample(self._tick + 1)
        self._told.append(Activity("weighing", start, stop, decided, None, stand.weight_n, stand.uncertainty_n))

    def _tell(self, reason: str | None, start: int, stop: int) -> None:
        if reason is not None and stop > start:
            decided = self._sample(self._tick + 1)
            self._told.append(Activity(reason, self._sample(start), self._sample(stop), decided))

    def _sample(self, tick: int) -> int:
        return tick * self._stream.samples_per_tick
