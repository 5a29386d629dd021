"""Identities: opaque, unique over laboratories, and in the order in which they were made."""

from __future__ import annotations

from uuid_utils import uuid7


def new_id() -> str:
    """A UUID of version 7 (RFC 9562) as text: time first, so that rows made one after the other sort so."""
    return str(uuid7())
