"""Column types that mean the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, TypeAlias

from sqlalchemy import JSON, DateTime, ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.schema import MetaData
from sqlalchemy.types import TypeDecorator

from service.store.ids import new_id


class UtcMoment(TypeDecorator[datetime]):
    """A moment in UTC: with its zone in PostgreSQL, as text without one in SQLite, always with one in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; a moment without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name of its own, so that a migration can name it."""
Document: TypeAlias = dict[str, Any]
JSON_TYPE = JSON().with_variant(JSONB(), "postgresql")
ID_LENGTH = 36


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcMoment(), Document: JSON_TYPE, list[str]: JSON_TYPE}


Id: TypeAlias = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)]
Made: TypeAlias = Annotated[datetime, mapped_column(default=now)]
Changed: TypeAlias = Annotated[datetime, mapped_column(default=now, onupdate=now, index=True)]


def to(table: str) -> ForeignKey:
    """A reference to a row of another table."""
    return ForeignKey(f"{table}.id")


def one_of(column: str, *words: str) -> str:
    """SQL of a check that a column holds one of some words."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
