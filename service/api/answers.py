"""Answers with their version: what has not changed is not sent again, what has changed is not written over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from service.api.errors import Refused

PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
"""No proxy keeps an answer; a browser asks whether its own still holds."""
IfNoneMatch = Annotated[
    str | None, Header(description="ETag of what is there already: 304 where it still holds.", examples=['"0a1b2c"'])
]
IfMatch = Annotated[str | None, Header(description="ETag of what the change is made to; 412 where it is no longer so.")]


def file_answer(media_type: str) -> dict[int | str, dict[str, Any]]:
    """How a file stands in the description of the answers."""
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


def answered(request: Request, shown: BaseModel, said: Mapping[str, str] | None = None) -> Response:
    """One thing as JSON, or 304 where the asker has it already."""
    body = shown.model_dump_json().encode()
    return body_answer(request, body, etag_of(body), said)


def body_answer(request: Request, body: bytes, etag: str, said: Mapping[str, str] | None = None) -> Response:
    """JSON under its ETag, or 304."""
    headers = {**PRIVATE, "ETag": etag, **(said or {})}
    if still_holds(request, etag):
        return Response(None, 304, headers)
    return Response(body, 200, headers, "application/json")


def still_holds(request: Request, etag: str) -> bool:
    """Whether the asker has this version already (RFC 9110, 13.1.2)."""
    named = wanted(request.headers.get("if-none-match"))
    return "*" in named or without_weakness(etag) in [without_weakness(each) for each in named]


def etag_of(body: bytes) -> str:
    """A strong validator: the digest of what is sent, so that it can also guard a change (RFC 9110, 13.1.1)."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def weak_etag_of(*parts: Any) -> str:
    """Of a list: it says the same, in whatever bytes."""
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def check_match(if_match: str | None, etag: str) -> None:
    """Whether a change may be made to what stands there now.

    Raises
    ------
    Refused
        428 without ``If-Match``; 412 where it names another version.
    """
    if if_match is None:
        raise Refused(428, "if_match_needed", "Read it first, and send its ETag as If-Match.")
    if "*" not in wanted(if_match) and etag not in wanted(if_match):
        raise Refused(412, "changed_meanwhile", "It was changed meanwhile: read it again, then decide.", {"ETag": etag})


def wanted(header: str | None) -> list[str]:
    """The ETags of a header."""
    return [each.strip() for each in (header or "").split(",") if each.strip()]


def without_weakness(etag: str) -> str:
    """For comparing weakly."""
    return etag.removeprefix("W/")
