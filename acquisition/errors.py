"""The error tree: every message says what happened, where, and what to do.

::

    LegdriveError
    ├── AcquisitionError          wires, driver, recorder
    │   ├── DriverUnavailable     no NI-DAQmx here, or no device server at the address
    │   ├── DeviceLost            the device was unplugged or the server died during a capture
    │   ├── SamplesLost           the driver overwrote samples nobody had read
    │   ├── ReadTimeout           samples did not come in time, or the server froze
    │   ├── ResourceBusy          another program holds the device
    │   ├── ConfigurationRejected the rig asks for something the device cannot do
    │   ├── RecorderStalled       the disk did not keep up with the plates
    │   └── RecorderLost          the recorder's process ended or does not answer
    ├── PlatesNotReady            loaded, moving, or nobody pressed: no zero, no check
    └── FileError                 a file that cannot be used
        ├── UnreadableFile        damaged, cut, empty or of an unknown kind (exit 1)
        └── OptionNeeded          the file is fine but needs an option typed (exit 2)
"""

from __future__ import annotations


class LegdriveError(Exception):
    """One line for a person: what happened, where, what to do.

    Parameters
    ----------
    what : str
        What is wrong, without a full stop.
    where : str
        File, device, channel, key or sample.
    do : str
        What to do about it.
    """

    def __init__(self, what: str, where: str = "", do: str = "") -> None:
        self.what = what
        self.where = where
        self.do = do
        super().__init__(self.line)

    @property
    def line(self) -> str:
        """The message as one line: ``where: what; do``."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.do}" if self.do else head


class AcquisitionError(LegdriveError):
    """Something between the plates and the recording failed.

    Parameters
    ----------
    code : int, optional
        The driver's own error code (negative), where there is one.
    sample_index : int, optional
        First sample that was not delivered.
    """

    def __init__(
        self, what: str, where: str = "", do: str = "", *, code: int | None = None, sample_index: int | None = None
    ) -> None:
        self.code = code
        self.sample_index = sample_index
        super().__init__(what, where, do)

    @property
    def line(self) -> str:
        """The message as one line, with the driver's code and the sample index where known."""
        facts = []
        if self.code is not None:
            facts.append(f"NI {self.code}")
        if self.sample_index is not None:
            facts.append(f"sample {self.sample_index}")
        head = f"{self.what} ({', '.join(facts)})" if facts else self.what
        head = f"{self.where}: {head}" if self.where else head
        return f"{head}; {self.do}" if self.do else head


class DriverUnavailable(AcquisitionError):
    """No NI-DAQmx on this machine, or no device server at the address."""


class DeviceLost(AcquisitionError):
    """The device or its server went away."""


class SamplesLost(AcquisitionError):
    """Samples were overwritten before they were read.

    Parameters
    ----------
    first_missing : int
        Index of the first sample that is gone.
    count : int or None
        How many are gone; ``None`` where the driver does not tell.
    """

    def __init__(
        self,
        what: str,
        where: str = "",
        do: str = "",
        *,
        first_missing: int,
        count: int | None = None,
        code: int | None = None,
    ) -> None:
        self.first_missing = first_missing
        self.count = count
        super().__init__(what, where, do, code=code, sample_index=first_missing)


class ReadTimeout(AcquisitionError):
    """Samples did not arrive before the deadline."""


class ResourceBusy(AcquisitionError):
    """Another program holds the device."""


class ConfigurationRejected(AcquisitionError):
    """The rig asks for something that the device or its driver refuses."""


class RecorderStalled(AcquisitionError):
    """The bounded queue to the recorder is full."""


class RecorderLost(AcquisitionError):
    """The recorder's process ended or does not answer."""


class PlatesNotReady(LegdriveError):
    """The plates are loaded or moving, or nobody did what a check asked for."""


class FileError(LegdriveError):
    """A file that cannot be used as it is."""


class UnreadableFile(FileError):
    """Damaged, cut, empty, or of no kind that is known here."""


class NothingRecorded(UnreadableFile):
    """A recording that ended before its first block: nothing is wrong with it, and nothing in it."""


class OptionNeeded(FileError):
    """The file is fine, but something that it does not say must be typed."""
