"""Scripts that run from right to left: the order and the shapes in which their letters stand on paper."""

from __future__ import annotations

from unicodedata import bidirectional

from reports.errors import FontsMissing

FROM_RIGHT = ("R", "AL")
ARABIC = "AL"


def runs_from_right(text: str) -> bool:
    """Whether any letter belongs to a script that runs from right to left."""
    return not text.isascii() and any(bidirectional(letter) in FROM_RIGHT for letter in text)


def as_seen(text: str) -> str:
    """A line in the order in which it is seen, left to right, Arabic letters joined (Unicode standard annex 9).

    Raises
    ------
    FontsMissing
        The libraries that know this are not installed.
    """
    try:
        from arabic_reshaper import reshape
        from bidi import get_display
    except ModuleNotFoundError as reason:
        raise FontsMissing(
            f"“{text[:40]}” runs from right to left, and {reason.name} is not installed",
            "report",
            "pip install 'legdrive[scripts]'",
        ) from reason
    words = text.rstrip(" ")
    joined = reshape(words) if any(bidirectional(letter) == ARABIC for letter in words) else words
    return f"{get_display(joined)}{' ' * (len(text) - len(words))}"
