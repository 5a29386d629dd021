"""What may switch the computer or its USB off in the middle of a recording."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

from service.doctor_check import Check

NI_VENDOR = "3923"
"""USB vendor number of National Instruments, hexadecimal."""
TARGETS = ("sleep.target", "suspend.target")
MASK_FOLDERS = ("etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system")
DEEP = {"mem": "suspend", "disk": "hibernate", "freeze": "idle sleep", "standby": "standby"}


def check_sleep(root: Path = Path("/"), system: str = "") -> Check:
    """Whether the computer may go to sleep while it records.

    Parameters
    ----------
    root : Path
        Root of the file system that is looked at.
    system : str
        Name of the operating system; this one's by default.
    """
    name, system = "Sleep", system or platform.system()
    if system != "Linux":
        return Check(name, "missing", f"cannot be told on {system}: switch sleep off in its power settings")
    try:
        states = (root / "sys/power/state").read_text(encoding="ascii").split()
    except OSError:
        return Check(name, "missing", "this system does not tell whether it can sleep; see to it that it does not")
    if not states:
        return Check(name, "ok", "this computer cannot sleep")
    if any(masked(root, target) for target in TARGETS):
        return Check(name, "ok", "sleep is switched off (systemd target masked)")
    kinds = ", ".join(DEEP.get(state, state) for state in states)
    says = f"may go to sleep by itself or with its lid ({kinds}), which ends a recording: "
    return Check(name, "warning", says + "`sudo systemctl mask sleep.target suspend.target`")


def masked(root: Path, target: str) -> bool:
    """Whether a systemd target is masked: a link to nowhere stands in its place."""
    places = [root / folder / target for folder in MASK_FOLDERS]
    return any(place.is_symlink() and place.readlink() == Path("/dev/null") for place in places)


def check_usb_power(root: Path = Path("/"), system: str = "") -> Check:
    """Whether USB power saving may switch an NI device off; parameters as :func:`check_sleep`."""
    name, system = "USB power", system or platform.system()
    if system != "Linux":
        where = "Device Manager, USB Root Hub, Power Management" if system == "Windows" else "its power settings"
        return Check(name, "missing", f"cannot be told on {system}: switch USB power saving off ({where})")
    folder = root / "sys/bus/usb/devices"
    if not folder.is_dir():
        return Check(name, "missing", "this system does not tell of its USB devices")
    devices = list(ni_devices(folder))
    saving = [f"{product} at {place.name}" for place, product in devices if control(place) == "auto"]
    if saving:
        says = f"{', '.join(saving)} may be switched off to save power: "
        return Check(name, "warning", says + "write `on` into its power/control, or set usbcore.autosuspend=-1")
    if not devices:
        return Check(name, "ok", "no NI device on USB now; look again when it is plugged in")
    return Check(name, "ok", f"no power saving for {', '.join(product for _, product in devices)}")


def ni_devices(folder: Path) -> Iterator[tuple[Path, str]]:
    """National Instruments' USB devices with what they are."""
    for place in sorted(folder.iterdir()):
        if told(place / "idVendor") == NI_VENDOR:
            yield place, told(place / "product") or "NI device"


def control(place: Path) -> str:
    """``auto`` where the kernel may switch a USB device off, ``on`` where it may not, empty where it does not tell."""
    return told(place / "power/control")


def told(file: Path) -> str:
    """What a file of the kernel says, or nothing."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
