"""What happens on the simulated plates: the session that is served, its plan, and its rig file."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim_data.daq_server import SimulatedDeviceServer
from sim_data.daq_standing import EmptyPlates, StandingLifter
from sim_data.plate_kinds import plate_set
from sim_data.plates import PlateForces
from sim_data.rig_text import FIRST_LINE, rig_text

SESSIONS = ("training", "single", "quiet", "empty", "corners", "point_load", "bar")
PLAN_SCHEMA = "legdrive/plan/1"


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
    rate_hz: float | None = None,
    block_ms: float = 50.0,
    buffer_s: float = 10.0,
    plates: str = "amti",
    interleaved: bool = False,
) -> Iterator[ServedDevice]:
    """Serve a session until the block ends, see :func:`sim_data.daq_process.spawn`.

    Raises
    ------
    ValueError
        No such session, speed or plates.
    OSError
        The folder cannot be written to, holds a rig file of somebody else, or the port is taken.
    """
    wired = plate_set(plates)
    forces, plan = scenario(session, seed, rate_hz or wired.rate_hz)
    rig_path, plan_path = folder / "rig.toml", folder / "plan.json"
    folder.mkdir(parents=True, exist_ok=True)
    spare_a_strangers_rig(rig_path)
    with SimulatedDeviceServer(
        lambda: forces, wired.settings(seed), speed=clock_speed(speed), port=port, plates=wired
    ) as server:
        text = rig_text(
            server.address,
            rate_hz=rate_hz,
            block_ms=block_ms,
            buffer_s=buffer_s,
            plates=wired,
            interleaved=interleaved,
        )
        rig_path.write_text(text, encoding="utf-8")
        text = json.dumps({"schema": PLAN_SCHEMA, **plan}, indent=1, ensure_ascii=False)
        plan_path.write_text(text + "\n", encoding="utf-8")
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


def scenario(session: str, seed: int, rate_hz: float | None = None) -> tuple[PlateForces, Mapping[str, Any]]:
    """Forces and plan of a session; the plan counts in samples of ``rate_hz``, as a rule the session's own.

    Raises
    ------
    ValueError
        No such session.
    """
    if session in ("training", "single"):
        from sim_data.daq_training import single, training

        return (training if session == "training" else single)(seed, rate_hz)
    if session == "quiet":
        lifter = StandingLifter()
        truth = {"weight_n": lifter.weight_n, "left_share": lifter.left_share}
        return lifter, {"session": session, "samples": None, "labels": [], "lifts": [], "standing": truth}
    if session in ("corners", "point_load", "bar"):
        from sim_data.corner_session import commissioning

        return commissioning(session, seed)
    if session == "empty":
        return EmptyPlates(), {"session": session, "samples": None, "labels": [], "lifts": []}
    raise ValueError(f"no session is called {session}: {', '.join(SESSIONS)}")
