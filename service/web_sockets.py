"""A socket ends with the login that opened it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOK_S = 2.0
"""How often an open socket's login is looked at."""
ENDED = 1008
"""Code of a socket that is closed because its login does not hold any more."""


async def while_it_holds(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, holds: Callable[[], Awaitable[bool]]
) -> None:
    """Serve a socket until it ends, or until its login does.

    Parameters
    ----------
    app : ASGI application
        What answers the socket.
    scope, receive, send
        Of the socket.
    holds : callable
        Whether the login holds and its account may still be here. A store that cannot be read is asked again.
    """
    ended = asyncio.Event()

    async def sent(message: Message) -> None:
        if not ended.is_set():
            await send(message)

    async def watched() -> None:
        still = True
        while still:
            await asyncio.sleep(LOOK_S)
            with suppress(SQLAlchemyError):
                still = await holds()
        ended.set()
        with suppress(RuntimeError):  # it has left by itself in this moment
            await send({"type": "websocket.close", "code": ENDED})  # whoever waits for what it says hears that too

    watching = asyncio.create_task(watched())
    try:
        await app(scope, receive, sent)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
