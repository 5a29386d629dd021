"""The tables of ``rig.toml`` and what each of their values may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from acquisition.plate import FloatArray, ForcePlate, PlateKind

CHANNELS_OF_KIND = {"6-component": 6, "8-channel": 8, "4-cell": 4}
RANK_OF_KIND = {"6-component": 6, "8-channel": 6, "4-cell": 3}
COMPONENTS = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
WORST_CONDITION = 1e9
"""Condition number, after each row and column is scaled to 1, above which a matrix counts as singular."""
SQUARE_MM = 2.0
"""How far the corners of a plate may miss a rectangle: a tape measure's error."""
EDGE_MM = (100.0, 3000.0)

Point = Annotated[list[float], Field(min_length=3, max_length=3)]


class Table(BaseModel):
    """A table that refuses unknown keys and numbers that are not finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


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

    @model_validator(mode="after")
    def _a_block_holds_samples(self) -> Clock:
        if self.rate_hz * self.block_ms / 1000.0 < 1.0:
            raise ValueError(
                f"block_ms: {self.block_ms:g} ms hold no sample at {self.rate_hz:g} Hz; take longer blocks"
            )
        return self


class PlateWiring(Table):
    """One ``[[plate]]``: calibration sheet, place on the floor, wires."""

    side: Literal["left", "right"]
    kind: PlateKind = "6-component"
    serial: str = ""
    channels: list[Annotated[str, Field(pattern=r"^ai\d+$")]] = Field(min_length=1)
    names: list[str] = Field(default_factory=list)
    terminal: Literal["DIFF", "RSE", "NRSE"] = "DIFF"
    range_v: float = Field(default=10.0, gt=0.0, le=100.0)
    amplifier_span_v: float = Field(default=10.0, gt=0.0, le=100.0)
    matrix: list[list[float]]
    surface_mm: Point
    corners_mm: Annotated[list[Point], Field(min_length=4, max_length=4)]
    measures: Literal["plate", "lifter"]

    @model_validator(mode="after")
    def _holds_together(self) -> PlateWiring:
        check_channels(self.kind, self.channels, self.names)
        check_matrix(self.kind, self.matrix, len(self.channels))
        check_corners(np.asarray(self.corners_mm))
        check_surface(self.force_plate())
        return self

    @property
    def full_scale_v(self) -> float:
        """Smaller of the amplifier's span and the device's range, V."""
        return min(self.range_v, self.amplifier_span_v)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """What the channels measure, in the order of the matrix' columns."""
        if self.names:
            return tuple(self.names)
        return COMPONENTS if self.kind == "6-component" else tuple(self.channels)

    def force_plate(self) -> ForcePlate:
        """The plate as the rest of the house knows it."""
        return ForcePlate(
            name=self.side,
            kind=self.kind,
            matrix=np.asarray(self.matrix, dtype=np.float64),
            corners_mm=np.asarray(self.corners_mm, dtype=np.float64),
            surface_mm=np.asarray(self.surface_mm, dtype=np.float64),
            reaction=1 if self.measures == "lifter" else -1,
            channels=self.channel_names,
            serial=self.serial,
        )


def check_channels(kind: str, channels: Sequence[str], names: Sequence[str]) -> None:
    """Raise ``ValueError`` where the number of channels or names does not fit the kind."""
    needed = CHANNELS_OF_KIND[kind]
    if len(channels) != needed:
        raise ValueError(f"channels: {len(channels)} are listed, a {kind} plate has {needed}")
    if names and len(names) != len(channels):
        raise ValueError(f"names: {len(names)} for {len(channels)} channels; name every channel or none")
    twice = sorted({name for name in channels if list(channels).count(name) > 1})
    if twice:
        raise ValueError(f"channels: {twice[0]} is listed twice; each channel carries one wire")


def check_matrix(kind: str, matrix: Sequence[Sequence[float]], n_channels: int) -> None:
    """Raise ``ValueError`` where the matrix has a wrong shape or cannot tell the components apart."""
    if len(matrix) != 6:
        raise ValueError(f"matrix: {len(matrix)} rows, 6 are needed (Fx Fy Fz in N, Mx My Mz in N·m per volt)")
    for number, row in enumerate(matrix, 1):
        if len(row) != n_channels:
            raise ValueError(
                f"matrix: row {number} has {len(row)} values, {n_channels} channels are listed; "
                "each row takes one value per channel"
            )
    if _independent_rows(np.asarray(matrix, dtype=np.float64)) < RANK_OF_KIND[kind]:
        raise ValueError(
            "matrix: is singular, some components cannot be told apart; copy it again from the plate's sheet"
        )


def _independent_rows(matrix: FloatArray) -> int:
    """Rank after scaling rows and columns, so that newtons and newton-metres weigh the same."""
    rows = np.abs(matrix).max(axis=1, keepdims=True)
    scaled = matrix / np.where(rows > 0.0, rows, 1.0)
    columns = np.abs(scaled).max(axis=0, keepdims=True)
    return int(np.linalg.matrix_rank(scaled / np.where(columns > 0.0, columns, 1.0), tol=6.0 / WORST_CONDITION))


def check_corners(corners_mm: FloatArray) -> None:
    """Raise ``ValueError`` where four corners are no rectangle in the C3D order."""
    edges = np.roll(corners_mm, -1, axis=0) - corners_mm
    lengths = np.linalg.norm(edges, axis=1)
    if lengths.min() < EDGE_MM[0] or lengths.max() > EDGE_MM[1]:
        raise ValueError(
            f"corners_mm: edges of {', '.join(f'{length:.0f}' for length in lengths)} mm; "
            "a plate's edges measure 100 to 3000 mm, corners in order around the plate"
        )
    gap = float(np.linalg.norm(corners_mm[0] - corners_mm[1] + corners_mm[2] - corners_mm[3]))
    skew = float(abs(edges[0] @ edges[1])) / float(lengths.max())
    if max(gap, skew) > SQUARE_MM:
        raise ValueError(
            f"corners_mm: miss a rectangle by {max(gap, skew):.0f} mm; "
            "give them in order around the plate: (+x +y), (-x +y), (-x -y), (+x -y) in plate axes"
        )


def check_surface(plate: ForcePlate) -> None:
    """Raise ``ValueError`` where the sensor would lie above the surface people stand on."""
    above_mm = float((plate.rotation @ plate.surface_mm)[2])
    if above_mm < 0.0:
        raise ValueError(
            f"surface_mm: puts the sensor {-above_mm:.0f} mm above the surface; turn the sign of its third value "
            "(the vector runs from the sensor to the surface, in plate axes)"
        )
