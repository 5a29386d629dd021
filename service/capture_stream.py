"""The running stream looked at: zeros, weigh-ins and lifts, while the samples come in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.zero import ZERO_S, Zero, ZeroFinder
from processing.decimation import DecimationStream
from processing.detect import Activity, LiftDetector
from processing.wrench import WrenchStream
from service.zero_watch import ZeroWatch

ZERO_WAIT_S = 10.0
"""How long the first zero is waited for; until then nothing is looked at, only kept."""


class StreamFollower:
    """Turns volts into zeros and activities; indices count from the recording's first sample.

    The samples before the first zero are tared with it, as the analysis of the finished recording does. A rig that is
    sampled faster than it is analysed is decimated here as there. The convert skew stays in: it moves a landing by a
    fifth of a millisecond, and here spans are found and people weighed; the numbers of a lift come from its recording.

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
        self._factor = rig.decimate
        self._decimation = DecimationStream(self._factor)
        self._detector = LiftDetector(rate_hz / self._factor, len(self._plates))
        self._detector_start = 0
        self._waiting: list[FloatArray] = []
        self._stream: WrenchStream | None = None
        self.zeroed = False
        self.zero_watch = ZeroWatch(tuple(plate.name for plate in self._plates), rate_hz)
        self._remarks: list[str] = []

    @property
    def last_zero(self) -> Zero | None:
        """The zero that holds now."""
        return self._finder.last

    def plate_means_n(self, volts: FloatArray) -> FloatArray:
        """Mean vertical force on each plate in some samples of all channels, by the zero that holds now."""
        return self._finder.plate_means_n(volts)

    def remarks(self) -> list[str]:
        """What there is to say about the zero since the last call."""
        remarks, self._remarks = self._remarks, []
        return remarks

    def label(self, label: LiftLabel) -> None:
        """Take what the technician typed."""
        self._detector.label(replace(label, index=(label.index - self._detector_start) // self._factor))

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
        self._remarks += self.zero_watch.look(self._finder, first_index + volts.shape[1])
        if zero is not None:
            self._tare(zero)
            found.append(zero)
        self._waiting.append(self._decimation.push(volts))
        if self._stream is None and first_index + volts.shape[1] >= ZERO_WAIT_S * self._rate_hz:
            self._tare(None)
        if self._stream is not None:
            found += self._detect()
        return found

    def resume(self, at: int, zero: Zero | None) -> None:
        """Begin at sample ``at`` of a session that is under way, with its last zero."""
        self._detector_start = at
        if zero is None:
            return
        # The zero's mean, offered as one still second, becomes the finder's own with the force that it takes away.
        n = round(ZERO_S * self._rate_hz)
        found = self._finder.push(zero.stop - n, np.repeat(zero.volts[:, np.newaxis], n, axis=1))
        if found is not None:
            self._finder.last = replace(found, start=zero.start, stop=zero.stop, sd=zero.sd)
        self._finder.skip()
        self._tare(zero)

    def skip(self, to_index: int) -> list[Activity]:
        """Samples before ``to_index`` will not come: decide what is open, and begin anew there."""
        found = self.finish()
        self._finder.skip()
        self._decimation = DecimationStream(self._factor)
        self._detector = LiftDetector(self._rate_hz / self._factor, len(self._plates))
        self._detector_start = to_index
        return found

    def finish(self) -> list[Activity]:
        """The stream has ended: decide what is still open."""
        if self._stream is None:
            self._tare(None)
        self._waiting.append(self._decimation.finish())
        return [*self._detect(), *(self._moved(activity) for activity in self._detector.finish())]

    def _tare(self, zero: Zero | None) -> None:
        """From now on, forces by this zero; by the matrix alone where there is none."""
        tare = None if zero is None else [zero.volts[list(rows)] for rows in self._rows]
        self._stream = WrenchStream(self._plates, self._rows, self._rate_hz / self._factor, tare=tare)
        self.zeroed = zero is not None

    def _detect(self) -> list[Activity]:
        """What the samples that wait complete."""
        assert self._stream is not None
        waiting, self._waiting = self._waiting, []
        found = []
        for volts in waiting:
            if volts.shape[1] == 0:
                continue
            forces = self._stream.push(volts)
            found += [self._moved(activity) for activity in self._detector.push(forces.force_n[:, 2, :])]
        return found

    def _moved(self, activity: Activity) -> Activity:
        """Indices of the recording's samples."""
        by, factor = self._detector_start, self._factor
        lift = activity.lift and replace(activity.lift, drive_end=activity.lift.drive_end * factor + by)
        return replace(
            activity,
            start=activity.start * factor + by,
            stop=activity.stop * factor + by,
            decided=activity.decided * factor + by,
            lift=lift,
        )
