"""The recorder as a process of its own: ``python -P -m acquisition.recorder_process``.

It says on standard output, in one line of JSON, that it listens, or why it cannot. From then on it is spoken to over
its control channel. It belongs to nobody: whoever started it may die, it records on and is found by its file. It ends
when its recording is closed and everybody who was connected has heard so.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from acquisition.live_file import live_capacity, shared_ring
from acquisition.recorder import Recorder
from acquisition.recorder_control import ControlServer
from acquisition.recorder_fault import fault_document
from acquisition.recorder_lock import RecorderFacts, RecorderFile, device_words, locked, rig_key, run_folder
from acquisition.rig import Rig, read_rig
from acquisition.source import SampleSource

LIVE_S = 60.0
"""How much the live ring holds, where that fits into 32 MB."""
LINGER_S = 30.0
"""How long clients have to fetch how it ended."""


def main() -> None:
    """Record one recording."""
    options = read_options()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever shows the session; it tells us to stop
    with ExitStack() as closing:
        try:
            recorder, control, file = opened(options, closing)
        except Exception as error:
            tell({"fault": fault_document(error)})
            sys.exit(1)
        recorder.run()
        facts = file.read()
        if facts is not None:
            file.write(replace(facts, ended=recorder.state()))
        control.wait_until_left(LINGER_S)


def opened(options: argparse.Namespace, closing: ExitStack) -> tuple[Recorder, ControlServer, RecorderFile]:
    """Open the plates, the live ring and the control channel, and tell where they are."""
    rig = read_rig(options.rig)
    place = f"replay of {options.replay}" if options.replay else device_words(rig)
    file = closing.enter_context(locked(place))
    source = closing.enter_context(open_source(rig, options))
    n_channels, token = len(source.channels), secrets.token_hex(16)
    capacity = live_capacity(n_channels, round(LIVE_S * source.rate_hz))
    name = f"legdrive-live-{rig_key(place)}-{os.getpid()}"
    live, live_path = closing.enter_context(shared_ring(name, run_folder(), n_channels, capacity))

    def started(recording: Path) -> None:
        file.write(replace(facts, recording=str(recording.resolve())))

    recorder = Recorder(rig, source, live, started)
    control = closing.enter_context(ControlServer(token, recorder.answer, recorder.left))
    facts = RecorderFacts(
        pid=os.getpid(),
        port=control.port,
        token=token,
        rig=str(options.rig.resolve()),
        rig_sha256=rig.sha256,
        device=place,
        since_utc=datetime.now(UTC).isoformat(timespec="seconds"),
        n_channels=n_channels,
        live_capacity=capacity,
        live=str(live_path),
    )
    file.write(facts)

    def ended(number: int, frame: FrameType | None) -> None:
        reason = f"stopped by {signal.Signals(number).name}"
        threading.Thread(target=recorder.stop, args=(reason,)).start()  # a handler may take no lock itself

    signal.signal(signal.SIGTERM, ended)
    tell({"port": control.port})
    return recorder, control, file


def open_source(rig: Rig, options: argparse.Namespace) -> SampleSource:
    """The plates as the driver delivers them, or a recording played again."""
    if options.replay:
        from acquisition.replay_source import ReplaySource

        return ReplaySource(options.replay, options.speed)
    from acquisition.nidaqmx_source import NidaqmxSource

    return NidaqmxSource(rig)


def tell(facts: dict[str, object]) -> None:
    """Say the one line, and let go of standard output: whoever reads it may die before us."""
    print(json.dumps(facts), flush=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def read_options() -> argparse.Namespace:
    """What this process was told on its command line."""
    parser = argparse.ArgumentParser(prog="python -P -m acquisition.recorder_process")
    parser.add_argument("--rig", type=Path, required=True)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--speed", type=float)
    return parser.parse_args()


if __name__ == "__main__":
    main()
