"""Shapes that stand beside words, so that nothing rests on colour: states, and the tone of a verdict."""

from __future__ import annotations

OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"'
FULL = 'fill="currentColor"'
PATHS = {
    "CHECK": (OUTLINE, "M4 12l5 6L20 5"),
    "EMPTY": (OUTLINE, "M4 4h16v16H4z"),
    "WEIGH": (OUTLINE, "M12 3v14M4 21h16M5 8h14M7 17h10"),
    "READY": (FULL, "M12 2a10 10 0 1 0 .01 0z"),
    "LIFT": (FULL, "M12 2l9 11h-5v9H8v-9H3z"),
    "REVIEW": (OUTLINE, "M12 2l10 10-10 10L2 12z"),
    "QUEUED": (OUTLINE, "M12 2a10 10 0 1 0 .01 0zM12 6v6l4 3"),
    "SENT": (FULL, "M2 4l20 8-20 8 4-8z"),
    "REVISED": (OUTLINE, "M4 12a8 8 0 1 1 2.5 5.8M4 12V6M4 12h6"),
    "WITHDRAWN": (OUTLINE, "M5 5l14 14M19 5L5 19"),
    "usual": (FULL, "M12 2a10 10 0 1 0 .01 0z"),
    "up": (FULL, "M12 3l10 18H2z"),
    "down": (FULL, "M12 21L2 3h20z"),
    "cross": (OUTLINE, "M5 5l14 14M19 5L5 19"),
    "none": (OUTLINE, "M4 12h16"),
    "good": (FULL, "M12 2a10 10 0 1 0 .01 0z"),
    "watch": (OUTLINE, "M12 3l10 18H2zM12 10v5M12 18v.5"),
    "change": (FULL, "M12 21L2 3h20z"),
}
STATE_WORDS = {
    "CHECK": "Check",
    "EMPTY": "Empty plates",
    "WEIGH": "Weigh-in",
    "READY": "Ready",
    "LIFT": "Lift",
    "REVIEW": "Review",
    "QUEUED": "Queued",
    "SENT": "Sent",
    "REVISED": "Revised",
    "WITHDRAWN": "Withdrawn",
}


def shape(name: str) -> str:
    """An SVG of a shape, hidden from screen readers: the word beside it says the same."""
    how, path = PATHS.get(name, PATHS["none"])
    return f'<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path {how} d="{path}"/></svg>'
