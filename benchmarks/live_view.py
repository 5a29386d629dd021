"""L1: CPU of the server for five screens of the live picture, against one compressed JSON message a screen and frame.

Servers are processes of their own (``baselines/live_server.py``); the screens are here. What counts is CPU above the
same server that nobody looks at, so that the samples' own way into the picture does not.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from benchmarks.gate import Gate
from benchmarks.suite import Outcome

SCREENS = 5
LOOK_S = 1.0
ROUNDS = 3
SERVER = Path(__file__).parent / "baselines" / "live_server.py"
ARMS = ("ours", "json")
MOST_RATIO = 0.4
MOST_SHARE = 10.0
"""Of a core, %, above idle."""


class Server:
    """A live server that runs.

    Parameters
    ----------
    process : Popen
        With its standard input and output.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.port = int(self._line())

    def times(self) -> tuple[float, float]:
        """Clock and own CPU seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        clock, cpu = self._line().split()
        return float(clock), float(cpu)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def server(arm: str) -> Iterator[Server]:
    """A server of one arm; it ends with the block."""
    command = [sys.executable, "-P", str(SERVER), arm]
    environment_path = str(SERVER.parents[2])
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=environment_path)
    try:
        yield Server(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


async def share(running: Server, arm: str, screens: int) -> float:
    """Share of a core that the server uses while so many screens read, %."""
    from websockets.asyncio.client import connect

    compression = "deflate" if arm == "json" else None
    async with AsyncExitStack() as stack:
        address = f"ws://127.0.0.1:{running.port}/live"
        sockets = [await stack.enter_async_context(connect(address, compression=compression)) for _ in range(screens)]
        reading = [asyncio.create_task(read(socket)) for socket in sockets]
        await asyncio.sleep(0.3)
        begin = running.times()
        await asyncio.sleep(LOOK_S)
        end = running.times()
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
    return 100.0 * (end[1] - begin[1]) / (end[0] - begin[0])


async def read(socket: object) -> None:
    """Take frames as they come."""
    async for _ in socket:  # type: ignore[attr-defined]  # typed by the library where it is imported
        pass


def measured() -> dict[str, float]:
    """Median of each arm above its idle, and of the idle servers, % of a core."""
    above: dict[str, list[float]] = {arm: [] for arm in ARMS}
    idle: list[float] = []
    with server("ours") as ours, server("json") as other:
        for _ in range(ROUNDS):
            for arm, running in (("ours", ours), ("json", other)):
                rest = asyncio.run(share(running, arm, 0))
                idle.append(rest)
                above[arm].append(max(asyncio.run(share(running, arm, SCREENS)) - rest, 0.01))
    return {"idle": statistics.median(idle), **{arm: statistics.median(above[arm]) for arm in ARMS}}


def outcome() -> Outcome:
    """Ratio and share, with the arms' own figures."""
    found = measured()
    gates = [
        ratio_gate(found["ours"] / found["json"]),
        Gate("L1", "five screens at 30 Hz, % of a core above idle", found["ours"], None, MOST_SHARE),
    ]
    return Outcome(gates, found, "% of a core")


def ratio_gate(ratio: float) -> Gate:
    """Ours over the usual way."""
    return Gate("L1", "live picture / JSON and deflate a screen, server CPU", ratio, None, MOST_RATIO)


def naive_gates() -> list[Gate]:
    """The usual way in our place."""
    found = measured()
    return [ratio_gate(found["json"] / found["json"])]
