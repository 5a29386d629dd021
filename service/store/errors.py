"""What can be wrong with a store."""

from __future__ import annotations

from acquisition.errors import LegdriveError


class StoreError(LegdriveError):
    """The store cannot be opened, or holds what it must not."""
