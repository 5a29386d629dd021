"""Kill a recorder with −9 at random instants and look for every sample that it had acknowledged.

Each trial starts the simulated device server and a recorder in processes of their own. The recorder writes as fast as
it can and tells each index once it is acknowledged; it is killed at a random sample, a random fraction of a millisecond
later. The file it leaves is then compared with what the device sends, bit for bit, and salvaged.

    python -P benchmarks/kill_trials.py             # 50 trials, about three minutes
    python -P benchmarks/kill_trials.py --trials 5
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from acquisition.plate import FloatArray
from acquisition.recording import read_recording, salvage
from sim_data.daq_process import spawn

RATE_HZ = 10_000.0
LONGEST = 400_000
"""Samples after which the latest kill comes."""
LATER_S = 0.001
READ = 10_000


@dataclass(frozen=True)
class Trial:
    """How one kill ended: indices after the last sample, and what was wrong.

    Attributes
    ----------
    acknowledged, held : int
        Samples that the recorder had told of, and that are in its file.
    wrong : int
        Samples that are not what the device sent.
    torn : int
        Bytes behind the last whole record.
    saved : int
        Samples that are in the salvaged file, which verified as whole; −1 where it did not.
    """

    acknowledged: int
    held: int
    wrong: int
    torn: int
    saved: int

    @property
    def good(self) -> bool:
        """Nothing acknowledged is missing and nothing is wrong."""
        return self.held >= self.acknowledged and self.wrong == 0 and self.saved == self.held


def record(rig: Path, path: Path) -> None:
    """The recorder that is going to be killed."""
    from acquisition.nidaqmx_source import NidaqmxSource
    from acquisition.recording import RecordingWriter
    from acquisition.rig import read_rig
    from acquisition.stream import PlateAcquisition

    with NidaqmxSource(read_rig(rig)) as source:
        acquisition = PlateAcquisition(source, patience_s=30.0, on_written=tell)
        acquisition.arm()
        acquisition.start(RecordingWriter(path, source))
        acquisition.wait()
        acquisition.finish()


def tell(index: int) -> None:
    """Write an index past every buffer of this process."""
    os.write(1, f"{index}\n".encode())


def sent(folder: Path) -> FloatArray:
    """What the device sends from the start of a task on, shape (12, n)."""
    from acquisition.nidaqmx_source import NidaqmxSource
    from acquisition.rig import read_rig

    volts = np.empty((12, LONGEST + 20 * READ))
    with (
        spawn(session="quiet", folder=folder, rate_hz=RATE_HZ) as device,
        NidaqmxSource(read_rig(device.rig)) as source,
    ):
        source.arm()
        source.start()
        while source.next_index < volts.shape[1]:
            first = source.next_index
            volts[:, first : first + READ] = source.read_into(np.empty((12, READ))).volts
    return volts


def killed(folder: Path, moment: int, later_s: float) -> tuple[Path, int]:
    """Kill a recorder once it has told of a sample; its file, and the last index it told of."""
    path = folder / "killed.mcap"
    with spawn(session="quiet", folder=folder / "device", rate_hz=RATE_HZ) as device:
        words = [sys.executable, "-P", __file__, "--record", str(device.rig), str(path)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as recorder:
            assert recorder.stdout is not None
            acknowledged = next((int(line) for line in recorder.stdout if int(line) >= moment), 0)
            time.sleep(later_s)
            recorder.send_signal(signal.SIGKILL)
            # What it told before it died is still in the pipe; a cut last line was not told.
            lines = recorder.stdout.read().split(b"\n")[:-1]
        if recorder.returncode != -signal.SIGKILL:
            raise RuntimeError(f"the recorder ended by itself with {recorder.returncode}")
    return path, max([acknowledged, *map(int, lines)])


def trial(folder: Path, reference: FloatArray, draw: random.Random) -> Trial:
    """One kill and what is left after it."""
    path, acknowledged = killed(folder, draw.randrange(500, LONGEST), draw.random() * LATER_S)
    volts = np.vstack(read_recording(path).signals)
    expected = reference[:, : volts.shape[1]]
    wrong = int(np.count_nonzero((volts.view(np.int64) != expected.view(np.int64)).any(axis=0)))
    saved = salvage(path, folder / "saved.mcap")
    torn = sum(stop - start for start, stop in torn_bytes(path))
    return Trial(acknowledged, volts.shape[1], wrong, torn, saved.after.n if saved.after.whole else -1)


def torn_bytes(path: Path) -> Iterator[tuple[int, int]]:
    """Bytes of a file that are no whole records."""
    from acquisition.recording.container import Container

    with Container(path) as container:
        yield from container.survey.damage


def main() -> int:
    """Run the trials; exit code 1 where one lost something."""
    parser = argparse.ArgumentParser(description="Kill a recorder with -9 at random instants.")
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None, help="of the instants; another one each time by default")
    parser.add_argument("--record", type=Path, nargs=2, metavar=("RIG", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.record:
        record(*options.record)
        return 0
    draw, results = random.Random(options.seed), []
    with tempfile.TemporaryDirectory(prefix="legdrive-kill-") as folder:
        reference = sent(Path(folder) / "reference")
        print("trial  acknowledged  in the file  lost  wrong  torn bytes  salvaged", flush=True)
        for number in range(1, options.trials + 1):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                one = trial(Path(place), reference, draw)
            results.append(one)
            lost = max(0, one.acknowledged - one.held)
            print(
                f"{number:5d}  {one.acknowledged:12d}  {one.held:11d}  {lost:4d}  {one.wrong:5d}  {one.torn:10d}  "
                f"{one.saved:8d}",
                flush=True,
            )
    good = sum(one.good for one in results)
    print(f"{good} of {len(results)} kills lost nothing acknowledged; every sample held is the one sent, bit for bit")
    return 0 if good == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
