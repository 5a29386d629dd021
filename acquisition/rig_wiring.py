"""The tables of ``rig.toml`` and what each of their values may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, ValidationInfo, field_validator, model_validator

from acquisition.amplifier import (
    COMPONENTS,
    EIGHT_CHANNELS,
    FOUR_CELLS,
    AmtiAmplifier,
    BertecAmplifier,
    CellAmplifier,
    KistlerAmplifier,
)
from acquisition.plate import FloatArray, ForcePlate, PlateKind
from acquisition.rig_plate_checks import (
    check_az0,
    check_calibration,
    check_channel_count,
    check_corners,
    check_inverted,
    check_matrix_shape,
    check_names,
    check_rank,
    check_repeats,
    check_surface,
    is_plate,
)
from acquisition.rig_table import Calibration, Point, Table

KIND_OF_AMPLIFIER: Mapping[str, PlateKind] = {
    "amti": "6-component",
    "bertec": "6-component",
    "kistler": "8-channel",
    "cells": "4-cell",
}
NAMES_OF_KIND: Mapping[PlateKind, tuple[str, ...]] = {
    "6-component": COMPONENTS,
    "8-channel": EIGHT_CHANNELS,
    "4-cell": FOUR_CELLS,
}
BERTEC_SPAN_V = 5.0
COLLECT = "collect"
"""Context of a validation that looks at each value alone; :mod:`acquisition.rig_check` then collects every mistake."""

ONE_DEVICE = (
    "Both plates belong on one device, because two devices have two sample clocks that drift apart; "
    "wire all channels to driver.device (NRSE leaves inputs free), or take a device with more inputs"
)


def chassis(device: str) -> str | None:
    """Name of the chassis that a module such as ``cDAQ1Mod2`` sits in; ``None`` for a device of its own."""
    module = re.fullmatch(r"(.+)Mod\d+", device)
    return module[1] if module else None


class RigFacts(Table):
    """``[rig]``: which laboratory this is."""

    name: str = Field(min_length=1)
    utc_offset: str = ""
    gravity_m_s2: float | None = Field(default=None, ge=9.7, le=9.9)
    simulated: bool = False

    @field_validator("utc_offset")
    @classmethod
    def _is_an_offset(cls, value: str) -> str:
        if value and not re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", value):
            raise ValueError(f"'{value}' is no offset from UTC; write it as +01:00")
        return value


class Driver(Table):
    """``[driver]``: where NI-DAQmx runs and which device it is."""

    address: str = "local"
    device: str = Field(default="Dev1", pattern=r"^[A-Za-z0-9_\-]+$")
    product: str = ""

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value != "local" and not re.fullmatch(r"grpc://[^/:\s]+:\d{1,5}", value):
            raise ValueError(f"'{value}' is no address; write local or grpc://host:port")
        return value


class Clock(Table):
    """``[clock]``: how fast the plates are sampled and in what portions they are read."""

    rate_hz: float = Field(default=1000.0, ge=50.0, le=100_000.0)
    block_ms: float = Field(default=50.0, ge=5.0, le=1000.0)
    buffer_s: float = Field(default=10.0, ge=1.0, le=120.0)
    interleave: bool = False
    decimate: int = Field(default=1, ge=1, le=50)

    @model_validator(mode="after")
    def _a_block_holds_samples(self) -> Clock:
        if self.rate_hz * self.block_ms / 1000.0 < 1.0:
            raise ValueError(
                f"block_ms: {self.block_ms:g} ms hold no sample at {self.rate_hz:g} Hz; take longer blocks"
            )
        return self


class Sync(Table):
    """``[sync]``: a digital signal of a camera or an EMG system, recorded as one more analog channel."""

    channel: str = Field(pattern=r"^ai\d+$")
    name: str = Field(default="ttl", min_length=1)
    terminal: Literal["DIFF", "RSE", "NRSE"] = "RSE"
    range_v: float = Field(default=10.0, gt=0.0, le=100.0)
    threshold_v: float = Field(default=1.5, ge=-10.0, le=10.0)

    @model_validator(mode="after")
    def _threshold_can_be_crossed(self) -> Sync:
        if abs(self.threshold_v) >= self.range_v:
            raise ValueError(
                f"threshold_v: {self.threshold_v:g} V lie outside of ± {self.range_v:g} V; take about half of the pulse"
            )
        return self


class Trigger(Table):
    """``[trigger]``: a digital line that starts the sample clock."""

    source: str = Field(pattern=r"^(PFI\d+|RTSI\d+)$")
    edge: Literal["rising", "falling"] = "rising"


class PlateWiring(Table):
    """One ``[[plate]]``: calibration sheet, place on the floor, wires."""

    side: Literal["left", "right"]
    kind: PlateKind = "6-component"
    serial: str = ""
    calibrated_on: date | None = None
    channels: list[Annotated[str, Field(pattern=r"^ai\d+$")]] = Field(min_length=1)
    inverted: list[str] = Field(default_factory=list)
    names: list[str] = Field(default_factory=list)
    terminal: Literal["DIFF", "RSE", "NRSE"] = "DIFF"
    range_v: float = Field(default=10.0, gt=0.0, le=100.0)
    amplifier_span_v: float = Field(default=10.0, gt=0.0, le=100.0)
    matrix: list[list[Calibration]] | None = None
    amti: AmtiAmplifier | None = None
    bertec: BertecAmplifier | None = None
    kistler: KistlerAmplifier | None = None
    cells: CellAmplifier | None = None
    surface_mm: Point
    corners_mm: Annotated[list[Point], Field(min_length=4, max_length=4)]
    measures: Literal["plate", "lifter"]
    device: str = Field(default="", pattern=r"^[A-Za-z0-9_\-]*$")

    @model_validator(mode="before")
    @classmethod
    def _amplifier_knows(cls, data: Any) -> Any:
        """Fill in what follows from the amplifier's table and was not said."""
        return with_defaults(data) if isinstance(data, dict) else data

    @field_validator("channels", mode="before")
    @classmethod
    def _is_one_device(cls, value: object) -> object:
        foreign = next((name for name in value if "/" in str(name)), None) if isinstance(value, list) else None
        if foreign is not None:
            raise ValueError(f"'{foreign}' names a device; write {str(foreign).rpartition('/')[2]}. {ONE_DEVICE}")
        return value

    @model_validator(mode="after")
    def _holds_together(self, info: ValidationInfo) -> PlateWiring:
        if not (info.context and info.context.get(COLLECT)):
            for check in self.checks():
                check()
        return self

    def checks(self) -> Iterator[Callable[[], None]]:
        """What must hold between the values; each call raises ``ValueError`` where it does not."""
        yield lambda: check_calibration(self.calibrations, self.kind, KIND_OF_AMPLIFIER)
        yield lambda: check_channel_count(self.kind, self.channels)
        yield lambda: check_names(self.channels, self.names)
        yield lambda: check_repeats(self.channels)
        yield lambda: check_inverted(self.channels, self.inverted)
        yield self._check_matrix
        corners = np.asarray(self.corners_mm)
        yield lambda: check_corners(corners)
        if is_plate(corners):
            yield lambda: check_surface(self.force_plate())
        if self.kistler is not None:
            az0_mm = self.kistler.az0_mm
            yield lambda: check_az0(self.surface_mm, az0_mm)

    def _check_matrix(self) -> None:
        if not self.calibrations:
            return
        if self.matrix is not None:
            check_matrix_shape(self.matrix, len(self.channels))
        check_rank(self.calibration_key, self.kind, self.matrix_si())

    @property
    def calibrations(self) -> list[str]:
        """Which of the keys that give a calibration are there; one, where the plate is right."""
        return [name for name in ("matrix", *KIND_OF_AMPLIFIER) if getattr(self, name) is not None]

    @property
    def calibration_key(self) -> str:
        """Where the calibration's numbers stand: ``matrix``, ``amti.matrix``, ``kistler.n_per_v`` …"""
        name = self.calibrations[0]
        if name == "kistler":
            return "kistler.n_per_v"
        if name == "cells":
            return "cells.positions_mm"
        if name == "bertec" and self.bertec is not None and self.bertec.matrix is None:
            return "bertec.diagonal"
        return "matrix" if name == "matrix" else f"{name}.matrix"

    @property
    def bridge(self) -> CellAmplifier | None:
        """The cells, where they are wired to bridge inputs and read in mV/V."""
        return self.cells if self.cells is not None and self.cells.is_bridge else None

    @property
    def unit(self) -> str:
        """Unit of the channels."""
        return "mV/V" if self.bridge else "V"

    @property
    def input_range(self) -> float:
        """Range that the device is asked for, ± :attr:`unit`."""
        return self.bridge.range_mv_per_v if self.bridge else self.range_v

    @property
    def full_span(self) -> float:
        """Where the amplifier saturates, ± :attr:`unit`; a bridge has none before the device."""
        return self.bridge.range_mv_per_v if self.bridge else self.amplifier_span_v

    @property
    def full_scale_v(self) -> float:
        """Smaller of the amplifier's span and the device's range, in :attr:`unit`."""
        return min(self.input_range, self.full_span)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """What the channels measure, in the order of the matrix' columns."""
        return tuple(self.names) or NAMES_OF_KIND[self.kind]

    @property
    def polarity(self) -> FloatArray:
        """−1 for each channel that arrives with the wrong sign, else 1, shape (n_channels,)."""
        return np.array([-1.0 if channel in self.inverted else 1.0 for channel in self.channels])

    def matrix_si(self) -> FloatArray:
        """The sheet's N and N·m at the sensor origin per unit of each channel, plate axes, shape (6, n_channels)."""
        amplifier = self.amti or self.bertec or self.kistler or self.cells
        if self.matrix is not None or amplifier is None:
            return np.asarray(self.matrix, dtype=np.float64)
        return amplifier.matrix_si()

    def force_plate(self) -> ForcePlate:
        """The plate as the rest of the house knows it."""
        return ForcePlate(
            name=self.side,
            kind=self.kind,
            matrix=self.matrix_si() * self.polarity if self.inverted else self.matrix_si(),
            corners_mm=np.asarray(self.corners_mm, dtype=np.float64),
            surface_mm=np.asarray(self.surface_mm, dtype=np.float64),
            reaction=1 if self.measures == "lifter" else -1,
            channels=self.channel_names,
            serial=self.serial,
        )


def with_defaults(table: Mapping[str, Any]) -> dict[str, Any]:
    """A ``[[plate]]`` with what its amplifier's table says of kind, span and depth, where the plate does not."""
    named = [name for name in KIND_OF_AMPLIFIER if name in table]
    if not named:
        return dict(table)
    said: dict[str, Any] = {"kind": KIND_OF_AMPLIFIER[named[0]]}
    if "bertec" in named:
        said["amplifier_span_v"] = BERTEC_SPAN_V
    if "cells" in named:
        said["surface_mm"] = [0.0, 0.0, 0.0]
    amplifier = table[named[0]]
    if named[0] == "kistler" and isinstance(amplifier, dict) and isinstance(amplifier.get("az0_mm"), int | float):
        said["surface_mm"] = [0.0, 0.0, float(amplifier["az0_mm"])]
    return {**said, **table}
