"""What is there and what is not: the checks behind ``legdrive doctor``."""

from __future__ import annotations

import json
import platform
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

Verdict = Literal["ok", "missing", "broken"]
ROOMS = ("acquisition", "processing", "reports", "service", "sim_data")
LOW_DISK_GB = 2.0
RECORDING_MB_PER_HOUR = 700.0
"""Uncompressed float64 recording of 16 channels at 1 kHz with its block headers (460 MB), rounded up by half."""


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name : str
        What was looked at.
    verdict : {'ok', 'missing', 'broken'}
        ``missing`` is no fault: it says what cannot be done here. ``broken`` is something Legdrive needs.
    says : str
        What was found, and what to do about it where something is to be done.
    """

    name: str
    verdict: Verdict
    says: str


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
    hours = free_gb * 1000.0 / RECORDING_MB_PER_HOUR
    says = f"{free_gb:.0f} GB free here, about {hours:.0f} h of 16 channels at 1 kHz"
    return Check("Disk", "broken" if free_gb < LOW_DISK_GB else "ok", says)


CHECKS: tuple[Callable[[], Check], ...] = (
    check_python,
    check_names,
    check_kernels,
    check_fonts,
    check_driver,
    check_devices,
    check_disk,
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
