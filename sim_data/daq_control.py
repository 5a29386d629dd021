"""Faults on command: one line of JSON in, one line out, on a loopback socket of its own.

``{"do": "remove", "at": 1200, "code": -88705}`` orders a fault; without ``at`` it comes at once. ``{"do": "state"}``
tells how far the running task is, ``{"do": "wait", "read": 500}`` answers when so many samples were read,
``{"do": "wait", "blocked": true}`` when a read waits for samples, ``{"do": "wait", "idle": true}`` when no task holds
the device. ``{"do": "trigger", "line": "PFI0", "edge": "rising"}`` gives an edge on a digital line.
"""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from typing import Any

from sim_data.daq_faults import DEVICE_GONE, FaultBoard
from sim_data.daq_sessions import Sessions

WAIT_S = 30.0
MENDS = (*FaultBoard.MENDED_BY, "clear")


class Control:
    """The loopback service.

    Parameters
    ----------
    sessions : Sessions
        Of the device that is to fail.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        answer = self.answer

        class Lines(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    self.wfile.write(json.dumps(answer(line)).encode() + b"\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Lines)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="control")

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, line: bytes) -> dict[str, Any]:
        """Do what a line says."""
        try:
            order = json.loads(line)
            return {"ok": True, **self._obey(order)}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return {"ok": False, "error": str(error)}

    def _obey(self, order: dict[str, Any]) -> dict[str, Any]:
        what, board = order["do"], self._sessions.device.board
        if what == "wait":
            return self._wait(order)
        if what in MENDS:
            board.mend(what)
        elif what == "trigger":
            self._trigger(str(order.get("line", "PFI0")), str(order.get("edge", "rising")))
        elif what == "lack":
            board.lacks.add(str(order["call"]))
        elif what == "driver_version":
            board.driver_version = tuple(int(number) for number in order["version"])
        elif what == "overload":
            board.overload(int(order["input"]), int(order["at"]), int(order["until"]))
        elif what != "state":
            board.order(what, order.get("at"), int(order.get("code", DEVICE_GONE)))
        return self._state()

    def _trigger(self, line: str, edge: str) -> None:
        """An edge on a digital line."""
        task = self._sessions.running()
        if task is None:
            raise ValueError("no task runs that could be triggered")
        task.take_edge(line, edge)

    def _wait(self, order: dict[str, Any]) -> dict[str, Any]:
        """Wait until the running task has come so far, or until nothing runs."""
        device, timeout_s = self._sessions.device, float(order.get("timeout_s", WAIT_S))
        read, blocked, idle = order.get("read", 0), order.get("blocked", False), order.get("idle", False)

        def reached() -> bool:
            task = self._sessions.running()
            if idle or task is None:
                return bool(idle) and device.holder is None
            return task.read_position >= read and (task.blocked_reads > 0 or not blocked)

        with device.board.changed:
            if not device.board.changed.wait_for(reached, timeout_s):
                raise ValueError(f"this did not come about in {timeout_s:g} s")
        return self._state()

    def _state(self) -> dict[str, Any]:
        with self._sessions.device.board.changed:
            task = self._sessions.running()
            return {
                "sessions": len(self._sessions),
                "running": task is not None,
                "waits_for_trigger": task is not None and task.waits_for_trigger,
                "read": task.read_position if task else 0,
                "acquired": task.acquired() if task else 0,
                "line_edges": [[edge.line, edge.high, edge.sample] for edge in self._sessions.device.lines.edges],
            }


def send(port: int, order: dict[str, Any], timeout_s: float = WAIT_S + 5.0) -> dict[str, Any]:
    """Send one order and return the answer.

    Raises
    ------
    ValueError
        The device refuses the order.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as connection:
        connection.sendall(json.dumps(order).encode() + b"\n")
        with connection.makefile("rb") as lines:
            line = lines.readline()
    answer: dict[str, Any] = json.loads(line) if line else {"ok": True}
    if not answer["ok"]:
        raise ValueError(answer["error"])
    return answer
