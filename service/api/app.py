"""The application below ``/api/v1``: its routes, its description, its errors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from service.api import about, analyses, archive, athletes, deliveries, jobs, lifts, reports, samples, sessions
from service.api.description import describe
from service.api.problems import answer_with_problems
from service.api.rates import RateLimit
from service.lab import Lab

PREFIX = "/api/v1"
ROUTERS = (about, archive, athletes, sessions, samples, lifts, analyses, reports, deliveries, jobs)


def create_api(lab: Lab, rates: RateLimit | None = None) -> FastAPI:
    """The API of one laboratory, to be mounted at :data:`PREFIX`.

    Parameters
    ----------
    lab : Lab
        With its store.
    rates : RateLimit, optional
        How often one key may ask.
    """
    api = FastAPI(title="Legdrive", docs_url=None, redoc_url=None, redirect_slashes=False)
    api.state.lab, api.state.rates = lab, rates or RateLimit()
    for each in ROUTERS:
        api.include_router(each.router)
    answer_with_problems(api, [*api.routes, *(route for each in ROUTERS for route in each.router.routes)])

    def described() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = describe(api)
        return api.openapi_schema

    api.openapi = described  # type: ignore[method-assign]
    return api
