"""Why a number is missing, what was flagged, and what else is known about the recording."""

from __future__ import annotations

from reports.words.say import marked, say, say_many
from reports.words.told import told

SHORT_REASONS = {
    "not_zeroed": marked("plates not zeroed"),
    "zero_drift": marked("zero drifted"),
    "not_still": marked("lifter not still"),
    "stepped_off": marked("stepped off in the weigh-in"),
    "stepped": marked("stepped around the lift"),
    "saturated": marked("force cut off"),
    "samples_lost": marked("samples lost"),
    "foot_off_plate": marked("foot off the plate"),
    "bar_mass_mismatch": marked("bar and label differ"),
    "body_mass_mismatch": marked("body masses differ"),
    "no_weight": marked("weight not known"),
    "no_weigh_in": marked("no weigh-in"),
    "plates_swapped": marked("plates swapped"),
    "polarity": marked("plate wired backwards"),
    "no_hold": marked("no standing hold"),
    "no_place": marked("plates’ place not known"),
    "no_shear": marked("needs three axes"),
    "one_plate": marked("needs two plates"),
    "low_rate": marked("sample rate too low"),
    "implausible": marked("not plausible"),
    "kind_assumed": marked("kind of lift assumed"),
    "unsegmented": marked("no lift found"),
    "bar_on_plates": marked("bar stands on the plates"),
    "feet_stayed": marked("foot stayed down"),
    "hold_rejected": marked("hold does not fit the lift"),
    "low_load": marked("too little load"),
    "near_threshold": marked("foot barely left its plate"),
    "needs_session": marked("needs the session’s other lifts"),
    "no_dip": marked("no dip before the push"),
    "not_in_kind": marked("not part of this lift"),
    "not_reached": marked("lift ended before it"),
    "shear_disagrees": marked("forward force unsure"),
    "short_span": marked("too short"),
    "countermovement": marked("dip before a squat jump"),
    "heights_disagree": marked("jump heights differ"),
    "relative_to_standing": marked("against standing only"),
}
"""Quality codes in a few words: why a number is missing."""
QUALITY_NOTES = {"one_plate": marked("one plate only"), "no_shear": marked("vertical force only")}
"""The same where the quality line says it otherwise."""
SENTENCES = {
    "bar_mass_mismatch": marked("measured and entered weight differ"),
    "bar_on_plates": marked("the bar's discs rest on the plates, so separation and pressure before it cannot be seen"),
    "body_mass_mismatch": marked("body mass weighed before the lift and known otherwise differ"),
    "countermovement": marked("a squat jump began with a dip"),
    "feet_stayed": marked("a foot did not leave its plate"),
    "foot_off_plate": marked("a foot stands partly beside its plate"),
    "heights_disagree": marked("the jump heights by impulse and by flight differ"),
    "hold_rejected": marked("the hold does not fit the motion before it and is not used for weighing"),
    "implausible": marked("a mass or a force in the file cannot be so"),
    "kind_assumed": marked("the kind of lift was not given"),
    "low_load": marked("too little load for a pressure position"),
    "low_rate": marked("the sample rate is low"),
    "near_threshold": marked("a foot came so close to the contact threshold that its release has no defined time"),
    "needs_session": marked("needs the other lifts of the session"),
    "no_dip": marked("the force does not fall under the weight of lifter and bar before the drive"),
    "no_hold": marked("no standing hold after the lift"),
    "no_place": marked("the file does not say where the plates lie, or gives no moments"),
    "no_shear": marked("the plates measure no horizontal force"),
    "no_weigh_in": marked("the body mass is not known"),
    "no_weight": marked("the weight of lifter and bar is not known"),
    "not_in_kind": marked("this kind of lift has no such thing"),
    "not_reached": marked("the lift or the record ended before it"),
    "not_still": marked("nobody stands still where the measurement needs it"),
    "not_zeroed": marked("the plates were not zeroed in this file"),
    "one_plate": marked("the feet do not have a plate each"),
    "plates_swapped": marked("left and right plate contradict the floor plan"),
    "polarity": marked("the force points down where somebody stands"),
    "relative_to_standing": marked("pressure counts from quiet standing, not from the heel"),
    "samples_lost": marked("samples are missing"),
    "saturated": marked("the force was cut off at the end of the range"),
    "shear_disagrees": marked("the forward force's zero differs before and after the lift"),
    "short_span": marked("the span is too short for this number"),
    "stepped": marked("the lifter stepped between the standing and the lift"),
    "stepped_off": marked("a foot stands beside the plates while the lifter is weighed"),
    "unsegmented": marked("no lift was found"),
    "zero_drift": marked("the zero is old or has drifted"),
}
"""Quality codes in one sentence each, as the analysis has them: what other languages say for the English message."""
NOT_MEASURED = marked("not measured")
QUALITY_WORDS = {
    "good": marked("Data quality: good"),
    "check": marked("Data quality: check"),
    "poor": marked("Data quality: poor"),
}


def reason(code: str) -> str:
    """A code in a few words; one that is new here is read as it is written."""
    return say(SHORT_REASONS[code]) if code in SHORT_REASONS else code.replace("_", " ")


def reason_words(code: str | None) -> str:
    """``not measured: needs two plates``."""
    return say("not measured: {reason}", reason=reason(code)) if code else say(NOT_MEASURED)


def quality_note(code: str) -> str:
    """A quality code in a few words, as the quality line says it."""
    return say(QUALITY_NOTES[code]) if code in QUALITY_NOTES else reason(code)


def quality_message(code: str, message: str) -> str:
    """The message of a quality entry: as the analysis wrote it, else the code's own sentence in the language spoken."""
    return told(message) or (say(SENTENCES[code]) if code in SENTENCES else message)


def zero_age(seconds: float) -> str:
    """How old the zero is."""
    minutes = round(seconds / 60)
    if minutes:
        return say("zeroed {minutes}~min before", minutes=minutes)
    return say("zeroed {seconds}~s before", seconds=round(seconds))


def zero_drift(newtons: str) -> str:
    """How far the zero has moved."""
    return say("drift {newtons}~N", newtons=newtons)


def body_words(body: str, still: str | None) -> str:
    """The lifter's mass as weighed."""
    if still:
        return say("lifter {body} ({still}~s still)", body=body, still=still)
    return say("lifter {body}", body=body)


def bar_words(measured: str, entered: str | None) -> str:
    """The bar as the plates weighed it, and as it was entered."""
    if entered:
        return say("bar weighed {measured}, entered {entered}", measured=measured, entered=entered)
    return say("bar weighed {measured}", measured=measured)


def weight_words(weight: str) -> str:
    """Lifter and bar, where the bar was not weighed."""
    return say("lifter and bar {weight}", weight=weight)


def lost_words(places: int) -> str:
    """Whether samples are missing."""
    if places == 0:
        return say("no samples lost")
    return say_many("samples lost in 1~place", "samples lost in {number}~places", places)


def range_used(percent: str) -> str:
    """How much of the measuring range the largest force took."""
    return say("peak at {percent}~% of range", percent=percent)


def more_words(count: int) -> str:
    """Notes that found no room."""
    return say_many("1~more in the document", "{number}~more in the document", count)
