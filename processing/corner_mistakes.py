"""Which single mistake in the wiring or the rig file explains what the corner presses showed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Literal

import numpy as np

from acquisition.plate import ForcePlate
from processing.corner_press import Press, Seen, Wiring, look

Change = Callable[[ForcePlate], ForcePlate]
MistakeKind = Literal["inverted", "swapped", "plates swapped", "order", "measures", "corners", "mirrored"]
ORDERS = (
    (2, 3, 0, 1), (1, 2, 3, 0), (3, 0, 1, 2), (1, 0, 3, 2), (3, 2, 1, 0), (0, 3, 2, 1), (2, 1, 0, 3),
)  # fmt: skip
"""Every other way round a rectangle."""
SILENT_N = 3.0
"""A channel that moved by less than this in all presses carries nothing."""
AS_GOOD = 20.0
"""Misfits closer than this do not tell two mistakes apart."""


@dataclass(frozen=True, eq=False)
class Mistake:
    """One thing that may be wrong.

    Attributes
    ----------
    kind : str
        ``inverted``: a channel's sign; ``swapped``: two channels; ``plates swapped``: all channels of both plates;
        ``order``: a plate's channels in another order; ``measures``: force on the plate taken for the force on the
        lifter, or the reverse; ``corners``: corners listed from another one on or the other way round; ``mirrored``:
        that and ``measures``.
    wiring : Wiring
        As it would be right.
    channels : tuple of int
        Channels of the task that are concerned.
    plates : tuple of int
        Plates that are concerned.
    order : tuple of int
        ``order`` and ``corners``: places, counted from 0, from which the right list takes its entries.
    """

    kind: MistakeKind
    wiring: Wiring
    channels: tuple[int, ...] = ()
    plates: tuple[int, ...] = ()
    order: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What the presses prove.

    Attributes
    ----------
    seen : tuple of Seen
        Each press by the rig as it is.
    mistakes : tuple of Mistake
        The best explanation first, then those that fit as well; empty where the rig is right or nothing fits.
    silent : tuple of int
        Channels that never moved.
    unproved : tuple of int
        Channels that might be the other way round for all the presses say.
    """

    seen: tuple[Seen, ...]
    mistakes: tuple[Mistake, ...] = ()
    silent: tuple[int, ...] = ()
    unproved: tuple[int, ...] = ()

    @property
    def odd(self) -> tuple[int, ...]:
        """Numbers of the presses, from 0, that the rig as it is does not explain."""
        return tuple(number for number, seen in enumerate(self.seen) if seen.odd)

    @property
    def passed(self) -> bool:
        """Whether map, polarity, sides and signs are proved right."""
        return not (self.odd or self.silent or self.unproved)


def diagnose(presses: Sequence[Press], wiring: Wiring) -> Diagnosis:
    """Compare the presses with the rig as it is, and where they differ with every single mistake.

    Parameters
    ----------
    presses : sequence of Press
        All corners of all plates.
    wiring : Wiring
        The rig as it is.
    """
    seen = tuple(look(press, wiring) for press in presses)
    silent = silent_channels(presses, wiring)
    if not any(one.odd for one in seen):
        return Diagnosis(seen, (), silent, tuple(k for k in unproved_channels(presses, wiring) if k not in silent))
    fits: list[tuple[float, int, Mistake]] = []
    for mistake in single_mistakes(wiring):
        misfit = misfit_without_oddity(presses, mistake.wiring)
        if misfit is not None:
            fits.append((misfit + extra(mistake), len(fits), mistake))
    fits.sort(key=lambda fit: fit[:2])
    return Diagnosis(seen, tuple(fit[2] for fit in fits if fit[0] <= fits[0][0] + AS_GOOD), silent)


def misfit_without_oddity(presses: Sequence[Press], wiring: Wiring) -> float | None:
    """Sum of the misfits; ``None`` where a press cannot be."""
    total = 0.0
    for press in presses:
        seen = look(press, wiring)
        if seen.odd:
            return None
        total += seen.misfit
    return total


def extra(mistake: Mistake) -> float:
    """Handicap of what takes more than one line to mend: the plain explanation wins where both fit."""
    if mistake.kind == "mirrored":
        return 2.0 * AS_GOOD
    return AS_GOOD if len(mistake.plates) > 1 else 0.0


def silent_channels(presses: Sequence[Press], wiring: Wiring) -> tuple[int, ...]:
    """Channels of the task that moved under none of the presses."""
    moved_v = np.abs(np.stack([press.volts for press in presses])).max(axis=0)
    moved_n = moved_v * wiring.channel_n(moved_v.size)
    return tuple(channel for rows in wiring.rows for channel in rows if moved_n[channel] < SILENT_N)


def unproved_channels(presses: Sequence[Press], wiring: Wiring) -> tuple[int, ...]:
    """Channels whose inversion, or exchange with another one, would show nothing odd either."""
    found: set[int] = set()
    for mistake in (*inversions(wiring), *exchanges(wiring)):
        if misfit_without_oddity(presses, mistake.wiring) is not None:
            found.update(mistake.channels)
    return tuple(sorted(found))


def single_mistakes(wiring: Wiring) -> Iterator[Mistake]:
    """Everything that one slip can do, the likelier first."""
    yield from inversions(wiring)
    yield from exchanges(wiring)
    yield from exchanged_plates(wiring)
    for plates in plate_choices(wiring):
        yield Mistake("measures", changed(wiring, plates, turned_reaction), plates=plates)
        for order in ORDERS:
            turned = changed(wiring, plates, partial(reordered_corners, order=order))
            yield Mistake("corners", turned, plates=plates, order=order)
            yield Mistake("mirrored", changed(turned, plates, turned_reaction), plates=plates, order=order)
        yield from other_orders(wiring, plates)


def plate_choices(wiring: Wiring) -> list[tuple[int, ...]]:
    """Each plate, and all of them: a slip is often copied."""
    each: list[tuple[int, ...]] = [(number,) for number in range(len(wiring.plates))]
    return [*each, tuple(range(len(wiring.plates)))] if len(each) > 1 else each


def inversions(wiring: Wiring) -> Iterator[Mistake]:
    """One channel with its sign turned."""
    for number, rows in enumerate(wiring.rows):
        for column, channel in enumerate(rows):
            matrix = wiring.plates[number].matrix.copy()
            matrix[:, column] *= -1.0
            plates = list(wiring.plates)
            plates[number] = replace(plates[number], matrix=matrix)
            yield Mistake("inverted", Wiring(plates, wiring.rows), (channel,), (number,))


def exchanges(wiring: Wiring) -> Iterator[Mistake]:
    """Two channels in each other's place, on one plate or across."""
    for one, other in combinations([channel for rows in wiring.rows for channel in rows], 2):
        change = {one: other, other: one}
        rows = [[change.get(channel, channel) for channel in channels] for channels in wiring.rows]
        plates = tuple(k for k, channels in enumerate(wiring.rows) if one in channels or other in channels)
        yield Mistake("swapped", wiring.with_rows(rows), (min(one, other), max(one, other)), plates)


def exchanged_plates(wiring: Wiring) -> Iterator[Mistake]:
    """All channels of one plate in place of the other's."""
    if len(wiring.rows) == 2 and len(wiring.rows[0]) == len(wiring.rows[1]):
        yield Mistake("plates swapped", wiring.with_rows(wiring.rows[::-1]), plates=(0,))


def other_orders(wiring: Wiring, plates: tuple[int, ...]) -> Iterator[Mistake]:
    """All channels of a plate in another order: shifted by one either way, backwards, moments first."""
    n = len(wiring.rows[plates[0]])
    if any(len(wiring.rows[number]) != n for number in plates):
        return
    straight = list(range(n))
    shifted, moments_first = straight[1:] + straight[:1], straight[n // 2 :] + straight[: n // 2]
    for order in (shifted, straight[-1:] + straight[:-1], straight[::-1], moments_first):
        rows = [
            [channels[place] for place in order] if number in plates else channels
            for number, channels in enumerate(wiring.rows)
        ]
        yield Mistake("order", wiring.with_rows(rows), plates=plates, order=tuple(order))


def changed(wiring: Wiring, plates: tuple[int, ...], change: Change) -> Wiring:
    """The wiring with some of its plates changed."""
    return Wiring([change(plate) if k in plates else plate for k, plate in enumerate(wiring.plates)], wiring.rows)


def turned_reaction(plate: ForcePlate) -> ForcePlate:
    """The plate with the other ``measures``."""
    return replace(plate, reaction=-1 if plate.reaction == 1 else 1)


def reordered_corners(plate: ForcePlate, order: Sequence[int]) -> ForcePlate:
    """The plate with its corners listed in another order."""
    return replace(plate, corners_mm=plate.corners_mm[list(order)])
