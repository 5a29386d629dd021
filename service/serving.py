"""A laboratory while it is served: store, jobs, session, live picture and web, opened and closed in their order."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from acquisition.errors import ConfigurationRejected, DriverUnavailable, OptionNeeded
from service.settings import LabSettings, WebSection
from service.web_guard import LOOPBACK, bracketed

if TYPE_CHECKING:
    from service.lab import Lab

EVERYWHERE = ("0.0.0.0", "::")
"""Hosts that stand for all addresses of this computer, and are no name to reach it by."""
SIMULATED_FOLDER = "simulated"
"""Below the laboratory's folder: what ``--simulate`` invents never lies among what was lifted."""
PATIENCE_S = 3
"""How long open pages are waited for at the end."""


@dataclass(frozen=True)
class SimulatedPlates:
    """A simulated device that runs: its rig file, how many samples it has, and whose lifts they are."""

    rig: Path
    samples: int
    athletes: tuple[str, ...]


def simulated_settings(settings: LabSettings) -> LabSettings:
    """The same laboratory in a folder and with a store of its own."""
    paths = settings.paths.model_copy(update={"folder": settings.folder / SIMULATED_FOLDER})
    store = settings.store.model_copy(update={"url": ""})
    return settings.model_copy(update={"paths": paths, "store": store})


@contextmanager
def simulated_plates(settings: LabSettings, speed: str) -> Iterator[SimulatedPlates]:
    """Simulated plates in a process of their own."""
    from sim_data.daq_process import spawn

    with ExitStack() as closing:
        try:
            device = closing.enter_context(spawn(session="training", speed=speed, folder=settings.folder / "plates"))
        except RuntimeError as error:
            what = f"did not start ({str(error).splitlines()[-1]})"
            raise DriverUnavailable(what, "simulated plates", "give --speed as 1, 20 or free") from None
        plan = json.loads(device.plan.read_text(encoding="utf-8"))
        codes = sorted({label["athlete"] for label in plan["labels"] if label["athlete"]})
        yield SimulatedPlates(device.rig, int(plan["samples"]), tuple(codes))


def check_web(settings: LabSettings) -> None:
    """Refuse to be reached from other computers without encryption.

    Raises
    ------
    ConfigurationRejected
        The host is not this computer, and certificate or key are missing; or it is every address, and no name says
        under which one browsers come.
    """
    web = settings.web
    if bracketed(web.host) not in LOOPBACK and (web.certificate is None or web.key is None):
        raise ConfigurationRejected(
            "other computers may reach it only with a certificate",
            "lab.toml [web]",
            "name certificate and key, or leave host out",
        )
    if web.host in EVERYWHERE and not web.names:
        raise ConfigurationRejected(
            f"nobody knows under which name {web.host} is reached",
            "lab.toml [web]",
            'give names, such as ["plates.example.org"], or one address as host',
        )


def own_hosts(web: WebSection) -> tuple[str, ...]:
    """Names and address under which browsers may come."""
    return web.names if web.host in EVERYWHERE else (*web.names, bracketed(web.host))


@contextmanager
def running_lab(settings: LabSettings, plates: SimulatedPlates | None) -> Iterator[Lab]:
    """Everything but the web.

    Raises
    ------
    OptionNeeded
        No rig is named.
    LegdriveError
        The rig or the store cannot be read.
    """
    from acquisition.rig import read_rig
    from service.delivery.worker import DeliveryWorker
    from service.jobs.runner import JobRunner
    from service.lab import Lab
    from service.live.feed import SessionFeed
    from service.live.hub import LiveHub
    from service.session.practice import PracticeSession, SessionSwitch, add_athletes
    from service.session.session import LabSession
    from service.store.engine import open_store
    from service.store.trouble import one_line

    rig_path = settings.rig if plates is None else plates.rig
    if rig_path is None:
        raise OptionNeeded("no rig is named", "lab.toml", "name it under [paths] rig, or give --simulate")
    rig = read_rig(rig_path)
    settings.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as closing:
        store = open_store(settings.store_url)
        closing.callback(store.close)
        jobs = JobRunner(store, settings.folder, look=settings.reports)
        with one_line(store.url):
            if plates is not None:
                add_athletes(settings, list(plates.athletes))
            samples = None if plates is None else plates.samples
            session = LabSession.resume(store, settings, rig_path, jobs, samples=samples)
        closing.callback(jobs.stop)
        closing.callback(session.end)
        with one_line(store.url):
            jobs.start()
        switch = SessionSwitch(session, lambda: PracticeSession(settings))
        closing.callback(switch.close)
        feed = SessionFeed(lambda: switch.practice or session, share_shown=settings.live_share_shown)
        yield Lab(
            settings.lab_name if plates is None else rig.name,
            settings.folder,
            rig,
            rig_path,
            switch,
            store,
            settings,
            LiveHub(feed),
            hosts=own_hosts(settings.web),
            tls=settings.web.certificate is not None,
            newest=feed.newest,
            hand_over=session.take_over,
            press_corners=session.press_corners,
            change_rig=session.change_rig,
            practice=lambda: switch.practice_place,
            delivery=DeliveryWorker(store, settings),
        )


def serve_lab(lab: Lab, settings: LabSettings, listening: socket.socket) -> None:
    """Serve on an open port until Ctrl-C or SIGTERM."""
    import uvicorn

    from service.web import create_app

    web = settings.web
    config = uvicorn.Config(
        create_app(lab),
        log_level="error",
        ws_per_message_deflate=False,  # frames of a few hundred bytes gain nothing, and it costs three times the CPU
        ssl_certfile=web.certificate,
        ssl_keyfile=web.key,
        timeout_graceful_shutdown=PATIENCE_S,
        server_header=False,
    )
    with suppress(KeyboardInterrupt):  # uvicorn takes the signals while it runs and raises them again in the end
        uvicorn.Server(config).run(sockets=[listening])
