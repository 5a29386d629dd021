"""Kinds of values that stand in addresses and bodies."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import BeforeValidator, Field, StringConstraints

ID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
EXAMPLE = "0193c3a0-1111-7000-8000-00000000000f"
NO_NUL = "^[^\\x00]*$"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def a_number(value: Any) -> Any:
    """Not `"92"` nor `true`; raises ``ValueError``."""
    if isinstance(value, bool | str):
        raise ValueError("it is no number")
    return value


def as_written(value: Any) -> Any:
    """A day or moment as ISO 8601 writes it, not seconds since 1970; raises ``ValueError``."""
    if isinstance(value, str) and not DAY.match(value):
        raise ValueError("write it as 2026-11-22 or 2026-11-22T14:00:00Z")
    return value


Identity = Annotated[
    str, StringConstraints(pattern=ID_PATTERN), Field(description="Opaque; it never changes.", examples=[EXAMPLE])
]
PathId = Annotated[str, Path(pattern=ID_PATTERN, description="Identity of it.", examples=[EXAMPLE])]
Line = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
Words = Annotated[str, StringConstraints(max_length=4000, pattern=NO_NUL)]
Day = Annotated[date, BeforeValidator(as_written)]
Kilograms = Annotated[float, Field(gt=0.0, le=500.0), BeforeValidator(a_number)]
FilmSeconds = Annotated[float, Field(ge=0.0, le=86_400.0), BeforeValidator(a_number)]
Attempt = Annotated[int, Field(ge=1, le=99), BeforeValidator(a_number)]
