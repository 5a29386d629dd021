"""What is running: everything that pages and routes reach, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from acquisition.errors import PlatesNotReady
from service.live.hub import LiveHub
from service.settings import LabSettings

if TYPE_CHECKING:
    from acquisition.live_ring import LiveRing
    from acquisition.rig import Rig
    from service.console.screen import SessionDoor
    from service.delivery.worker import DeliveryWorker
    from service.store.engine import Store


def now_utc() -> datetime:
    """The present time, with its zone."""
    return datetime.now(UTC)


@dataclass
class Lab:
    """One laboratory while it is served.

    Attributes
    ----------
    name : str
        What stands in the bar.
    folder : Path
        Where everything it writes lies.
    rig : Rig
        Its plates.
    rig_path : Path
        Its ``rig.toml``.
    door : SessionDoor
        The technician's session.
    store : Store or None
        Rows; ``None`` shows no pages of people.
    settings : LabSettings
        What ``lab.toml`` says.
    hub : LiveHub
        The live picture.
    hosts : tuple of str
        Names under which it is reached besides the loopback.
    tls : bool
        Whether it is reached by https.
    clock : callable
        The present time.
    newest : callable
        The live ring of the running recorder and its rate, or ``None``.
    hand_over : callable
        Told the account of the technician who stands at the plates.
    press_corners : callable
        Told when the daily check begins and when it has ended.
    change_rig : callable
        Goes on with another text of the rig file; says why not, or nothing.
    practice : callable
        Store and folder of the practice session, or ``None`` while nobody practises.
    delivery : DeliveryWorker or None
        Sends what is due, in the loop of the server.
    """

    name: str
    folder: Path
    rig: Rig
    rig_path: Path
    door: SessionDoor
    store: Store | None = None
    settings: LabSettings = field(default_factory=LabSettings)
    hub: LiveHub = field(default_factory=lambda: LiveHub(None))
    hosts: tuple[str, ...] = ()
    tls: bool = False
    clock: Callable[[], datetime] = now_utc
    newest: Callable[[], tuple[LiveRing, float] | None] = lambda: None
    hand_over: Callable[[str], None] = lambda _: None
    press_corners: Callable[[bool], None] = lambda _: None
    change_rig: Callable[[str, str], str] = lambda _text, _words: "the wiring cannot be changed from here"
    practice: Callable[[], tuple[Store, Path] | None] = lambda: None
    delivery: DeliveryWorker | None = None

    def samples(self) -> tuple[LiveRing, float]:
        """The newest samples of the running recorder, and their rate.

        Raises
        ------
        PlatesNotReady
            No recorder runs.
        """
        found = self.newest()
        if found is None:
            raise PlatesNotReady("no samples come from the plates", self.rig.name, "begin the session first")
        return found

    @property
    def simulated(self) -> bool:
        """Whether the plates are simulated, or a practice session runs."""
        return self.rig.simulated or self.door.screen().simulated
