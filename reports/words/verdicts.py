"""The verdict and what it rests on. Nothing here judges more than the plates can show."""

from __future__ import annotations

from collections.abc import Sequence

from reports.words.say import capitalised, marked, say, say_many

STRENGTHS = {"clear": marked("clear"), "likely": marked("likely")}
VERDICTS = {  # clear, likely
    "drive_ended_early": (marked("The push ended early."), marked("The push likely ended early.")),
    "drive_shorter": (
        marked("The push was shorter than usual."),
        marked("The push was likely shorter than usual."),
    ),
    "drive_weaker": (marked("The push was weaker than usual."), marked("The push was likely weaker than usual.")),
    "landed_forward": (marked("The lifter jumped forward."), marked("The lifter likely jumped forward.")),
    "feet_stuck": (
        marked("The feet stayed stuck to the floor."),
        marked("The feet likely stayed stuck to the floor."),
    ),
    "landed_back": (
        marked("The lifter landed further back than usual."),
        marked("The lifter likely landed further back than usual."),
    ),
    "left_right_changed": (
        marked("The split between the legs changed."),
        marked("The split between the legs likely changed."),
    ),
}
LEG_DID_MORE = {
    ("left", "clear"): marked("The left leg did more than usual, the right less."),
    ("left", "likely"): marked("The left leg likely did more than usual, the right less."),
    ("right", "clear"): marked("The right leg did more than usual, the left less."),
    ("right", "likely"): marked("The right leg likely did more than usual, the left less."),
}
CLEAN_SHORTER = {
    "clear": marked("A shorter push than usual, which a clean allows."),
    "likely": marked("Likely a shorter push than usual, which a clean allows."),
}
CLEAN_SHORTER_REMARK = marked("Information, not a fault: in the clean a partial extension can be enough.")
FEET_MOVED_LESS = {
    "clear": marked("The feet moved less than usual."),
    "likely": marked("The feet likely moved less than usual."),
}
"""Where the feet did leave the floor, for less time and less far than usual."""
FEET_DOWN = {
    "landed_forward": (marked("The lifter went forward."), marked("The lifter likely went forward.")),
    "landed_back": (
        marked("The lifter went further back than usual."),
        marked("The lifter likely went further back than usual."),
    ),
}
"""Where a foot stayed on the floor: nobody jumps or lands with it."""
ALSO_MOVED_LESS = marked("feet moved less")
ALSO_FEET_DOWN = {"landed_forward": marked("went forward"), "landed_back": marked("went further back")}
ALSO = {
    "drive_ended_early": marked("the push ended early"),
    "drive_shorter": marked("the push was shorter"),
    "drive_weaker": marked("the push was weaker"),
    "landed_forward": marked("jumped forward"),
    "feet_stuck": marked("feet stuck to the floor"),
    "landed_back": marked("landed further back"),
    "left_right_changed": marked("left–right split changed"),
}
REMARKS = {
    "landed_back": marked("Backward is fine where body, feet and bar travel together."),
}
PATTERNS = {
    "pattern_spike_then_sag": marked("The force rose to a spike, then sagged."),
    "pattern_not_released": marked("Neither foot came off its plate."),
}
PATTERN_EVIDENCE = marked("Seen in this lift alone, compared with nothing.")
NOTHING_UNUSUAL = marked("Nothing unusual in the leg drive.")
NO_CLEAR_CHANGE = marked("No clear change in the leg drive.")
FEW_SENTENCE = marked("Not enough lifts to compare with yet.")
NOT_JUDGED = marked("The leg drive was not judged.")
NOT_JUDGED_EVIDENCE = marked("The document holds no findings for this lift; its numbers stand below.")
SPOILT = {
    "saturated": marked("The force was cut off at the end of the range, so the push cannot be compared."),
    "implausible": marked("The force cannot be right (see the quality line), so the push cannot be compared."),
}
"""By the quality code of force that is wrong."""
NOT_FORWARD = marked("The forward force is unsure, so forward and back were not judged.")
NO_LIFT = marked("No lift was found in this recording.")
ONE_SESSION = marked("One session only.")
POOR_DATA = marked("Poor data: read the quality line first.")


def against_words(earlier: str) -> str:
    """What a lift was compared with."""
    return say("Compared with {earlier}.", earlier=earlier)


def missing_words(have: int, missing: int, kind: str, loads: str) -> str:
    """What a comparison still needs."""
    like = say("{kind} at {loads}", kind=kind, loads=loads) if loads else kind
    if have == 0:
        return say(
            "A comparison takes {needed}~made lifts ({like}); there are none yet.", needed=have + missing, like=like
        )
    if have == 1:
        return say_many(
            "A comparison takes {needed}~made lifts ({like}); there is 1, {number}~more is needed.",
            "A comparison takes {needed}~made lifts ({like}); there is 1, {number}~more are needed.",
            missing, needed=have + missing, like=like,
        )  # fmt: skip
    return say_many(
        "A comparison takes {needed}~made lifts ({like}); there are {have}, {number}~more is needed.",
        "A comparison takes {needed}~made lifts ({like}); there are {have}, {number}~more are needed.",
        missing, needed=have + missing, have=have, like=like,
    )  # fmt: skip


def agree_words(agreeing: int, signs: int, strength: str) -> str:
    """How many kinds of sign carry the verdict, and how sure it is."""
    return say(
        "{agreeing}~of~{signs}~signs~agree:~{strength}.",
        agreeing=agreeing, signs=signs, strength=say(STRENGTHS[strength]),
    )  # fmt: skip


def verdict_words(code: str, strength: str, side: object, *, feet_down: bool = False) -> str:
    """The sentence of a finding that holds."""
    if code == "left_right_changed" and side in ("left", "right"):
        return say(LEG_DID_MORE[str(side), strength])
    if code == "feet_stuck" and not feet_down:
        return say(FEET_MOVED_LESS[strength])
    told = FEET_DOWN.get(code, VERDICTS[code]) if feet_down else VERDICTS[code]
    return say(told[0 if strength == "clear" else 1])


def also(code: str, *, feet_down: bool) -> str:
    """A finding in few words, still to be translated."""
    if code == "feet_stuck" and not feet_down:
        return ALSO_MOVED_LESS
    return ALSO_FEET_DOWN.get(code, ALSO[code]) if feet_down else ALSO[code]


BAR_LOST = {
    "first_pull": marked("The bar was let go in the first pull."),
    "drive": marked("The bar was let go in the push."),
    "pull_under": marked("The bar was lost in the pull under."),
    "catch": marked("The bar was lost in the catch."),
    "recovery": marked("The bar was lost on the way up."),
    "hold": marked("The bar was lost while standing."),
}
"""Where a miss ended, by the phase in which the hands lost the bar."""
LEFT_THE_PLATES = {
    "catch": marked("The lifter left the plates in the catch."),
    "recovery": marked("The lifter left the plates on the way up."),
}


def ended_words(how: object, phase: object) -> str:
    """Where a miss ended; empty where the plates do not tell."""
    table = {"bar_dropped": BAR_LOST, "stepped_off": LEFT_THE_PLATES}.get(str(how), {})
    return say(table[str(phase)]) if str(phase) in table else ""


def missed_words(sentence: str) -> str:
    """A missed lift, and what the drive looked like all the same."""
    return say("Missed lift. {sentence}", sentence=sentence)


def number_words(name: str, value: str, limits: str) -> str:
    """``drive-through 25 % (usual 53–59 %)``."""
    if limits:
        return say("{name} {value} (usual~{limits})", name=name, value=value, limits=limits)
    return say("{name} {value}", name=name, value=value)


def also_words(others: Sequence[tuple[str, str]]) -> str:
    """Findings besides the leading one, each in few words with its strength."""
    told = [
        say("{words} ({strength})", words=say(words), strength=say(STRENGTHS[strength])) for words, strength in others
    ]
    return say("Also: {others}.", others=", ".join(told))


def leaning_words(findings: Sequence[str]) -> str:
    """Findings that lean but do not hold: one or two of them."""
    told = [say(words) for words in findings]
    if not told:
        return ""
    if len(told) == 1:
        return say("It leans towards “{one}”, but not far enough.", one=told[0])
    return say("It leans towards “{one}” and “{other}”, but not far enough.", one=told[0], other=told[1])


def sentence(parts: Sequence[str]) -> str:
    """Parts of a sentence with a capital and a full stop; empty for none."""
    return f"{capitalised(', '.join(parts))}." if parts else ""


def no_lift_evidence(message: str) -> str:
    """Why no lift was found."""
    kept = say("The recording is kept as it is.")
    return f"{sentence([message.rstrip('.')])} {kept}" if message else kept
