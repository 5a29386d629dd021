"""What happens on the simulated plates: the session that is served, its plan, and its rig file."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim_data.amplifier import PlateSettings
from sim_data.daq_server import SimulatedDeviceServer
from sim_data.daq_standing import EmptyPlates, StandingLifter
from sim_data.plates import PlateForces
from sim_data.rig_text import FIRST_LINE, rig_text

SESSIONS = ("training", "quiet", "empty")


@dataclass(frozen=True)
class ServedDevice:
    """A running server and the files that belong to it.

    Attributes
    ----------
    server : SimulatedDeviceServer
    rig, plan : Path
    """

    server: SimulatedDeviceServer
    rig: Path
    plan: Path

    @property
    def told(self) -> dict[str, Any]:
        """What a parent process is told."""
        return {
            "address": self.server.address,
            "control_port": self.server.control_port,
            "rig": str(self.rig),
            "plan": str(self.plan),
        }


@contextmanager
def served(
    *,
    session: str,
    seed: int,
    speed: str,
    folder: Path,
    port: int = 0,
    rate_hz: float = 1000.0,
    block_ms: float = 50.0,
    buffer_s: float = 10.0,
) -> Iterator[ServedDevice]:
    """Serve a session until the block ends, see :func:`sim_data.daq_process.spawn`.

    Raises
    ------
    ValueError
        No such session or speed.
    OSError
        The folder cannot be written to, holds a rig file of somebody else, or the port is taken.
    """
    forces, plan = scenario(session, seed)
    settings = PlateSettings(seed=seed)
    rig_path, plan_path = folder / "rig.toml", folder / "plan.json"
    folder.mkdir(parents=True, exist_ok=True)
    spare_a_strangers_rig(rig_path)
    with SimulatedDeviceServer(lambda: forces, settings, speed=clock_speed(speed), port=port) as server:
        text = rig_text(server.address, rate_hz=rate_hz, block_ms=block_ms, buffer_s=buffer_s)
        rig_path.write_text(text, encoding="utf-8")
        plan_path.write_text(json.dumps(plan, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        yield ServedDevice(server, rig_path, plan_path)


def spare_a_strangers_rig(path: Path) -> None:
    """Raise ``FileExistsError`` where a rig file is not one of the simulator's."""
    if path.exists() and not path.read_text(encoding="utf-8", errors="replace").startswith(FIRST_LINE):
        raise FileExistsError(errno.EEXIST, "is a rig file of your own; give another --folder", str(path))


def clock_speed(speed: str) -> float | None:
    """Speed of the sample clock: ``None`` for ``free``."""
    if speed == "free":
        return None
    try:
        factor = float(speed)
    except ValueError:
        factor = 0.0
    if not 0.0 < factor <= 1000.0:
        raise ValueError(f"no speed is called {speed}: free, or how many times real time (1, 20)")
    return factor


def scenario(session: str, seed: int) -> tuple[PlateForces, Mapping[str, Any]]:
    """Forces and plan of a session.

    Raises
    ------
    ValueError
        No such session.
    """
    if session == "training":
        from sim_data.daq_training import training

        return training(seed)
    if session == "quiet":
        lifter = StandingLifter()
        truth = {"weight_n": lifter.weight_n, "left_share": lifter.left_share}
        return lifter, {"session": session, "samples": None, "labels": [], "lifts": [], "standing": truth}
    if session == "empty":
        return EmptyPlates(), {"session": session, "samples": None, "labels": [], "lifts": []}
    raise ValueError(f"no session is called {session}: {', '.join(SESSIONS)}")
