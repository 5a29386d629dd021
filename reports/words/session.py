"""Sentences of the summary of one day and of the report of months."""

from __future__ import annotations

from collections.abc import Sequence

from reports.words.say import marked, say, say_many, units

SESSION_TITLE = marked("session")
TABLE_HEADING = marked("The lifts of the day")
TABLE_COLUMNS = (
    marked("no."),
    marked("lift"),
    marked("load"),
    marked("result"),
    marked("push impulse"),
    marked("drive-through"),
    marked("drive length"),
    marked("landing shift"),
    marked("verdict"),
)
MADE, MISSED, NOT_JUDGED = marked("made"), marked("missed"), marked("not judged")
NOTHING_UNUSUAL = marked("nothing unusual")
NO_CLEAR_CHANGE = marked("no clear change")
TOO_FEW = marked("too few to compare")
NO_LIFT_FOUND = marked("no lift found")
SHORT_VERDICTS = {
    "drive_ended_early": marked("push ended early"),
    "drive_shorter": marked("push shorter"),
    "drive_weaker": marked("push weaker"),
    "landed_forward": marked("jumped forward"),
    "feet_stuck": marked("feet stuck"),
    "landed_back": marked("landed further back"),
    "left_right_changed": marked("left–right changed"),
    "pattern_spike_then_sag": marked("spike, then sag"),
    "pattern_not_released": marked("feet stayed down"),
}
SHORT_FEET_DOWN = {"landed_forward": marked("went forward"), "landed_back": marked("went further back")}
SHORT_MOVED_LESS = marked("feet moved less")
LIKELY = marked("{finding} (likely)")

DRIVES_HEADING = marked("Every push of the day")
DRIVES_NOTE = marked(
    "Force over the weight of lifter and bar (thin line: the weight alone), 0~s where the push ends. Grey: the middle"
    " 80~% of the makes to compare with, where there are five."
)
NO_DRIVE = marked("push not measured")

OVER_HEADING = marked("Signs over the day")
OVER_NOTE = marked(
    "Rings are makes, crosses misses. A change is told only where its 95~% interval leaves out nought; a day alone"
    " cannot part tiredness from load."
)
OVER_ATTEMPT, OVER_LOAD = marked("lift of the day"), marked("load, {unit}")
OVER_NONE = marked("It takes three lifts of one kind to see how the signs went over the day.")

LADDER_HEADING = marked("Transfer ladder")
LADDER_NOTE = marked(
    "0 is the same push as from the power position, as a part of the weight of lifter and bar. Small ticks: how far"
    " each power-position lift lies from the others. Grey: half as far again as the middle one. Bars: 95~%."
    " Differences: made lifts less those from power position (% are points); a lighter bar gains more speed."
)
LADDER_NONE = marked(
    "No lifts from power position on this day: the ladder begins with three of them, not heavier than what follows."
)
LADDER_COLUMNS = (
    marked("from"),
    marked("distance"),
    marked("drive-through"),
    marked("fullness"),
    marked("drive length"),
    marked("speed gained"),
)
FAMILIES = {False: marked("snatch"), True: marked("clean")}
RUNGS = {"hang_": marked("hang"), "block_": marked("blocks"), "": marked("floor")}
GO_LOWER = {
    "hang_": marked("From the hang most of the last three lifts push as the power position does: go lower."),
    "block_": marked("From blocks most of the last three lifts push as the power position does: go lower."),
    "": marked("From the floor most of the last three lifts push as the power position does."),
}
NOT_YET = {
    "hang_": marked("From the hang the push still differs from the power position: stay here."),
    "block_": marked("From blocks the push still differs from the power position: stay here."),
    "": marked("From the floor the push still differs from the power position."),
}
LOADS_APART = {
    "hang_": marked("From the hang the loads lie too far apart to tell: {loads} against {high} from power position."),
    "block_": marked("From blocks the loads lie too far apart to tell: {loads} against {high} from power position."),
    "": marked("From the floor the loads lie too far apart to tell: {loads} against {high} from power position."),
}
RUNG_FEW = {
    "hang_": marked("From the hang: not enough lifts, {have} of {needed}."),
    "block_": marked("From blocks: not enough lifts, {have} of {needed}."),
    "": marked("From the floor: not enough lifts, {have} of {needed}."),
}
RUNGS_MISSING = marked("No lifts from hang, blocks or floor were measured against them yet.")

PROGRESS_TITLE = marked("progress")
PROGRESS_COLUMNS = (
    marked("lift"),
    marked("days"),
    marked("lifts"),
    marked("made"),
    marked("missed"),
    marked("best made"),
    marked("on"),
)
PROGRESS_HEADING = marked("What was lifted")
PROGRESS_NOTE = marked(
    "A dot is a day’s median of made lifts, its line the smallest and the largest. Open: one lift. Rings at the load"
    " are the best made. Load moves every sign, so read it first. Nothing here is compared with other people."
)
TRANSFER = marked("transfer distance")
LOAD = marked("Load")
NO_CHANGE = marked("No clear change on the last day against the days before.")
CHANGE_FEW = marked("Not enough lifts to tell a change: it takes five earlier ones like those of the last day.")
CHANGES = {
    "drive_ended_early": marked("On the last day the push ended early in {count} of {judged} lifts."),
    "drive_shorter": marked("On the last day the push was shorter in {count} of {judged} lifts."),
    "drive_weaker": marked("On the last day the push was weaker in {count} of {judged} lifts."),
    "landed_forward": marked("On the last day the lifter jumped forward in {count} of {judged} lifts."),
    "feet_stuck": marked("On the last day the feet moved less in {count} of {judged} lifts."),
    "landed_back": marked("On the last day the lifter landed further back in {count} of {judged} lifts."),
    "left_right_changed": marked("On the last day the split between the legs changed in {count} of {judged} lifts."),
}
NONE_MADE = marked("no made lift was measured")
DAY_UNKNOWN = marked("day not known")


def short_verdict(code: str, *, feet_down: bool) -> str:
    """A finding in two or three words, still to be translated: nobody jumps or lands with a foot on the floor."""
    if code == "feet_stuck" and not feet_down:
        return SHORT_MOVED_LESS
    return SHORT_FEET_DOWN.get(code, SHORT_VERDICTS[code]) if feet_down else SHORT_VERDICTS[code]


def likely_words(finding: str) -> str:
    """A finding that is likely."""
    return say(LIKELY, finding=finding)


def counts_words(lifts: int, missed: int) -> str:
    """``12 lifts, 2 missed``."""
    told = say_many("1~lift", "{number}~lifts", lifts)
    if missed == 0:
        return told
    return say_many("{lifts}, {number}~missed", "{lifts}, {number}~missed", missed, lifts=told)


def days_words(days: int) -> str:
    """``on 3 days``."""
    return say_many("on 1~day", "on {number}~days", days)


def short_words(parts: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Verdicts of the day with the lifts that bear them."""
    told = [say("{verdict} (no.~{lifts})", verdict=verdict, lifts=", ".join(lifts)) for verdict, lifts in parts]
    return say("Told of the push: {verdicts}.", verdicts="; ".join(told))


def quiet_words(lifts: int) -> str:
    """A day on which nothing was told."""
    return say_many("Nothing unusual was found in the push of 1~lift that could be judged.",
        "Nothing unusual was found in the pushes of {number}~lifts that could be judged.", lifts)  # fmt: skip


def unjudged_words() -> str:
    """A day without anything to compare with."""
    return say("No lift of the day could be judged: each needs five made lifts like it before.")


def left_out_words(jumps: int) -> str:
    """Plain jumps have no push to show."""
    return say_many("1~jump is not shown.", "{number}~jumps are not shown.", jumps)


def otherwise_words(lifts: Sequence[str]) -> str:
    """Lifts of which their own pages tell something else."""
    return say(
        "Judged with other earlier lifts than when they were measured, so their own pages may say otherwise:"
        " no.~{lifts}.",
        lifts=", ".join(lifts),
    )


def table_alt(counts: str) -> str:
    """What the table of lifts holds."""
    return say("Table of the day: {counts}.", counts=counts)


def lifted_alt(kinds: str) -> str:
    """What the table of months holds."""
    return say("Table of what was lifted: {kinds}.", kinds=kinds)


def drive_alt(lift: str, result: str, verdict: str, peak: str) -> str:
    """What the drawing of one push says."""
    return say("{lift}, {result}: {verdict}; the force reaches {peak}~% of the weight.",
        lift=lift, result=result, verdict=verdict, peak=peak)  # fmt: skip


def no_drive_alt(lift: str, result: str) -> str:
    """A push that could not be drawn."""
    return say("{lift}, {result}: the push was not measured.", lift=lift, result=result)


def spread_words(limits: str) -> str:
    """How far the values of the day lie apart."""
    return say("On this day: {limits}.", limits=limits)


def a_lift(change: str, low: str, high: str) -> str:
    """A change from lift to lift."""
    return say("{change} a lift ({low} to {high}).", change=change, low=low, high=high)


def a_unit(change: str, low: str, high: str) -> str:
    """A change from kilogram to kilogram, or from pound to pound."""
    return say("{change} a {unit} ({low} to {high}).", change=change, unit=units(), low=low, high=high)


def over_alt(name: str, across: str, note: str, lifts: int) -> str:
    """What one small panel says."""
    return say_many("{name} against {across}, 1~lift. {note}", "{name} against {across}, {number}~lifts. {note}", lifts,
        name=name, across=across, note=note)  # fmt: skip


def reference_few(have: int, needed: int) -> str:
    """Too few lifts from power position."""
    return say("Not enough lifts from power position: {have} of {needed} made.", have=have, needed=needed)


def aside_words(count: int) -> str:
    """Power-position lifts that make no reference."""
    return say_many(
        "1~lift from power position is left out: its push bears a fault, or lies apart from the others.",
        "{number}~lifts from power position are left out: their pushes bear a fault, or lie apart from the others.",
        count,
    )


def rung_title(family: str, count: int) -> str:
    """``Snatch, against 4 lifts from power position``."""
    return say_many("{family}, against 1~lift from power position",
        "{family}, against {number}~lifts from power position", count, family=family)  # fmt: skip


def ladder_alt(title: str, rungs: Sequence[str], told: str) -> str:
    """What the ladder says."""
    return say("{title}: {rungs}. {told}", title=title, rungs="; ".join(rungs), told=told)


def rung_alt(rung: str, distance: str, lifts: int) -> str:
    """One rung in words."""
    return say_many("{rung} {distance} in 1~lift", "{rung} {distance} in {number}~lifts", lifts,
        rung=rung, distance=distance)  # fmt: skip


def once_words(kinds: Sequence[str]) -> str:
    """Kinds of lift without a trend."""
    return say("Lifted on one day only, so without a trend: {kinds}.", kinds=", ".join(kinds))


def row_alt(name: str, first: str, last: str, days: int) -> str:
    """One row of the months in words."""
    if days == 1:
        return say("{name}: {last} on one day.", name=name, last=last)
    return say("{name}: {first} on the first of {days}~days, {last} on the last.",
        name=name, first=first, last=last, days=days)  # fmt: skip


def kept_words(lifts: int) -> str:
    """What the small print says."""
    return say_many("Drawn from the document of 1~lift, attached.",
        "Drawn from the documents of {number}~lifts, attached.", lifts)  # fmt: skip


def methods_words(digests: Sequence[str]) -> str:
    """Which methods measured the lifts."""
    if len(digests) == 1:
        return say("All measured with method {digest}.", digest=digests[0])
    return say("Measured with different methods ({digests}): small differences may come from that.",
        digests=", ".join(digests))  # fmt: skip


def own_words() -> str:
    """What everything is compared with."""
    return say("Compared with this athlete’s own made lifts only. Plates do not see hips, knees or the bar.")


def lifts_file() -> str:
    """What ``lifts.json`` is."""
    return say("The lifts that these pages are drawn from, with those they compare with")


def many_page_file() -> str:
    """What ``page.json`` is."""
    return say("Names, day and kind of these pages")


def equal_lifts(lifts: int) -> str:
    """All is well with pages that were drawn from documents."""
    return say_many(
        "equal: the pages follow from the document of 1~lift inside; its own report proves its numbers",
        "equal: the pages follow from the documents of {number}~lifts inside; their own reports prove their numbers",
        lifts,
    )
