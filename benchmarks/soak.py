"""Record from the simulated device for a long time: no sample lost, flat memory, and how late the latest block was.

The real nidaqmx client reads sixteen channels from the simulated device server, a process of its own, and records them
to the disk. Channel ``ai15`` counts samples, so that a lost, doubled or displaced sample shows.

    python -P benchmarks/soak.py                         # 20 minutes in real time, 10 kHz
    python -P benchmarks/soak.py --minutes 5 --speed 20  # 200 kHz, the driver's buffer scaled with it
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import threading
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from acquisition.block import SampleBlock
from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.plate import FloatArray
from acquisition.recording import RecordingWriter, verify
from acquisition.recording.container import Container
from acquisition.recording.contents import read_blocks
from acquisition.rig import Rig, read_rig
from acquisition.stream import PlateAcquisition
from sim_data.daq_process import SpawnedDevice, spawn

RATE_HZ = 10_000.0
COUNTER_ROW = 15
COUNTER_STEP_V = 20.0 / 65536
BLOCK_S, BUFFER_S = 0.05, 10.0
"""Of real time, whatever the device's clock does."""
SETTLED_S = 30.0
"""When memory counts as settled: by then every block of the ring has been used."""
WATCH_S = 1.0

RIG = Path(__file__).with_name("sixteen_channels.toml")


def rig_of_sixteen(address: str, speed: float) -> str:
    """Text of a rig of all sixteen inputs; a block lasts as long as ever in real time."""
    block_ms = 1000.0 * BLOCK_S * speed
    text = RIG.read_text(encoding="utf-8")
    text = text.replace("[driver]\n", f'[driver]\naddress = "{address}"\n')
    return text.replace("[clock]\n", f"[clock]\nblock_ms = {block_ms}\n")


@dataclass
class Lateness:
    """How long after its last sample was due each block was in our memory, and on the disk, s.

    ``start_s`` is how long the call took that starts the device: the other figures are too large by up to that.
    """

    read_s: array[float] = field(default_factory=lambda: array("f"))
    written_s: array[float] = field(default_factory=lambda: array("f"))
    start_s: float = 0.0


class TimedSource(NidaqmxSource):
    """The real source with a clock beside it.

    Sample 0 counts as taken when ``start`` was called: the device starts a little later, so lateness is never
    stated too small.
    """

    def __init__(self, rig: Rig, speed: float, late: Lateness) -> None:
        super().__init__(rig)
        self._speed, self._late, self._started_s = speed, late, 0.0

    def arm(self) -> None:
        """As the source's, with ten seconds of real time in the driver's buffer: more than a rig may ask for."""
        self._open_task.in_stream.input_buf_size = round(BUFFER_S * self._speed * self.rate_hz)
        super().arm()

    def start(self) -> None:
        """As the source's."""
        self._started_s = time.monotonic()
        super().start()
        self._late.start_s = time.monotonic() - self._started_s

    def read_into(self, out: FloatArray) -> SampleBlock:
        """As the source's."""
        block = super().read_into(out)
        self._late.read_s.append(block.t_mono_last - self.due_s(block.next_index))
        return block

    def due_s(self, index: int) -> float:
        """Monotonic time at which the sample in front of this index was due."""
        return self._started_s + index / (self.rate_hz * self._speed)

    def written(self, index: int) -> None:
        """Note that everything up to here is acknowledged."""
        self._late.written_s.append(time.monotonic() - self.due_s(index))


class MemoryWatch(threading.Thread):
    """Resident memory of some processes, MB, once a second."""

    def __init__(self, pids: tuple[int, ...]) -> None:
        super().__init__(daemon=True)
        self._pids, self._ends = pids, threading.Event()
        self.seen: list[tuple[float, ...]] = []

    def run(self) -> None:
        """Look until told to end."""
        while not self._ends.wait(WATCH_S):
            self.seen.append(tuple(resident_mb(pid) for pid in self._pids))

    def end(self) -> None:
        """Stop looking."""
        self._ends.set()
        self.join()


def resident_mb(pid: int) -> float:
    """Memory of a process that lies in RAM and is its own, MB."""
    _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") / 1e6


def soak(folder: Path, minutes: float, speed: float) -> int:
    """Record, check, print; the exit code."""
    path, late = folder / "soak.mcap", Lateness()
    wanted = round(minutes * 60.0 * RATE_HZ * speed)
    with spawn(session="quiet", speed=speed, folder=folder / "device", rate_hz=RATE_HZ) as device:
        device.rig.write_text(rig_of_sixteen(device.address, speed), encoding="utf-8")
        watch = record(device, path, (wanted, speed), late)
    print(f"file             {path.stat().st_size / 1e6:.0f} MB after compression")
    lost = wrong_samples(path, wanted)
    print(f"samples          {wanted} per channel asked for, {lost} lost or wrong by the counter channel")
    problems = verify(path).problems
    print(f"verify           {'whole' if not problems else '; '.join(problems)}")
    print(f"start            {late.start_s * 1000.0:.1f} ms for the call, contained in the next two lines")
    for name, seconds in (("in memory", late.read_s), ("on the disk", late.written_s)):
        print(f"{name:17s}{latency_line(np.asarray(seconds))}")
    for name, megabytes in zip(("recorder", "device server"), zip(*watch.seen, strict=True), strict=True):
        print(f"{name:17s}{memory_line(megabytes)}")
    return 1 if lost or problems else 0


def record(device: SpawnedDevice, path: Path, span: tuple[int, float], late: Lateness) -> MemoryWatch:
    """Record ``span`` = (samples, speed); the memory of both processes while samples came."""
    wanted, speed = span
    with TimedSource(read_rig(device.rig), speed, late) as source:
        acquisition = PlateAcquisition(source, last_sample=wanted, on_written=source.written)
        acquisition.arm()
        watch = MemoryWatch((os.getpid(), device.pid))
        watch.start()
        began, used = time.monotonic(), time.process_time()
        acquisition.start(RecordingWriter(path, source))
        acquisition.wait()
        took, used = time.monotonic() - began, time.process_time() - used
        watch.end()
        began = time.monotonic()
        acquisition.finish()
    print(
        f"recorded         {took:.0f} s of {source.rate_hz * speed / 1000.0:.0f} kHz × {len(source.channels)} channels"
    )
    print(f"ended            {acquisition.state.value}: {acquisition.reason}")
    print(f"processor        {100.0 * used / took:.0f} % of one core in the recorder")
    print(f"closing          {time.monotonic() - began:.1f} s for compressing and reading back")
    return watch


def wrong_samples(path: Path, wanted: int) -> int:
    """Samples whose counter is not their own index, and samples that are not there."""
    right = 0
    with Container(path) as container:
        for chunk in read_blocks(container, container.survey.chunks):
            right += sum(right_samples(block) for block in chunk.blocks)
    return wanted - right


def right_samples(block: SampleBlock) -> int:
    """Samples of a block whose counter says what it should."""
    index = np.arange(block.first_index, block.next_index)
    return int(np.count_nonzero(block.volts[COUNTER_ROW] == (index % 65536 - 32768) * COUNTER_STEP_V))


def latency_line(seconds: FloatArray) -> str:
    """Median, 99th percentile and worst."""
    median, most = np.percentile(seconds, [50, 99]) * 1000.0
    return f"median {median:.1f} ms, 99 % within {most:.1f} ms, worst {seconds.max() * 1000.0:.0f} ms late"


def memory_line(megabytes: tuple[float, ...]) -> str:
    """Memory when settled, at the end and at most."""
    settled = megabytes[min(int(SETTLED_S / WATCH_S), len(megabytes) - 1)]
    return (
        f"{settled:.1f} MB after {SETTLED_S:.0f} s, {megabytes[-1]:.1f} MB at the end, {max(megabytes):.1f} MB at most"
    )


def machine() -> Iterator[str]:
    """What this ran on."""
    load = os.getloadavg()[0]
    yield f"machine          {os.cpu_count()} cores, load {load:.1f}, {platform.system()} {platform.machine()}"
    yield f"Python           {platform.python_version()}, numpy {np.__version__}"


def main() -> int:
    """Run a soak; exit code 1 where a sample was lost."""
    parser = argparse.ArgumentParser(description="Record from the simulated device for a long time.")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--speed", type=float, default=1.0, help="of the device's clock")
    parser.add_argument("--folder", type=Path, default=None, help="where to record; a temporary folder by default")
    options = parser.parse_args()
    print("\n".join(machine()), flush=True)
    with tempfile.TemporaryDirectory(prefix="legdrive-soak-", dir=options.folder) as folder:
        return soak(Path(folder), options.minutes, options.speed)


if __name__ == "__main__":
    sys.exit(main())
