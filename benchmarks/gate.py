"""A gate: a measured ratio, its limit, and whether it holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Gate:
    """One ratio that must hold.

    Attributes
    ----------
    key : str
        Such as ``K0``.
    says : str
        What is divided by what.
    ratio : float
        As measured.
    at_least, at_most : float or None
        Limit; both ``None``: measured only.
    conclusive : bool
        False where the control would not settle: the gate then fails as inconclusive.
    """

    key: str
    says: str
    ratio: float
    at_least: float | None = None
    at_most: float | None = None
    conclusive: bool = True

    @property
    def holds(self) -> bool:
        """Whether the limit is kept and the measurement can be trusted."""
        over = self.at_least is None or self.ratio >= self.at_least
        under = self.at_most is None or self.ratio <= self.at_most
        return self.conclusive and over and under

    @property
    def line(self) -> str:
        """One row for a person."""
        limit = f">= {self.at_least:g}" if self.at_least is not None else ""
        limit = limit or (f"<= {self.at_most:g}" if self.at_most is not None else "")
        verdict = "ok" if self.holds else "FAILS" if self.conclusive else "INCONCLUSIVE"
        return f"{self.key}  {self.says:<58} {self.ratio:6.2f}  {limit:<7} {verdict if limit else ''}".rstrip()

    def document(self) -> dict[str, object]:
        """Plain values for the results file."""
        return {**asdict(self), "holds": self.holds}
