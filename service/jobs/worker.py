"""A worker process: one job a line on standard input, one line back; it ends when its service does."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.jobs.look import pages_look
from service.jobs.queue import JobOrder
from service.settings import ReportsSection
from service.store.engine import Store, open_store
from service.store.errors import StoreError

NICENESS = 10
"""The plates and the page come first."""
KINDS = {
    "analyse_lift": "service.jobs.analyses:analyse_lift",
    "lift_report": "service.jobs.pages:write_lift_page",
    "session_report": "service.jobs.summaries:write_summaries",
    "search_recording": "service.jobs.searches:search_recording",
}
Work = Callable[[Store, Path, JobOrder], None]


def work_of(place: str) -> Work:
    """The function that does a kind of job, by ``module:name``."""
    module, name = place.split(":")
    found: Work = getattr(importlib.import_module(module), name)
    return found


def answer(store: Store, folder: Path, kinds: dict[str, str], line: str) -> dict[str, Any]:
    """Do one job; an error is an answer."""
    taken = JobOrder(**json.loads(line))
    try:
        work_of(kinds[taken.kind])(store, folder, taken)
    except Exception as error:  # one job's fault must not end the worker; the reason is kept with the job
        return {"error": getattr(error, "line", "") or f"{type(error).__name__}: {error}"}
    return {}


def main() -> None:
    """Serve until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends this process itself
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    told = json.loads(sys.stdin.readline())
    kinds = {**KINDS, **told["kinds"]}
    try:
        store = open_store(told["url"])
    except StoreError as error:  # its service says so too, and starts a worker again with the next job
        sys.exit(f"legdrive: jobs: {error.line}")
    for place in KINDS.values():
        work_of(place)
    print("{}", flush=True)
    with pages_look(ReportsSection(**told["look"])):
        for line in sys.stdin:
            print(json.dumps(answer(store, Path(told["folder"]), kinds, line)), flush=True)
    store.close()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # the service has died: its next one takes the job up again
        os._exit(1)
