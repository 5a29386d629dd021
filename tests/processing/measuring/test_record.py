"""From a record to a document: label, zero, range, lost samples, and which lift of several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from acquisition.errors import OptionNeeded
from acquisition.interchange.record import LiftLabel, PlateRecord, WeighIn
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.result import Document
from sim_data.lifter import SimulatedLift

Recorded = Callable[..., PlateRecord]
Lift = Callable[..., SimulatedLift]
BEFORE_S = 2.0
LABEL = LiftLabel(0, "snatch", 100.0, "A7F3", 7, None)


def codes(document: Document) -> set[str]:
    return {entry["code"] for entry in document["quality"]}


def test_a_record_gives_the_truth_with_the_label_of_the_technician(lift: Lift, recorded: Recorded) -> None:
    made = lift()
    started = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
    found = analyze(recorded(made, labels=(LABEL,), started_utc=started, utc_offset="+01:00"))
    document = found.document
    assert document["segmented"]
    told = document["lift"]
    assert (told["kind"], told["athlete"], told["attempt"], told["load_kg"]) == ("snatch", "A7F3", 7, 100.0)
    assert told["started_utc"] == "2026-11-22T13:32:00+00:00"
    assert not told["kind_assumed"]
    assert document["source"]["simulated"]
    end = made.truth.events["drive_end"]
    assert end is not None
    assert document["events"]["drive_end"]["time_s"] == pytest.approx(end + BEFORE_S, abs=0.002)
    assert found.curves is not None
    drawn = np.interp(document["events"]["drive_end"]["time_s"], found.curves.time_s, found.curves.total_n)
    assert drawn == pytest.approx(document["metrics"]["system_weight"]["value"], rel=0.01)


def test_times_count_from_the_recordings_first_sample(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    later = replace(record, first_index=100_000, labels=(replace(LABEL, index=100_000),))
    here, there = (analyze(r).document for r in (record, later))
    for key in ("separation", "drive_end"):
        assert there["events"][key]["time_s"] == pytest.approx(here["events"][key]["time_s"] + 100.0, abs=1e-5)
    assert there["conditions"]["zero_age_s"] > 99.0


def test_a_span_is_analysed_as_the_whole(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    whole = analyze(record).document
    part = analyze(record, span=(1900, record.n - 100)).document
    assert part["events"]["drive_end"]["time_s"] == pytest.approx(whole["events"]["drive_end"]["time_s"], abs=1e-4)
    impulses = [d["metrics"]["drive_impulse"]["value"] for d in (whole, part)]
    assert impulses[1] == pytest.approx(impulses[0], rel=5e-3)


def test_the_range_and_the_zero_are_told(lift: Lift, recorded: Recorded) -> None:
    conditions = analyze(recorded(lift(), labels=(LABEL,))).document["conditions"]
    assert 0.3 < conditions["headroom"] < 0.9
    assert conditions["zero_age_s"] >= 0.0
    assert abs(conditions["zero_drift_n"]) < 1.0
    assert conditions["weigh_in_s"] > 1.0
    assert conditions["system_weight_source"] == "hold"


def test_force_that_was_cut_off_is_an_error(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    full = 0.9 * float(record.signals[0][2].max())
    cut = tuple(np.clip(signals, -full, full) for signals in record.signals)
    document = analyze(replace(record, signals=cut, full_scale=(np.full(6, full), np.full(6, full)))).document
    (entry,) = [e for e in document["quality"] if e["code"] == "saturated" and "left" in e["message"]]
    assert entry["severity"] == "error"
    assert document["conditions"]["headroom"] == pytest.approx(0.0, abs=1e-9)


def test_two_samples_at_the_end_of_the_range_are_no_overload(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    spiked = record.signals[0].copy()
    spiked[0, 5000:5002] = 5000.0
    document = analyze(replace(record, signals=(spiked, record.signals[1]))).document
    assert "saturated" not in codes(document)


def test_an_old_zero_and_a_drifted_one_are_stale(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    old = replace(record, first_index=700_000, labels=(replace(LABEL, index=700_000),))
    assert "zero_drift" in codes(analyze(old).document)
    moved = record.signals[0].copy()
    moved[2] += 6.0
    document = analyze(replace(record, signals=(moved, record.signals[1]))).document
    assert "zero_drift" in codes(document)
    assert document["conditions"]["zero_drift_n"] == pytest.approx(6.0, abs=0.5)
    assert "zero_drift" not in codes(analyze(record).document)


def test_a_file_without_a_zero_says_so(lift: Lift, recorded: Recorded) -> None:
    document = analyze(recorded(lift(), labels=(LABEL,), tares=())).document
    assert "not_zeroed" in codes(document)
    assert document["conditions"]["zero_age_s"] is None


def test_lost_samples_in_the_lift_are_an_error_and_others_are_not(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,), samples_lost=((6000, 6010), (900_000, 900_010)))
    document = analyze(record).document
    assert document["conditions"]["samples_lost"] == [[6000, 6010]]
    assert "samples_lost" in codes(document)


def test_a_weigh_in_gives_the_body_mass_of_a_hang(lift: Lift, recorded: Recorded) -> None:
    made = lift("hang_clean")
    weigh_in = WeighIn(0, 3000, made.body_mass_kg * 9.80665, 0.3)
    record = recorded(made, labels=(replace(LABEL, kind="hang_clean", load_kg=125.0),))
    with_weigh_in = replace(record, weigh_ins=(replace(weigh_in, stop=2500),))
    document = analyze(with_weigh_in).document
    assert document["metrics"]["body_mass"]["value"] == pytest.approx(made.body_mass_kg)
    assert document["conditions"]["weigh_in_s"] == pytest.approx(2.5)
    assert analyze(record).document["metrics"]["body_mass"] is None


def test_another_body_mass_than_entered_is_told(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    assert "body_mass_mismatch" in codes(analyze(record, AnalysisOptions(body_mass_kg=85.0)).document)
    assert "body_mass_mismatch" not in codes(analyze(record, AnalysisOptions(body_mass_kg=80.3)).document)


def test_a_plate_wired_backwards_is_an_error(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    turned = analyze(replace(record, signals=(-record.signals[0], record.signals[1]))).document
    assert any(e["code"] == "polarity" and "left" in e["message"] for e in turned["quality"])


def test_plates_named_against_the_floor_plan_are_told(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    document = analyze(record, AnalysisOptions(left_plate=2, right_plate=1)).document
    assert "plates_swapped" in codes(document)


def test_a_slow_rate_is_told(lift: Lift, recorded: Recorded) -> None:
    document = analyze(recorded(lift(rate_hz=500.0), labels=(LABEL,))).document
    assert "low_rate" in codes(document)
    assert document["segmented"]


def two_lifts(record: PlateRecord) -> PlateRecord:
    """The same lift twice, one after the other."""
    signals = tuple(np.concatenate([values, values], axis=1) for values in record.signals)
    return replace(record, signals=signals)


def test_several_lifts_need_a_number(lift: Lift, recorded: Recorded) -> None:
    record = two_lifts(recorded(lift(), labels=(LABEL,)))
    with pytest.raises(OptionNeeded, match="--lift-number"):
        analyze(record)
    with pytest.raises(OptionNeeded, match="has no lift 3"):
        analyze(record, AnalysisOptions(lift_number=3))
    one, two = (analyze(record, AnalysisOptions(lift_number=k)).document for k in (1, 2))
    assert (one["lift"]["number"], two["lift"]["number"], one["lift"]["of"]) == (1, 2, 2)
    shift = two["events"]["drive_end"]["time_s"] - one["events"]["drive_end"]["time_s"]
    assert shift == pytest.approx(record.n / 2 / record.rate_hz, abs=0.001)


def test_a_record_without_a_lift_says_why(lift: Lift, recorded: Recorded) -> None:
    record = recorded(lift(), labels=(LABEL,))
    quiet = replace(record, signals=tuple(values[:, :4500] for values in record.signals))
    document = analyze(quiet).document
    assert not document["segmented"]
    (entry,) = [e for e in document["quality"] if e["code"] == "unsegmented"]
    assert "no lift was found" in entry["message"]
    assert "events.drive_end" in entry["about"]
