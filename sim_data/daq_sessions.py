"""Sessions of the simulated device server: which name and number is which task."""

from __future__ import annotations

from dataclasses import dataclass

from sim_data.daq_converter import Converter
from sim_data.daq_device import SimulatedDevice
from sim_data.daq_faults import INVALID_TASK, CallError, NiError
from sim_data.daq_task import SimulatedTask

INITIALIZE_NEW = 1
ATTACH = 2


@dataclass(frozen=True)
class NamedDevice:
    """A device, or a module of it, as its attributes describe it."""

    device: SimulatedDevice
    name: str
    numbers: range

    @property
    def converter(self) -> Converter:
        """What its inputs can do."""
        return self.device.converter

    @property
    def serial(self) -> int:
        """Serial number; modules count on."""
        return self.device.serial + self.numbers[0] // len(self.numbers)

    @property
    def inputs(self) -> str:
        """List of its inputs."""
        return ", ".join(self.device.physical(number) for number in self.numbers)


class Sessions:
    """Tasks by their session's name and number.

    Parameters
    ----------
    device : SimulatedDevice
        The one device there is.
    """

    def __init__(self, device: SimulatedDevice) -> None:
        self.device = device
        self._tasks: dict[int, SimulatedTask] = {}
        self._last = 0

    def __len__(self) -> int:
        return len(self._tasks)

    def open(self, name: str, behaviour: int) -> tuple[str, int, bool]:
        """Create a task or attach to one.

        Parameters
        ----------
        name : str
            Session name; the server makes one up where it is empty.
        behaviour : int
            0 automatic, 1 a new one, 2 one that is there.

        Returns
        -------
        name : str
        number : int
        new : bool

        Raises
        ------
        CallError
            ALREADY_EXISTS or NOT_FOUND.
        """
        with self.device.board.changed:
            there = [number for number, task in self._tasks.items() if name and task.name == name]
            if there and behaviour == INITIALIZE_NEW:
                raise CallError("ALREADY_EXISTS", f"A session named {name} is open.")
            if there:
                return name, there[0], False
            if behaviour == ATTACH:
                raise CallError("NOT_FOUND", f"No session is named {name}.")
            self._last += 1
            name = name or f"_unnamedTask<{self._last - 1}>"
            self._tasks[self._last] = SimulatedTask(name, self.device)
            return name, self._last, True

    def task(self, name: str, number: int) -> SimulatedTask:
        """Task of a session, by number or else by name."""
        with self.device.board.changed:
            task = self._tasks.get(number)
            if task is None and not number and name:
                task = next((task for task in self._tasks.values() if task.name == name), None)
            if task is None:
                raise NiError(INVALID_TASK)
            return task

    def close(self, task: SimulatedTask) -> None:
        """Forget a task and release what it holds."""
        with self.device.board.changed:
            task.release()
            self._tasks = {number: kept for number, kept in self._tasks.items() if kept is not task}

    def reset(self) -> None:
        """Forget all of them."""
        with self.device.board.changed:
            for task in list(self._tasks.values()):
                self.close(task)

    def require_device(self, name: str) -> NamedDevice:
        """The device, or the module of it, of this name."""
        return NamedDevice(self.device, name, self.device.inputs_of(name))

    def running(self) -> SimulatedTask | None:
        """The analog task that runs, if one does."""
        with self.device.board.changed:
            return next((task for task in self._tasks.values() if task.running and task.channels), None)
