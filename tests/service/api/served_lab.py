"""The whole application over a laboratory that is filled, as a process of its own: ``served_lab.py FOLDER PORT``.

Prints its routes as JSON, then ``ready``.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from acquisition.rig import read_rig
from service.console.screen import Screen
from service.lab import Lab
from service.live.hub import LiveHub
from service.live.view import LiveView
from service.settings import LabSection, LabSettings, PathsSection
from service.store.engine import open_store
from service.web import create_app


class Quiet:
    """A session in which nothing happens."""

    version = 0

    def screen(self) -> Screen:
        return Screen()

    def press(self, key: str) -> None:
        """Nothing."""

    def do(self, action: str, **values: object) -> None:
        """Nothing."""

    def edit(self, lift_id: str, **changes: object) -> None:
        """Nothing."""


def addresses(routes: list[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of everything that answers; what serves a folder of files is one address."""
    for route in routes:
        included = getattr(route, "original_router", None)
        inner = list(getattr(route, "routes", None) or [])
        if included is not None:
            yield from addresses(included.routes, before)
        elif isinstance(route, Mount):
            here = before + route.path
            yield from addresses(inner, here) if inner else [("GET", f"{here}/…")]
        elif isinstance(route, WebSocketRoute):
            yield "WEBSOCKET", before + route.path
        elif isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, before + route.path
        else:
            yield type(route).__name__, before


def main(folder: Path, port: int) -> None:
    rig = read_rig(folder / "rig.toml")
    settings = LabSettings(lab=LabSection(name="Lab North", utc_offset="+01:00"), paths=PathsSection(folder=folder))
    store = open_store(settings.store_url)
    hub = LiveHub(LiveView(rig, 1000.0))
    app = create_app(Lab("Lab North", folder, rig, folder / "rig.toml", Quiet(), store, settings, hub=hub))
    print(json.dumps(sorted(set(addresses(app.routes)))), flush=True)
    config = uvicorn.Config(app, port=port, ws_per_message_deflate=False, log_level="warning")
    config.load()
    with socket.create_server(("127.0.0.1", port), backlog=100) as listening:
        print("ready", flush=True)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
