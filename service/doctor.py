"""What is there and what is not: the checks behind ``legdrive doctor``."""

from __future__ import annotations

import json
import platform
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from acquisition.recorder_lock import recorders, run_folder
from acquisition.recorder_space import LOW_HOURS, hours_left, space_words
from service.doctor_check import Check
from service.doctor_power import check_sleep, check_usb_power

ROOMS = ("acquisition", "processing", "reports", "service", "sim_data")
TYPICAL = (16, 1000.0, 50)
"""Channels, samples a second and samples a block of a usual rig."""


def check_python() -> Check:
    """The interpreter."""
    return Check("Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def check_names() -> Check:
    """Whether the plain import names are ours (an index holds packages of the same names)."""
    taken = []
    for room in ROOMS:
        strangers = sorted(set(metadata.packages_distributions().get(room, [])) - {"legdrive"})
        spec = find_spec(room)
        ours = spec is not None and spec.origin is not None and (Path(spec.origin).parent / "py.typed").exists()
        if strangers or not ours:
            taken.append(f"{room} ({', '.join(strangers) or 'not ours'})")
    if taken:
        return Check(
            "Import names", "broken", f"taken by others: {', '.join(taken)}; install Legdrive alone in an environment"
        )
    return Check("Import names", "ok", f"{', '.join(ROOMS)} are Legdrive's own")


def check_kernels() -> Check:
    """Whether the compiled kernels load."""
    try:
        from processing import wrench
    except ImportError as error:
        return Check("Kernels", "broken", f"{error}; install the wheel, or run outside the source folder")
    return Check("Kernels", "ok", f"compiled, beside {Path(wrench.__file__).parent.name}/wrench.py")


def check_fonts() -> Check:
    """Whether the page's type family is installed."""
    from reports.errors import FontsMissing
    from reports.fonts import font_files

    try:
        files = font_files()
    except FontsMissing as error:
        return Check("Fonts", "broken", str(error))
    return Check("Fonts", "ok", f"Source Sans Pro, {len(files)} faces")


def check_driver() -> Check:
    """NI-DAQmx on this machine; missing is fine where a device server or simulated plates are used."""
    from acquisition.errors import AcquisitionError
    from acquisition.nidaqmx_source import driver_version

    try:
        version = driver_version("local")
    except AcquisitionError as error:
        return Check(
            "NI-DAQmx driver", "missing", f"{error.what}: simulated plates and NI gRPC device servers still work"
        )
    return Check("NI-DAQmx driver", "ok", f"version {version}")


def check_devices() -> Check:
    """Devices the local driver sees."""
    from acquisition.errors import AcquisitionError
    from acquisition.nidaqmx_source import devices

    try:
        found = devices("local")
    except AcquisitionError:
        return Check("NI devices", "missing", "none can be seen without the driver")
    if not found:
        return Check("NI devices", "missing", "the driver sees none: plug one in, or look in NI MAX")
    return Check("NI devices", "ok", ", ".join(found))


def check_disk() -> Check:
    """Space for recordings in the current folder."""
    free_gb = shutil.disk_usage(Path.cwd()).free / 1e9
    hours = hours_left(Path.cwd(), *TYPICAL)
    says = f"{free_gb:.1f} GB free here, {space_words(hours)} of 16 channels at 1 kHz before they are compressed"
    return Check("Disk", "warning" if hours < LOW_HOURS else "ok", says)


def check_recorders() -> Check:
    """Recorders that run on this computer, and whether there is a place where they can be found."""
    try:
        folder = run_folder()
    except OSError as error:
        return Check("Recorders", "broken", f"{error.filename}: {error.strerror}")
    running = [f"process {facts.pid} to {facts.recording}" for facts in recorders(folder)]
    if not running:
        return Check("Recorders", "ok", f"none runs (they would be found in {folder})")
    return Check("Recorders", "ok", f"{', '.join(running)}: go on with `legdrive capture --attach`")


CHECKS: tuple[Callable[[], Check], ...] = (
    check_python,
    check_names,
    check_kernels,
    check_fonts,
    check_driver,
    check_devices,
    check_disk,
    check_recorders,
    check_sleep,
    check_usb_power,
)


def examine() -> list[Check]:
    """Run every check, in the order people read them."""
    return [check() for check in CHECKS]


def write_bundle(checks: list[Check], folder: Path) -> Path:
    """Write what a maintainer asks for when something is wrong: checks and versions, nothing of athletes.

    Parameters
    ----------
    checks : list of Check
        What :func:`examine` returned.
    folder : Path
        Where the zip goes; an existing file is never overwritten.

    Returns
    -------
    Path
        The zip.
    """
    stamp = datetime.now(UTC).strftime("%Y-%m-%d_%H%M%S")
    bundle = folder / f"legdrive-doctor_{stamp}.zip"
    versions = sorted(f"{found.name}=={found.version}" for found in metadata.distributions())
    with zipfile.ZipFile(bundle, "x", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("checks.json", json.dumps([asdict(check) for check in checks], indent=2, ensure_ascii=False))
        archive.writestr("packages.txt", "\n".join(versions) + "\n")
        archive.writestr("platform.txt", f"{platform.platform()}\nPython {sys.version}\n")
    return bundle
