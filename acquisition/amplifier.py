"""The amplifiers between plate and converter: from what a calibration sheet says to newtons per volt.

Each table of ``rig.toml`` here (``[plate.amti]``, ``[plate.bertec]``, ``[plate.kistler]``, ``[plate.cells]``) turns
into the plate's matrix: ``Fx Fy Fz`` (N) and ``Mx My Mz`` (N·m) at the sensor origin, plate axes, per unit of each
channel. That unit is the volt, and for bridge inputs mV/V.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from acquisition.plate import FloatArray
from acquisition.rig_table import (
    NEWTON_METRES,
    NEWTONS,
    Calibration,
    ForceUnit,
    Length,
    Level,
    Line,
    MomentUnit,
    Six,
    Table,
)

MICRO = 1e6
LEAST_MV_PER_V = 1e-3
"""A cell that gives less at its rated load is none."""
EIGHT_CHANNELS = ("fx12", "fx34", "fy14", "fy23", "fz1", "fz2", "fz3", "fz4")
FOUR_CELLS = ("fz1", "fz2", "fz3", "fz4")
COMPONENTS = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")

Positive = Annotated[float, Field(ge=1e-6, le=1e6)]


def one_for_all(value: Any) -> Any:
    """A single number, for each of six channels."""
    if not isinstance(value, int | float):
        return value
    if not 1e-6 <= value <= 1e6:
        raise ValueError(f"{value:g} cannot be; give a number greater than 0")
    return [value] * 6


PerChannel = Annotated[
    Annotated[list[Positive], Field(min_length=6, max_length=6)],
    BeforeValidator(one_for_all),
]
Rows = Annotated[list[Six], Field(min_length=6, max_length=6)]


def component_units(force_unit: ForceUnit, moment_unit: MomentUnit) -> FloatArray:
    """What one unit of each row of a sheet's matrix is in N and N·m, shape (6, 1)."""
    return np.repeat([NEWTONS[force_unit], NEWTON_METRES[moment_unit]], 3)[:, np.newaxis]


class AmtiAmplifier(Table):
    """``[plate.amti]``: strain gauges behind an amplifier with excitation and gain (MSA-6, MiniAmp and alike)."""

    matrix: Rows
    excitation_v: PerChannel
    gain: PerChannel
    force_unit: ForceUnit = "N"
    moment_unit: MomentUnit = "N.m"

    def matrix_si(self) -> FloatArray:
        """N and N·m per volt, shape (6, 6).

        The sheet's matrix C takes microvolts per volt of excitation: F = C · (V · 10⁶ / (excitation · gain)),
        excitation and gain being those of each channel.
        """
        per_volt = MICRO / (np.asarray(self.excitation_v) * np.asarray(self.gain))
        matrix: FloatArray = component_units(self.force_unit, self.moment_unit) * np.asarray(self.matrix) * per_volt
        return matrix


class BertecAmplifier(Table):
    """``[plate.bertec]``: six calibrated outputs."""

    diagonal: Six | None = None
    matrix: Rows | None = None
    gain: Positive = 1.0
    force_unit: ForceUnit = "N"
    moment_unit: MomentUnit = "N.m"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.diagonal is None) == (self.matrix is None):
            raise ValueError(
                "diagonal: give either `diagonal` (six values per volt) or `matrix` (six rows of six); one of both"
            )
        return self

    def matrix_si(self) -> FloatArray:
        """N and N·m per volt, shape (6, 6): the sheet's values at gain 1, divided by the gain that is set."""
        sheet = np.diag(self.diagonal) if self.diagonal is not None else np.asarray(self.matrix)
        matrix: FloatArray = component_units(self.force_unit, self.moment_unit) * sheet / self.gain
        return matrix


class KistlerAmplifier(Table):
    """``[plate.kistler]``: eight charge-amplifier outputs, and the digital lines that set and reset the amplifier."""

    n_per_v: Annotated[list[Calibration], Field(min_length=8, max_length=8)]
    a_mm: Positive
    b_mm: Positive
    az0_mm: float = Field(ge=-1e6, le=0.0)
    reset_line: Line | None = None
    reset_level: Level = "high"
    reset_s: float = Field(default=0.5, ge=0.01, le=10.0)
    settle_s: float = Field(default=1.0, ge=0.0, le=60.0)
    range_lines: list[Line] = Field(default_factory=list)
    range_levels: list[Level] = Field(default_factory=list)

    @model_validator(mode="after")
    def _lines_hold_together(self) -> Self:
        if len(self.range_lines) != len(self.range_levels):
            raise ValueError(
                f"range_levels: {len(self.range_levels)} for {len(self.range_lines)} range lines; "
                "give each line its level, high or low"
            )
        lines = [*self.range_lines, *([self.reset_line] if self.reset_line else [])]
        twice = sorted({line for line in lines if lines.count(line) > 1})
        if twice:
            raise ValueError(f"range_lines: {twice[0]} is named twice; each line does one thing")
        return self

    def levels(self) -> dict[str, Level]:
        """Level of every digital line while the amplifier operates."""
        levels = dict(zip(self.range_lines, self.range_levels, strict=True))
        if self.reset_line is not None:
            levels[self.reset_line] = "low" if self.reset_level == "high" else "high"
        return levels

    def matrix_si(self) -> FloatArray:
        """N and N·m per volt at the sensor origin, shape (6, 8).

        Fx = fx12 + fx34, Fy = fy14 + fy23, Fz = Σ fz, Mx = b (fz1 + fz2 − fz3 − fz4),
        My = a (−fz1 + fz2 + fz3 − fz4), Mz = b (−fx12 + fx34) + a (fy14 − fy23); sensors at 1 (+a +b), 2 (−a +b),
        3 (−a −b), 4 (+a −b) (Kistler's formulas for multicomponent plates).
        """
        a, b = self.a_mm / 1000.0, self.b_mm / 1000.0
        matrix: FloatArray = eight_channel_matrix(a, b) * np.asarray(self.n_per_v)
        return matrix


def eight_channel_matrix(a_m: float, b_m: float) -> FloatArray:
    """Newtons of the eight channels to force and moment at the sensor origin, shape (6, 8)."""
    return np.array(
        [
            [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0],
            [0.0, 0.0, 0.0, 0.0, b_m, b_m, -b_m, -b_m],
            [0.0, 0.0, 0.0, 0.0, -a_m, a_m, a_m, -a_m],
            [-b_m, b_m, a_m, -a_m, 0.0, 0.0, 0.0, 0.0],
        ]
    )


CellPoint = Annotated[list[Length], Field(min_length=2, max_length=2)]
FourValues = Annotated[list[Calibration], Field(min_length=4, max_length=4)]


class CellAmplifier(Table):
    """``[plate.cells]``: four vertical cells, as volts of an amplifier or straight into bridge inputs (NI 9237)."""

    positions_mm: Annotated[list[CellPoint], Field(min_length=4, max_length=4)]
    n_per_v: FourValues | None = None
    rated_n: FourValues | None = None
    rated_mv_per_v: FourValues | None = None
    bridge: Literal["full", "half", "quarter"] = "full"
    bridge_ohm: float = Field(default=350.0, ge=50.0, le=10_000.0)
    excitation_v: float = Field(default=2.5, gt=0.0, le=10.0)
    range_mv_per_v: float = Field(default=25.0, gt=0.0, le=500.0)

    @model_validator(mode="after")
    def _volts_or_bridges(self) -> Self:
        sheet = (self.rated_n is not None, self.rated_mv_per_v is not None)
        if self.n_per_v is not None and any(sheet):
            raise ValueError(
                "n_per_v: cannot stand beside rated_n and rated_mv_per_v; "
                "take n_per_v for amplifier volts, the other two for bridge inputs"
            )
        if self.n_per_v is None and not all(sheet):
            missing = "n_per_v" if not any(sheet) else "rated_mv_per_v" if sheet[0] else "rated_n"
            raise ValueError(
                f"{missing}: is missing; give n_per_v (volts) or rated_n and rated_mv_per_v (bridge inputs)"
            )
        if self.rated_mv_per_v is not None and min(map(abs, self.rated_mv_per_v)) < LEAST_MV_PER_V:
            raise ValueError("rated_mv_per_v: holds a 0; copy the rated output from each cell's sheet")
        return self

    @property
    def is_bridge(self) -> bool:
        """Whether the channels are bridge inputs, read in mV/V."""
        return self.n_per_v is None

    def n_per_unit(self) -> FloatArray:
        """Newtons of each cell per volt or per mV/V, shape (4,)."""
        if self.n_per_v is not None:
            return np.asarray(self.n_per_v)
        ratio: FloatArray = np.asarray(self.rated_n) / np.asarray(self.rated_mv_per_v)
        return ratio

    def matrix_si(self) -> FloatArray:
        """N and N·m per volt or per mV/V, shape (6, 4).

        Fz is the sum; a cell at (x, y) adds Mx = y · fz and My = −x · fz (M = r × F). Nothing tells Fx, Fy and Mz.
        """
        x, y = np.asarray(self.positions_mm).T / 1000.0
        matrix = np.zeros((6, 4))
        matrix[2:5] = np.stack([np.ones(4), y, -x]) * self.n_per_unit()
        return matrix
