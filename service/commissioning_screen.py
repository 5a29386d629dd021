"""The check on the terminal: where to press next, what was seen. All of it on standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from acquisition.rig import Rig
from acquisition.zero import Zero
from processing.corner_press import Press, Seen, Wiring
from processing.point_load import PointLoad
from service.commissioning import CommissioningProgress
from service.commissioning_places import Place, drawing
from service.commissioning_words import press_words, wiring_has_shear


class CheckScreen(CommissioningProgress):
    """Prints to standard error.

    Parameters
    ----------
    rig : Rig
        Its plates are drawn.
    mass_kg : float, optional
        Of the weight that is put down; ``None`` for the corner press.
    """

    def __init__(self, rig: Rig, mass_kg: float | None = None) -> None:
        self._mass_kg = mass_kg
        self._wiring = Wiring(rig.plates(), rig.plate_channels)
        self._sides = sorted(plate.name for plate in self._wiring.plates)
        simulated = " SIMULATED" if rig.simulated else ""
        self._say(f"{rig.name}{simulated}: leave the plates empty and still for a second.")

    def zeroed(self, zero: Zero) -> None:
        """Say what to do from now on."""
        self._say(f"Zero taken ({zero.fz_n:+.1f} N).")
        if self._mass_kg is None:
            push = ", and push along the arrow as well" if self._has_shear else ""
            self._say(f"Stand beside the plates. One foot on the corner: push down with 100 N or more{push}.")
        else:
            self._say(f"Put {self._mass_kg:g} kg on the marks, one after the other. Take it off in between.")

    @property
    def _has_shear(self) -> bool:
        return any(wiring_has_shear(self._wiring, side) for side in self._sides)

    def asked(self, place: Place, number: int, total: int, done: Sequence[Place]) -> None:
        """Draw the plates with the place."""
        name = place.name if self._mass_kg is None or place.name == "centre" else f"half-way to the {place.name}"
        corner = " corner" if self._mass_kg is None else ""
        self._say(f"\n{number} of {total}: {place.side} plate, {name}{corner}")
        self._say(drawing(self._sides, place, done, weight=self._mass_kg is not None))

    def again(self, presses: Sequence[Press], *, no_push: bool) -> None:
        """Say why corners are asked for once more."""
        why = "without a clear push along the arrow" if no_push else "that looked like another corner, or came out odd"
        self._say(f"\nOnce more, please: {len(presses)} {'press' if len(presses) == 1 else 'presses'} {why}.")

    def pressed(self, press: Press, seen: Seen) -> None:
        """Say what was seen, and to let go."""
        self._say(f"  {press_words(press, seen, self._wiring)}. Let go.")

    def weighed(self, load: PointLoad) -> None:
        """Say what was seen, and to take it away."""
        right, forward = load.cop_error_mm
        self._say(
            f"  {load.force_n:.1f} N ({load.force_error_n:+.1f} N), COP {right:+.1f} mm right, {forward:+.1f} mm "
            "forward of the mark. Take it off."
        )

    def misplaced(self, place: Place, words: str) -> None:
        """Say where it seems to stand."""
        self._say(f"  That is not the {place.side} plate: {words}. Take it off and put it on the mark.")

    def _say(self, words: str) -> None:
        print(words, file=sys.stderr, flush=True)
