"""Of the earlier lifts: those that the pages and the findings look at, and of these only what they read."""

from __future__ import annotations

from collections.abc import Sequence

from processing.findings_rules import FORWARD_UNSURE, SPOILT, STAYED
from processing.history import comparable
from processing.result import Document
from processing.transfer import power_position_lifts

PARTS = ("schema", "source", "lift", "segmented", "events", "phases", "shape")
SOURCE = ("path", "samples_sha256", "simulated", "sample_rate_hz")
NUMBERS = ("value", "uncertainty")
JUDGED_BY = (STAYED, FORWARD_UNSURE, *SPOILT)
"""Quality codes of an earlier lift by which its signs are judged: feet that stayed, force that is cut off or unsure."""


def kept_earlier(document: Document, earlier: Sequence[Document]) -> list[Document]:
    """Lifts that count for this one, in the order given, and no more of each than is read."""
    return [trimmed(lift) for lift in that_count(document, earlier)]


def that_count(document: Document, earlier: Sequence[Document]) -> list[Document]:
    """Lifts that count for this one, in the order given: comparable makes, misses, the day's power position.

    Parameters
    ----------
    document : Document
        This lift.
    earlier : sequence of Document
        Any earlier lifts.
    """
    let_in = [{**lift, "lift": {**lift["lift"], "outcome": "made"}, "as_told": lift} for lift in earlier]
    missed_too = [lift["as_told"] for lift in comparable(document, let_in).lifts]
    chosen = [*comparable(document, earlier).lifts, *missed_too, *power_position_lifts(document, earlier)]
    wanted = {id(lift) for lift in chosen}
    return [lift for lift in earlier if id(lift) in wanted]


def trimmed(document: Document) -> Document:
    """What other lifts' pages read of a lift."""
    kept = {key: document[key] for key in PARTS if key in document}
    kept["source"] = {key: document["source"][key] for key in SOURCE if key in document["source"]}
    kept["metrics"] = {
        key: entry and {part: entry[part] for part in NUMBERS if entry.get(part) is not None}
        for key, entry in document["metrics"].items()
    }
    quality = [
        {part: entry[part] for part in ("code", "about") if part in entry}
        for entry in document["quality"]
        if entry["code"] in JUDGED_BY
    ]
    return {**kept, "quality": quality, "findings": []}
