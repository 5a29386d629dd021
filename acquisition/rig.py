"""The rig: two plates, their wires, the sample clock and the driver, read from ``rig.toml``.

Every message names the key it is about. ``plate[1]`` is the first ``[[plate]]`` of the file.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, model_validator

from acquisition.errors import ConfigurationRejected, UnreadableFile
from acquisition.plate import FloatArray, ForcePlate
from acquisition.rig_table import Table
from acquisition.rig_wiring import COLLECT, ONE_DEVICE, Clock, Driver, PlateWiring, RigFacts, Sync, Trigger, chassis

LOOK_UP = "see the page on rig.toml in the documentation"


class Rig(Table):
    """One laboratory's plates and wiring.

    Channels of the task are the plates' channels in the order of the file, or, with ``clock.interleave``, the first
    channel of each plate, the second of each, and so on.
    """

    rig: RigFacts
    driver: Driver = Field(default_factory=Driver)
    clock: Clock = Field(default_factory=Clock)
    plate: list[PlateWiring] = Field(min_length=1, max_length=2)
    sync: Sync | None = None
    trigger: Trigger | None = None
    _toml_text: str = PrivateAttr(default="")

    @model_validator(mode="after")
    def _plates_agree(self, info: ValidationInfo) -> Self:
        if not (info.context and info.context.get(COLLECT)):
            for check in self.checks():
                check()
        return self

    def checks(self) -> Iterator[Callable[[], None]]:
        """What must hold between the tables; each call raises ``ValueError`` where it does not."""
        yield lambda: check_sides(self.plate)
        yield lambda: check_shared_channels(self.plate)
        yield lambda: check_one_device(self.plate, self.driver.device)
        yield lambda: check_sync(self.plate, self.sync)

    @property
    def name(self) -> str:
        """The laboratory's or the plates' name."""
        return self.rig.name

    @property
    def simulated(self) -> bool:
        """Whether the plates are simulated."""
        return self.rig.simulated

    @property
    def utc_offset(self) -> str:
        """The laboratory's offset from UTC, or empty."""
        return self.rig.utc_offset

    @property
    def gravity_m_s2(self) -> float | None:
        """Local gravity, where it was measured."""
        return self.rig.gravity_m_s2

    @property
    def address(self) -> str:
        """``local`` or ``grpc://host:port``."""
        return self.driver.address

    @property
    def device(self) -> str:
        """NI name of the device."""
        return self.driver.device

    @property
    def rate_hz(self) -> float:
        """Sample rate asked for; the driver may choose one close by."""
        return self.clock.rate_hz

    @property
    def block_samples(self) -> int:
        """Samples of one read."""
        return max(1, round(self.clock.rate_hz * self.clock.block_ms / 1000.0))

    @property
    def wires(self) -> tuple[tuple[int, int], ...]:
        """The plates' channels in the order of the task: number of the plate and of its channel, both from 0."""
        pairs = [(k, i) for k, wiring in enumerate(self.plate) for i in range(len(wiring.channels))]
        return tuple(sorted(pairs, key=lambda pair: pair[::-1])) if self.clock.interleave else tuple(pairs)

    @property
    def channels(self) -> tuple[str, ...]:
        """The task's channels in order, such as ``ai0``; the one of ``[sync]`` is the last.

        A channel of another module of the chassis carries its name: ``cDAQ1Mod2/ai0``.
        """
        sync = () if self.sync is None else (self.sync.channel,)
        return (*(self._address(k, self.plate[k].channels[i]) for k, i in self.wires), *sync)

    def _address(self, plate: int, channel: str) -> str:
        """Name of a plate's channel within the task."""
        device = self.plate[plate].device
        return f"{device}/{channel}" if device not in ("", self.driver.device) else channel

    @property
    def plate_channels(self) -> tuple[tuple[int, ...], ...]:
        """Per plate: positions of its channels in :attr:`channels`, in the order of its matrix' columns."""
        places = {wire: place for place, wire in enumerate(self.wires)}
        return tuple(tuple(places[k, i] for i in range(len(wiring.channels))) for k, wiring in enumerate(self.plate))

    @property
    def full_span(self) -> tuple[float, ...]:
        """Per channel of the task: where its amplifier saturates, V (mV/V for bridge inputs)."""
        sync = () if self.sync is None else (self.sync.range_v,)
        return (*(self.plate[k].full_span for k, _ in self.wires), *sync)

    @property
    def full_scale_v(self) -> FloatArray:
        """Per channel of the task: smaller of amplifier span and device range, shape (n_channels,).

        In V; bridge inputs in mV/V.
        """
        sync = () if self.sync is None else (self.sync.range_v,)
        return np.array([*(self.plate[k].full_scale_v for k, _ in self.wires), *sync], dtype=np.float64)

    @property
    def decimate(self) -> int:
        """Analysis takes every so many samples, after a low pass; 1: all of them."""
        return self.clock.decimate

    @property
    def toml_text(self) -> str:
        """The text this rig was read from."""
        return self._toml_text

    @property
    def sha256(self) -> str:
        """Digest of that text, hexadecimal."""
        return hashlib.sha256(self._toml_text.encode()).hexdigest()

    def plates(self) -> tuple[ForcePlate, ...]:
        """The plates in the order of the file."""
        return tuple(wiring.force_plate() for wiring in self.plate)


def check_sides(wirings: Sequence[PlateWiring]) -> None:
    """Raise ``ValueError`` where two plates are the same side, or stand the other way round."""
    if len(wirings) < 2:
        return
    if wirings[0].side == wirings[1].side:
        raise ValueError(f"plate[2].side: both plates are {wirings[0].side}; one is left, one is right")
    centres = {wiring.side: float(np.mean(np.asarray(wiring.corners_mm)[:, 0])) for wiring in wirings}
    if centres["left"] >= centres["right"]:
        raise ValueError(
            f"plate[1].corners_mm: the left plate's centre (x = {centres['left']:.0f} mm) does not lie left of "
            f"the right one's (x = {centres['right']:.0f} mm); x runs to the lifter's right, "
            "exchange side or corners_mm of the plates"
        )


def check_shared_channels(wirings: Sequence[PlateWiring]) -> None:
    """Raise ``ValueError`` where two plates name the same channel."""
    if len(wirings) < 2:
        return
    if wirings[0].device != wirings[1].device:
        return
    shared = sorted(set(wirings[0].channels) & set(wirings[1].channels))
    if shared:
        verb = "is" if len(shared) == 1 else "are"
        raise ValueError(
            f"plate[2].channels: {', '.join(shared)} {verb} also a channel of plate[1]; each channel carries one wire"
        )


def check_one_device(wirings: Sequence[PlateWiring], device: str) -> None:
    """Raise ``ValueError`` where a plate is wired to another device than the rig's.

    Modules of one chassis share its sample clock, so they count as one device.
    """
    for number, wiring in enumerate(wirings, 1):
        if wiring.device not in ("", device) and (chassis(device) is None or chassis(device) != chassis(wiring.device)):
            raise ValueError(f"plate[{number}].device: {wiring.device} is not {device}. {ONE_DEVICE}")


def check_sync(wirings: Sequence[PlateWiring], sync: Sync | None) -> None:
    """Raise ``ValueError`` where the digital signal shares a plate's input."""
    for number, wiring in enumerate(wirings, 1):
        if sync is not None and sync.channel in wiring.channels:
            raise ValueError(
                f"sync.channel: {sync.channel} is also a channel of plate[{number}]; each channel carries one wire"
            )


def read_rig(path: Path | str) -> Rig:
    """Read and check a ``rig.toml``.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Rig

    Raises
    ------
    UnreadableFile
        No such file, no text, or no TOML; the message names the line.
    ConfigurationRejected
        A key is unknown, missing or has a value that cannot be; the message names the key.
    """
    return parse_rig(rig_text(path), str(path))


def rig_text(path: Path | str) -> str:
    """Text of a rig file; raises :class:`UnreadableFile` where there is none."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error), str(path), "give the path of a rig.toml") from None
    except UnicodeDecodeError:
        raise UnreadableFile("is no UTF-8 text", str(path), "give the path of a rig.toml") from None


def parse_rig(text: str, where: str = "rig.toml") -> Rig:
    """Check the text of a ``rig.toml``; raises as :func:`read_rig`, with ``where`` in the message."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(f"is not TOML: {error}", where, "mend that line") from None
    try:
        rig = Rig.model_validate(tables)
    except ValidationError as error:
        raise rejection(error, where) from None
    rig._toml_text = text
    return rig


def rejection(error: ValidationError, where: str) -> ConfigurationRejected:
    """The first fault found, with how many more there are."""
    faults = error.errors(include_url=False)
    key, what = key_and_words(faults[0])
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    what, _, do = what.partition("; ")
    return ConfigurationRejected(f"{what}{more}", f"{where}: {key}" if key else where, do or LOOK_UP)


def key_and_words(fault: Mapping[str, Any]) -> tuple[str, str]:
    """Name of the key and what is wrong with it."""
    place = place_of(fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        return place, "is no key of a rig; take it out or mend its spelling"
    if kind == "missing":
        return place, "is missing"
    if kind != "value_error":
        return place, f"{fault['msg'][0].lower()}{fault['msg'][1:]}, not {fault['input']!r:.40}"
    words = str(fault["ctx"]["error"])
    inner, colon, rest = words.partition(": ")
    if colon and " " not in inner:
        return f"{place}.{inner}" if place else inner, rest
    return place, words


def place_of(path: Sequence[str | int]) -> str:
    """Path of a key as people write it: ``plate[1].matrix``; positions count from 1."""
    place = ""
    for step in path:
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if place else step
    return place
