"""One clock for all screens."""

from __future__ import annotations

import asyncio

from service.live.hub import LiveHub


class Counted:
    """Frames named by their number."""

    def __init__(self) -> None:
        self.n = 0
        self.wholes = 0

    def frames(self, *, whole: bool) -> tuple[bytes, bytes | None]:
        self.n += 1
        self.wholes += whole
        return b"new %d" % self.n, b"whole %d" % self.n if whole else None


def test_a_new_screen_gets_the_whole_trace_and_then_what_is_new() -> None:
    async def seen() -> list[bytes | None]:
        hub = LiveHub(Counted(), 500.0)
        viewer = hub.join()
        frames = [await viewer.next() for _ in range(3)]
        await hub.close()
        return frames

    assert asyncio.run(seen()) == [b"whole 1", b"new 2", b"new 3"]


def test_a_frame_is_made_once_for_all_screens() -> None:
    async def seen() -> tuple[list[bytes | None], int]:
        source = Counted()
        hub = LiveHub(source, 500.0)
        viewers = [hub.join() for _ in range(5)]
        frames = [await viewer.next() for viewer in viewers]
        await hub.close()
        return frames, source.n

    frames, made = asyncio.run(seen())
    assert frames == [b"whole 1"] * 5
    assert made == 1


def test_a_screen_that_lags_gets_the_newest_and_the_whole_trace() -> None:
    async def seen() -> list[bytes | None]:
        hub = LiveHub(Counted(), 0.001)
        viewer = hub.join()
        first = await viewer.next()
        for _ in range(3):
            hub.send()
        second = await viewer.next()
        await hub.close()
        return [first, second]

    assert asyncio.run(seen()) == [b"whole 1", b"whole 4"]


def test_nobody_looks_and_no_frame_is_made() -> None:
    async def made() -> int:
        source = Counted()
        hub = LiveHub(source, 500.0)
        viewer = hub.join()
        await viewer.next()
        hub.leave(viewer)
        before = source.n
        await asyncio.sleep(0)
        assert hub.n_viewers == 0
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not asyncio.current_task()))
        return source.n - before

    assert asyncio.run(made()) <= 1


def test_a_hub_that_closes_ends_its_viewers() -> None:
    async def last() -> bytes | None:
        hub = LiveHub(None)
        viewer = hub.join()
        await hub.close()
        return await viewer.next()

    assert asyncio.run(last()) is None
