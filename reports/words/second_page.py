"""What the second page says. Plain words for a coach; sentences are said in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from reports.numbers import NO_BREAK
from reports.words.say import capitalised, marked, say, say_many

UNSEGMENTED = marked(
    "No lift was found, so there are no phases, no comparison and no landing to show."
    " What the plates recorded is drawn on page 1."
)

PHASES_HEADING = marked("Phases")
PHASE_COLUMNS = (
    marked("phase"),
    marked("starts"),
    marked("time"),
    marked("mean force"),
    marked("speed gained"),
    marked("rise"),
    marked("left"),
    marked("right"),
)
MISS_ALIKE = marked("Nothing in this miss lies far enough from the makes to say where it left them.")
MISS_SIGNS = {  # more, less
    "duration_s": (marked("longer"), marked("shorter")),
    "mean_force_ratio": (marked("more force"), marked("less force")),
    "cop_forward_mm": (marked("pressure further forward"), marked("pressure further back")),
    "left_share": (marked("more on the left"), marked("less on the left")),
    "drive_rise": (marked("more rise"), marked("less rise")),
    "late_drive_share": (marked("more push late"), marked("less push late")),
    "drive_fullness": (marked("fuller push"), marked("push less full")),
    "drive_forward_impulse": (marked("pushed further forward"), marked("pushed further back")),
    "release_left": (marked("left foot longer free"), marked("left foot shorter free")),
    "release_right": (marked("right foot longer free"), marked("right foot shorter free")),
    "release_offset": (marked("right foot later"), marked("right foot earlier")),
    "stance_widening": (marked("wider stance"), marked("narrower stance")),
    "landing_shift_forward": (marked("landed further forward"), marked("landed further back")),
    "catch_peak_ratio": (marked("harder catch"), marked("softer catch")),
}
NO_PHASES = marked("The phases were not measured: the weight of lifter and bar is not known.")
NO_PHASE_TABLE = marked("The document of this lift holds no table of phases: analyse the recording again.")
PHASES_NOTE = marked("Starts: seconds from the end of the push. Speed and rise: of lifter and bar together.")

SLOWER_HEADING = marked("Is it slower?")
SLOWER_COLUMNS = (marked("the push"), marked("this lift"), marked("usual"))
SLOWER_MEANING = marked("what it is")
SLOWER_MEANINGS = {
    "drive_duration": marked("time with force above the weight"),
    "drive_mean_force_ratio": marked("average force over that time"),
    "drive_velocity_gain": marked("upward speed it gave to lifter and bar"),
    "drive_rise": marked("height lifter and bar rose together"),
    "finish_delay": marked("long: a pause at the top"),
}
SLOWER_NAMES = {
    "drive_duration": marked("time"),
    "drive_mean_force_ratio": marked("mean force"),
    "drive_velocity_gain": marked("speed gained"),
    "drive_rise": marked("rise, from mid scoop"),
    "finish_delay": marked("end of push to foot off"),
}
RISE_FROM_DIP = marked("rise, from the dip")
"""Instead of the scoop, which a lift from the power position has not."""
OF_WEIGHT = marked("% of weight")
ANSWERS = {
    (-1, -1): marked("Less time, less speed: shorter, not faster."),
    (-1, 0): marked("Less time for the same speed: quicker."),
    (-1, 1): marked("Less time, more speed: quicker."),
    (0, -1): marked("As much time, less speed: not slower, but less."),
    (0, 0): marked("Neither slower nor quicker than usual."),
    (0, 1): marked("As much time, more speed: stronger."),
    (1, -1): marked("More time, less speed: slower."),
    (1, 0): marked("More time for the same speed: slower."),
    (1, 1): marked("More time, more speed: longer, not slower."),
}
"""By the time and the speed gained, each under (−1), within (0) or over (1) usual."""
RACES = {
    (-1, -1): marked("It is a 100~m race left at 90~m: less time, but no finish."),
    (1, 1): marked("It is the sprinter who runs on to the finish line."),
}
RACE_EASED = marked("The force fell away early: it is a runner who eases off before the line.")
RACE_ALONE = marked("A push that takes longer is not slower where it gains more: 100~m take longer than 90~m.")
DIFFERENCES = {
    (-1, -1): marked("At least {milliseconds}~ms less time and {speed}~m/s less speed gained than usual."),
    (-1, 0): marked("At least {milliseconds}~ms less time than usual; speed gained as usual."),
    (-1, 1): marked("At least {milliseconds}~ms less time and {speed}~m/s more speed gained than usual."),
    (0, -1): marked("Time as usual; at least {speed}~m/s less speed gained."),
    (0, 0): marked("Time and speed gained lie within the usual range."),
    (0, 1): marked("Time as usual; at least {speed}~m/s more speed gained."),
    (1, -1): marked("At least {milliseconds}~ms more time and {speed}~m/s less speed gained than usual."),
    (1, 0): marked("At least {milliseconds}~ms more time than usual; speed gained as usual."),
    (1, 1): marked("At least {milliseconds}~ms more time and {speed}~m/s more speed gained than usual."),
}
CLEAN_REMARK = marked("A clean can do with less.")
NOT_ENOUGH = marked("Not enough alone to call it unusual.")
ALONE_ANSWER = marked("What this push gave for its time.")
SLOWER_MISSING = marked("The push was not timed, or the weight of lifter and bar is not known.")
RACE_TIME = marked("ms from the start of the push")
RACE_SPEED = marked("m/s gained")
THIS_LIFT = marked("this lift")
EARLIER = marked("earlier")

TREND_HEADING = marked("The last lifts like this one")
TREND_NONE = marked(
    "No earlier lift like this one yet: the trend begins with the next."
    " Like this one means the same lift and set-up, within 5~% of the load."
)
TREND_NO_LOAD = marked("The load is not known, so no lift can be found that is like this one.")
LOAD = marked("Load")
NOT_MEASURED = marked("not measured")
MADE = marked("made")
MISSED = marked("missed")
USUAL = marked("usual")

BALANCE_HEADING = marked("Pressure and balance, front to back")
BALANCE_NOTE = marked(
    "Pressure is not balance: in a good push it runs to the forefoot while the body stays over the feet."
)
BALANCE_AXIS = marked("seconds from the end of the push")
PRESSURE = marked("pressure")
BALANCE = marked("balance")
HEEL = marked("heel")
TOE = marked("toes")
STANDING = marked("standing")
MM = marked("mm")
NO_BALANCE = marked("No balance line: the plates measure no forward force.")
NO_BALANCE_ZERO = marked("No balance line: the forward force has no zero that can be trusted.")
NO_PRESSURE = marked("The pressure was not measured: the file does not say where the plates lie.")
FROM_STANDING = marked("0 mm: pressure in quiet standing.")
FROM_HEEL = marked("0 mm: heel, as measured before the lift.")
FROM_PLATES = marked("0 mm: where the plates have it.")

REPLANT_HEADING = marked("Where the feet went")
REPLANT_KEY = {
    "before": marked("standing before"),
    "last": marked("last contact"),
    "after": marked("standing after"),
}
REPLANT_NOTE = marked("The last contact lies under the toes: the shift compares standing with standing.")
REPLANT_OUTLINE = marked("Outlines: 265~mm, out 15°.")
REPLANT_OUTLINE_MEASURED = marked("Outlines: length as measured, out 15°.")
REPLANT_ONE_PLATE = marked("One plate: the feet cannot be told apart, so their places are not known.")
REPLANT_NOWHERE = marked("The places of the feet were not measured.")
REPLANT_NO_LANDING = marked("No quiet standing after the lift, so no landing place.")
SCALE = marked("100~mm")
STAYED = {
    "left": marked("The left foot stayed down."),
    "right": marked("The right foot stayed down."),
    "both": marked("Both feet stayed down: there is no last contact."),
}
REPLANT_PULL = marked("A pull has no landing to hold; shown is where the feet stood and left.")
LEFT = marked("left")
RIGHT = marked("right")

LOG_HEADING = marked("Everything that was flagged")
LOG_NONE = marked("Nothing was flagged.")
METHODS_HEADING = marked("Methods and versions")
HISTORY_HEADING = marked("Versions of this report")
GLOSSARY_HEADING = marked("Words")
GLOSSARY: tuple[tuple[str, str], ...] = (
    (marked("usual"), marked("middle 80~% of your made lifts like this one; 1 number in 5 is outside by chance")),
    (marked("±"), marked("the measurement’s own doubt: 95 times in 100 the true value lies within")),
    (marked("clear, likely"), marked("how far independent signs lie outside your own spread")),
    (marked("extension, push"), marked("from the end of the scoop until the force falls under the weight")),
    (marked("weight"), marked("lifter and bar together, as the plates weighed them")),
    (marked("scoop"), marked("less force between first pull and push: the knees come under the bar")),
    (marked("push impulse"), marked("force above the weight, summed over the push: all that it gave")),
    (marked("drive-through"), marked("share of the push in the second half of its time; about half is full")),
    (marked("speed gained"), marked("upward speed that the push gave to lifter and bar together")),
    (marked("pressure"), marked("the point on the floor where the load under the feet is centred")),
    (marked("balance"), marked("where lifter and bar together are over the floor, from the forward force")),
    (marked("landing shift"), marked("standing pressure after the lift against before: forward or back")),
)
"""Words with their meaning, the most needed first."""


def miss_words(phase: str, signs: Sequence[str], hidden: int = 0) -> str:
    """Where a miss first left the athlete's makes, by these signs and some that find no room."""
    told = ", ".join(signs)
    if hidden:
        told = f"{told} {more_in_document(hidden)}"
    return say("This miss first left the makes in: {phase} ({signs}).", phase=phase, signs=told)


def phases_alt(rows: int, drive: str) -> str:
    """What the table of phases says."""
    return say("{rows} phases of the lift. {drive}", rows=rows, drive=drive)


def drive_words(time: str, force: str, speed: str, rise: str) -> str:
    """The push in one sentence."""
    return say(
        "The extension took {time} at {force}, gained {speed} and rose {rise}.",
        time=time, force=force, speed=speed, rise=rise,
    )  # fmt: skip


def not_timed(names: Sequence[str], reason: str) -> str:
    """Phases that have no row, and why."""
    told = ", ".join(names)
    return f"{capitalised(told)} {reason}."


def ten_more(speed: str) -> str:
    """What a little more time would have given."""
    return say("At the same mean force, 10~ms more would add {speed}~m/s.", speed=speed)


def race_alt(time: str, speed: str, earlier: int) -> str:
    """What the drawing of the push as a race says."""
    words = say(
        "Speed gained over the time of the push: this lift reaches {speed} after {time}.", speed=speed, time=time
    )
    if not earlier:
        return words
    return f"{words} " + say_many("One earlier lift beside it.", "{number} earlier lifts beside it.", earlier)


def trend_few(have: int, missing: int) -> str:
    """Some lifts, but too few to call anything usual."""
    return say("{have} of {needed} made lifts that make a usual range.", have=have, needed=have + missing)


def trend_alt(name: str, value: str, usual: str, lifts: int) -> str:
    """One row of the trend in words."""
    told = say_many("one earlier lift", "{number} earlier lifts", lifts)
    limits = say(", usual {usual}", usual=usual) if usual else ""
    return say("{name}: this lift {value}{usual}, {lifts}.", name=name, value=value, usual=limits, lifts=told)


def balance_alt(pressure: str, balance: str) -> str:
    """What the drawing of pressure and balance says."""
    told = say("At the end of the push the pressure stands at {pressure}~mm.", pressure=pressure)
    if not balance:
        return told
    return f"{told} " + say("The balance stands at {balance}~mm.", balance=balance)


def shift_words(side: str, shift: str) -> str:
    """How far one foot landed from where it stood."""
    return f"{side}  {shift}"


def wider_words(value: str) -> str:
    """How much wider the stance is."""
    return say("stance {value}~mm wider", value=value)


def narrower_words(value: str) -> str:
    """How much narrower the stance is."""
    return say("stance {value}~mm narrower", value=value)


def no_shift(reason: str) -> str:
    """Why there is no landing place."""
    return say("Landing place {reason}.", reason=reason)


def replant_alt(parts: Sequence[str]) -> str:
    """What the map says."""
    return say("Places of the feet before and after the lift: {parts}.", parts=", ".join(parts))


def more_in_document(count: int) -> str:
    """Entries of the log that found no room."""
    return say_many("and {number} more in the attached lift.json", "and {number} more in the attached lift.json", count)


def earlier_versions(count: int) -> str:
    """Versions that found no room."""
    return say_many("and {number} earlier version", "and {number} earlier versions", count)


def version_words(version: int, when: str, what: str) -> str:
    """``Version 2, 25 Nov 2026: load corrected``."""
    head = say("Version {version}", version=version)
    head = f"{head}, {when}" if when else head
    return f"{head}: {what}" if what else head


def first_version() -> str:
    """A report that replaces none."""
    return say("Version 1: the first of this lift.")


def replaced_version(version: int) -> str:
    """A later report whose changes were not handed over."""
    return say(
        "Version {version}: replaces version {before}; what changed was not noted.", version=version, before=version - 1
    )


def software_words(name: str, version: str) -> str:
    """What worked the numbers out."""
    return say("Worked out by {name} {version}.", name=name.capitalize(), version=version)


def method_words(digest: str) -> str:
    """The digest of limits and rules."""
    return say("Method {digest}: equal digests mean equal limits and rules.", digest=digest)


def defaults_words() -> str:
    """No limit differs."""
    return say("All limits as this version has them.")


def unknown_limits() -> str:
    """The document does not say."""
    return say("The document does not say which limits were used.")


def limits_words(changed: str) -> str:
    """Limits that differ from their defaults."""
    return say("Limits set otherwise: {changed}.", changed=changed)


def limit_words(name: str, value: str, unit: str, default: str) -> str:
    """One limit that differs."""
    unit = f"{NO_BREAK}{unit}" if unit not in ("", "1") else ""
    return say("{name} {value}{unit} instead of {default}", name=name, value=value, unit=unit, default=default)


def samples_words(count: str, rate: str, digest: str) -> str:
    """What was measured, and the fingerprint of its samples."""
    return say("{count}~samples a channel at {rate}~Hz, SHA-256 {digest}.", count=count, rate=rate, digest=digest)


def rig_words(digest: str) -> str:
    """Fingerprint of the wiring."""
    return say("Wiring~(rig)~{digest}.", digest=digest)


WEIGHT_SOURCES = {
    "hold": marked("Weight of lifter and bar from standing after the lift."),
    "quiet": marked("Weight of lifter and bar from standing before the lift."),
    "entered": marked("Weight of lifter and bar from the masses that were typed, not weighed here."),
}
