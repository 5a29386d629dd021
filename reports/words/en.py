"""English. Plain words for a coach; nothing here judges more than the plates can show."""

from __future__ import annotations

from collections.abc import Sequence

from reports.numbers import MINUS, NO_BREAK

LANGUAGE = "en-GB"
FORWARD, BACK = "forward", "back"
DASH = "–"
NO_NAME = "Lifter not named"
ASSUMED = "assumed"

METRIC_NAMES = {
    "drive_impulse": "Push impulse",
    "late_drive_share": "Drive-through",
    "drive_duration": "Drive length",
    "drive_rise": "Drive rise",
    "feet_free": "Feet free",
    "landing_shift_forward": "Landing shift",
    "left_share": "Left share",
    "drive_forward_impulse": "Forward impulse",
    "drive_fullness": "Fullness of the push",
    "half_height_duty": "Time at high force",
    "peak_timing": "Time to the peak",
    "drive_velocity_gain": "Speed gained",
    "drive_mean_force_ratio": "Mean force",
    "release_left": "Left foot free",
    "release_right": "Right foot free",
    "release_offset": "Right foot after left",
    "stance_widening": "Stance wider by",
    "body_mass": "Body mass",
    "bar_mass_measured": "Bar",
}

SIGN_WORDS = {  # below and above usual, where the verdict rests on it
    "drive_impulse": ("less push than usual", "more push than usual"),
    "late_drive_share": ("force fell away early", "kept pushing longer"),
    "drive_duration": ("shorter than usual", "longer than usual"),
    "feet_free": ("less time free", "more time free"),
    "landing_shift_forward": ("landed further back", "jumped forward"),
    "left_share": ("less on the left", "more on the left"),
    "drive_forward_impulse": ("pushed further back", "pushed forward"),
}
ANSWERS = {  # the same, beside a question
    "drive_impulse": ("weaker", "stronger"),
    "late_drive_share": ("ended early", "went on longer"),
    "drive_duration": ("shorter", "longer"),
    "landing_shift_forward": ("further back", "jumped forward"),
}
OUTSIDE = ("below usual", "above usual")
OUTSIDE_WORDS = {  # the same, where it is not enough alone
    "landing_shift_forward": ("further back", "further forward"),
    "drive_forward_impulse": ("further back", "further forward"),
    "left_share": ("less on the left", "more on the left"),
}
AS_USUAL = "as usual"
FEET_STAYED = "both feet stayed down"
LEFT_STAYED, RIGHT_STAYED = "left foot stayed down", "right foot stayed down"

SHORT_REASONS = {
    "not_zeroed": "plates not zeroed",
    "zero_drift": "zero drifted",
    "not_still": "lifter not still",
    "stepped_off": "stepped off in the weigh-in",
    "stepped": "stepped around the lift",
    "saturated": "force cut off",
    "samples_lost": "samples lost",
    "foot_off_plate": "foot off the plate",
    "bar_mass_mismatch": "bar and label differ",
    "body_mass_mismatch": "body masses differ",
    "no_weight": "weight not known",
    "no_weigh_in": "no weigh-in",
    "plates_swapped": "plates swapped",
    "polarity": "plate wired backwards",
    "no_hold": "no standing hold",
    "no_place": "plates’ place not known",
    "no_shear": "needs three axes",
    "one_plate": "needs two plates",
    "low_rate": "sample rate too low",
    "kind_assumed": "kind of lift assumed",
    "unsegmented": "no lift found",
    "bar_on_plates": "bar stands on the plates",
    "feet_stayed": "foot stayed down",
    "hold_rejected": "hold does not fit the lift",
    "low_load": "too little load",
    "near_threshold": "foot barely left its plate",
    "needs_session": "needs the session’s other lifts",
    "no_dip": "no dip before the push",
    "not_in_kind": "not part of this lift",
    "not_reached": "lift ended before it",
    "shear_disagrees": "forward force unsure",
    "short_span": "too short",
    "countermovement": "dip before a squat jump",
    "heights_disagree": "jump heights differ",
}
"""Quality codes in a few words: why a number is missing."""
QUALITY_NOTES = {"one_plate": "one plate only", "no_shear": "vertical force only"}
"""The same where the quality line says it otherwise."""
NOT_MEASURED = "not measured"
NOT_FREE = "none"

QUESTION_FINISH = "Did the push finish?"
QUESTION_HARD = "How hard was the push?"
QUESTION_LANDING = "Where did you land?"
CAPTIONS = {
    "late_drive_share": "drive-through",
    "drive_duration": "drive length",
    "drive_impulse": "push impulse",
    "landing_shift_forward": "landing shift",
}
EXPLANATIONS = {
    "late_drive_share": "share of the push in the second half of its time",
    "drive_duration": "time with force above lifter and bar",
    "drive_impulse": "force above lifter and bar, summed over time",
    "landing_shift_forward": "standing pressure after the lift against before",
}

VERDICTS = {  # clear, likely
    "drive_ended_early": ("The push ended early.", "The push likely ended early."),
    "drive_shorter": ("The push was shorter than usual.", "The push was likely shorter than usual."),
    "drive_weaker": ("The push was weaker than usual.", "The push was likely weaker than usual."),
    "landed_forward": ("The lifter jumped forward.", "The lifter likely jumped forward."),
    "feet_stuck": ("The feet stayed stuck to the floor.", "The feet likely stayed stuck to the floor."),
    "landed_back": ("The lifter landed further back than usual.", "The lifter likely landed further back than usual."),
    "left_right_changed": ("The split between the legs changed.", "The split between the legs likely changed."),
}
CLEAN_SHORTER = {
    "clear": "A shorter push than usual, which a clean allows.",
    "likely": "Likely a shorter push than usual, which a clean allows.",
}
CLEAN_SHORTER_REMARK = "Information, not a fault: in the clean a partial extension can be enough."
FEET_MOVED_LESS = {
    "clear": "The feet moved less than usual.",
    "likely": "The feet likely moved less than usual.",
}
"""Where the feet did leave the floor, for less time and less far than usual."""
ALSO_MOVED_LESS = "feet moved less"
ALSO = {
    "drive_ended_early": "the push ended early",
    "drive_shorter": "the push was shorter",
    "drive_weaker": "the push was weaker",
    "landed_forward": "jumped forward",
    "feet_stuck": "feet stuck to the floor",
    "landed_back": "landed further back",
    "left_right_changed": "left–right split changed",
}
REMARKS = {
    "landed_back": "Backward is fine where body, feet and bar travel together.",
}
PATTERNS = {
    "pattern_spike_then_sag": "The force rose to a spike, then sagged.",
    "pattern_not_released": "Neither foot came off its plate.",
}
PATTERN_EVIDENCE = "Seen in this lift alone, compared with nothing."
NOTHING_UNUSUAL = "Nothing unusual in the leg drive."
NO_CLEAR_CHANGE = "No clear change in the leg drive."
FEW_SENTENCE = "Not enough lifts to compare with yet."
NOT_JUDGED = "The leg drive was not judged."
NOT_JUDGED_EVIDENCE = "The document holds no findings for this lift; its numbers stand below."
NO_LIFT = "No lift was found in this recording."
ONE_SESSION = "One session only."
POOR_DATA = "Poor data: read the quality line first."

OUTCOMES = {"made": "made", "missed": "missed", "unknown": "not judged", None: "not judged"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIMULATED = "SIMULATED DATA"

PHASES = {
    "set": "set",
    "first_pull": "first pull",
    "unweighting": "scoop",
    "dip": "dip",
    "drive": "extension",
    "finish": "finish",
    "air": "air",
    "pull_under": "pull under",
    "pull_under_catch": "pull under and catch",
    "lowering": "back to standing",
    "catch": "catch",
    "recovery": "recovery",
    "hold": "hold",
}

HEADING_FEET = "Pressure path under the feet"
HEADING_SIGNS = "Leg-drive signs"
HEADING_TRY = "Try next"
NOTE = "Note"
SIGN_COLUMNS = ("sign", "this lift", "usual", "in words")
STATIONS = {
    "separation": "bar leaves floor",
    "unweighting_start": "scoop starts",
    "trough": "bottom of the dip",
    "drive_start": "push starts",
    "last_contact": "last contact",
}
SCALE_BAR = f"50{NO_BREAK}mm"
FEET_NOTE = "Dotted: under 200 N. Outline: 265 mm, out 15°, placed by quiet standing."
FEET_ONE_PLATE = "One plate: the pressure under each foot cannot be told apart."
FEET_NONE = "No pressure path was measured."
SIGNS_NOTE = (
    "Filled: part of the verdict. Open: outside usual, not enough alone. Plates do not see hips, knees or the bar:"
    " check the video. Pressure moving to the forefoot is no fault."
)
WHOLE_LIFT = "Whole lift"
WHOLE_RECORDING = "Whole recording"
ENLARGED = "enlarged below"
FORCE_AXIS = "N"
TIME_AXIS = "seconds from the end of the push"
RECORDING_AXIS = "seconds from the start of the recording"
TOTAL, LEFT, RIGHT, WEIGHT = "total", "left", "right", "weight"

NO_DRILL = "Nothing stands out: no drill is suggested."
NO_DRILL_FINDING = "No drill follows from this sign alone. Check the video."
NO_DRILL_STUCK = "No drill follows from the feet alone while the push is as usual. Check the video."
NO_DRILL_CLEAN = "No drill: the push was short, but a clean can do with a partial extension."
NO_DRILL_YET = "No drill is suggested before there are five lifts to compare with."
NO_DRILL_UNMEASURED = "No drill: this recording could not be measured."
DRILL_SOURCE = (
    "After G. Everett, “Leg Drive Makes Hip Extension Work” (Catalyst Athletics, 2026)."
    " A suggestion; the coach decides."
)

QUALITY_WORDS = {"good": "Data quality: good", "check": "Data quality: check", "poor": "Data quality: poor"}

FOOTNOTE_UNCERTAINTY = (
    "±: 95 % interval of this measurement (1.96 × its standard uncertainty), where one was worked out."
)
FOOTNOTE_USUAL = (
    "Usual: middle 80 % of this lifter’s own made lifts of the same kind within 5 % of the load, at most 20."
)
FOOTNOTE_CURVES = (
    "Curves are low-passed at 50 Hz for drawing only; impulses use the unfiltered force. First pull, scoop and"
    " extension are weighting I, unweighting and weighting II (Enoka 1979)."
)
FOOTNOTE_PRIORS = "Verdicts assume lift-to-lift and day-to-day spreads that nobody has measured on lifters yet."
NO_RANGES = "No usual range before there are five lifts to compare with."
RANGES_NOT_GIVEN = "The earlier lifts were not given to this page, so it shows no usual range."


def plural(count: int, one: str, many: str) -> str:
    """``1 lift``, ``9 lifts``; the number does not part from its word."""
    return f"{count}{NO_BREAK}{one if count == 1 else many}"


def kind_words(kind: str) -> str:
    """A lift's kind as people say it: ``power_position_power_snatch`` is a power snatch from power position."""
    core, ending = kind, ""
    for start, words in (("power_position_", " from power position"), ("block_", " from blocks")):
        if core.startswith(start):
            core, ending = core.removeprefix(start), words
    return core.replace("_", " ") + ending


def attempt_words(attempt: int, attempts: int | None) -> str:
    """``attempt 7 of 12``."""
    return f"attempt{NO_BREAK}{attempt}" + (f"{NO_BREAK}of{NO_BREAK}{attempts}" if attempts else "")


def report_words(report_id: str, version: int) -> str:
    """``Report 7F3K-07, version 2 (replaces 1)``."""
    words = f"Report {report_id}" if report_id else "Report"
    return f"{words}, version {version} (replaces {version - 1})" if version > 1 else words


def usual_words(limits: str) -> str:
    """``usual 53–59 %``."""
    return f"usual{NO_BREAK}{limits}"


def earlier_words(count: int, loads: str, days: int) -> str:
    """``9 earlier lifts at 88–95 kg on 3 days``."""
    at = f" at {loads}{NO_BREAK}kg" if loads else ""
    return f"{plural(count, 'earlier lift', 'earlier lifts')}{at} on {plural(days, 'day', 'days')}"


def against_words(earlier: str) -> str:
    """What a lift was compared with."""
    return f"Compared with {earlier}."


def strip_legend(earlier: str) -> str:
    """Line under the three dot strips."""
    return f"Rings: {earlier}. Grey: usual. Triangle and bar: this lift and its 95{NO_BREAK}% interval."


def missing_words(have: int, missing: int, kind: str, loads: str) -> str:
    """What a comparison still needs."""
    at = f" at {loads}{NO_BREAK}kg" if loads else ""
    more = f"{missing}{NO_BREAK}more {'is' if missing == 1 else 'are'} needed"
    there = f"there {'is' if have == 1 else 'are'} {have}, {more}" if have else "there are none yet"
    return f"A comparison takes 5{NO_BREAK}made lifts ({kind}{at}); {there}."


def agree_words(agreeing: int, signs: int, strength: str) -> str:
    """How many kinds of sign carry the verdict, and how sure it is."""
    return f"{agreeing}{NO_BREAK}of{NO_BREAK}{signs}{NO_BREAK}signs{NO_BREAK}agree:{NO_BREAK}{strength}."


def verdict_words(code: str, strength: str, side: object) -> str:
    """The sentence of a finding that holds."""
    if code == "left_right_changed" and side in ("left", "right"):
        other = "right" if side == "left" else "left"
        likely = "likely " if strength == "likely" else ""
        return f"The {side} leg {likely}did more than usual, the {other} less."
    return VERDICTS[code][0 if strength == "clear" else 1]


def missed_words(sentence: str) -> str:
    """A missed lift, and what the drive looked like all the same."""
    return f"Missed lift. {sentence}"


def also_words(others: Sequence[tuple[str, str]]) -> str:
    """Findings besides the leading one, each in few words with its strength."""
    return "Also: " + ", ".join(f"{words} ({strength})" for words, strength in others) + "."


def leaning_words(codes: Sequence[str]) -> str:
    """Findings that lean but do not hold."""
    if not codes:
        return ""
    return f"It leans towards “{'” and “'.join(ALSO[code] for code in codes)}”, but not far enough."


def sentence(parts: Sequence[str]) -> str:
    """Parts of a sentence with a capital and a full stop; empty for none."""
    joined = ", ".join(parts)
    return f"{joined[0].upper()}{joined[1:]}." if joined else ""


def no_lift_evidence(message: str) -> str:
    """Why no lift was found."""
    why = sentence([message.rstrip(".")]) if message else ""
    return f"{why} The recording is kept as it is.".strip()


def reason_words(code: str | None) -> str:
    """``not measured: needs two plates``."""
    reason = SHORT_REASONS.get(code, code.replace("_", " ")) if code else ""
    return f"{NOT_MEASURED}: {reason}" if reason else NOT_MEASURED


def quality_note(code: str) -> str:
    """A quality code in a few words; one that is new here is read as it is written."""
    return QUALITY_NOTES.get(code) or SHORT_REASONS.get(code, code.replace("_", " "))


def station_words(number: int, key: str) -> str:
    """What a numbered point of the pressure path is."""
    return f"{number}{NO_BREAK}{STATIONS[key].replace(' ', NO_BREAK)}"


def push_drill(lift: str, from_power_position: bool) -> tuple[str, str]:
    """Exercises for a push that ends early, is short or weak."""
    if from_power_position:
        lead = f"{lift.capitalize()} pull from power position, held for a moment at full extension."
        return lead, (
            "Stand evenly on the whole foot, trunk upright, bar against the body. Push straight down until the hips are"
            " through, the bar guided up close. Then the same push in the lift, legs before hips."
        )
    lead = f"{lift.capitalize()} pull from power position with a pause in extension, then {lift} from power position."
    text = (
        "Later a complex: 1–2 from power position + 1–2 from the hang, lower week by week."
        " Cue: as long as the hips extend, keep pushing straight down into the floor."
    )
    if lift == "clean":
        text += " Keep the bar close after it touches the thighs."
    return lead, text


def forward_drill(lift: str) -> tuple[str, str]:
    """Exercises for a push that goes forward."""
    lead = f"{lift.capitalize()} pull from power position: even pressure on the foot, trunk vertical."
    return lead, (
        f"Then pull, or pull and hold, + {lift}: a little slower from the floor to just past the knees,"
        " then push straight down."
    )


def early_annotation(late: str, usual: str | None) -> str:
    """Remark on a push that ended early."""
    words = f"second half: only {late} of the push"
    return f"{words}, {usual_words(usual)}" if usual else words


def short_annotation(milliseconds: str) -> str:
    """Remark on a short push."""
    return f"the push is at least {milliseconds}{NO_BREAK}ms shorter than usual"


def band_words(lifts: int, band: bool) -> str:
    """What the grey area is."""
    return f"usual, {plural(lifts, 'lift', 'lifts')}" if band else f"usual peak, {plural(lifts, 'lift', 'lifts')}"


def zero_age(seconds: float) -> str:
    """How old the zero is."""
    minutes = round(seconds / 60)
    return f"zeroed {minutes}{NO_BREAK}min before" if minutes else f"zeroed {round(seconds)}{NO_BREAK}s before"


def zero_drift(newtons: str) -> str:
    """How far the zero has moved."""
    return f"drift {newtons}{NO_BREAK}N"


def body_words(body: str, still: str | None) -> str:
    """The lifter's mass as weighed."""
    return f"lifter {body}" + (f" ({still}{NO_BREAK}s still)" if still else "")


def bar_words(measured: str, entered: str | None) -> str:
    """The bar as the plates weighed it, and as it was entered."""
    return f"bar weighed {measured}" + (f", entered {entered}{NO_BREAK}kg" if entered else "")


def weight_words(weight: str) -> str:
    """Lifter and bar, where the bar was not weighed."""
    return f"lifter and bar {weight}"


def lost_words(places: int) -> str:
    """Whether samples are missing."""
    return "no samples lost" if places == 0 else f"samples lost in {plural(places, 'place', 'places')}"


def range_used(percent: str) -> str:
    """How much of the measuring range the largest force took."""
    return f"peak at {percent}{NO_BREAK}% of range"


def more_words(count: int) -> str:
    """Notes that found no room."""
    return f"{count}{NO_BREAK}more in the document"


def method_words(version: str, digest: str) -> str:
    """What worked the numbers out."""
    parts = [f"Legdrive{NO_BREAK}{version}" if version else "", f"method{NO_BREAK}{digest}" if digest else ""]
    joined = ", ".join(part for part in parts if part)
    return f"{joined}." if joined else ""


def page_words(page: int, pages: int) -> str:
    """``page 1 of 1``."""
    return f"page{NO_BREAK}{page}{NO_BREAK}of{NO_BREAK}{pages}"


def axis_number(value: float, decimals: int) -> str:
    """Tick label with a real minus."""
    text = f"{abs(value):.{decimals}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) != 0 else text
