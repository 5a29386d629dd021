"""The rig: two plates, their wires, the sample clock and the driver, read from ``rig.toml``.

Every message names the key it is about. ``plate[1]`` is the first ``[[plate]]`` of the file.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from pydantic import Field, PrivateAttr, ValidationError, model_validator

from acquisition.errors import ConfigurationRejected, UnreadableFile
from acquisition.plate import FloatArray, ForcePlate
from acquisition.rig_wiring import Clock, Driver, PlateWiring, RigFacts, Table

LOOK_UP = "see the page on rig.toml in the documentation"


class Rig(Table):
    """One laboratory's plates and wiring.

    Channels of the task are the plates' channels in the order of the file.
    """

    rig: RigFacts
    driver: Driver = Field(default_factory=Driver)
    clock: Clock = Field(default_factory=Clock)
    plate: list[PlateWiring] = Field(min_length=1, max_length=2)
    _toml_text: str = PrivateAttr(default="")

    @model_validator(mode="after")
    def _plates_agree(self) -> Self:
        check_sides(self.plate)
        check_shared_channels(self.plate)
        return self

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
    def channels(self) -> tuple[str, ...]:
        """The task's channels in order, such as ``ai0``."""
        return tuple(channel for wiring in self.plate for channel in wiring.channels)

    @property
    def plate_channels(self) -> tuple[tuple[int, ...], ...]:
        """Per plate: positions of its channels in :attr:`channels`."""
        spans, first = [], 0
        for wiring in self.plate:
            spans.append(tuple(range(first, first + len(wiring.channels))))
            first += len(wiring.channels)
        return tuple(spans)

    @property
    def full_scale_v(self) -> FloatArray:
        """Per channel of the task: smaller of amplifier span and device range, V, shape (n_channels,)."""
        scales: FloatArray = np.repeat(
            [wiring.full_scale_v for wiring in self.plate], [len(wiring.channels) for wiring in self.plate]
        ).astype(np.float64)
        return scales

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
            f"the right one's (x = {centres['right']:.0f} mm); x runs to the lifter's right"
        )


def check_shared_channels(wirings: Sequence[PlateWiring]) -> None:
    """Raise ``ValueError`` where two plates name the same channel."""
    if len(wirings) < 2:
        return
    shared = sorted(set(wirings[0].channels) & set(wirings[1].channels))
    if shared:
        raise ValueError(f"plate[2].channels: {shared[0]} is also a channel of plate[1]; each channel carries one wire")


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
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error), str(path), "give the path of a rig.toml") from None
    except UnicodeDecodeError:
        raise UnreadableFile("is no UTF-8 text", str(path), "give the path of a rig.toml") from None
    return parse_rig(text, str(path))


def parse_rig(text: str, where: str = "rig.toml") -> Rig:
    """Check the text of a ``rig.toml``; raises as :func:`read_rig`, with ``where`` in the message."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(f"is not TOML: {error}", where, "mend that line") from None
    try:
        rig = Rig.model_validate(tables)
    except ValidationError as error:
        raise _rejection(error, where) from None
    rig._toml_text = text
    return rig


def _rejection(error: ValidationError, where: str) -> ConfigurationRejected:
    """The first fault found, with how many more there are."""
    faults = error.errors(include_url=False)
    key, what = _key_and_words(faults[0])
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    what, _, do = what.partition("; ")
    return ConfigurationRejected(f"{what}{more}", f"{where}: {key}" if key else where, do or LOOK_UP)


def _key_and_words(fault: Mapping[str, Any]) -> tuple[str, str]:
    """Name of the key and what is wrong with it."""
    place = _place(fault["loc"])
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


def _place(path: Sequence[str | int]) -> str:
    """Path of a key as people write it: ``plate[1].matrix``; positions count from 1."""
    place = ""
    for step in path:
        place += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if place else step
    return place
