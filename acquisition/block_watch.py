"""Looks at every block for what hinders nothing and still is told: an overloaded channel, a clock that was set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from acquisition.block import SampleBlock

CLOCK_STEP_S = 0.5
"""How far the wall clock may move against the monotonic one from block to block before it counts as set: more than a
busy computer needs between reading the one and the other."""
AGAIN_S = 1.0
"""How long a channel must have been within its range before its next overload is told."""


@dataclass(frozen=True)
class BlockWarning:
    """Something that a block shows.

    Attributes
    ----------
    mark : dict
        For the recording: ``mark`` is ``warning``, ``warning`` is ``overload`` or ``clock_step``, ``index`` is the
        first sample of the block.
    line : str
        For the technician.
    """

    mark: dict[str, Any]
    line: str


class BlockWatch:
    """Tells each overload once, and each step of the wall clock.

    Parameters
    ----------
    channels : sequence of str
        In the order of the blocks' rows.
    rate_hz : float
        Sample rate.
    """

    def __init__(self, channels: Sequence[str], rate_hz: float) -> None:
        self._channels = channels
        self._again = round(AGAIN_S * rate_hz)
        self._quiet_from = np.full(len(channels), -self._again, dtype=np.int64)
        self._utc_less_mono_s: float | None = None

    def look(self, block: SampleBlock) -> list[BlockWarning]:
        """Warnings of the next block, in the order of time."""
        return [*self._overload(block), *self._clock(block)]

    def _overload(self, block: SampleBlock) -> list[BlockWarning]:
        new = block.overload & (block.first_index - self._quiet_from >= self._again)
        self._quiet_from[block.overload] = block.next_index
        names = [name for name, fresh in zip(self._channels, new, strict=True) if fresh]
        if not names:
            return []
        mark = {"mark": "warning", "warning": "overload", "index": block.first_index, "channels": names}
        line = (
            f"sample {block.first_index}: {', '.join(names)} at the end of the range: force and pressure point are "
            "wrong there; take a larger range_v or less gain"
        )
        return [BlockWarning(mark, line)]

    def _clock(self, block: SampleBlock) -> list[BlockWarning]:
        now_s = block.t_utc_last - block.t_mono_last
        step_s = 0.0 if self._utc_less_mono_s is None else now_s - self._utc_less_mono_s
        self._utc_less_mono_s = now_s
        if abs(step_s) < CLOCK_STEP_S:
            return []
        mark = {"mark": "warning", "warning": "clock_step", "index": block.first_index, "step_s": round(step_s, 3)}
        line = (
            f"sample {block.first_index}: the computer's clock was set by {step_s:+.1f} s; "
            "times in the recording go on by the sample clock"
        )
        return [BlockWarning(mark, line)]
