"""What to try next, in words of our own.

After G. Everett, "Leg Drive Makes Hip Extension Work", Catalyst Athletics, 2026.
"""

from __future__ import annotations

from reports.words.say import marked, say

HEADING_TRY = marked("Try next")
LIFTS = {"snatch": marked("snatch"), "clean": marked("clean")}
PUSH = {
    "snatch": (
        marked("Snatch pull from power position with a pause in extension, then snatch from power position."),
        marked(
            "Later a complex: 1–2 from power position + 1–2 from the hang, lower week by week."
            " Cue: as long as the hips extend, keep pushing straight down into the floor."
        ),
    ),
    "clean": (
        marked("Clean pull from power position with a pause in extension, then clean from power position."),
        marked(
            "Later a complex: 1–2 from power position + 1–2 from the hang, lower week by week."
            " Cue: as long as the hips extend, keep pushing straight down into the floor."
            " Keep the bar close after it touches the thighs."
        ),
    ),
}
PUSH_FROM_POWER_POSITION = {
    "snatch": marked("Snatch pull from power position, held for a moment at full extension."),
    "clean": marked("Clean pull from power position, held for a moment at full extension."),
}
PUSH_FROM_POWER_POSITION_TEXT = marked(
    "Stand evenly on the whole foot, trunk upright, bar against the body. Push straight down until the hips are"
    " through, the bar guided up close. Then the same push in the lift, legs before hips."
)
FORWARD = {
    "snatch": (
        marked("Snatch pull from power position: even pressure on the foot, trunk vertical."),
        marked(
            "Then pull, or pull and hold, + snatch: a little slower from the floor to just past the knees,"
            " then push straight down."
        ),
    ),
    "clean": (
        marked("Clean pull from power position: even pressure on the foot, trunk vertical."),
        marked(
            "Then pull, or pull and hold, + clean: a little slower from the floor to just past the knees,"
            " then push straight down."
        ),
    ),
}
SOURCE = marked(
    "After G. Everett, “Leg Drive Makes Hip Extension Work” (Catalyst Athletics, 2026)."
    " A suggestion; the coach decides."
)
OWN_SOURCE = marked("The coach’s own drill.")

NO_DRILL = marked("Nothing stands out: no drill is suggested.")
NO_DRILL_FINDING = marked("No drill follows from this sign alone. Check the video.")
NO_DRILL_STUCK = marked("No drill follows from the feet alone while the push is as usual. Check the video.")
NO_DRILL_CLEAN = marked("No drill: the push was short, but a clean can do with a partial extension.")
NO_DRILL_YET = marked("No drill is suggested before there are five lifts to compare with.")
NO_DRILL_SPOILT = {
    "saturated": marked("No drill: the force was cut off, so the push cannot be compared."),
    "implausible": marked("No drill: the force cannot be right, so the push cannot be compared."),
}
"""By the quality code of force that is wrong."""
NO_DRILL_UNMEASURED = marked("No drill: this recording could not be measured.")


def push_drill(lift: str, from_power_position: bool) -> tuple[str, str]:
    """Exercises for a push that ends early, is short or weak."""
    if from_power_position:
        return say(PUSH_FROM_POWER_POSITION[lift]), say(PUSH_FROM_POWER_POSITION_TEXT)
    lead, text = PUSH[lift]
    return say(lead), say(text)


def forward_drill(lift: str) -> tuple[str, str]:
    """Exercises for a push that goes forward."""
    lead, text = FORWARD[lift]
    return say(lead), say(text)


def cut_note_words(note: str) -> str:
    """The start of a note that is longer than its place."""
    return say("Note: {note} … (in full in the attached page.json)", note=note)


def note_words(note: str) -> str:
    """A note of the technician or the coach."""
    return say("Note: {note}", note=note)
