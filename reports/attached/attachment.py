"""A file inside a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Relationship = Literal["Data", "Source"]


@dataclass(frozen=True)
class Attachment:
    """A file inside the file.

    Attributes
    ----------
    name : str
        Its file name.
    content : bytes
        All of it.
    media_type : str
        Such as ``application/json``.
    says : str
        What it is, in a few words.
    relationship : {'Data', 'Source'}
        ``Data``: what the pages show; ``Source``: what that was computed from.
    packed : bool
        Whether packing it again would gain nothing.
    """

    name: str
    content: bytes
    media_type: str
    says: str
    relationship: Relationship
    packed: bool = False
