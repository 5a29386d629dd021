"""The technician's page tells of every key and every state, in the words of the screen."""

from __future__ import annotations

from pathlib import Path

from service.session.keys import KEYS
from service.session.states import PLATE_STATES


def test_the_page_has_every_key_with_its_words_and_every_state(root: Path) -> None:
    page = (root / "docs" / "session.md").read_text(encoding="utf-8")
    for entry in KEYS:
        assert f"| `{entry.key}` | {entry.words}" in page
    for state in (*PLATE_STATES, "REVIEW"):
        assert f"| {state} |" in page
