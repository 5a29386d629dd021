"""Every error as a problem document (RFC 9457): what is wrong, where, and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from acquisition.errors import LegdriveError
from service.api.errors import Refused

MEDIA_TYPE = "application/problem+json"
KIND = "urn:legdrive:problem:"


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    where: str = Field(description="Part and name, such as `query.limit` or `body.load_kg`.", examples=["query.limit"])
    what: str = Field(examples=["Input should be less than or equal to 500"])


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:legdrive:problem:not_found",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "There is no such lift, or this account may not see it.",
                    "instance": "/api/v1/lifts/0193c3a0-1111-7000-8000-00000000000f",
                }
            ]
        }
    )
    type: str = Field(description="`urn:legdrive:problem:` and a word that stays the same.")
    title: str = Field(description="The status in words.")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What is wrong with this request, and what to do.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[Fault] | None = Field(default=None, description="Of a request that is not as described: each fault.")


def problem(
    request: Request,
    status: int,
    kind: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> Response:
    """The answer to a request that failed."""
    said: dict[str, Any] = {
        "type": KIND + kind,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
    }
    said |= {} if errors is None else {"errors": errors}
    return Response(json.dumps(said), status, headers, MEDIA_TYPE)


def answer_with_problems(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Let every error of an application with these routes be a problem document."""

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return problem(request, error.status, error.kind, error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def not_as_described(request: Request, error: RequestValidationError) -> Response:
        detail = "The request is not as this address describes it; `errors` says where."
        return problem(request, 422, "validation", detail, errors=list(faults(error)))

    @app.exception_handler(HTTPException)
    async def of_http(request: Request, error: HTTPException) -> Response:
        kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        detail = error.detail if error.detail != HTTPStatus(error.status_code).phrase else WORDS.get(kind, error.detail)
        headers = {"Allow": ", ".join(methods_at(request, routes))} if error.status_code == 405 else error.headers
        return problem(request, error.status_code, kind, detail, headers)

    @app.exception_handler(OperationalError)
    async def of_the_store(request: Request, error: OperationalError) -> Response:
        return problem(request, 503, "store", "The store does not answer.", {"Retry-After": "5"})

    @app.exception_handler(Exception)
    async def a_defect(request: Request, error: Exception) -> Response:
        return problem(request, 500, "defect", "Something went wrong in Legdrive; its log says what.")

    @app.exception_handler(LegdriveError)
    async def of_the_house(request: Request, error: LegdriveError) -> Response:
        return problem(request, 409, "cannot_be_done", error.line)


def methods_at(request: Request, routes: Sequence[BaseRoute]) -> list[str]:
    """Methods that an address takes; one address may be several routes."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    taken = [route for route in routes if isinstance(route, Route) and route.path_regex.match(path)]
    return sorted({method for route in taken for method in route.methods or ()})


WORDS = {
    "not_found": "There is nothing at this address; /api/v1/openapi.json lists all.",
    "method_not_allowed": "This address does not take this method; the header Allow lists those it takes.",
}


def faults(error: RequestValidationError) -> Iterator[dict[str, str]]:
    """Where a request is not as described; what was sent is not repeated."""
    for each in error.errors():
        yield {"where": ".".join(str(step) for step in each["loc"]), "what": str(each["msg"])}
