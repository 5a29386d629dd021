"""What stands in and beside the drawings: phases, axes, names of curves, points of the pressure path."""

from __future__ import annotations

from collections.abc import Sequence

from reports.words.say import NO_BREAK, marked, say, say_many

PHASES = {
    "set": marked("set"),
    "first_pull": marked("first pull"),
    "unweighting": marked("scoop"),
    "dip": marked("dip"),
    "drive": marked("extension"),
    "finish": marked("finish"),
    "air": marked("air"),
    "pull_under": marked("pull under"),
    "pull_under_catch": marked("pull under and catch"),
    "lowering": marked("back to standing"),
    "catch": marked("catch"),
    "recovery": marked("recovery"),
    "hold": marked("hold"),
}
WHOLE_LIFT = marked("Whole lift")
WHOLE_RECORDING = marked("Whole recording")
RECORDING_ALT = marked("Total vertical force over the whole recording.")
ENLARGED = marked("enlarged below")
FORCE_AXIS = "N"
TIME_AXIS = marked("seconds from the end of the push")
RECORDING_AXIS = marked("seconds from the start of the recording")
TOTAL, LEFT, RIGHT = marked("total"), marked("left"), marked("right")

HEADING_FEET = marked("Pressure path under the feet")
STATIONS = {
    "separation": marked("bar leaves floor"),
    "unweighting_start": marked("scoop starts"),
    "trough": marked("bottom of the dip"),
    "drive_start": marked("push starts"),
    "last_contact": marked("last contact"),
    "drive_end": marked("push ends"),
}
SCALE_BAR = "50~mm"
FEET_NOTE = marked("Dotted: under 200~N. Outline: 265~mm, out 15°, placed by quiet standing.")
FEET_ONE_PLATE = marked("One plate: the pressure under each foot cannot be told apart.")
FEET_BAR = marked("The bar’s discs stood on the plates: where the feet stood before the lift cannot be told.")
FEET_NONE = marked("No pressure path was measured.")


def phase_name(key: str) -> str:
    """A phase in plain words."""
    return say(PHASES[key])


def weight_label(newtons: str) -> str:
    """Name of the line of lifter and bar."""
    return say("weight {newtons}~N", newtons=newtons)


def whole_alt(phases: Sequence[str]) -> str:
    """What the drawing of the whole lift says."""
    return say("Total vertical force over the whole lift, with its phases: {phases}.", phases=", ".join(phases))


def close_alt(annotation: str) -> str:
    """What the enlarged drawing says."""
    if annotation:
        return say(
            "Scoop, extension and air enlarged: total vertical force, left solid, right dashed. {remark}.",
            remark=annotation,
        )
    return say("Scoop, extension and air enlarged: total vertical force, left solid, right dashed.")


def feet_alt(points: Sequence[str]) -> str:
    """What the drawing of the pressure path says."""
    return say("Path of the pressure under the left and the right foot: {points}.", points=", ".join(points))


def early_annotation(late: str, limits: str | None) -> str:
    """Remark on a push that ended early."""
    if limits:
        return say("second half: only {late} of the push, usual~{limits}", late=late, limits=limits)
    return say("second half: only {late} of the push", late=late)


def short_annotation(milliseconds: str) -> str:
    """Remark on a short push."""
    return say("the push is at least {milliseconds}~ms shorter than usual", milliseconds=milliseconds)


def band_words(lifts: int, band: bool) -> str:
    """What the grey area is."""
    if band:
        return say_many("usual, 1~lift", "usual, {number}~lifts", lifts)
    return say_many("usual peak, 1~lift", "usual peak, {number}~lifts", lifts)


def station_words(number: int, key: str) -> str:
    """What a numbered point of the pressure path is."""
    return f"{number}{NO_BREAK}{say(STATIONS[key]).replace(' ', NO_BREAK)}"
