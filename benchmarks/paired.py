"""Ratios that hold on a busy machine: all arms in every round, in random order, on this thread's own CPU clock.

A round runs each arm for about as long, 5 ms. A ratio is the median over rounds of the ratios within a round, so that
whatever slows a round down slows both its arms. Arm A against itself (the control) must come out near 1; where it does
not, the whole is repeated with twice the rounds, at most twice.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Arm = Callable[[], object]
ROUNDS = 31
ARM_S = 0.005
CONTROL = (0.93, 1.07)
CONTROL_NAME = " again"


@dataclass(frozen=True)
class Measured:
    """Times of all arms.

    Attributes
    ----------
    seconds : dict of str to list of float
        Per arm and round: CPU seconds of one call.
    control : float
        The first arm against itself.
    """

    seconds: dict[str, list[float]]
    control: float

    @property
    def conclusive(self) -> bool:
        """Whether the control came out near 1."""
        return CONTROL[0] <= self.control <= CONTROL[1]

    def ratio(self, above: str, below: str) -> float:
        """Median over the rounds of ``above`` / ``below``."""
        return statistics.median(a / b for a, b in zip(self.seconds[above], self.seconds[below], strict=True))

    def median_s(self, arm: str) -> float:
        """Median CPU seconds of one call."""
        return statistics.median(self.seconds[arm])


def paired(arms: Mapping[str, Arm], rounds: int = ROUNDS, seed: int = 1, arm_s: float = ARM_S) -> Measured:
    """Time the arms against each other; repeated with twice the rounds while the control is off.

    Parameters
    ----------
    arms : mapping of str to callable
        The first is the control's.
    rounds : int
        How many.
    seed : int
        Of the order of the arms.
    arm_s : float
        How long an arm runs in a round. Where one call takes longer, give the longest arm's time: else the shortest
        would be measured with the caches that the others left, which is not how a batch runs.
    """
    measured = _rounds(arms, rounds, seed, arm_s)
    for attempt in (1, 2):
        if measured.conclusive:
            break
        measured = _rounds(arms, rounds * 2**attempt, seed + attempt, arm_s)
    return measured


def _rounds(arms: Mapping[str, Arm], rounds: int, seed: int, arm_s: float) -> Measured:
    first = next(iter(arms))
    runs = {**arms, first + CONTROL_NAME: arms[first]}
    repeats = {name: _repeats(arm, arm_s) for name, arm in runs.items()}
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    shuffled = random.Random(seed)
    order = list(runs)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            shuffled.shuffle(order)
            for name in order:
                seconds[name].append(_time(runs[name], repeats[name]))
    finally:
        if collecting:
            gc.enable()
    again = seconds.pop(first + CONTROL_NAME)
    return Measured(seconds, statistics.median(a / b for a, b in zip(seconds[first], again, strict=True)))


def _time(arm: Arm, repeats: int) -> float:
    """CPU seconds of one call, mean of ``repeats``."""
    begin = time.thread_time_ns()
    for _ in range(repeats):
        arm()
    return (time.thread_time_ns() - begin) / repeats / 1e9


def _repeats(arm: Arm, arm_s: float) -> int:
    """How many calls fill the time, after a warm-up."""
    if _time(arm, 1) > arm_s:
        return 1
    _time(arm, 3)
    return max(1, round(arm_s / max(min(_time(arm, 3) for _ in range(3)), 1e-9)))
