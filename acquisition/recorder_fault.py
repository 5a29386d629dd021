"""Faults on their way from the recorder's process to another one."""

from __future__ import annotations

from typing import Any, NoReturn

from acquisition import errors
from acquisition.errors import LegdriveError, RecorderLost

FIELDS = ("code", "sample_index", "first_missing", "count")


def fault_document(error: BaseException) -> dict[str, Any]:
    """An error as JSON can hold it."""
    document: dict[str, Any] = {"error": type(error).__name__, "what": str(error), "where": "", "do": ""}
    if isinstance(error, LegdriveError):
        document |= {"what": error.what, "where": error.where, "do": error.do}
        document |= {name: getattr(error, name) for name in FIELDS if getattr(error, name, None) is not None}
    if isinstance(error, OSError):
        document |= {"errno": error.errno, "what": error.strerror or str(error), "where": error.filename or ""}
    return document


def fault_of(document: dict[str, Any]) -> Exception:
    """The error again; one that is not of this house is a ``RecorderLost``, except the operating system's."""
    kind = getattr(errors, document["error"], None)
    words = (document["what"], document["where"], document["do"])
    if isinstance(kind, type) and issubclass(kind, LegdriveError):
        details = {name: document[name] for name in FIELDS if name in document}
        if "first_missing" in details:
            details.pop("sample_index", None)
        return kind(*words, **details)
    if "errno" in document:
        return OSError(document["errno"], document["what"], str(document["where"]) or None)
    return RecorderLost(
        f"has a defect ({document['error']}: {document['what']})",
        "recorder",
        "what it acknowledged is in the recording; please report it with `legdrive doctor --bundle`",
    )


def raise_fault(document: dict[str, Any]) -> NoReturn:
    """Raise the error again."""
    raise fault_of(document)
