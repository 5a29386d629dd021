"""A service with nothing but its session, as a process of its own: ``session_process.py FOLDER RIG [SAMPLES]``.

One line of JSON goes out after each change; a line that comes in is a key, or an action with its values as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

from service.jobs.runner import JobRunner
from service.session.session import LabSession
from service.settings import LabSettings, PathsSection
from service.store.engine import open_store

WRITING = threading.Lock()


def told(session: LabSession) -> dict[str, Any]:
    """What a test looks at."""
    state, screen = session.snapshot(), session.screen()
    card = None if screen.card is None else screen.card.verdict
    pages = [row.report_id for row in screen.lifts]
    return {**state, "shown": screen.state, "card": card, "pages": pages, "queue": screen.queue}


def main() -> None:
    """Serve until standard input closes."""
    settings = LabSettings(paths=PathsSection(folder=Path(sys.argv[1])))
    store = open_store(settings.store_url)
    jobs = JobRunner(store, settings.folder)
    jobs.start()
    session = LabSession.resume(store, settings, Path(sys.argv[2]), jobs)

    def tell() -> None:
        with WRITING:
            print(json.dumps(told(session)), flush=True)

    session.listen(tell)
    tell()
    for line in sys.stdin:
        key = line.rstrip("\n")
        if key.startswith("{"):
            values = json.loads(key)
            session.do(values.pop("do"), **values)
        else:
            session.press(key)
    session.leave()
    jobs.stop()
    store.close()


if __name__ == "__main__":
    main()
