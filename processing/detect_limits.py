"""Limits of finding lifts in a stream, in one table; the docs print it (``docs/detection.md``)."""

from __future__ import annotations

TICK_HZ = 100.0
"""The stream is looked at in means of 10 ms."""
GAP_S = 0.1
"""A gap no longer than this is bridged in the ticks by a straight line, so that it decides nothing."""

EMPTY_N = 60.0
"""Under this total nobody is on the plates."""
SMALLEST_LIFTER_N = 245.0
"""25 kg: what weighs less is a thing, not a lifter."""
LEAST_BAR_KG = 10.0
LEAST_BAR_SHARE = 0.08
"""A bar is at least 10 kg and 8 % of the lifter."""

PUSH = 1.1
"""F/W that the push must pass."""
UNLOADED = 0.6
"""F/W that the unloading must fall under."""
STUCK_TOTAL = 0.8
STUCK_FOOT = 0.3
"""Or the total falls under 0.8 while one foot falls under 0.3 of its share: the other foot stuck."""
LANDED = 0.85
"""F/W that the landing must pass."""
RISE_M = 0.35
"""Rise of the combined centre of mass from still stand to still stand that makes a lift."""
PUSH_SPEED_M_S = 0.15
"""Speed of the combined centre of mass that a push must give."""
NAMED_RISE_M = 0.25
PULL_RISE_M = 0.20
"""Rise that is enough where the label names a clean from the power position, and a pull."""
STANDING_RISE_M = 0.60
"""Rise from the floor that no squat reaches."""
STANDING_CLIMB_M = 0.25
"""Climb after the deepest point that tells standing up from a pause in the squat."""
SQUAT_UNDER_M = -0.05
HELD_PULL_RISE_M = -0.15
"""A held bar that ends 0.05 m lower was caught in a squat and never stood up with; a pull from the hang that the label
names may end 0.15 m lower."""
SQUAT_BOUNCE_M = 0.10
"""Who pauses in the squat is at most this far over the deepest point; who landed from a jump shrug stood up from it."""
DRIFT_M_S, DRIFTLESS_S = 0.008, 4.0
"""Sway moves the rise of a move by this for each second longer than 4 s: several jump shrugs without a still stand
between them end 0.06 m low after 12 s."""
UNSEEN_STAND_S = 1.5
"""Moving for this long after a pause in the squat, before the bar is gone: whether the lifter stood is not known."""
PULL_FALL_M = 0.10
HIGHEST_PULL_M = 0.70
"""Falling less than this from the highest to the deepest point, nobody went under the bar; from the floor and lower
than 0.70 m that
is a pull, higher a power lift that was caught standing."""
FLIGHT = 0.05
FLIGHT_S = 0.08
"""Both feet off: F under 0.05 W for this long."""
JUMP_S = (0.1, 1.0)
JUMP_PUSH = 1.3
"""A jump without a bar: over 1.3 of body weight, then off the plates for 0.1 to 1 s."""
DIP_M_S = -0.08
SNATCH_RISE_M = {"": 0.97, "hang_": 0.66, "power_position_": 0.50}
"""Guessing the kind without a label: in the power position the mass first goes down faster than this; in a clean it
rises less than in a snatch."""
RACK_RISE_M = 0.45
"""From the rack of a lift before, less rise than this is a jerk unless the label names a hang or power position."""
LOWERED_M = -0.15
"""Lowered by more than this the bar has left the rack."""

PULL_S = 1.5
"""From the floor the push comes at most this long after the separation: a gap within it may hide the true one."""
PUSH_BEFORE_S = 0.6
"""The push lies at most this long before the unloading."""
LANDING_AFTER_S = 1.0
"""The landing comes at most this long after the unloading."""

STILL_WINDOW_S = 0.5
STILL_MEAN_S = 0.1
STILL_RANGE = 0.025
STILL_FOOT_RANGE = 0.12
STILL_RANGE_N = 15.0
"""Still: over 0.5 s, 0.1 s means stay within 2.5 % (or 15 N), and no foot hands 12 % of the weight to the other."""
REST_S = 0.75
"""A still stand lasts at least this long."""
LEVEL_DRIFT = 0.03
"""A still stand whose level creeps further than this is a new one."""
HOLD_RANGE = 0.01
STEADY_S = 0.75
HOLD_S = 1.5
"""A lift is decided once its hold has lasted this long, the last 0.75 s with 0.2 s means within 1 % …"""
LONGEST_WAIT_S = 1.7
"""… or when the still stand has lasted this long, however unsteady."""
ALONE_S = 1.5
"""Where it is not known that there is a bar: standing no higher than before for this long was a jump."""
BACK_S = 0.3
BACK_RANGE = 0.3
BACK_LEVEL = 0.08
"""Back at body weight (the bar is gone): a 0.3 s mean within 8 % of it, its ticks within 30 %."""
GONE_S = 0.5
"""Plates that are empty for this long when the stream ends were left: no pull-under lasts as long."""
SAME_LEVEL = 0.05
"""Two loads within 5 % of each other are the same load."""
SAME_WEIGHT = 0.03
"""A stand under the bar of an open lift weighs the same within 3 %."""
BAR_LOST = 0.75
SOMEBODY_ELSE = 1.25
"""Under 0.75 of the weight the bar is gone, over 1.25 somebody stepped on."""
FOOT_OFF = 0.3
"""After a landing the plates may carry this share of the weight less: part of a foot missed them."""

QUIET_S = 1.0
"""Still stand that weighs."""
QUIET_KEPT_S = 3.0
"""How much of the quiet standing before a lift belongs to its span."""
QUIET_WITHIN_S = 30.0
"""How long before the lift that standing may lie."""
BODY_TOLERANCE = 0.02
"""A later stand within 2 % of the body weight renews it."""
WEIGH_S = 2.0
"""A weigh-in is told after this long."""
CARRIED_S = 0.2
"""Impulse over body weight, as seconds of body weight, that a bar in the hands leaves behind and a jump does not."""
CARRIED_TO_DRIVE_S = 0.4
"""The same up to the end of the push, where the lifter left the plates afterwards; a jump leaves 0.3."""
HEAVY = 1.15
HEAVY_BAR_SHARE = 0.25
"""Over 1.15 of body weight something is lifted; bars under a quarter of it are judged at still stands only."""
PUT_DOWN_S = 0.6
"""A bar that takes longer than this to leave the hands was set down, not dropped."""
SECOND_PERSON_KG = 35.0
PICK_UP_RISE_M = 0.10
"""Weight that comes on without the mass rising is another person."""

SWAY_M_S = {"standing": 0.004, "held": 0.006, "hold": 0.008}
"""Least SD of the velocity of a standing lifter: quiet, with the bar in the hands, after a lift."""
