"""The description of the API as OpenAPI 3.1, with every answer it can give."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from processing.analysis import software_version
from service.api.problems import MEDIA_TYPE, Problem

WORDS = """What Legdrive has measured, for programs.

Things go by identity, never by name. A key is a token (`Authorization: Bearer …`) with scopes, or a browser's login;
it shows what its account may see. Lists come in pages by the moment of the last change: follow `next`, then give
`updated_until` as `updated_since` next time. ETags save sending what is there already, and guard changes. Every error
is a problem document (RFC 9457). See docs/api.md.
"""
TAGS = (
    ("about", "The service, and who asks."),
    ("athletes", "To whom lifts belong."),
    ("sessions", "Sessions at the plates."),
    ("lifts", "Lifts: what was said of them and what was measured."),
    ("analyses", "Every version of what was measured."),
    ("reports", "Pages for coaches, as PDF."),
    ("deliveries", "Which report goes to whom."),
    ("jobs", "What still has to be computed."),
    ("archive", "Many lifts, or all samples of one, as files."),
)
ERRORS = {
    "400": "A cursor or a day that cannot be, or a body that is no JSON.",
    "401": "No key, or one that opens nothing.",
    "403": "The key is not for this, the account may not do it, or the CSRF token is missing.",
    "404": "There is none, or none that this account may see.",
    "409": "It cannot be done as things are.",
    "410": "It was withdrawn.",
    "412": "It was changed meanwhile.",
    "422": "The request is not as described.",
    "428": "The change needs If-Match.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "The store does not answer.",
}
OPEN = "/health"


def describe(api: FastAPI) -> dict[str, Any]:
    """The description; every operation names all answers it can give."""
    tags = [{"name": name, "description": words} for name, words in TAGS]
    found = get_openapi(
        title="Legdrive", version=software_version(), description=WORDS, routes=api.routes, tags=tags,
        servers=[{"url": "/api/v1"}], license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )  # fmt: skip
    schemas = found["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            operation["responses"] |= {code: error(code) for code in errors_of(path, method, operation)}
            names = {each["name"]: each for each in operation.get("parameters", ())}
            if "if-match" in names:  # its own status, 428, says that it was left out
                names["if-match"]["required"] = True
                operation["responses"]["200"]["headers"] = ETAG
            if "if-none-match" in names:
                operation["responses"]["304"] = {"description": "What the asker has still holds.", "headers": ETAG}
                operation["responses"]["200"]["headers"] = ETAG
    return found


def errors_of(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    """Statuses with which an operation may refuse."""
    found = ["503"]
    names = {each["name"] for each in operation.get("parameters", ())}
    if path != OPEN:
        found += ["401", "403", "429"]
    if operation.get("parameters") or "requestBody" in operation:
        found.append("422")
    if "{" in path:
        found.append("404")
    if {"cursor", "from"} & names or "requestBody" in operation:
        found.append("400")
    if path.endswith("/pdf"):
        found.append("410")
    if "if-match" in names:
        found += ["412", "428"]
    if method != "get" or "samples" in path:
        found.append("409")
    return sorted(found)


def error(code: str) -> dict[str, Any]:
    """How a refusal looks."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    said: dict[str, Any] = {"description": ERRORS[code], "content": content}
    if code == "429":
        seconds = {"description": "Seconds to wait.", "required": True, "schema": {"type": "integer", "minimum": 1}}
        said["headers"] = {"Retry-After": seconds}
    return said


ETAG = {"ETag": {"description": "Changes with what is sent.", "required": True, "schema": {"type": "string"}}}
