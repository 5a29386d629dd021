"""The live WebSocket with real connections: many viewers, one that stalls, those that come and go."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from service.live.hub import LiveHub
from service.live.route import live_router

PATIENCE_S = 20.0
BIG = 1 << 18


class Numbered:
    """Frames that are their number; as large as asked for, or broken for a while."""

    def __init__(self, size: int = 8) -> None:
        self.n, self.size, self.broken = 0, size, False

    def frames(self, *, whole: bool) -> tuple[bytes, bytes | None]:
        self.n += 1
        if self.broken:
            raise RuntimeError("cannot be drawn")
        frame = self.n.to_bytes(8, "little") + bytes(self.size - 8)
        return frame, frame if whole else None


@asynccontextmanager
async def served(source: Numbered, rate_hz: float) -> AsyncIterator[tuple[LiveHub, str]]:
    """The route alone, served as the house serves it."""
    hub = LiveHub(source, rate_hz)
    app = FastAPI()
    app.include_router(live_router(hub))
    config = uvicorn.Config(app, log_level="error", ws_per_message_deflate=False, lifespan="off")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield hub, f"ws://127.0.0.1:{listening.getsockname()[1]}/live"
        finally:
            await hub.close()
            server.should_exit = True
            await running


async def number(viewer: ClientConnection) -> int:
    frame = await asyncio.wait_for(viewer.recv(), PATIENCE_S)
    assert isinstance(frame, bytes)
    return int.from_bytes(frame[:8], "little")


async def until_nobody_looks(hub: LiveHub) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while hub.n_viewers:
            await asyncio.sleep(0.01)


def test_twenty_viewers_see_the_same_frames_each_made_once() -> None:
    async def seen() -> tuple[list[list[int]], int]:
        source = Numbered()
        async with served(source, 50.0) as (hub, address):
            viewers = [await connect(address) for _ in range(20)]
            first = [await number(viewer) for viewer in viewers]
            frames = [[await number(viewer) for _ in range(10)] for viewer in viewers]
            made = source.n
            for viewer in viewers:
                await viewer.close()
            await until_nobody_looks(hub)
        assert min(first) >= 1
        return frames, made

    frames, made = asyncio.run(seen())
    assert all(numbers == sorted(set(numbers)) for numbers in frames)
    assert max(map(max, frames)) <= made


def test_a_viewer_that_stalls_gets_the_newest_frame_and_holds_nobody_up() -> None:
    async def seen() -> tuple[list[int], list[int]]:
        async with served(Numbered(BIG), 100.0) as (hub, address):
            stalled = await connect(address, max_size=2 * BIG, max_queue=1)
            brisk = await connect(address, max_size=2 * BIG)
            quick = [await number(brisk) for _ in range(40)]
            slow = [await number(stalled) for _ in range(40)]
            await stalled.close()
            await brisk.close()
            await until_nobody_looks(hub)
            return quick, slow

    quick, slow = asyncio.run(seen())
    assert quick == sorted(set(quick))
    assert max(later - before for before, later in pairwise(slow)) > 10, "what it missed is gone"


def test_viewers_that_come_and_go_leave_nothing_behind() -> None:
    async def left() -> tuple[int, int, int]:
        async with served(Numbered(), 200.0) as (hub, address):
            before = 0
            for visit in range(40):
                viewer = await connect(address)
                await number(viewer)
                if visit % 2:
                    viewer.transport.abort()  # as a tablet does that goes out of reach
                else:
                    await viewer.close()
                await until_nobody_looks(hub)
                if visit == 9:
                    before = len(asyncio.all_tasks())
            return before, len(asyncio.all_tasks()), hub.n_viewers

    before, after, viewers = asyncio.run(left())
    assert viewers == 0
    assert after <= before + 1


def test_a_moment_that_cannot_be_drawn_is_not_the_last_one(capsys: pytest.CaptureFixture[str]) -> None:
    async def seen() -> tuple[int, int]:
        source = Numbered()
        async with served(source, 200.0) as (_, address):
            viewer = await connect(address)
            before = await number(viewer)
            source.broken = True
            broken_at = source.n
            async with asyncio.timeout(PATIENCE_S):
                while source.n < broken_at + 5:
                    await asyncio.sleep(0.005)
            source.broken = False
            while (after := await number(viewer)) <= broken_at + 5:
                pass
            await viewer.close()
            return before, after

    before, after = asyncio.run(seen())
    assert after > before + 5
    assert capsys.readouterr().err.count("RuntimeError: cannot be drawn") == 1
