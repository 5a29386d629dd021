"""What the summary of a day says: the table, the drawings, the signs over the day, the ladder."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from processing.result import Document
from reports.details import ReportDetails
from reports.judging import feet_down
from reports.session.ladder import ladders
from reports.session.page import session_page
from reports.session.reference import tolerance
from reports.slope import slope
from reports.words import session as words
from reports.words.say import say, speaking

Day = tuple[list[Document], list[Document]]
DayOf = Callable[..., list[Document]]


def pushing_as(lifts: Sequence[Document], model: Document, kinds: tuple[str, ...], aside: float) -> list[Document]:
    """The same lifts; those of some kinds push as another one does, a little aside."""
    changed = copy.deepcopy(list(lifts))
    for lift in changed:
        if str(lift["lift"]["kind"]).startswith(kinds):
            lift["shape"]["drive"] = [value + aside for value in model["shape"]["drive"]]
    return changed


def test_the_table_names_what_was_told_of_each_lift(last_day: Day) -> None:
    rows = session_page(*last_day, ReportDetails()).rows
    assert [row.number for row in rows] == [str(number) for number in range(1, 14)]
    assert [row.verdict for row in rows if row.told] == ["push ended early", "push ended early"]
    assert [row.sign.shape for row in rows if row.told] == ["down", "down"]
    assert rows[0].load == "60\u00a0kg"
    assert rows[0].kind == "Snatch from power position"


def test_a_miss_says_where_it_ended_and_no_made_lift_does(last_day: Day) -> None:
    rows = session_page(*last_day, ReportDetails()).rows
    assert [row.number for row in rows if row.miss] == ["11"]
    assert rows[10].miss.startswith("The bar was lost in the catch.")


def test_the_day_in_short_names_the_lifts_that_were_unlike_the_others(last_day: Day) -> None:
    page = session_page(*last_day, ReportDetails())
    assert page.sentences[0] == "Told of the push: push ended early (no.\u00a09, 10)."
    told = page.heading.subtitle.replace("\u00a0", " ")
    assert told == "Session  ·  4 Oct 2026  ·  13 lifts, 1 missed  ·  60–115 kg"


def test_a_day_without_earlier_lifts_says_that_nothing_could_be_judged(season: tuple[Document, ...]) -> None:
    page = session_page([season[0]], [], ReportDetails())
    assert page.sentences == (words.unjudged_words(),)
    assert page.rows[0].verdict == say(words.TOO_FEW)


def test_the_days_words_are_those_of_the_lifts_own_page(last_day: Day) -> None:
    assert words.short_verdict("feet_stuck", feet_down=True) == "feet stuck"
    assert words.short_verdict("feet_stuck", feet_down=False) == "feet moved less"
    assert words.short_verdict("landed_forward", feet_down=True) == "went forward"
    assert words.short_verdict("landed_forward", feet_down=False) == "jumped forward"
    forward = [{"code": "landed_forward", "strength": "clear", "because": ["landing_shift_forward"]}]
    stuck = next(lift for lift in last_day[0] if feet_down(lift) and lift["lift"]["kind"] == "snatch")
    page = session_page([{**stuck, "findings": forward}], [], ReportDetails())
    assert page.rows[0].verdict == "went forward"


def test_the_usual_band_stands_behind_a_push_with_five_makes_to_compare_with_and_nowhere_else(last_day: Day) -> None:
    drives = session_page(*last_day, ReportDetails()).drives
    with_band = [bool(np.isfinite(drive.low).any()) for drive in drives]
    assert with_band[8:10] == [True, True]
    assert not with_band[11]
    late = drives[8].time_s > -0.08
    push = late & (drives[8].time_s < -0.02)
    assert (drives[8].ratio[push] < drives[8].low[push]).all()


def test_a_lift_without_a_shape_says_so(last_day: Day) -> None:
    lift = {**last_day[0][0], "shape": None}
    drive = session_page([lift], [], ReportDetails()).drives[0]
    assert drive.ratio.size == 0
    assert drive.verdict == say(words.NO_DRIVE)


def test_jumps_are_counted_and_left_out(last_day: Day) -> None:
    jump = copy.deepcopy(last_day[0][0])
    jump["lift"]["kind"] = "squat_jump"
    page = session_page([*last_day[0], jump], last_day[1], ReportDetails())
    assert len(page.rows) == 13
    assert page.notes[0] == "1\u00a0jump is not shown."


def test_signs_of_a_kind_need_three_lifts_and_are_told_with_the_spread_alone(last_day: Day) -> None:
    over = session_page(*last_day, ReportDetails()).over
    assert [kind.kind for kind in over] == ["Snatch from power position", "Snatch", "Hang snatch"]
    assert all(panel.note.startswith("On this day: ") for kind in over for panel in kind.panels)
    assert not any("a lift" in panel.note for kind in over for panel in kind.panels)


def test_one_load_gives_no_panel_over_the_load(day_of: DayOf) -> None:
    cleans = [lift for lift in day_of(60) if lift["lift"]["kind"] == "clean"]
    over = session_page(cleans, [], ReportDetails()).over
    assert [panel.across for panel in over[0].panels] == ["lift of the day"] * 2


def test_a_steady_fall_over_the_day_is_told_as_a_slope_with_its_interval(day_of: DayOf) -> None:
    lifts = [lift for lift in day_of(60) if lift["lift"]["kind"] == "hang_snatch"][:10]
    for number, lift in enumerate(lifts):
        lift["metrics"]["drive_impulse"]["value"] = 150.0 - 2.0 * number + 0.3 * (number % 3)
    notes = [panel.note for panel in session_page(lifts, [], ReportDetails()).over[0].panels]
    assert any("N·s a lift (−" in note for note in notes)


def at_one_load(lifts: Sequence[Document]) -> list[Document]:
    """The same lifts; power position and hang told at one load."""
    changed = copy.deepcopy(list(lifts))
    for lift in changed[:7]:
        lift["lift"]["load_kg"] = 70.0
    return changed


def test_the_ladder_stays_where_pushes_differ_and_goes_lower_where_they_do_not(last_day: Day) -> None:
    day = at_one_load(last_day[0])
    assert ladders(day)[0].rungs[0].sentence == say(words.NOT_YET["hang_"])
    within = tolerance(day[:4])
    mean = copy.deepcopy(day[0])
    mean["shape"]["drive"] = np.mean([lift["shape"]["drive"] for lift in day[:4]], axis=0).tolist()
    close = ladders(pushing_as(day, mean, ("hang_",), 0.9 * within))[0]
    assert close.rungs[0].sentence == say(words.GO_LOWER["hang_"])
    far = ladders(pushing_as(day, mean, ("hang_",), 1.1 * within))[0]
    assert far.rungs[0].sentence == say(words.NOT_YET["hang_"])


def test_loads_so_far_apart_that_they_explain_the_distance_leave_the_ladder_open(last_day: Day) -> None:
    ladder = ladders(last_day[0])[0]
    assert ladder.rungs[0].sentence.replace("\u00a0", " ") == (
        "From the hang the loads lie too far apart to tell: 75–80 kg against 60–70 kg from power position."
    )
    with speaking("en", "lb"):
        assert "165–176\u00a0lb against 132–154\u00a0lb" in ladders(last_day[0])[0].rungs[0].sentence


def test_a_push_further_off_than_its_load_explains_still_differs(last_day: Day) -> None:
    day = last_day[0]
    mean = copy.deepcopy(day[0])
    high = np.mean([lift["shape"]["drive"] for lift in day[:4]], axis=0)
    mean["shape"]["drive"] = high.tolist()
    weight = day[5]["metrics"]["system_weight"]["value"]
    by_load = float(np.sqrt(np.trapezoid(high**2, dx=1.0 / (high.size - 1)))) * 10.0 * 9.80665 / weight
    beyond = by_load + tolerance(day[:4])
    for apart, wanted in ((0.95, words.LOADS_APART), (1.6, words.NOT_YET)):
        told = ladders(pushing_as(day, mean, ("hang_",), apart * beyond))[0].rungs[0].sentence
        assert told[:35] == say(wanted["hang_"])[:35]


def test_one_lift_of_three_may_lie_apart_and_two_may_not(last_day: Day) -> None:
    day = at_one_load(last_day[0])
    mean = copy.deepcopy(day[0])
    mean["shape"]["drive"] = np.mean([lift["shape"]["drive"] for lift in day[:4]], axis=0).tolist()
    aside = [1.5 * tolerance(day[:4]) * apart for apart in (1.0, 0.1, 0.1)]
    for apart, wanted in ((aside, words.GO_LOWER), ([aside[0], aside[0], aside[1]], words.NOT_YET)):
        rung = [pushing_as([lift], mean, ("hang_",), by)[0] for lift, by in zip(day[4:7], apart, strict=True)]
        assert ladders([*day[:4], *rung])[0].rungs[0].sentence == say(wanted["hang_"])


def test_a_push_of_the_same_shape_that_ends_sooner_stays_where_it_is(last_day: Day) -> None:
    day = last_day[0]
    mean = copy.deepcopy(day[0])
    mean["shape"]["drive"] = np.mean([lift["shape"]["drive"] for lift in day[:4]], axis=0).tolist()
    lifts = pushing_as(day, mean, ("hang_",), 0.0)
    for lift in lifts[4:7]:
        lift["metrics"]["drive_duration"]["value"] -= 0.04
    rung = ladders(lifts)[0].rungs[0]
    assert rung.sentence == say(words.NOT_YET["hang_"])
    assert rung.differences[2].startswith("\u2212")


def test_two_made_lifts_of_a_rung_are_not_enough(last_day: Day) -> None:
    day = [lift for lift in last_day[0] if lift["lift"]["attempt"] != 7]
    assert ladders(day)[0].rungs[0].sentence == "From the hang: not enough lifts, 2 of 3."


def test_two_lifts_from_power_position_make_no_reference_and_none_no_ladder(last_day: Day) -> None:
    assert ladders(last_day[0][2:])[0].sentences == ("Not enough lifts from power position: 2 of 3 made.",)
    assert ladders(last_day[0][4:]) == ()


def test_distances_of_the_ladder_are_those_of_the_lifts_own_documents(last_day: Day) -> None:
    floor = ladders(last_day[0])[0].rungs[1]
    own = [lift["metrics"]["transfer_distance"]["value"] for lift in last_day[0] if lift["lift"]["kind"] == "snatch"]
    assert [dot.distance for dot in floor.dots] == pytest.approx(own, abs=1e-9)


def test_a_slope_is_told_only_where_its_interval_leaves_out_nought() -> None:
    rising = slope([(float(x), 3.0 * x + (-1) ** x) for x in range(12)])
    assert rising is not None
    assert rising.low <= 3.0 <= rising.high
    assert rising.told
    noise = np.random.default_rng(5).standard_normal(12)
    level = slope([(float(x), float(y)) for x, y in enumerate(noise)])
    assert level is not None
    assert not level.told


def test_few_points_or_two_places_have_no_slope() -> None:
    assert slope([(float(x), float(x)) for x in range(7)]) is None
    assert slope([(float(x % 2), float(x)) for x in range(20)]) is None


def test_a_slope_and_its_interval_are_those_of_scipy() -> None:
    from scipy.stats import theilslopes

    points = np.random.default_rng(11).standard_normal((15, 2))
    wanted = theilslopes(points[:, 1], points[:, 0], 0.95)
    found = slope([(float(x), float(y)) for x, y in points])
    assert found is not None
    assert found.value == pytest.approx(wanted.slope)
    assert found.low <= wanted.low_slope + 1e-12
    assert found.high >= wanted.high_slope - 1e-12
