"""What checking a report found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReportCheck:
    """What checking a report found.

    Attributes
    ----------
    faults : tuple of str
        One line a difference; empty where all is equal.
    says : str
        What was compared.
    note : str
        Why differences may be honest; may be empty.
    """

    faults: tuple[str, ...]
    says: str = ""
    note: str = ""

    @property
    def equal(self) -> bool:
        """Whether the pages follow from what is attached."""
        return not self.faults
