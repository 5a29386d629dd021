"""The corner press while the session runs: it looks at the samples that the recorder writes anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from acquisition.errors import LegdriveError
from acquisition.rig import read_rig
from acquisition.zero import Zero
from processing.corner_mistakes import Diagnosis
from processing.corner_press import Press, Seen, Wiring
from service.commissioning import CommissioningProgress, PlateCheck
from service.commissioning_history import keep_check
from service.commissioning_places import Place
from service.commissioning_rig_text import changed_text, changes
from service.commissioning_words import corner_facts, corner_report, mistake_words, press_words
from service.console.ring_source import RingSource

if TYPE_CHECKING:
    from service.lab import Lab


@dataclass(frozen=True)
class CheckMoment:
    """What the page shows: the place asked for, those done, the words, the report at the end, the rig file mended."""

    asked: Place | None = None
    done: tuple[Place, ...] = ()
    words: str = "Not begun."
    report: str = ""
    mended: str = ""


class PressCheck(CommissioningProgress):
    """One corner press of one browser.

    Parameters
    ----------
    lab : Lab
        Its plates, and the samples that come from them.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._wiring = Wiring(lab.rig.plates(), lab.rig.plate_channels)
        self.moment = CheckMoment()
        self.running = False
        self._mistake = ""

    def run(self) -> None:
        """Do it; what hinders it is said. In a thread of its own."""
        if self.running:
            return
        self.running = True
        self._lab.press_corners(True)
        try:
            self._press()
        except LegdriveError as error:
            self.moment = CheckMoment(words=error.line)
        finally:
            self._lab.press_corners(False)
            self.running = False

    def _press(self) -> None:
        rig = self._lab.rig
        ring, rate_hz = self._lab.samples()
        self.moment = CheckMoment(words="Leave the plates empty and still for a second.")
        self.judge(*PlateCheck(rig, RingSource(ring, rig, rate_hz), self).press_corners())

    def judge(self, presses: Sequence[Press], diagnosis: Diagnosis) -> None:
        """Keep the outcome and show it."""
        rig, path = self._lab.rig, self._lab.rig_path
        keep_check(path, rig, "corners", diagnosis.passed, corner_facts(presses, diagnosis, rig))
        words = "Passed." if diagnosis.passed else "Not passed: read below what is wrong and what to do."
        done = tuple(Place(press.side, press.corner) for press in presses)
        wanted = changes(diagnosis.mistakes[0], rig) if diagnosis.mistakes else ()
        mended = (changed_text(rig.toml_text, wanted) if wanted else None) or ""
        self._mistake = mistake_words(diagnosis.mistakes[0], rig) if mended else ""
        self.moment = CheckMoment(None, done, words, corner_report(presses, diagnosis, rig, path), mended)

    def mend(self) -> None:
        """Change the rig file as the report proposes, and have the plates opened with it. In a thread of its own."""
        mended = self.moment.mended
        if self.running or not mended:
            return
        refused = self._lab.change_rig(mended, self._mistake)
        if refused:
            self.moment = replace(self.moment, words=refused)
            return
        self._lab.rig = read_rig(self._lab.rig_path)
        self._wiring = Wiring(self._lab.rig.plates(), self._lab.rig.plate_channels)
        self.moment = CheckMoment(words="The rig file is changed; the old one lies beside it. Press Begin.")

    def zeroed(self, zero: Zero) -> None:
        """The plates were empty and still."""
        self.moment = replace(self.moment, words=f"Zero taken ({zero.fz_n:+.1f} N).")

    def asked(self, place: Place, number: int, total: int, done: Sequence[Place]) -> None:
        """Show where to press."""
        words = f"{number} of {total}: {place.side} plate, {place.name} corner. Push down with one foot, 100 N or more."
        self.moment = CheckMoment(place, tuple(done), words)

    def again(self, presses: Sequence[Press], *, no_push: bool) -> None:
        """Some corners come once more."""
        self.moment = replace(self.moment, words="Once more, please, for those that looked odd.")

    def pressed(self, press: Press, seen: Seen) -> None:
        """Say what was seen."""
        self.moment = replace(self.moment, words=f"{press_words(press, seen, self._wiring)}. Let go.")
