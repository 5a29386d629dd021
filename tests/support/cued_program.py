"""Simulated plates on which something happens when a line on standard input says so; nobody is on them in between.

A line of JSON in, a line out: ``{"do": "lift", "kind": "snatch", "load_kg": 92.0}``, ``{"do": "weigh"}``,
``{"do": "step_off"}``, ``{"do": "corners"}``; the answer tells the samples of the running task. The answer to
``{"do": "wait", "sample": 9000}`` comes when that sample is read. ``{"do": "stand"}`` has somebody stand there when the
next task begins. The process ends with its standard input.
"""

from __future__ import annotations

import itertools
import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sim_data import activities as act
from sim_data.athlete import Athlete
from sim_data.corner_session import FIRST_S, PRESS_EVERY_S, corner_presses
from sim_data.daq_scenario import clock_speed
from sim_data.daq_server import SimulatedDeviceServer
from sim_data.daq_training import SessionForces
from sim_data.digitiser import FloatArray
from sim_data.plate_kinds import plate_set
from sim_data.plates import PlateForces
from sim_data.rig_text import rig_text
from sim_data.session import LiftOrder, Session, SessionScript

RATE_HZ = 1000.0
LEAD = 200
"""Samples between what was asked for and what can still be changed."""
STANDS_S = 30.0
SEEDS = itertools.count(11)
Wrench = tuple[FloatArray, FloatArray, FloatArray]


class CuedForces:
    """Empty plates of one task, on which sessions can be put while they are read."""

    rate_hz = RATE_HZ

    def __init__(self) -> None:
        self._asked = 0
        self._put: list[tuple[int, int, PlateForces]] = []
        self._lock = threading.Condition()

    def put(self, forces: PlateForces, n: int, lead: int = LEAD) -> tuple[int, int]:
        """Let something happen next; tells from which to which sample."""
        with self._lock:
            start = max([self._asked + lead, *(stop for _, stop, _ in self._put)])
            self._put.append((start, start + n, forces))
            return start, start + n

    def wait(self, sample: int, longest_s: float = 60.0) -> bool:
        """Wait until a sample has been read; tells whether it was."""
        with self._lock:
            return self._lock.wait_for(lambda: self._asked > sample, longest_s)

    def wrench(self, first: int, n: int) -> Wrench:
        """As :meth:`sim_data.plates.PlateForces.wrench`."""
        with self._lock:
            self._asked = max(self._asked, first + n)
            self._lock.notify_all()
            now = [(start, stop, forces) for start, stop, forces in self._put if start < first + n and first < stop]
        whole = (np.zeros((2, 3, n)), np.zeros((2, 2, n)), np.zeros((2, n)))
        for start, stop, forces in now:
            a, b = max(first, start), min(first + n, stop)
            for into, part in zip(whole, forces.wrench(a - start, b - a), strict=True):
                into[..., a - first : b - first] = part
        return whole


class CuedPlates:
    """The plates of whichever task runs."""

    def __init__(self) -> None:
        self.task = CuedForces()
        self._at_first: Session | None = None

    def new_task(self) -> PlateForces:
        """A task begins: its samples count from 0."""
        self.task = CuedForces()
        if self._at_first is not None:
            self.task.put(SessionForces(self._at_first), self._at_first.n, 0)
            self._at_first = None
        return self.task

    def cue(self, order: dict[str, Any]) -> dict[str, int]:
        """Let happen what an order says."""
        if order["do"] == "wait":
            assert self.task.wait(int(order["sample"]))
            start = stop = int(order["sample"])
        elif order["do"] == "corners":
            n = round((FIRST_S + 8 * PRESS_EVERY_S) * RATE_HZ)
            start, stop = self.task.put(corner_presses(), n)
        elif order["do"] == "stand":
            self._at_first = Session(next(SEEDS), script=script_of(order))
            start, stop = 0, self._at_first.n
        else:
            session = Session(next(SEEDS), script=script_of(order))
            start, stop = self.task.put(SessionForces(session), session.n)
        return {"start": start, "stop": stop}


def script_of(order: dict[str, Any]) -> Callable[[SessionScript], None]:
    """What a lifter does."""
    kind, load_kg = order.get("kind", "snatch"), float(order.get("load_kg", 90.0))

    def lift(script: SessionScript) -> None:
        script.whole_lift(LiftOrder(kind, load_kg, order.get("fault"), missed=bool(order.get("missed"))))
        script.empty(1.0, 1.0)

    def weigh(script: SessionScript) -> None:
        script.step_on(between_the_plates())
        script.step_off(between_the_plates())
        script.empty(1.0, 1.0)

    def step_off(script: SessionScript) -> None:
        stance = between_the_plates()
        script.add(act.stepping_on(script.body_n, stance, script.rate_hz, script.rng))
        script.stand(script.body_n, stance, 1.0)
        script.step_off(stance)
        script.empty(2.0, 2.0)

    def stand(script: SessionScript) -> None:
        script.stand(script.body_n, between_the_plates(), STANDS_S)
        script.step_off(between_the_plates())

    return {"lift": lift, "weigh": weigh, "step_off": step_off, "stand": stand}[order["do"]]


def between_the_plates() -> act.Stance:
    """A foot on each plate."""
    place: FloatArray = np.array([[-140.0, 10.0], [140.0, 10.0]])
    return act.Stance(place, Athlete().left_share)


def main(folder: Path, speed: str) -> None:
    """Serve until standard input closes."""
    plates, wired = CuedPlates(), plate_set("amti")
    folder.mkdir(parents=True, exist_ok=True)
    with SimulatedDeviceServer(
        plates.new_task, wired.settings(7), speed=clock_speed(speed), port=0, plates=wired
    ) as server:
        rig = folder / "rig.toml"
        rig.write_text(rig_text(server.address, plates=wired, buffer_s=120.0), encoding="utf-8")
        print(json.dumps({"rig": str(rig), "address": server.address}), flush=True)
        for line in sys.stdin:
            print(json.dumps(plates.cue(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
