"""What the head of a page says: who lifted what, when, and which report it is."""

from __future__ import annotations

from datetime import datetime

from reports.words.say import marked, say, say_many

DASH = "–"
NO_NAME = marked("Lifter not named")
SIMULATED = marked("SIMULATED DATA")
OUTCOMES = {
    "made": marked("made"),
    "missed": marked("missed"),
    "unknown": marked("not judged"),
    None: marked("not judged"),
}
MONTHS = (
    marked("Jan"),
    marked("Feb"),
    marked("Mar"),
    marked("Apr"),
    marked("May"),
    marked("Jun"),
    marked("Jul"),
    marked("Aug"),
    marked("Sep"),
    marked("Oct"),
    marked("Nov"),
    marked("Dec"),
)
KINDS = {
    "snatch": marked("snatch"),
    "clean": marked("clean"),
    "power_snatch": marked("power snatch"),
    "power_clean": marked("power clean"),
    "hang_snatch": marked("hang snatch"),
    "hang_clean": marked("hang clean"),
    "hang_power_snatch": marked("hang power snatch"),
    "hang_power_clean": marked("hang power clean"),
    "block_snatch": marked("snatch from blocks"),
    "block_clean": marked("clean from blocks"),
    "block_power_snatch": marked("power snatch from blocks"),
    "block_power_clean": marked("power clean from blocks"),
    "power_position_snatch": marked("snatch from power position"),
    "power_position_clean": marked("clean from power position"),
    "power_position_power_snatch": marked("power snatch from power position"),
    "power_position_power_clean": marked("power clean from power position"),
    "snatch_pull": marked("snatch pull"),
    "clean_pull": marked("clean pull"),
    "hang_snatch_pull": marked("hang snatch pull"),
    "hang_clean_pull": marked("hang clean pull"),
    "power_position_snatch_pull": marked("snatch pull from power position"),
    "power_position_clean_pull": marked("clean pull from power position"),
    "countermovement_jump": marked("countermovement jump"),
    "squat_jump": marked("squat jump"),
}


def kind_words(kind: str) -> str:
    """A lift's kind as people say it: ``power_position_power_snatch`` is a power snatch from power position."""
    return say(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def assumed_words(kind: str) -> str:
    """A kind of lift that nobody said."""
    return say("{kind} (assumed)", kind=kind)


def attempt_words(attempt: int, attempts: int | None) -> str:
    """``attempt 7 of 12``."""
    if attempts:
        return say("attempt~{attempt}~of~{attempts}", attempt=attempt, attempts=attempts)
    return say("attempt~{attempt}", attempt=attempt)


def complex_words() -> str:
    """Said of a lift that is one of several without putting the bar down."""
    return say("in~a~complex")


def report_words(report_id: str, version: int) -> str:
    """``Report 7F3K-07, version 2 (replaces 1)``."""
    before = version - 1
    if report_id and version > 1:
        return say(
            "Report {report}, version {version} (replaces {before})", report=report_id, version=version, before=before
        )
    if version > 1:
        return say("Report, version {version} (replaces {before})", version=version, before=before)
    return say("Report {report}", report=report_id) if report_id else say("Report")


def day_words(moment: datetime) -> str:
    """``22 Nov 2026``."""
    return say("{day}~{month}~{year}", day=moment.day, month=say(MONTHS[moment.month - 1]), year=moment.year)


def day_month_words(moment: datetime) -> str:
    """``22 Nov``."""
    return say("{day}~{month}", day=moment.day, month=say(MONTHS[moment.month - 1]))


def earlier_words(count: int, loads: str, days: int) -> str:
    """``9 earlier lifts at 88–95 kg on 3 days``."""
    on = say_many("1~day", "{number}~days", days)
    if loads:
        return say_many(
            "1~earlier lift at {loads} on {days}",
            "{number}~earlier lifts at {loads} on {days}",
            count,
            loads=loads,
            days=on,
        )
    return say_many("1~earlier lift on {days}", "{number}~earlier lifts on {days}", count, days=on)


def page_words(page: int, pages: int) -> str:
    """``page 1 of 2``."""
    return say("page~{page}~of~{pages}", page=page, pages=pages)
