"""The application: pages, live picture, what is fetched; guarded as one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from service.lab import Lab
from service.live.route import live_router
from service.web_guard import WebGuard
from service.web_login import LoginGate

CONSOLE_FOLDER = "console"
"""Below the laboratory's folder: what the pages remember, such as dark or light."""


def create_app(lab: Lab) -> FastAPI:
    """The application of one laboratory; one a process, because NiceGUI keeps its pages in one place."""
    # Read when NiceGUI is imported, which therefore happens here and nowhere before.
    os.environ["NICEGUI_STORAGE_PATH"] = str(lab.folder / CONSOLE_FOLDER)
    from nicegui import ui

    from service.console.frame import STATIC
    from service.console.pages import register_pages

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        sending = None if lab.delivery is None else asyncio.create_task(lab.delivery.run(stop))
        yield
        stop.set()
        await lab.hub.close()
        if sending is not None:
            await sending

    app = FastAPI(title="Legdrive", lifespan=running, docs_url=None, redoc_url=None)
    app.state.lab = lab
    app.include_router(live_router(lab.hub))
    app.mount("/console/static", StaticFiles(directory=STATIC), name="console-static")
    if lab.store is not None:
        from service.api.app import PREFIX, create_api
        from service.console.link_page import link_router
        from service.console.login_pages import login_router
        from service.console.report_route import report_router

        app.mount(PREFIX, create_api(lab), name="api")
        app.include_router(login_router(lab))
        app.include_router(report_router(lab))
        app.include_router(link_router(lab))
    register_pages(lab)
    ui.run_with(
        app,
        title="Legdrive",
        favicon=STATIC / "favicon.svg",
        dark=None,
        language="en-GB",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=10.0,
    )
    app.add_middleware(LoginGate, lab=lab)
    app.add_middleware(WebGuard, hosts=lab.hosts)
    return app
