"""A gRPC channel on which no call can hang.

NI's client passes its timeouts to the server, which enforces them: a frozen server would hold the client for ever.
Here every call carries a deadline of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import grpc

GRACE_S = 2.0
"""How long after the time a call asks for its answer may come."""
IMPATIENT_S = 0.25
"""The same once a deadline was missed: closing down should not take long."""


class CallDetails(NamedTuple):
    """A call's details with another timeout."""

    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


class Deadline(grpc.UnaryUnaryClientInterceptor):  # type: ignore[type-arg]  # generic in the stubs only
    """Give each call the time that its request asks for, and two seconds."""

    def __init__(self) -> None:
        self.answering = True

    def intercept_unary_unary(
        self, continuation: Callable[[Any, Any], Any], client_call_details: Any, request: Any
    ) -> Any:
        """Call with the deadline; remember whether the server answers at all."""
        asked_s = max(float(getattr(request, "timeout", 0.0)), 0.0)
        details = CallDetails(
            client_call_details.method,
            asked_s + GRACE_S if self.answering else IMPATIENT_S,
            client_call_details.metadata,
            client_call_details.credentials,
            client_call_details.wait_for_ready,
            client_call_details.compression,
        )
        outcome = continuation(details, request)
        self.answering = outcome.code() != grpc.StatusCode.DEADLINE_EXCEEDED
        return outcome


def open_channel(address: str) -> tuple[grpc.Channel, grpc.Channel]:
    """Open a channel to a device server.

    Parameters
    ----------
    address : str
        ``grpc://host:port``.

    Returns
    -------
    calls, socket : grpc.Channel
        Calls go over the first, which carries the deadlines; closing the second ends both.
    """
    socket = grpc.insecure_channel(
        address.removeprefix("grpc://"),
        options=[
            ("grpc.max_receive_message_length", -1),
            ("grpc.max_send_message_length", -1),
            ("grpc.enable_http_proxy", 0),
        ],
    )
    return grpc.intercept_channel(socket, Deadline()), socket
