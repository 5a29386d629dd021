"""The description holds for every answer: schemathesis asks what it allows and what it does not."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from service.api.app import PREFIX, create_api
from service.api.rates import RateLimit

if TYPE_CHECKING:
    from tests.service.api.conftest import MadeLab

EXAMPLES = 5
KINDS = ("athlete", "session", "lift", "analysis", "report", "delivery", "job")


def asked(made: MadeLab, who: str, **operation: str) -> dict[str, Any]:
    """What schemathesis is told: what is there, and with which key."""
    return {
        "seed": 7,
        "workers": 1,
        "continue-on-failure": True,
        "cache": {"enabled": False},
        "headers": made.key(who),
        "parameters": {f"{kind}_id": made.own[kind] for kind in KINDS},
        "generation": {"max-examples": EXAMPLES, "database": "none"},
        # Described as a text, but only the texts that we gave; and ETags of other versions.
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "400", "401", "403", "404", "409", "412"]},
            "missing_required_header": {"expected-statuses": ["401", "403", "422", "428"]},
        },
    }


def failures(made: MadeLab, who: str) -> tuple[list[str], Counter[str]]:
    """What is not as described, and how many requests each phase made."""
    app = FastAPI(openapi_url=None)
    app.mount(PREFIX, create_api(made.served(), RateLimit(10**9, 10**9)))
    config = SchemathesisConfig.from_dict(asked(made, who))
    schema = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", app, config=config)
    found: list[str] = []
    tried: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError):
            raise event.exception
        if isinstance(event, NonFatalError):
            found.append(f"{event.label}: {event.value!r}")
        if isinstance(event, ScenarioFinished):
            tried[event.phase.value] += len(event.recorder.cases)
            for identity, checks in event.recorder.checks.items():
                case = event.recorder.cases[identity].value
                found += [
                    f"{case.as_curl_command()}: {check.failure_info.failure}"
                    for check in checks
                    if check.failure_info is not None
                ]
    return found, tried


def test_every_answer_is_as_described(made_once: MadeLab) -> None:
    found, tried = failures(made_once, "technician")
    assert not found, "\n\n".join(found)
    assert {phase for phase, requests in tried.items() if requests > 10} >= {"coverage", "fuzzing", "stateful"}, tried


def test_the_description_is_openapi_3_1_and_names_everything(made_once: MadeLab) -> None:
    found = create_api(made_once.served()).openapi()
    assert found["openapi"].startswith("3.1")
    assert found["servers"] == [{"url": PREFIX}]
    for path, operations in found["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"], path
            assert bool(operation.get("security")) is (path != "/health"), path
    text = json.dumps(found)
    assert "HTTPValidationError" not in text
    assert "application/problem+json" in text
