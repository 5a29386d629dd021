"""The service's end of the workers: takes jobs from the store, hands them out, notes what became of them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from service.jobs import queue
from service.jobs.queue import JobOrder, JobsShown
from service.settings import ReportsSection
from service.store.engine import Store
from service.store.trouble import Trouble, is_trouble, reason_of

PLAIN = ReportsSection()
"""Pages as they look without a word in ``lab.toml``."""
LOOK_S = 1.0
"""How often the queue is looked at where nobody calls."""
END_S = 5.0
LONGEST_S = 900.0
"""A job that takes longer hangs: its process is killed, and it counts as crashed."""


class WorkerDiedError(Exception):
    """The process of a job ended without an answer."""


class JobWorker:
    """One worker process, started again where it has died.

    Parameters
    ----------
    url : str
        Of the store, password included; it is told by a pipe, not on the command line.
    folder : Path
        The laboratory's.
    kinds : mapping of str to str
        Kinds beside the house's own, as ``module:function``.
    look : ReportsSection
        How pages look.
    """

    def __init__(self, url: str, folder: Path, kinds: Mapping[str, str], look: ReportsSection = PLAIN) -> None:
        told = {"url": url, "folder": str(folder), "kinds": dict(kinds), "look": look.model_dump(mode="json")}
        self._told = json.dumps(told)
        self._child: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        """Of its process, where one runs."""
        return None if self._child is None else self._child.pid

    def start(self) -> None:
        """Have a process that is ready."""
        if self._child is None:
            command = [sys.executable, "-P", "-m", "service.jobs.worker"]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self._ask(self._told)

    def run(self, taken: JobOrder) -> str:
        """Do a job; returns why it failed, or nothing.

        Raises
        ------
        WorkerDiedError
            Its process ended on the way.
        """
        self.start()
        child = self._child
        assert child is not None
        watch = threading.Timer(LONGEST_S, child.kill)
        watch.daemon = True
        watch.start()
        try:
            return str(self._ask(json.dumps(asdict(taken))).get("error", ""))
        finally:
            watch.cancel()

    def _ask(self, line: str) -> dict[str, str]:
        child = self._child
        assert child is not None
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(line + "\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except OSError:
            answer = ""
        if answer:
            found: dict[str, str] = json.loads(answer)
            return found
        self.end()
        raise WorkerDiedError(f"its process ended with status {child.returncode}")

    def end(self) -> None:
        """End the process: it leaves when its standard input closes, and is killed where it does not."""
        child, self._child = self._child, None
        if child is None:
            return
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(OSError):
            child.stdin.close()
        try:
            child.wait(END_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()


class JobRunner:
    """Hands jobs to worker processes until it is stopped.

    Parameters
    ----------
    store : Store
        Where the jobs are.
    folder : Path
        The laboratory's: paths in the store count from it.
    workers : int
        Processes.
    kinds : mapping of str to str, optional
        Kinds beside the house's own.
    on_end : callable, optional
        Called with each job that ended and the reason where it failed; from a thread of the runner.
    look : ReportsSection
        How pages look.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        workers: int = 1,
        kinds: Mapping[str, str] | None = None,
        on_end: Callable[[JobOrder, str], None] | None = None,
        look: ReportsSection = PLAIN,
    ) -> None:
        self._store, self.on_end = store, on_end
        url = store.engine.url.render_as_string(hide_password=False)
        self._workers = [JobWorker(url, folder, kinds or {}, look) for _ in range(workers)]
        self._threads: list[threading.Thread] = []
        self._news = threading.Condition()
        self._calls = 0
        self._stopping = False
        self._trouble = Trouble("jobs")

    def start(self) -> None:
        """Take up what a dead service left, and begin; workers are ready before the first job comes."""
        self._store.run(queue.take_up_again)
        for worker in self._workers:
            thread = threading.Thread(target=self._serve, args=(worker,), name="jobs", daemon=True)
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        """There is a new job."""
        with self._news:
            self._calls += 1
            self._news.notify_all()

    def stop(self) -> None:
        """Let the present jobs end, then the processes."""
        with self._news:
            self._stopping = True
            self._news.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def snapshot(self) -> JobsShown:
        """The queue in short; that the store is away is a part of it, so that pages are shown all the same."""
        try:
            with self._store.reading() as orm:
                return queue.shown(orm)
        except SQLAlchemyError as error:
            if not is_trouble(error):
                raise
            return JobsShown(0, 0, (), trouble=f"the store cannot be used ({reason_of(error)})")

    def wait_idle(self, timeout_s: float) -> bool:
        """Wait until nothing waits and nothing runs; tells whether it came to that."""
        with self._news:
            return self._news.wait_for(self._idle, timeout_s)

    def _idle(self) -> bool:
        now = self.snapshot()
        return not now.trouble and now.waiting + now.running == 0

    def _serve(self, worker: JobWorker) -> None:
        with suppress(WorkerDiedError, OSError):
            worker.start()
        while not self._stopping:
            calls = self._calls
            try:
                taken = self._store.run(queue.take)
                self._trouble.over()
                if taken is not None:
                    self._do(worker, taken)
                    continue
            except Exception as error:  # a store that is away, or a defect of whoever is told: the queue goes on
                self._trouble.tell(error)
            self._wait_for_news(calls)
        worker.end()

    def _wait_for_news(self, calls: int) -> None:
        """Until somebody calls who had not called yet, or a while has gone."""
        with self._news:
            self._news.wait_for(lambda: self._stopping or self._calls != calls, LOOK_S)

    def _do(self, worker: JobWorker, taken: JobOrder) -> None:
        try:
            reason, crashed = worker.run(taken), False
        except (WorkerDiedError, OSError) as error:
            reason, crashed = f"{taken.kind}: {error}", True
        if reason:
            self._note_failed(taken, reason, crashed=crashed)
        try:
            if self.on_end is not None:
                self.on_end(taken, reason)
        finally:
            self.wake()

    def _note_failed(self, taken: JobOrder, reason: str, *, crashed: bool) -> None:
        """Write it down, however long the store is away: a job that seems to run would hold its subject up."""
        while True:
            try:
                self._store.run(lambda orm: queue.fail(orm, taken, reason, crashed=crashed))
                return
            except Exception as error:
                self._trouble.tell(error)
            if self._stopping:
                return
            self._wait_for_news(self._calls)
