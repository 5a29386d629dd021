"""NI-DAQmx error codes and gRPC status names as errors of this house.

The sets of codes come from NI's public error list and from reports of what real devices raise when they are unplugged:
the code for "the device is gone" differs between USB, PCI and the routing layer.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from acquisition.errors import (
    AcquisitionError,
    ConfigurationRejected,
    DeviceLost,
    DriverUnavailable,
    ReadTimeout,
    ResourceBusy,
    SamplesLost,
)

DEVICE_LOST = frozenset(
    {-201003, -88705, -88708, -88709, -88710, -50405, -50401, -50808, -200324, -200045, -200088, -200278}
)
"""Unplugged, powered off, aborted, a session its server no longer knows, or a task stopped by somebody else."""
SAMPLES_LOST = frozenset({-200279, -200222, -200361, -200010, -200019})
"""Overwritten in the buffer, overflow of the device's FIFO, or a converter that was too slow."""
TIMED_OUT = frozenset({-200284, -200474})
BUSY = frozenset({-50103, -50106, -200022})
"""Reserved by another task or program."""
REPLY_LOST = frozenset({"INTERNAL", "RESOURCE_EXHAUSTED", "DATA_LOSS"})
"""A reply that cannot be read: its samples are read as far as the server is concerned."""
OLDEST_DRIVER = (20, 0)
"""Oldest NI-DAQmx that Legdrive is written for; nobody has looked at older ones."""
UNKNOWN_DEVICE = -200220
UNKNOWN_CHANNEL = -200170

REPLUG = "plug the device in again and start a new capture; what was recorded so far is kept"
READ_FASTER = "close other programs on this computer and start a new capture; what was recorded so far is kept"


def daq_fault(code: int, message: str, where: str, sample_index: int | None) -> AcquisitionError:
    """Error for an NI-DAQmx code.

    Parameters
    ----------
    code : int
        NI-DAQmx error code, negative.
    message : str
        The driver's own words.
    where : str
        Device and address.
    sample_index : int or None
        First sample that was not delivered; ``None`` before the task runs.

    Returns
    -------
    AcquisitionError
        Of the kind that tells what to do.
    """
    if code in SAMPLES_LOST:
        return SamplesLost(
            "samples were overwritten before they were read",
            where,
            READ_FASTER,
            first_missing=sample_index or 0,
            code=code,
        )
    if code in DEVICE_LOST:
        return DeviceLost("the device is gone", where, REPLUG, code=code, sample_index=sample_index)
    if code in TIMED_OUT:
        return ReadTimeout(
            "no samples came in time",
            where,
            "check the sample clock and the cable",
            code=code,
            sample_index=sample_index,
        )
    if code in BUSY:
        return ResourceBusy(
            "another program holds the device",
            where,
            "close it; if it crashed, give the device free with `legdrive reset-device`",
            code=code,
            sample_index=sample_index,
        )
    return _other_daq_fault(code, message, where, sample_index)


def _other_daq_fault(code: int, message: str, where: str, sample_index: int | None) -> AcquisitionError:
    """A rejected setting before the task runs; a lost device while it does."""
    if sample_index is not None:
        return DeviceLost(
            f"the driver gave up: {first_line(message)}", where, REPLUG, code=code, sample_index=sample_index
        )
    advice = {
        UNKNOWN_DEVICE: ("there is no such device", "set driver.device to a name that NI MAX shows"),
        UNKNOWN_CHANNEL: ("the device has no such channel", "mend plate[…].channels"),
    }
    what, do = advice.get(code, (f"the driver refuses: {first_line(message)}", "mend the rig or take another device"))
    return ConfigurationRejected(what, where, do, code=code)


def check_version(version: Sequence[int], where: str) -> None:
    """Raise :class:`DriverUnavailable` for an NI-DAQmx that is too old."""
    if tuple(version[:2]) < OLDEST_DRIVER:
        told, needed = (".".join(str(part) for part in parts) for parts in (version, OLDEST_DRIVER))
        raise DriverUnavailable(f"NI-DAQmx {told} is too old", where, f"install {needed} or newer from ni.com")


def rpc_fault(status: str, message: str, where: str, sample_index: int | None) -> AcquisitionError:
    """Error for a gRPC status name such as ``UNAVAILABLE``; parameters as :func:`daq_fault`."""
    if status == "UNAVAILABLE" and sample_index is None:
        return DriverUnavailable(
            "no NI gRPC device server answers", where, "start it, or mend driver.address in the rig"
        )
    if status == "NOT_FOUND" and sample_index is None:
        return DriverUnavailable(
            f"the device server has no such driver or session ({first_line(message)})",
            where,
            "install NI-DAQmx on the server's computer",
        )
    if status == "DEADLINE_EXCEEDED":
        return ReadTimeout(
            "the device server stopped answering",
            where,
            "restart the device server; what was recorded so far is kept",
            sample_index=sample_index,
        )
    if status in REPLY_LOST and sample_index is not None:
        return SamplesLost(
            f"a reply of the device server was lost ({status}: {first_line(message)})",
            where,
            "start a new capture; what was recorded so far is kept",
            first_missing=sample_index,
        )
    if status == "UNIMPLEMENTED":
        return ConfigurationRejected(
            "the device server lacks a call that is needed here", where, "update the NI gRPC device server"
        )
    if status == "ALREADY_EXISTS":
        return ResourceBusy("a session of this name runs already", where, "stop the other capture")
    return DeviceLost(
        f"the device server went away ({status}: {first_line(message)})",
        where,
        "restart the device server and start a new capture; what was recorded so far is kept",
        sample_index=sample_index,
    )


@contextmanager
def heard(kind: type[Warning], told: list[str]) -> Iterator[None]:
    """Collect the driver's warnings as lines for the technician; they would be printed as code otherwise.

    Parameters
    ----------
    kind : type
        The driver's class of warnings, with an ``error_code``.
    told : list of str
        Lines are put there; a line that is there already is not told again.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", kind)
        yield
    for warning in caught:
        if not isinstance(warning.message, kind):
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
            continue
        words = first_line(str(warning.message).strip().partition("\n\n")[2])
        line = f"the driver warns: {words} (NI {getattr(warning.message, 'error_code', 0)})"
        told += [line] if line not in told else []


def first_line(message: str) -> str:
    """First line of a driver's message without its full stop."""
    lines = message.strip().splitlines()
    return lines[0].rstrip(".") if lines else "no words"
