"""The running stream looked at: zeros, weigh-ins and lifts, while the samples come in."""

from __future__ import annotations

from dataclasses import replace

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.zero import Zero, ZeroFinder
from processing.detect import Activity, LiftDetector
from processing.wrench import WrenchStream

ZERO_WAIT_S = 10.0
"""How long the first zero is waited for; until then nothing is looked at, only kept."""


class StreamFollower:
    """Turns volts into zeros and activities; indices count from the recording's first sample.

    The samples before the first zero are tared with it, as the analysis of the finished recording does.

    Parameters
    ----------
    rig : Rig
        Plates and channels.
    rate_hz : float
        Sample rate as the driver set it.
    """

    def __init__(self, rig: Rig, rate_hz: float) -> None:
        self._plates, self._rows, self._rate_hz = rig.plates(), rig.plate_channels, rate_hz
        self._finder = ZeroFinder(self._plates, self._rows, rate_hz)
        self._detector = LiftDetector(rate_hz, len(self._plates))
        self._detector_start = 0
        self._waiting: list[FloatArray] = []
        self._stream: WrenchStream | None = None
        self.zeroed = False

    def label(self, label: LiftLabel) -> None:
        """Take what the technician typed."""
        self._detector.label(replace(label, index=label.index - self._detector_start))

    def push(self, first_index: int, volts: FloatArray) -> list[Zero | Activity]:
        """Look at the next samples.

        Parameters
        ----------
        first_index : int
            Index of the first of them.
        volts : ndarray, shape (n_channels, n)
            Following on what was pushed before.

        Returns
        -------
        list of Zero or Activity
            What these samples completed.
        """
        found: list[Zero | Activity] = []
        zero = self._finder.push(first_index, volts)
        if zero is not None:
            self._tare(zero)
            found.append(zero)
        self._waiting.append(volts)
        if self._stream is None and first_index + volts.shape[1] >= ZERO_WAIT_S * self._rate_hz:
            self._tare(None)
        if self._stream is not None:
            found += self._detect()
        return found

    def skip(self, to_index: int) -> list[Activity]:
        """Samples before ``to_index`` will not come: decide what is open, and begin anew there."""
        found = self.finish()
        self._finder.skip()
        self._detector, self._detector_start = LiftDetector(self._rate_hz, len(self._plates)), to_index
        return found

    def finish(self) -> list[Activity]:
        """The stream has ended: decide what is still open."""
        if self._stream is None:
            self._tare(None)
        return [*self._detect(), *(self._moved(activity) for activity in self._detector.finish())]

    def _tare(self, zero: Zero | None) -> None:
        """From now on, forces by this zero; by the matrix alone where there is none."""
        tare = None if zero is None else [zero.volts[list(rows)] for rows in self._rows]
        self._stream = WrenchStream(self._plates, self._rows, self._rate_hz, tare=tare)
        self.zeroed = zero is not None

    def _detect(self) -> list[Activity]:
        """What the samples that wait complete."""
        assert self._stream is not None
        waiting, self._waiting = self._waiting, []
        found = []
        for volts in waiting:
            forces = self._stream.push(volts)
            found += [self._moved(activity) for activity in self._detector.push(forces.force_n[:, 2, :])]
        return found

    def _moved(self, activity: Activity) -> Activity:
        """Indices from the recording's first sample."""
        by = self._detector_start
        lift = activity.lift and replace(activity.lift, drive_end=activity.lift.drive_end + by)
        return replace(
            activity, start=activity.start + by, stop=activity.stop + by, decided=activity.decided + by, lift=lift
        )
