"""What page 2 says of a lift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from processing.methods import LIMITS
from processing.result import LiftAnalysis
from reports.details import ReportDetails, Revision
from reports.second.balance import BalanceView
from reports.second.replant import Replant
from reports.second.small_print import SmallPrint
from reports.second.trend import Trend
from reports.second_page import Measured, SecondPage, second_page
from reports.words import second_page as words
from reports.words.say import say

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]
Cases = dict[str, Case]
MakeSecond = Callable[..., SecondPage]


def measured(page: SecondPage) -> Measured:
    """What a lift that was found shows."""
    assert page.measured is not None
    return page.measured


def changed(case: Case, details: ReportDetails | None = None, **changes: Any) -> SecondPage:
    """The page of a case with parts of its document exchanged."""
    lift, earlier = case
    assert lift.curves is not None
    return second_page({**lift.document, **changes}, lift.curves, [each.document for each in earlier], details)


def test_the_row_of_the_push_repeats_the_documents_metrics(second_cases: Cases, make_second: MakeSecond) -> None:
    row = next(row for row in measured(make_second("good")).phases.rows if row.key == "drive")
    metrics = second_cases["good"][0].document["metrics"]
    assert row.time == f"{metrics['drive_duration']['value'] * 1000:.0f}\u00a0ms"
    assert row.speed == f"+{metrics['drive_velocity_gain']['value']:.2f}\u00a0m/s"
    assert row.left == f"{metrics['left_share']['value'] * 100:.1f}\u00a0%"
    assert row.start.startswith("−0.2")


def test_phases_without_a_row_say_why(make_second: MakeSecond) -> None:
    told = measured(make_second("stuck")).phases
    assert [row.key for row in told.rows] == ["first_pull", "unweighting", "drive", "recovery"]
    assert told.remarks == ("Finish, pull under, catch not measured: foot stayed down.",)
    assert measured(make_second("missed")).phases.remarks == ("Recovery not measured: no standing hold.",)


def test_a_kind_of_lift_does_not_miss_what_it_does_not_have(make_second: MakeSecond) -> None:
    assert measured(make_second("power position")).phases.remarks == ()
    assert measured(make_second("hang")).phases.remarks == ()


def test_one_plate_shares_nothing_between_the_feet(make_second: MakeSecond) -> None:
    page = measured(make_second("one plate"))
    assert {row.left for row in page.phases.rows} == {"–"}
    assert page.replant.feet == ()
    assert page.replant.missing == say(words.REPLANT_ONE_PLATE)


def test_a_document_without_phases_says_so_in_words(second_cases: Cases) -> None:
    table = measured(changed(second_cases["good"], phases=[])).phases
    assert table.rows == ()
    assert table.remarks == (words.NO_PHASE_TABLE,)


def test_a_miss_names_the_first_phase_that_left_the_makes(second_cases: Cases) -> None:
    because = [
        {"phase": "drive", "number": "drive.duration_s", "score": -3.1},
        {"phase": "drive", "number": "drive_rise", "score": -4.0},
        {"phase": "catch", "number": "catch_peak_ratio", "score": 3.0},
    ]
    told = {"left_makes_in": "drive", "because": because, "lifts": 7, "sessions": 3, "missing": 0}
    table = measured(changed(second_cases["missed"], miss=told)).phases
    assert table.miss == "This miss first left the makes in: extension (shorter, less rise)."
    assert table.miss_phase == "drive"
    few = measured(changed(second_cases["missed"], miss={**told, "missing": 2, "left_makes_in": None})).phases
    assert few.miss == ""
    alike = measured(changed(second_cases["missed"], miss={**told, "left_makes_in": None, "because": []})).phases
    assert alike.miss == say(words.MISS_ALIKE)


def test_a_push_that_is_cut_short_is_not_called_faster(make_second: MakeSecond) -> None:
    card = measured(make_second("short")).slower
    assert card.answer == "Less time, less speed: shorter, not faster."
    assert say(words.RACES[(-1, -1)]) in card.sentences
    assert "usual" in card.sentences[0]


def test_a_push_hardly_shorter_than_usual_is_not_a_race_left_before_its_finish(second_cases: Cases) -> None:
    lift, earlier = second_cases["good"]
    metrics = {**lift.document["metrics"]}
    for key, little in (("drive_duration", 0.004), ("drive_velocity_gain", 0.02)):
        least = min(each.document["metrics"][key]["value"] for each in earlier)
        metrics[key] = {**metrics[key], "value": least - little}
    card = measured(changed(second_cases["good"], metrics=metrics)).slower
    assert card.answer == "Less time, less speed: shorter, not faster."
    assert say(words.RACES[(-1, -1)]) not in card.sentences
    assert card.sentences[-1] == say(words.NOT_ENOUGH)


def test_a_speed_that_is_a_lowest_value_is_not_compared(second_cases: Cases) -> None:
    lift, _ = second_cases["short"]
    cut = {"code": "saturated", "severity": "error", "message": "cut off", "about": ["metrics.drive_impulse"]}
    card = measured(changed(second_cases["short"], quality=[*lift.document["quality"], cut])).slower
    assert card.answer == say(words.ALONE_ANSWER)
    assert card.rows[2].value.startswith("at\u00a0least\u00a0")


def test_the_rise_of_a_lift_from_the_power_position_counts_from_its_dip(make_second: MakeSecond) -> None:
    names = {name: measured(make_second(name)).slower.rows[3].name for name in ("power position", "good")}
    assert names == {"power position": "rise, from the dip", "good": "rise, from mid scoop"}


def test_a_push_that_fades_over_the_usual_time_is_a_runner_who_eases_off(make_second: MakeSecond) -> None:
    card = measured(make_second("early")).slower
    assert card.answer.startswith(("As much time, less speed", "Less time, less speed"))
    assert {say(words.RACE_EASED), say(words.RACES[(-1, -1)])} & set(card.sentences)


def test_longer_and_faster_is_the_sprinter_who_runs_on(second_cases: Cases) -> None:
    lift, _ = second_cases["good"]
    metrics = {**lift.document["metrics"]}
    for key, factor in (("drive_duration", 1.15), ("drive_velocity_gain", 1.15)):
        metrics[key] = {**metrics[key], "value": metrics[key]["value"] * factor}
    card = measured(changed(second_cases["good"], metrics=metrics)).slower
    assert card.answer == "More time, more speed: longer, not slower."
    assert say(words.RACES[(1, 1)]) in card.sentences
    assert card.sentences[-1] == say(words.NOT_ENOUGH), "no finding holds"


def test_a_clean_may_do_with_less(second_cases: Cases) -> None:
    lift, earlier = second_cases["short"]
    kind = {**lift.document["lift"], "kind": "clean"}
    cleans = tuple(
        replace(each, document={**each.document, "lift": {**each.document["lift"], "kind": "clean"}})
        for each in earlier
    )
    card = measured(changed((lift, cleans), lift=kind)).slower
    assert say(words.CLEAN_REMARK) in card.sentences


def test_without_a_history_the_card_speaks_of_this_lift_alone(second_cases: Cases, make_second: MakeSecond) -> None:
    card = measured(make_second("alone")).slower
    metrics = second_cases["alone"][0].document["metrics"]
    more = 0.010 * metrics["drive_velocity_gain"]["value"] / metrics["drive_duration"]["value"]
    assert card.answer == say(words.ALONE_ANSWER)
    assert f"10\u00a0ms more would add {more:.2f}\u00a0m/s" in card.sentences[0]
    assert all("usual" not in sentence for sentence in card.sentences)
    assert all(row.limits is None for row in card.rows)


def test_the_race_ends_at_the_measured_time_and_speed(second_cases: Cases, make_second: MakeSecond) -> None:
    race = measured(make_second("good")).slower.race
    metrics = second_cases["good"][0].document["metrics"]
    assert race is not None
    finish = (1000 * metrics["drive_duration"]["value"], metrics["drive_velocity_gain"]["value"])
    assert race.finish == pytest.approx(finish)
    assert race.path[0] == (0.0, 0.0)
    assert (np.diff([speed for _, speed in race.path]) >= -1e-3).all()
    assert len(race.others) == len(race.finishes) == 7


def test_an_older_document_without_a_shape_still_has_its_finish(second_cases: Cases) -> None:
    race = measured(changed(second_cases["good"], shape=None)).slower.race
    assert race is not None
    assert len(race.path) == 1


def test_a_push_without_a_weight_is_not_raced(second_cases: Cases) -> None:
    metrics = dict.fromkeys(second_cases["good"][0].document["metrics"])
    card = measured(changed(second_cases["good"], metrics=metrics)).slower
    assert card.race is None
    assert card.answer == say(words.SLOWER_MISSING)
    assert all(row.missing for row in card.rows)


def trend_of(page: SecondPage) -> Trend:
    return measured(page).trend


def test_the_trend_holds_makes_and_misses_in_order_and_this_lift_last(make_second: MakeSecond) -> None:
    trend = trend_of(make_second("good"))
    assert trend.outcomes == ("made",) * 7 + ("missed", "made")
    assert [count for _, count in trend.days] == [3, 3, 2, 1]
    assert [name for name, _ in trend.days] == ["2\u00a0Nov", "5\u00a0Nov", "8\u00a0Nov", "20\u00a0Nov"]
    assert [row.name for row in trend.rows] == ["Drive-through", "Push impulse", "Landing shift", "Load"]
    assert trend.rows[-1].values == (90.0, 91.0, 92.0, 93.0, 94.0, 90.0, 91.0, 93.0, 92.0)
    assert trend.rows[-1].usual is None, "the load is nobody's sign"


def test_misses_stay_out_of_what_is_usual(second_cases: Cases) -> None:
    lift, earlier = second_cases["good"]
    assert lift.curves is not None
    documents = [each.document for each in earlier]
    makes = [document for document in documents if document["lift"]["outcome"] == "made"]
    with_miss, without = (second_page(lift.document, lift.curves, each) for each in (documents, makes))
    ranges = [[row.usual for row in trend_of(page).rows] for page in (with_miss, without)]
    assert ranges[0] == ranges[1]


def test_too_few_lifts_are_shown_without_a_band_and_counted(make_second: MakeSecond) -> None:
    trend = trend_of(make_second("few"))
    assert len(trend.outcomes) == 4
    assert {row.usual for row in trend.rows} == {None}
    assert trend.note == "3 of 5 made lifts that make a usual range."


def test_no_earlier_lift_is_said_in_words(make_second: MakeSecond) -> None:
    trend = trend_of(make_second("alone"))
    assert trend.rows == ()
    assert trend.note == say(words.TREND_NONE)


def replant_of(page: SecondPage) -> Replant:
    return measured(page).replant


def test_the_map_shows_the_measured_shift_of_each_foot(second_cases: Cases, make_second: MakeSecond) -> None:
    view = replant_of(make_second("good"))
    metrics = second_cases["good"][0].document["metrics"]
    for foot in view.feet:
        assert foot.after is not None
        shift = metrics[f"landing_shift_forward_{foot.side}"]["value"]
        assert foot.after[1] - foot.before[1] == pytest.approx(shift)
        assert "±" in foot.told
        assert foot.last is not None
        assert foot.last[1] > foot.before[1], "the last contact lies under the toes"
    left, right = view.feet
    assert left.before[0] < 0 < right.before[0]
    assert "wider" in view.wider


def test_feet_that_stayed_down_have_no_last_contact(make_second: MakeSecond) -> None:
    view = replant_of(make_second("stuck"))
    assert [foot.last for foot in view.feet] == [None, None]
    assert view.notes[0] == say(words.STAYED["both"])


def test_a_miss_has_no_landing_place(make_second: MakeSecond) -> None:
    view = replant_of(make_second("missed"))
    assert [foot.after for foot in view.feet] == [None, None]
    assert view.notes[0] == say(words.REPLANT_NO_LANDING)


def test_discs_on_the_plates_hide_where_the_feet_stood(make_second: MakeSecond) -> None:
    view = replant_of(make_second("on plates"))
    assert view.feet == ()
    assert "discs" in view.missing


def test_a_measured_foot_gives_the_outline_its_length(second_cases: Cases) -> None:
    quiet = second_cases["good"][0].document["cop"]["quiet"]
    frame = {
        "source": "rock",
        "heel_mm": {side: quiet[f"{side}_mm"][1] - 120.0 for side in ("left", "right")},
        "toe_mm": {side: quiet[f"{side}_mm"][1] + 160.0 for side in ("left", "right")},
        "foot_length_mm": 280.0,
        "uncertainty_mm": 5.0,
    }
    page = measured(changed(second_cases["good"], foot_frame=frame))
    assert [foot.heel_mm for foot in page.replant.feet] == pytest.approx([120.0, 120.0])
    assert [foot.length_mm for foot in page.replant.feet] == [280.0, 280.0]
    assert page.replant.notes[-1] == say(words.REPLANT_OUTLINE_MEASURED)
    assert [name for name, _ in page.balance.lines] == ["heel", "toes"]
    assert [place for _, place in page.balance.lines] == pytest.approx([0.0, 280.0])
    assert page.balance.origin == say(words.FROM_HEEL)


def balance_of(page: SecondPage) -> BalanceView:
    return measured(page).balance


def test_pressure_is_counted_from_quiet_standing_and_gone_in_the_air(make_second: MakeSecond) -> None:
    view = balance_of(make_second("good"))
    assert view.origin == say(words.FROM_STANDING)
    air = next(phase for phase in view.phases if phase.key == "air")
    inside = (view.time_s > air.start_s + 0.02) & (view.time_s < air.stop_s - 0.02)
    assert np.isnan(view.pressure_mm[inside]).all()
    at = int(np.abs(view.time_s).argmin())
    assert 20.0 < view.pressure_mm[at] < 200.0


def test_without_forward_force_there_is_no_balance_line_and_the_page_says_so(make_second: MakeSecond) -> None:
    view = balance_of(make_second("no shear"))
    assert not view.has_balance
    assert view.note == say(words.NO_BALANCE)


def test_a_balance_line_stands_beside_the_pressure(second_cases: Cases) -> None:
    lift, earlier = second_cases["good"]
    assert lift.curves is not None
    curves = replace(lift.curves, balance_forward_mm=np.full(lift.curves.time_s.shape, 12.0))
    view = balance_of(second_page(lift.document, curves, [each.document for each in earlier]))
    assert view.has_balance
    assert view.note == ""
    assert "balance stands at" in view.alt


def print_of(case: Case, details: ReportDetails | None = None, **changes: Any) -> SmallPrint:
    return changed(case, details, **changes).small_print


def test_the_log_holds_every_flag_worst_first_and_each_code_once(second_cases: Cases) -> None:
    quality = [
        {"code": "no_shear", "severity": "info", "message": "vertical only", "about": []},
        {"code": "zero_drift", "severity": "warning", "message": "off by 8 N.", "about": []},
        {"code": "saturated", "severity": "error", "message": "left fz", "about": []},
        {"code": "saturated", "severity": "error", "message": "right fz", "about": []},
    ]
    log = print_of(second_cases["good"], quality=quality).log
    assert [entry.severity for entry in log] == ["error", "warning", "info"]
    assert log[0].title == "Force cut off"
    assert log[0].message == "left fz; right fz."
    assert log[1].message == "off by 8 N."


def test_limits_that_differ_from_the_softwares_own_are_named(second_cases: Cases) -> None:
    case = second_cases["good"]
    methods = case[0].document["methods"]
    assert words.defaults_words() in print_of(case).methods
    other = {**methods, "parameters": {**methods["parameters"], "hold_s": 0.5}}
    told = " ".join(print_of(case, methods=other).methods)
    assert f"hold_s 0.5\u00a0s instead of {LIMITS['hold_s'].value:g}" in told
    assert words.unknown_limits() in print_of(case, methods={**methods, "parameters": {}}).methods


def test_the_samples_digest_is_printed_whole(second_cases: Cases) -> None:
    case = second_cases["good"]
    told = "".join(print_of(case).methods).replace(" ", "")
    assert case[0].document["source"]["samples_sha256"] in told


def test_versions_come_latest_first(second_cases: Cases) -> None:
    revisions = (Revision(1, "20 Nov 2026", ""), Revision(3, "22 Nov 2026", "lift renamed"), Revision(2, "", "load"))
    told = print_of(second_cases["good"], ReportDetails(version=3, revisions=revisions)).versions
    assert told == ("Version 3, 22 Nov 2026: lift renamed", "Version 2: load", "Version 1, 20 Nov 2026")
    assert print_of(second_cases["good"]).versions == (words.first_version(),)
    assert print_of(second_cases["good"], ReportDetails(version=2)).versions == (words.replaced_version(2),)


def test_a_recording_without_a_lift_keeps_its_small_print(make_second: MakeSecond) -> None:
    page = make_second("unsegmented")
    assert page.measured is None
    assert [entry.severity for entry in page.small_print.log] == ["error"]
