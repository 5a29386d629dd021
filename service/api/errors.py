"""What the API refuses."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """A request is refused; it is answered with a problem document.

    Parameters
    ----------
    status : int
        Of HTTP.
    kind : str
        One word for it, which stays the same.
    detail : str
        What is wrong and what to do, for people.
    headers : mapping, optional
        Of the answer.
    """

    def __init__(self, status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail, self.headers = status, kind, detail, dict(headers or {})


def not_found(what: str) -> Refused:
    """There is none, or none that this account may see; which of both is nobody's business."""
    return Refused(404, "not_found", f"There is no such {what}, or this account may not see it.")
