"""Records from a device and tells each sample index on standard output once it is acknowledged, until it is killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.recording import RecordingWriter
from acquisition.rig import read_rig
from acquisition.stream import PlateAcquisition


def tell(index: int) -> None:
    """Write an index past every buffer of this process."""
    os.write(1, f"{index}\n".encode())


def main(rig: Path, path: Path) -> None:
    """Record until the end of days."""
    with NidaqmxSource(read_rig(rig)) as source:
        acquisition = PlateAcquisition(source, patience_s=30.0, on_written=tell)
        acquisition.arm()
        acquisition.start(RecordingWriter(path, source))
        acquisition.wait()
        acquisition.finish()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
