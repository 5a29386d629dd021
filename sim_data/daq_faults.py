"""What can go wrong in the simulated device: NI's error codes, and faults that a test orders."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SAMPLES_NOT_YET_AVAILABLE = -200284
SAMPLES_OVERWRITTEN = -200279
NEVER_AVAILABLE = -200278
RESERVED = -50103
INVALID_DEVICE = -200220
NO_SUCH_CHANNEL = -200170
CHANNEL_TWICE = -200489
CHANNEL_TYPE = -200431
INVALID_VALUE = -200077
INVALID_TASK = -200088
NOT_MODELLED = -200452
NOT_RUNNING = -200473
NO_CHANNELS = -200478
SET_WHILE_RUNNING = -200557
DEVICE_GONE = -201003
DRIVER_VERSION = (24, 5, 0)

MESSAGES: Mapping[int, str] = {
    SAMPLES_NOT_YET_AVAILABLE: "Fewer samples than asked for were acquired in time.",
    SAMPLES_OVERWRITTEN: "Samples asked for were overwritten in the buffer before they were read.",
    NEVER_AVAILABLE: "The task was stopped: the samples asked for will never come.",
    RESERVED: "Another task has reserved the device.",
    INVALID_DEVICE: "There is no device of this name.",
    NO_SUCH_CHANNEL: "The device has no such physical channel.",
    CHANNEL_TWICE: "The channel is in the task already.",
    CHANNEL_TYPE: "The physical channel does not do this kind of measurement.",
    INVALID_VALUE: "The value asked for is not supported.",
    INVALID_TASK: "There is no such task.",
    NOT_MODELLED: "The simulated device does not model this.",
    NOT_RUNNING: "The task is not running; the simulated device does not start it by itself.",
    NO_CHANNELS: "The task has no channels.",
    SET_WHILE_RUNNING: "This cannot be set while the task runs.",
    DEVICE_GONE: "The device cannot be accessed: it was removed, or lost its power.",
    -88705: "The device is not there any more.",
}
"""In the simulator's own words."""


class NiError(Exception):
    """An NI-DAQmx error: status UNKNOWN with the code in the trailing metadata."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.message = f"{error_string(code)} {detail}".strip()
        super().__init__(self.message)


class CallError(Exception):
    """A plain gRPC error without an NI code; ``status`` names it, such as ``ALREADY_EXISTS``."""

    def __init__(self, status: str, message: str) -> None:
        self.status, self.message = status, message
        super().__init__(message)


def error_string(code: int) -> str:
    """What a code means."""
    return MESSAGES.get(code, "An error that was ordered from the simulated device.")


@dataclass(frozen=True)
class Ordered:
    """A fault that waits for its sample: the read that reaches beyond sample ``at`` sets it off."""

    what: str
    at: int
    code: int = 0


class FaultBoard:
    """The faults that are in force, and the one lock of the simulated device.

    Attributes
    ----------
    changed : Condition
        Held while state is read or changed; notified at every change.
    frozen : bool
        Calls hang.
    removed_code : int
        Code with which the device is gone; 0 while it is there.
    lacks : set of str
        Names of calls that the server does not have.
    driver_version : tuple of int
        What the driver says it is.
    overloads : dict
        Input number to the span of samples in which its amplifier stands at the end of its range.
    reads_end, clock_ends : int or None
        Reads wait from this sample on although the clock goes on; the clock stands from this sample on.
    truncates : bool
        The next reply with samples is cut in half.
    """

    WHAT = ("remove", "overflow", "freeze", "die", "truncate", "stall", "stop_clock")
    MENDED_BY: Mapping[str, str] = MappingProxyType(
        {"unfreeze": "freeze", "plug": "remove", "resume": "stall", "run_clock": "stop_clock"}
    )

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._ordered: list[Ordered] = []
        self._clear_all()

    def _clear_all(self) -> None:
        self.frozen = False
        self.removed_code = 0
        self.reads_end: int | None = None
        self.clock_ends: int | None = None
        self.truncates = False
        self.lacks: set[str] = set()
        self.driver_version: tuple[int, ...] = DRIVER_VERSION
        self.overloads: dict[int, tuple[int, int]] = {}
        self._ordered.clear()

    def order(self, what: str, at: int | None = None, code: int = DEVICE_GONE) -> None:
        """Order a fault, at once or from sample ``at`` on.

        Raises
        ------
        ValueError
            There is no such fault.
        """
        if what not in self.WHAT:
            raise ValueError(f"no fault is called {what}: {', '.join(self.WHAT)}")
        with self.changed:
            if what == "stall":
                self.reads_end = at or 0
            elif what == "stop_clock":
                self.clock_ends = at or 0
            elif at is None and what != "overflow":
                self._set_off(Ordered(what, 0, code))
            else:
                self._ordered.append(Ordered(what, at or 0, code))
            self.changed.notify_all()

    def mend(self, what: str) -> None:
        """End a fault: ``unfreeze``, ``plug``, ``resume``, ``run_clock``, or ``clear`` for all of them."""
        with self.changed:
            if what == "clear":
                self._clear_all()
            self.frozen = self.frozen and what != "unfreeze"
            self.removed_code = 0 if what == "plug" else self.removed_code
            self.reads_end = None if what == "resume" else self.reads_end
            self.clock_ends = None if what == "run_clock" else self.clock_ends
            self._ordered = [fault for fault in self._ordered if fault.what != self.MENDED_BY.get(what)]
            self.changed.notify_all()

    def set_off(self, last_wanted: int) -> bool:
        """Set off the faults that lie before the end of a read; tells whether samples are lost to an overflow."""
        due = [fault for fault in self._ordered if fault.at < last_wanted]
        for fault in due:
            self._ordered.remove(fault)
            self._set_off(fault)
        self.wait_while_frozen()
        return any(fault.what == "overflow" for fault in due)

    def _set_off(self, fault: Ordered) -> None:
        if fault.what == "die":
            os._exit(1)
        self.frozen = self.frozen or fault.what == "freeze"
        self.truncates = self.truncates or fault.what == "truncate"
        if fault.what == "remove":
            self.removed_code = fault.code

    def wait_while_frozen(self) -> None:
        """Hang until the device is unfrozen."""
        with self.changed:
            self.changed.wait_for(lambda: not self.frozen)

    def require_device(self) -> None:
        """Raise :class:`NiError` where the device was removed."""
        if self.removed_code:
            raise NiError(self.removed_code)

    def require_call(self, name: str) -> None:
        """Raise :class:`CallError` where the server is too old for a call."""
        if name in self.lacks:
            raise CallError("UNIMPLEMENTED", f"There is no call {name}.")

    def overload(self, number: int, first: int, stop: int) -> None:
        """Order that an input stands at the end of its range from one sample to another."""
        with self.changed:
            self.overloads[number] = (first, stop)

    def takes_truncation(self) -> bool:
        """Whether this reply is to be cut; only one is."""
        with self.changed:
            cut, self.truncates = self.truncates, False
            return cut
