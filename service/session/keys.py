"""The keys of a session in one table; the screen, its help and the docs all read it."""

from __future__ import annotations

from dataclasses import dataclass

PRESENTER = {"PageUp": "U", ".": "M"}
"""What a presenter's keys stand for; PageDown is the next step."""
NAMES = {" ": "Space", "ArrowUp": "↑", "ArrowDown": "↓"}


@dataclass(frozen=True)
class Key:
    """A key: its action's name, and what it does in words."""

    key: str
    action: str
    words: str
    presenter: str = ""


KEYS = (
    Key("Enter", "begin", "Begin: open the plates and record"),
    Key("Z", "zero", "Zero: plates empty and still"),
    Key("N", "next_athlete", "Next athlete"),
    Key("/", "search", "Find an athlete"),
    Key("W", "weigh", "Weigh in again"),
    Key("L", "next_kind", "Next kind of lift"),
    Key("↑", "load_up", "1 kg more"),
    Key("↓", "load_down", "1 kg less"),
    Key("0–9", "digit", "Type the load"),
    Key("A", "accept", "Take the load that the plates weighed"),
    Key("Space", "made", "Made"),
    Key("M", "missed", "Miss", "."),
    Key("X", "not_a_lift", "Not a lift; it is kept"),
    Key("T", "note", "Note, cue, clip time"),
    Key("H", "mark", "Mark a lift that was not detected"),
    Key("S", "send", "Send to the coach"),
    Key("U", "undo", "Undo", "PageUp"),
    Key("E", "close", "End the session"),
    Key("PageDown", "next", "Do what comes next", "PageDown"),
)
ACTIONS = {entry.key: entry.action for entry in KEYS}
WORDS = {entry.action: entry for entry in KEYS}


def action_of(key: str) -> tuple[str, str]:
    """Action of a key as a browser names it, and the digit where it is one; empty where it means nothing."""
    if len(key) == 1 and key in "0123456789":
        return "digit", key
    name = PRESENTER.get(key, NAMES.get(key, key))
    return ACTIONS.get(name.upper() if len(name) == 1 else name, ""), ""
