"""From the newest samples to one frame; no number of a lift is made here, only what the plates show now."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.zero import Zero
from processing.live_pass import LivePass, LiveWrench
from processing.options import STANDARD_GRAVITY_M_S2
from service.live.frames import CLIPPED, SHARE_SHOWN, SIMULATED, STATES, ZEROED, LiveFrame, encode
from service.live.held import HeadRoom, Stillness
from service.live.trace import LiveTrace

CLIPPED_SHARE = 0.98
"""Share of the amplifier's range from which a channel counts as clipped."""


class LiveView:
    """Keeps what a frame needs while samples come; from any thread.

    Parameters
    ----------
    rig : Rig
        Plates, channels, and whether they are simulated.
    rate_hz : float
        Sample rate as the driver set it.
    share_shown : bool
        Whether left and right are told apart in newtons; off until a laboratory switches it on.
    """

    def __init__(self, rig: Rig, rate_hz: float, *, share_shown: bool = False) -> None:
        self._rig, self._rate_hz, self._share_shown = rig, rate_hz, share_shown
        self._plates = rig.plates()
        self._row = {plate.name: row for row, plate in enumerate(self._plates)}
        self._gravity_m_s2 = rig.gravity_m_s2 or STANDARD_GRAVITY_M_S2
        self._lock = threading.Lock()
        self._pass = self._new_pass(None)
        self._trace = LiveTrace(rate_hz)
        self._head_room = HeadRoom(np.array(rig.full_span), rate_hz)
        self._stillness = Stillness(len(self._plates), rate_hz)
        self._next_index = self._lost = self._sent_columns = self._number = 0
        self._zero_at: int | None = None
        self._weigh_in_at: int | None = None
        self._now: dict[str, float] = {}
        self.state = STATES[0]

    def push(self, first_index: int, volts: FloatArray) -> None:
        """Take the next samples, shape (n_channels, n); a gap before them counts as lost."""
        if volts.shape[1] == 0:
            return
        with self._lock:
            if self._next_index and first_index > self._next_index:
                self._lost += first_index - self._next_index
                self._pass.restart()
            self._next_index = first_index + volts.shape[1]
            self._head_room.push(volts)
            wrench = self._pass.push(volts)
            self._trace.push(wrench.total_fz_n)
            self._stillness.push(wrench.force_n[:, 2])
            self._now = self._values(wrench)

    def begin(self, at: int) -> None:
        """Look on from sample ``at`` of a recording that is under way: what lies before was not lost."""
        with self._lock:
            self._next_index = at

    def zeroed(self, zero: Zero) -> None:
        """From now on by this zero."""
        with self._lock:
            self._pass = self._new_pass(zero)
            self._zero_at = zero.stop

    def weighed(self, ago_s: float) -> None:
        """A weigh-in ended so long ago."""
        with self._lock:
            self._weigh_in_at = self._next_index - round(ago_s * self._rate_hz)

    def frames(self, *, whole: bool) -> tuple[bytes, bytes | None]:
        """The present moment as bytes: with the columns that are new, and, where asked for, with the whole trace."""
        with self._lock:
            frame = self._frame(*self._trace.since(self._sent_columns))
            self._sent_columns = self._trace.next_column
            self._number += 1
            return encode(frame), encode(self._frame(*self._trace.since(0)), whole=True) if whole else None

    def _frame(self, first_column: int, columns: Any) -> LiveFrame:
        return LiveFrame(
            number=self._number,
            lost=self._lost,
            time_s=self._next_index / self._rate_hz,
            state=self.state,
            flags=self._flags(),
            values={**self._now, **self._ages(), **self._still(), **self._constants()},
            head_room=self._head_room.used.astype(np.float32),
            first_column=first_column,
            columns=columns,
        )

    def _constants(self) -> dict[str, float]:
        return {"rate_hz": self._rate_hz, "column_s": self._trace.column_s}

    def _flags(self) -> int:
        flags = (self._rig.simulated, SIMULATED), (self._share_shown, SHARE_SHOWN), (self._zero_at is not None, ZEROED)
        clipped = bool((self._head_room.used >= CLIPPED_SHARE).any())
        return sum(bit for is_so, bit in (*flags, (clipped, CLIPPED)) if is_so)

    def _values(self, wrench: LiveWrench) -> dict[str, float]:
        """The newest sample."""
        total_n = float(wrench.total_fz_n[-1])
        now = {"total_n": total_n, "mass_kg": total_n / self._gravity_m_s2}
        now["cop_both_x_mm"], now["cop_both_y_mm"] = map(float, wrench.combined_cop_mm[:, -1])
        for side, row in self._row.items():
            now[f"cop_{side}_x_mm"], now[f"cop_{side}_y_mm"] = map(float, wrench.cop_mm[row, :, -1])
            if self._share_shown:
                now[f"{side}_n"] = float(wrench.force_n[row, 2, -1])
        return now

    def _still(self) -> dict[str, float]:
        shares = self._stillness.shares
        return {f"still_{side}": float(shares[row]) for side, row in self._row.items()}

    def _ages(self) -> dict[str, float]:
        ends = {"zero_age_s": self._zero_at, "weigh_in_age_s": self._weigh_in_at}
        return {name: (self._next_index - at) / self._rate_hz for name, at in ends.items() if at is not None}

    def _new_pass(self, zero: Zero | None) -> LivePass:
        rows = self._rig.plate_channels
        tare = None if zero is None else [zero.volts[list(channels)] for channels in rows]
        return LivePass(self._plates, rows, self._rate_hz, tare=tare)
