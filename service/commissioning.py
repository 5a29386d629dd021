"""Commissioning at the plates: the zero, the corner press, the point load. Time is counted in samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from acquisition.errors import PlatesNotReady
from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.source import SampleSource
from acquisition.zero import Zero, ZeroFinder
from processing.corner_mistakes import Diagnosis, diagnose
from processing.corner_press import CORNERS, Press, Seen, Wiring, clear_push_n, look
from processing.load_watch import LoadLimits, LoadWatch, RestingLoad
from processing.options import STANDARD_GRAVITY_M_S2
from processing.point_load import PLACES, PointLoad, measure
from service.commissioning_places import Place

ZERO_WAIT_S = 5.0
"""How long plates that move are given to come to rest."""
PATIENCE_S = 60.0
"""How long a press or a weight is waited for."""
PRESS = LoadLimits(on_n=100.0, off_n=40.0, rest_s=0.3, rest_n=15.0, rest_share=0.1)
MOST_AGAIN = 2
"""So many odd presses are asked for once more before wires are suspected."""


SizeOf = Callable[[FloatArray], float]


class CommissioningProgress:
    """Shows nothing; whoever wants to show it overrides what is of interest."""

    def zeroed(self, zero: Zero) -> None:
        """The plates were empty and still."""

    def asked(self, place: Place, number: int, total: int, done: Sequence[Place]) -> None:
        """Something is to be done at a place."""

    def again(self, presses: Sequence[Press], *, no_push: bool) -> None:
        """Some corners will be asked for once more."""

    def pressed(self, press: Press, seen: Seen) -> None:
        """A corner was pressed."""

    def weighed(self, load: PointLoad) -> None:
        """A weight was measured."""

    def misplaced(self, place: Place, words: str) -> None:
        """A weight stands elsewhere."""


@dataclass
class PlateStream:
    """Blocks of an open source, in order.

    Attributes
    ----------
    source : SampleSource
        Entered.
    """

    source: SampleSource
    _buffer: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self._buffer = np.zeros((len(self.source.channels), self.source.block_samples))
        self.source.arm()
        self.source.start()

    def blocks(self, seconds: float) -> Iterator[tuple[int, FloatArray]]:
        """First index and volts, for so many seconds of samples at most.

        Raises
        ------
        AcquisitionError
            The plates failed.
        """
        stop = self.source.next_index + round(seconds * self.source.rate_hz)
        while self.source.next_index < stop:
            block = self.source.read_into(self._buffer)
            if block.n == 0:
                return
            yield block.first_index, block.volts


def take_zero(stream: PlateStream, rig: Rig, earlier_volts: FloatArray | None = None) -> Zero:
    """The first still second of empty plates.

    Parameters
    ----------
    stream : PlateStream
        Running.
    rig : Rig
        Plates and channels.
    earlier_volts : ndarray, shape (n_channels,), optional
        An earlier zero from which a load is counted.

    Raises
    ------
    PlatesNotReady
        Something lies on the plates, or they do not come to rest.
    """
    finder = ZeroFinder(rig.plates(), rig.plate_channels, stream.source.rate_hz, earlier_volts=earlier_volts)
    for first, volts in stream.blocks(ZERO_WAIT_S):
        zero = finder.push(first, volts)
        if zero is not None:
            return zero
        if finder.refusal is not None and finder.refusal.loaded:
            break
    if finder.refusal is None:
        raise PlatesNotReady("too few samples came for a zero", rig.name, "try again")
    raise PlatesNotReady(finder.refusal.words, rig.name, finder.refusal.advice)


class PlateCheck:
    """The checks of one rig on an open source.

    Parameters
    ----------
    rig : Rig
        As it is.
    source : SampleSource
        Entered.
    progress : CommissioningProgress
        Told of everything.
    """

    def __init__(self, rig: Rig, source: SampleSource, progress: CommissioningProgress) -> None:
        self.wiring = Wiring(rig.plates(), rig.plate_channels)
        self._rig, self._progress = rig, progress
        self._stream = PlateStream(source)
        self._rate_hz = source.rate_hz
        self._left_over: list[FloatArray] = []
        plates = sorted(self.wiring.plates, key=lambda plate: plate.name)
        self._sides = [plate.name for plate in plates]

    def press_corners(self) -> tuple[tuple[Press, ...], Diagnosis]:
        """Ask for every corner of every plate, and judge.

        Raises
        ------
        PlatesNotReady
            The plates are not empty, or nobody pressed.
        """
        watch = self._watch(self.wiring.pull_n, PRESS)
        places = [Place(side, corner) for side in self._sides for corner in CORNERS]
        presses = self._pressed(watch, places, {})
        diagnosis = diagnose(list(presses.values()), self.wiring)
        again, no_push = doubtful(list(presses.values()), diagnosis)
        if again:
            self._progress.again(again, no_push=no_push)
            presses = self._pressed(watch, [Place(press.side, press.corner) for press in again], presses)
            diagnosis = diagnose(list(presses.values()), self.wiring)
        return tuple(presses.values()), diagnosis

    def _pressed(self, watch: LoadWatch, places: Sequence[Place], before: dict[Place, Press]) -> dict[Place, Press]:
        """The presses with those on these places made anew."""
        presses, done = dict(before), [place for place in before if place not in places]
        for number, place in enumerate(places, 1):
            self._progress.asked(place, number, len(places), done)
            press = Press(place.side, place.name, self._next_load(watch, f"{place.side} plate, {place.name} corner"))
            self._progress.pressed(press, look(press, self.wiring))
            presses[place] = press
            done.append(place)
        return presses

    def place_weight(self, mass_kg: float) -> tuple[PointLoad, ...]:
        """Ask for a weight on every place of every plate, and measure.

        Raises
        ------
        PlatesNotReady
            The plates are not empty, or nothing was put down.
        """
        weight_n = mass_kg * (self._rig.gravity_m_s2 or STANDARD_GRAVITY_M_S2)
        limits = LoadLimits(0.5 * weight_n, 0.2 * weight_n, 1.0, 1.0, 0.01)
        watch = self._watch(lambda volts: float(self.wiring.wrenches(volts)[:, 2].sum()), limits)
        places = [Place(side, name) for side in self._sides for name in PLACES]
        loads: list[PointLoad] = []
        for number, place in enumerate(places, 1):
            self._progress.asked(place, number, len(places), places[: number - 1])
            loads.append(self._measured(watch, place, weight_n))
            self._progress.weighed(loads[-1])
        return tuple(loads)

    def _measured(self, watch: LoadWatch, place: Place, weight_n: float) -> PointLoad:
        """The weight on that place; one put on another plate is waited out."""
        while True:
            volts = self._next_load(watch, f"{place.side} plate, {place.name}")
            try:
                return measure(volts, self.wiring, place.side, place.name, weight_n)
            except ValueError as error:
                self._progress.misplaced(place, str(error))

    def _watch(self, size_n: SizeOf, limits: LoadLimits) -> LoadWatch:
        """Zero the plates and watch them from then on."""
        zero = take_zero(self._stream, self._rig)
        self._progress.zeroed(zero)
        return LoadWatch(size_n, zero.volts, self._rate_hz, limits)

    def _next_load(self, watch: LoadWatch, where: str) -> FloatArray:
        """Change in volts of the next load that comes to rest."""
        for _, volts in self._stream.blocks(PATIENCE_S):
            loads: list[RestingLoad] = watch.push(volts)
            if loads:
                return loads[0].volts
        what = "the plates were not cleared" if watch.loaded else "nothing was pressed or put down"
        raise PlatesNotReady(f"{what} for {PATIENCE_S:g} s", where, "start the check again")


def doubtful(presses: Sequence[Press], diagnosis: Diagnosis) -> tuple[list[Press], bool]:
    """Presses to be made once more before anything is blamed, and whether it is for want of a push along the edge."""
    if diagnosis.odd and not diagnosis.mistakes and len(diagnosis.odd) <= MOST_AGAIN:
        return [presses[number] for number in diagnosis.odd], False
    if diagnosis.unproved or (diagnosis.silent and not diagnosis.odd):
        pairs = zip(presses, diagnosis.seen, strict=True)
        return [press for press, seen in pairs if abs(seen.along_n) <= clear_push_n(seen.fz_n)], True
    return [], False
