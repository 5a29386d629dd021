"""The signs of the leg drive: their names, what they mean, and what a value outside the usual range is called."""

from __future__ import annotations

from reports.words.say import marked, say

FORWARD, BACK = marked("forward"), marked("back")
OF_WEIGHT = marked("%~of~weight")
"""Unit of a force that is given as a part of lifter and bar."""
METRIC_NAMES = {  # as inside a sentence; they begin a line with a capital
    "drive_impulse": marked("push impulse"),
    "late_drive_share": marked("drive-through"),
    "drive_duration": marked("drive length"),
    "drive_rise": marked("drive rise"),
    "feet_free": marked("feet free"),
    "landing_shift_forward": marked("landing shift"),
    "left_share": marked("left share"),
    "drive_forward_impulse": marked("forward impulse"),
    "drive_fullness": marked("fullness of the push"),
    "half_height_duty": marked("time at high force"),
    "peak_timing": marked("time to the peak"),
    "drive_velocity_gain": marked("speed gained"),
    "drive_mean_force_ratio": marked("mean force"),
    "release_left": marked("left foot free"),
    "release_right": marked("right foot free"),
    "release_offset": marked("right foot after left"),
    "stance_widening": marked("stance wider by"),
    "body_mass": marked("body mass"),
    "bar_mass_measured": marked("bar"),
}
SIGN_WORDS = {  # below and above usual, where the verdict rests on it
    "drive_impulse": (marked("less push than usual"), marked("more push than usual")),
    "late_drive_share": (marked("force fell away early"), marked("kept pushing longer")),
    "drive_duration": (marked("shorter than usual"), marked("longer than usual")),
    "feet_free": (marked("less time free"), marked("more time free")),
    "landing_shift_forward": (marked("landed further back"), marked("jumped forward")),
    "left_share": (marked("less on the left"), marked("more on the left")),
    "drive_forward_impulse": (marked("pushed further back"), marked("pushed forward")),
}
ANSWERS = {  # the same, beside a question
    "drive_impulse": (marked("weaker"), marked("stronger")),
    "late_drive_share": (marked("ended early"), marked("went on longer")),
    "drive_duration": (marked("shorter"), marked("longer")),
    "landing_shift_forward": (marked("further back"), marked("jumped forward")),
}
OUTSIDE = (marked("below usual"), marked("above usual"))
OUTSIDE_WORDS = {  # the same, where it is not enough alone
    "landing_shift_forward": (marked("further back"), marked("further forward")),
    "drive_forward_impulse": (marked("further back"), marked("further forward")),
    "left_share": (marked("less on the left"), marked("more on the left")),
}
AS_USUAL = marked("as usual")
FEET_STAYED = marked("both feet stayed down")
LEFT_STAYED, RIGHT_STAYED = marked("left foot stayed down"), marked("right foot stayed down")
NOT_FREE = marked("none")
"""Time with both feet off the plates, where one stayed."""

QUESTION_FINISH = marked("Did the push finish?")
QUESTION_HARD = marked("How hard was the push?")
QUESTION_LANDING = marked("Where did you land?")
EXPLANATIONS = {
    "late_drive_share": marked("share of the push in the second half of its time"),
    "drive_duration": marked("time with force above lifter and bar"),
    "drive_impulse": marked("force above lifter and bar, summed over time"),
    "landing_shift_forward": marked("standing pressure after the lift against before"),
    "feet_free": marked("time with neither foot on its plate"),
    "drive_forward_impulse": marked("push forward or back in the extension"),
    "left_share": marked("the left foot’s part of the force"),
}

HEADING_SIGNS = marked("Leg-drive signs")
SIGN_COLUMNS = (marked("sign"), marked("this lift"), marked("usual"), marked("in words"))
ALONE_COLUMNS = (marked("sign"), marked("this lift"), marked("what it is"))
"""The same where there is nothing to compare with."""
ALONE_NOTE = marked(
    "Plates do not see hips, knees or the bar: check the video. Pressure moving to the forefoot is no fault."
)
SIGNS_NOTE = marked(
    "Filled: part of the verdict. Open: outside usual, by itself no fault. Plates do not see hips, knees or the bar:"
    " check the video. Pressure moving to the forefoot is no fault."
)
NO_RANGES = marked("No usual range before there are five lifts to compare with.")
RANGES_NOT_GIVEN = marked("The earlier lifts were not given to this page, so it shows no usual range.")


def at_least_words(value: str) -> str:
    """``at least 95 N·s``, where force was cut off."""
    return say("at~least~{value}", value=value)


def caption_words(name: str, limits: str) -> str:
    """``drive-through, usual 53–59 %``."""
    return say("{name}, usual~{limits}", name=name, limits=limits)


def strip_legend(earlier: str) -> str:
    """Line under the three dot strips."""
    return say("Rings: {earlier}. Grey: usual. Triangle and bar: this lift and its 95~% interval.", earlier=earlier)


def strip_alt(question: str, value: str, caption: str) -> str:
    """What a dot strip says."""
    return say("{question} {value}. {caption}.", question=question, value=value, caption=caption)
