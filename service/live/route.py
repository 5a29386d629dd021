"""The WebSocket ``/live``: binary frames to whoever may look."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from service.live.hub import LiveHub, Viewer


def live_router(hub: LiveHub) -> APIRouter:
    """The route; who may look is decided before it, see :mod:`service.web_guard`."""
    router = APIRouter()

    @router.websocket("/live")
    async def live(websocket: WebSocket) -> None:
        await websocket.accept()
        viewer = hub.join()
        gone = asyncio.create_task(wait_until_gone(websocket, viewer))
        try:
            while (frame := await viewer.next()) is not None:
                await websocket.send_bytes(frame)
        except (WebSocketDisconnect, RuntimeError):
            pass  # it left between two frames
        finally:
            hub.leave(viewer)
            gone.cancel()
            with suppress(RuntimeError, WebSocketDisconnect):
                await websocket.close()

    return router


async def wait_until_gone(websocket: WebSocket, viewer: Viewer) -> None:
    """End a viewer's frames once its screen has left; what it says is not listened to."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass
    viewer.close()
