"""The recorder's control channel: one line of JSON in, one line out, on 127.0.0.1, behind a token.

A TCP socket on the loopback interface and not a Unix domain socket, because it is the same on Windows, where most
laboratories' computers run, and because a socket's path may not be longer than about 100 characters. The token keeps
other users of the computer out; it lies in a file that only this user can read.
"""

from __future__ import annotations

import hmac
import json
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from acquisition.errors import RecorderLost
from acquisition.recorder_fault import fault_document, raise_fault

HOST = "127.0.0.1"
ANSWER_S = 10.0
"""How long a client waits for an answer beyond what it asked for."""
SLOWEST_CLIENT_S = 10.0
"""How long a client may leave an answer unread before it is dropped."""
LONGEST_LINE = 1 << 20
Facts = dict[str, Any]
Answer = Callable[["object", Facts], Facts]
"""Takes the client, as a thing to tell it from others, and an order; gives what is known then."""


class ControlServer:
    """Answers every client in a thread of its own.

    Parameters
    ----------
    token : str
        What a client must say first.
    answer : callable
        Obeys an order; what it raises goes back to the client.
    left : callable
        Told when a client is gone.
    """

    def __init__(self, token: str, answer: Answer, left: Callable[[object], None]) -> None:
        self._clients = 0
        self._changed = threading.Condition()
        server = self

        class Lines(socketserver.StreamRequestHandler):
            timeout = None

            def handle(self) -> None:
                if hmac.compare_digest(self.rfile.readline(LONGEST_LINE).strip(), token.encode()):
                    server._count(1)
                    try:
                        self._serve()
                    except OSError:
                        pass  # a client that died or does not read is no fault of the recorder
                    finally:
                        left(self)
                        server._count(-1)

            def _serve(self) -> None:
                while line := self.rfile.readline(LONGEST_LINE):
                    reply = obeyed(answer, self, line)
                    self.connection.settimeout(SLOWEST_CLIENT_S)
                    self.wfile.write(json.dumps(reply).encode() + b"\n")
                    self.connection.settimeout(None)

        self._server = socketserver.ThreadingTCPServer((HOST, 0), Lines)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True, name="legdrive control"
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_until_left(self, timeout_s: float) -> bool:
        """Wait until nobody is connected; tells whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: self._clients == 0, timeout_s)

    def _count(self, by: int) -> None:
        with self._changed:
            self._clients += by
            self._changed.notify_all()


def obeyed(answer: Answer, client: object, line: bytes) -> Facts:
    """The reply to a line; whatever goes wrong becomes one too."""
    try:
        return {"ok": True, **answer(client, json.loads(line))}
    except Exception as error:  # a client's mistake must not cost the recording
        return {"ok": False, "fault": fault_document(error)}


class ControlClient:
    """A connection to a recorder; for one thread at a time.

    Parameters
    ----------
    port : int
        The recorder's.
    token : str
        The recorder's.

    Raises
    ------
    RecorderLost
        Nobody listens there.
    """

    def __init__(self, port: int, token: str) -> None:
        try:
            self._socket = socket.create_connection((HOST, port), timeout=ANSWER_S)
            self._socket.sendall(token.encode() + b"\n")
        except OSError as error:
            raise lost(str(error)) from None
        self._lines = self._socket.makefile("rb")

    def ask(self, do: str, timeout_s: float = 0.0, **details: Any) -> Facts:
        """Give an order and wait for its answer.

        Parameters
        ----------
        do : str
            The order.
        timeout_s : float
            How long the recorder itself may take.
        details
            What belongs to the order.

        Raises
        ------
        RecorderLost
            It has ended, or does not answer.
        LegdriveError
            What the recorder refused, as it raised it.
        """
        order: Mapping[str, Any] = {"do": do, "timeout_s": timeout_s, **details}
        try:
            self._socket.settimeout(timeout_s + ANSWER_S)
            self._socket.sendall(json.dumps(order).encode() + b"\n")
            line = self._lines.readline()
        except OSError as error:
            raise lost(str(error)) from None
        if not line:
            raise lost("it ended")
        reply: Facts = json.loads(line)
        if not reply.pop("ok"):
            raise_fault(reply["fault"])
        return reply

    def close(self) -> None:
        """Leave."""
        self._lines.close()
        self._socket.close()


def lost(why: str) -> RecorderLost:
    """The fault of a recorder that is gone."""
    return RecorderLost(
        f"does not answer any more ({why})",
        "recorder",
        "what it acknowledged is in the recording: see `legdrive recording verify`, then start a new capture",
    )
