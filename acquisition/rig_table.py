"""What the tables of ``rig.toml`` share: strictness, units, and how a mistake is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ForceUnit = Literal["N", "kN", "lbf"]
MomentUnit = Literal["N.m", "N.mm", "kN.m", "lbf.in", "lbf.ft"]
Level = Literal["high", "low"]
Length = Annotated[float, Field(ge=-1e6, le=1e6)]
"""Millimetres; nobody measures a floor farther than a kilometre."""
Calibration = Annotated[float, Field(ge=-1e9, le=1e9)]
"""A number of a calibration sheet."""
Point = Annotated[list[Length], Field(min_length=3, max_length=3)]
Six = Annotated[list[Calibration], Field(min_length=6, max_length=6)]
Line = Annotated[str, Field(pattern=r"^([A-Za-z0-9_\-]+/)?port\d+/line\d+$")]

POUND_N = 4.4482216152605
"""One pound-force, N (exact by definition)."""
INCH_M = 0.0254
NEWTONS: dict[ForceUnit, float] = {"N": 1.0, "kN": 1000.0, "lbf": POUND_N}
NEWTON_METRES: dict[MomentUnit, float] = {
    "N.m": 1.0,
    "N.mm": 0.001,
    "kN.m": 1000.0,
    "lbf.in": POUND_N * INCH_M,
    "lbf.ft": POUND_N * 12.0 * INCH_M,
}


class Table(BaseModel):
    """A table that refuses unknown keys and numbers that are not finite."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Mistake:
    """Something in a rig file that cannot be right.

    Attributes
    ----------
    key : str
        Path of the key, such as ``plate[1].matrix``; empty for the whole file.
    what : str
        What is wrong with it.
    do : str
        What to do about it.
    """

    key: str
    what: str
    do: str

    @property
    def words(self) -> str:
        """``key: what; do``."""
        head = f"{self.key}: {self.what}" if self.key else self.what
        return f"{head}; {self.do}"

    def under(self, place: str) -> Mistake:
        """The same one, its key within a table at ``place``."""
        return Mistake(f"{place}.{self.key}" if self.key else place, self.what, self.do)
