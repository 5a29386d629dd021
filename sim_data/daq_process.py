"""The simulated device server as a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_S = 30.0
STOP_S = 3.0
LOG = "device.log"


@dataclass(frozen=True)
class SpawnedDevice:
    """A simulated device server that runs in another process.

    Attributes
    ----------
    address : str
        ``grpc://127.0.0.1:port``.
    rig, plan : Path
        ``rig.toml`` for it; the session's labels and truth as JSON.
    pid, control_port : int
        Of the process, and where it takes faults.
    """

    address: str
    rig: Path
    plan: Path
    pid: int
    control_port: int

    def control(self, do: str, **details: Any) -> dict[str, Any]:
        """Order a fault or ask for the state, see :mod:`sim_data.daq_control`."""
        from sim_data.daq_control import send

        return send(self.control_port, {"do": do, **details})


@contextmanager
def spawn(
    session: str = "training",
    seed: int = 7,
    speed: str | float = "free",
    folder: Path | None = None,
    *,
    port: int = 0,
    rate_hz: float | None = None,
    block_ms: float = 50.0,
    buffer_s: float = 10.0,
    plates: str = "amti",
    interleaved: bool = False,
) -> Iterator[SpawnedDevice]:
    """Start the simulated device server in a child process; it answers when this returns and ends with the block.

    Parameters
    ----------
    session : {'training', 'single', 'quiet', 'empty'}
        What happens on the plates.
    seed : int
        Of the session and of the plates' noise.
    speed : str or float
        ``free``, or how many times real time.
    folder : Path, optional
        Where ``rig.toml``, ``plan.json`` and the log are written; a temporary folder by default.
    port : int
        0 lets the system choose.
    rate_hz, block_ms, buffer_s : float
        What the rig file asks for; the rate by default 1000 Hz, or what the plates need.
    plates : {'amti', 'bertec', 'kistler', 'cells', 'cells-9237'}
        What is wired to the device.
    interleaved : bool
        Whether the rig file has the plates' channels taken in turns.

    Raises
    ------
    RuntimeError
        It did not start; the message holds the last lines of its log.
    """
    with ExitStack() as closing:
        if folder is None:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="legdrive-device-")))
        folder.mkdir(parents=True, exist_ok=True)
        options = {
            "session": session,
            "seed": seed,
            "speed": speed,
            "folder": folder.resolve(),
            "port": port,
            "rate-hz": rate_hz or 0.0,
            "block-ms": block_ms,
            "buffer-s": buffer_s,
            "plates": plates,
            "interleaved": int(interleaved),
        }
        words = [f"--{name}={value}" for name, value in options.items()]
        log = closing.enter_context((folder / LOG).open("wb"))
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "sim_data.daq_process", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        closing.callback(_end, child, folder / LOG)
        yield _ready(child, folder / LOG)


def _ready(child: subprocess.Popen[bytes], log: Path) -> SpawnedDevice:
    """Wait for the child's first line."""
    assert child.stdout is not None
    watch = threading.Timer(START_S, child.kill)
    watch.start()
    try:
        line = child.stdout.readline()
    finally:
        watch.cancel()
        watch.join()
    if not line:
        child.wait()
        tail = log.read_text(errors="replace").strip().splitlines()[-5:]
        raise RuntimeError("the simulated device did not start:\n" + "\n".join(tail))
    told = json.loads(line)
    return SpawnedDevice(told["address"], Path(told["rig"]), Path(told["plan"]), child.pid, told["control_port"])


def _end(child: subprocess.Popen[bytes], log: Path) -> None:
    """End the child: it leaves when its standard input closes, and is killed where it does not. An empty log goes."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.close()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    child.stdout.close()
    if not log.stat().st_size:
        log.unlink()


def main() -> None:
    """Serve until standard input closes, which it does when the parent dies."""
    options = _options()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process itself
    from sim_data.daq_scenario import served

    with served(
        session=options.session,
        seed=options.seed,
        speed=options.speed,
        folder=options.folder,
        port=options.port,
        rate_hz=options.rate_hz or None,
        block_ms=options.block_ms,
        buffer_s=options.buffer_s,
        plates=options.plates,
        interleaved=bool(options.interleaved),
    ) as served_device:
        print(json.dumps(served_device.told), flush=True)
        while sys.stdin.buffer.read(1):
            pass
    sys.stderr.flush()
    os._exit(0)  # calls that hang are not waited for


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sim_data.daq_process")
    parser.add_argument("--session", default="training")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--speed", default="free")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rate-hz", type=float, default=0.0)
    parser.add_argument("--block-ms", type=float, default=50.0)
    parser.add_argument("--buffer-s", type=float, default=10.0)
    parser.add_argument("--plates", default="amti")
    parser.add_argument("--interleaved", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
