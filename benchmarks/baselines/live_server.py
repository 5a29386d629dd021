"""A live server for one way of telling the screens: ``live_server.py ours|json``.

Prints its port, and a line with clock and own CPU seconds for each line that it reads; it ends with its standard input.
``json`` is the usual way of a page made in Python: its chart's data and its values are sent anew to each screen, as
JSON made for it alone and compressed as uvicorn does by default.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from acquisition.plate import FloatArray
from acquisition.rig import Rig, read_rig
from service.live.frames import decode
from service.live.hub import RATE_HZ as FRAMES_HZ
from service.live.hub import LiveHub
from service.live.route import live_router
from service.live.view import LiveView

SAMPLES_HZ = 1000.0
BLOCK = 20
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "rig.toml"


def feed(view: LiveView, volts: FloatArray) -> None:
    """Samples in real time, for ever."""
    begin, at = time.monotonic(), 0
    while True:
        view.push(at, volts[:, at % 8000 : at % 8000 + BLOCK])
        at += BLOCK
        time.sleep(max(0.0, begin + at / SAMPLES_HZ - time.monotonic()))


def made_volts(rig: Rig) -> FloatArray:
    """Eight seconds of a lifter who sways, with the noise that a converter has."""
    volts = np.random.default_rng(1).normal(0.0, 0.002, (len(rig.channels), 8000 + BLOCK))
    volts[[2, 8]] += 1.0 + 0.2 * np.sin(np.arange(8000 + BLOCK) / 300.0)
    return volts


def as_json(data: bytes) -> str:
    """The same moment as text."""
    frame = decode(data)
    values = {name: None if math.isnan(value) else value for name, value in frame.values.items()}
    told = {"t": frame.time_s, "state": frame.state, "lost": frame.lost, "values": values}
    return json.dumps({**told, "headRoom": frame.head_room.tolist(), "columns": frame.columns.tolist()})


def app_of(arm: str, view: LiveView) -> FastAPI:
    """The application of an arm."""
    app = FastAPI()
    if arm == "ours":
        app.include_router(live_router(LiveHub(view)))
        return app

    @app.websocket("/live")
    async def live(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                whole = view.frames(whole=True)[1]
                assert whole is not None
                await websocket.send_text(as_json(whole))
                await asyncio.sleep(1.0 / FRAMES_HZ)
        except (WebSocketDisconnect, RuntimeError):
            pass

    return app


def answer() -> None:
    """Tell clock and CPU when asked."""
    for _ in sys.stdin:
        print(time.monotonic(), time.process_time(), flush=True)
    os._exit(0)


def main(arm: str) -> None:
    """Serve."""
    rig = read_rig(EXAMPLE)
    view = LiveView(rig, SAMPLES_HZ)
    threading.Thread(target=feed, args=(view, made_volts(rig)), daemon=True).start()
    options: dict[str, Any] = {"log_level": "error", "ws_per_message_deflate": arm == "json"}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        threading.Thread(target=answer, daemon=True).start()
        uvicorn.Server(uvicorn.Config(app_of(arm, view), **options)).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])
