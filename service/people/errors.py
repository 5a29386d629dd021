"""What people are refused."""

from __future__ import annotations

from acquisition.errors import LegdriveError


class AccountRefused(LegdriveError):
    """An account cannot be made or changed as asked."""


class LoginRefused(LegdriveError):
    """Wrong name, password or PIN, or an account that is closed; the line never says which."""


class TooManyAttempts(LoginRefused):
    """Too many failed logins: wait.

    Parameters
    ----------
    wait_s : float
        Seconds until the next one is looked at.
    """

    def __init__(self, what: str, where: str = "", do: str = "", *, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(what, where, do)


class AthleteRefused(LegdriveError):
    """An athlete cannot be imported, exported or erased as asked."""


class AuditBroken(LegdriveError):
    """The chain of what was done does not hold together."""


class NoteRefused(LegdriveError):
    """A coach's note cannot be kept."""
