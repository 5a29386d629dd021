"""Digital output lines of the simulated device, and what a charge amplifier's reset line makes of their edges."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sim_data.charge import Edges, ResetEdge
from sim_data.daq_faults import NO_SUCH_CHANNEL, NiError

N_LINES = 8


@dataclass(frozen=True)
class LineEdge:
    """A line changed its level.

    Attributes
    ----------
    line : str
        Such as ``port0/line0``.
    high : bool
        Level from now on.
    sample : int
        First sample of the running task that sees it; 0 where none ran.
    """

    line: str
    high: bool
    sample: int


@dataclass
class DigitalLines:
    """``port0/line0`` to ``port0/line7``, low at first.

    Attributes
    ----------
    reset_line : str
        Line that holds the charge amplifiers in reset while it is high; empty where there is none.
    levels : dict
        Lines that are high or were.
    edges : list of LineEdge
        Since the analog task was started, in order; also those before, at sample 0.
    """

    reset_line: str = ""
    levels: dict[str, bool] = field(default_factory=dict)
    edges: list[LineEdge] = field(default_factory=list)

    def names(self, listed: str, device: str) -> list[str]:
        """Lines of a list such as ``Dev1/port0/line0, Dev1/port0/line2:3``.

        Raises
        ------
        NiError
            A line that the device does not have.
        """
        found: list[str] = []
        for entry in listed.split(","):
            match = re.fullmatch(rf"{device}/port0/line(\d+)(?::(?:line)?(\d+))?", entry.strip(), re.IGNORECASE)
            last = int(match[2] or match[1]) if match else N_LINES
            if match is None or last >= N_LINES:
                raise NiError(NO_SUCH_CHANNEL, f"Asked for: {entry.strip()}.")
            found += [f"port0/line{number}" for number in range(int(match[1]), last + 1)]
        return found

    def write(self, line: str, high: bool, sample: int) -> None:
        """Set a line; ``sample`` is the first one of the running task that sees it."""
        if self.levels.get(line, False) != high:
            self.edges.append(LineEdge(line, high, sample))
        self.levels[line] = high

    def restart(self) -> None:
        """An analog task starts: samples count from 0, levels stay."""
        self.edges = [LineEdge(line, True, 0) for line, high in self.levels.items() if high]

    def resets(self) -> Edges:
        """What the charge amplifiers see."""
        mine = [edge for edge in self.edges if self.reset_line and edge.line == self.reset_line]
        return tuple(ResetEdge(edge.sample, operate=not edge.high) for edge in mine)
