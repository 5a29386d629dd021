"""What travels in a report: whole, small, and enough to measure and draw everything again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pyarrow
import pytest
from pyarrow import parquet

from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray, PlateKind
from processing.analysis import analyze, analyze_every
from processing.findings_rules import FORWARD_UNSURE, sign_value
from processing.options import AnalysisOptions
from processing.result import LiftAnalysis
from reports.attached.bundle import json_bytes, lift_attachments, read_bundle
from reports.attached.earlier import kept_earlier
from reports.attached.page import details_again, page_document
from reports.attached.plates import analysis_input
from reports.attached.samples import read_samples, samples_parquet
from reports.details import LabFonts, OwnDrill, ReportDetails, Revision
from reports.pdf import lift_report
from reports.pdf.attachments import attached_files

Report = tuple[LiftAnalysis, list[dict[str, object]], ReportDetails]
MakeRecord = Callable[..., PlateRecord]
MOST_BYTES_A_SAMPLE = 1.0


def test_the_lift_measured_from_the_attachments_is_the_lift_to_the_last_bit(pdf: Path, report: Report) -> None:
    bundle = read_bundle(attached_files(pdf), str(pdf))
    assert bundle.document == report[0].document
    assert bundle.plates is not None
    assert bundle.samples is not None
    again = analysis_input(bundle.plates, read_samples(bundle.samples)).again(bundle.page["earlier"])
    assert again.document == report[0].document
    assert report[0].curves is not None
    assert again.curves is not None
    assert np.array_equal(again.curves.total_n, report[0].curves.total_n, equal_nan=True)


def test_the_pages_drawn_from_the_attachments_are_the_file_to_the_last_byte(pdf: Path, made: bytes) -> None:
    bundle = read_bundle(attached_files(pdf), str(pdf))
    assert bundle.plates is not None
    assert bundle.samples is not None
    source = analysis_input(bundle.plates, read_samples(bundle.samples))
    again = source.again(bundle.page["earlier"])
    assert again.curves is not None
    details = details_again(bundle.page["details"])
    # The cut record has no other one behind it, just as the one it was cut from.
    assert lift_report(bundle.document, again.curves, bundle.page["earlier"], details, source) == made


def test_names_notes_and_versions_come_back(report: Report) -> None:
    details = replace(
        report[2],
        version=2,
        revisions=(Revision(1, "2026-11-22", "first"), Revision(2, "2026-11-23", "load")),
        fonts=LabFonts("/fonts/lab.ttf"),
        drills=(OwnDrill("drive_ended_early", "en", "Pull with a pause"),),
    )
    assert details_again(json.loads(json.dumps(page_document(details, ())))["details"]) == details


def test_of_the_earlier_lifts_only_those_that_count_travel(report: Report) -> None:
    lift, earlier, _ = report
    heavier = [{**each, "lift": {**each["lift"], "load_kg": 120.0}} for each in earlier]  # type: ignore[dict-item]
    kept = kept_earlier(lift.document, [*earlier, *heavier])
    assert [each["source"]["samples_sha256"] for each in kept] == [
        each["source"]["samples_sha256"]  # type: ignore[index]
        for each in earlier
    ]
    assert len(json.dumps(kept)) < 0.7 * len(json.dumps(earlier))


def test_a_sample_of_a_converter_takes_less_than_a_byte(report: Report) -> None:
    assert report[0].source is not None
    record = report[0].source.cut().record
    content = samples_parquet(record)
    assert len(content) <= MOST_BYTES_A_SAMPLE * record.n * 12
    assert content == samples_parquet(record)
    for row, again in zip(np.concatenate(record.signals), read_samples(content), strict=True):
        assert np.array_equal(row.view(np.int64), again.view(np.int64))


def stored(content: bytes) -> set[str]:
    """Forms of the columns."""
    return {str(kind) for kind in parquet.read_table(io.BytesIO(content)).schema.types}


def test_codes_with_lost_samples_and_noughts_with_a_minus_stay_codes_to_the_last_bit(recorded: MakeRecord) -> None:
    record = recorded()
    signals = tuple(each.copy() for each in record.signals)
    for each in signals:
        each[each == 0] = -0.0
        each[:, :40:3] = 0.0
        each[:, 1:40:3] = -0.0
        each[:, 3000:3080] = np.nan
    signals[1][2, 5:] = np.nan
    content = samples_parquet(replace(record, signals=signals))
    assert stored(content) == {"int16"}
    assert len(content) <= MOST_BYTES_A_SAMPLE * record.n * 12
    column = parquet.read_table(io.BytesIO(content)).column(0)
    assert column.null_count == 80
    for row, again in zip(np.concatenate(signals), read_samples(content), strict=True):
        assert np.array_equal(row.view(np.int64), again.view(np.int64))


@pytest.mark.parametrize("odd", [np.inf, -np.nan, np.int64(0x7FF8000000000001).view(np.float64)], ids=str)
def test_what_is_neither_lost_nor_a_code_is_kept_as_it_is(recorded: MakeRecord, odd: float) -> None:
    record = recorded()
    signals = tuple(each[:, :500].copy() for each in record.signals)
    signals[0][0, 7] = odd
    again = read_samples(samples_parquet(replace(record, signals=signals)))
    assert np.array_equal(again[0].view(np.int64), signals[0][0].view(np.int64))


def test_a_channel_that_was_lost_whole_comes_back_lost(recorded: MakeRecord) -> None:
    record = recorded()
    signals = tuple(each[:, :500].copy() for each in record.signals)
    signals[0][3] = np.nan
    assert np.isnan(read_samples(samples_parquet(replace(record, signals=signals)))[3]).all()


@pytest.mark.parametrize("signs", [b"AA==", b"%%"])
def test_signs_that_are_not_those_of_the_noughts_are_no_samples(recorded: MakeRecord, signs: bytes) -> None:
    record = recorded()
    signals = tuple(np.where(each == 0, -0.0, each) for each in record.signals)
    table = parquet.read_table(io.BytesIO(samples_parquet(replace(record, signals=signals))))
    fields = [field.with_metadata({**field.metadata, b"minus": signs}) for field in table.schema]
    stream = io.BytesIO()
    parquet.write_table(table.cast(pyarrow.schema(fields, metadata=table.schema.metadata)), stream)
    with pytest.raises(ValueError, match=r"noughts|base64|[Pp]adding|Only|data"):
        read_samples(stream.getvalue())


@pytest.mark.parametrize("drift", [False, True])
def test_a_lift_with_lost_samples_travels_as_codes_and_is_measured_the_same(recorded: MakeRecord, drift: bool) -> None:
    record = recorded()
    signals = tuple(each.copy() for each in record.signals)
    for each in signals:
        each[:, 4600:4680] = np.nan
    kind: PlateKind = "8-channel" if drift else "6-component"
    plates = tuple(replace(plate, kind=kind) for plate in record.plates)
    digest = samples_sha256(signals)
    lossy = replace(record, signals=signals, plates=plates, samples_lost=((4600, 4680),), samples_sha256=digest)
    lift = analyze(lossy)
    assert lift.segmented
    assert lift.source is not None
    files = {each.name: each for each in lift_attachments(lift.document, (), ReportDetails(), lift.source)}
    content = files["samples.parquet"].content
    assert stored(content) == {"int16"}
    assert len(content) <= MOST_BYTES_A_SAMPLE * parquet.read_table(io.BytesIO(content)).num_rows * 12
    again = analysis_input(json.loads(files["plates.json"].content), read_samples(content)).again()
    assert again.document == lift.document


def test_any_parquet_reader_finds_codes_with_their_scale(report: Report) -> None:
    assert report[0].source is not None
    table = parquet.read_table(io.BytesIO(samples_parquet(report[0].source.cut().record)))
    assert table.column_names[:2] == ["1 left: Fx", "1 left: Fy"]
    assert {str(kind) for kind in table.schema.types} == {"int16"}
    constant, step = json.loads(table.field(0).metadata[b"scale"])
    assert (constant, step) == (0.0, pytest.approx(20.0 / 65536))


@pytest.mark.parametrize(("values", "stored"), [("float32", "float"), ("float64", "double"), ("gap", "double")])
def test_what_are_no_codes_stays_exact_as_floats(recorded: MakeRecord, values: str, stored: str) -> None:
    record = recorded()
    noise = np.random.default_rng(1).normal(size=(2, 6, 500))
    signals = noise.astype(np.float32).astype(np.float64) if values == "float32" else noise
    if values == "gap":
        signals[:, :, 100:120] = np.nan
    content = samples_parquet(replace(record, signals=(signals[0], signals[1])))
    assert {str(kind) for kind in parquet.read_table(io.BytesIO(content)).schema.types} == {stored}
    for row, again in zip(np.concatenate(list(signals)), read_samples(content), strict=True):
        assert np.array_equal(row, again, equal_nan=True)


def test_the_driver_s_polynomial_is_used_where_it_is_known(recorded: MakeRecord) -> None:
    codes = np.cumsum(np.random.default_rng(2).integers(-4, 5, (12, 900)), axis=1).astype(np.float64)
    scaling = np.tile([1.3e-5, 3.05e-4, 1e-14, -2e-20], (12, 1))
    volts = ((scaling[:, 3:] * codes + scaling[:, 2:3]) * codes + scaling[:, 1:2]) * codes + scaling[:, :1]
    record = replace(recorded(), signals=(volts[:6], volts[6:]), scaling=(scaling[:6], scaling[6:]))
    content = samples_parquet(record)
    assert {str(kind) for kind in parquet.read_table(io.BytesIO(content)).schema.types} == {"int16"}
    assert np.array_equal(np.array(read_samples(content)), volts)
    assert len(content) < len(samples_parquet(replace(record, scaling=())))


@pytest.mark.parametrize("skewed", [False, True])
def test_a_lift_cut_from_a_session_is_measured_the_same(recorded: MakeRecord, skewed: bool) -> None:
    one, two = recorded(seed=3), recorded(seed=4)
    signals = tuple(np.concatenate(pair, axis=1) for pair in zip(one.signals, two.signals, strict=True))
    delay: FloatArray = np.arange(6.0) * 1e-5
    delays = (delay, delay) if skewed else ()
    session = replace(one, signals=signals, skew_s=delays)
    lifts = list(analyze_every(session))
    assert [lift.document for lift in lifts] == [
        analyze(session, AnalysisOptions(lift_number=number)).document for number in (1, 2)
    ]
    for lift in lifts:
        assert lift.source is not None
        part = lift.source.cut()
        assert part.record.n < session.n
        assert part.again().document == lift.document


@pytest.mark.parametrize("what", ["drift", "half the rate", "both"])
@pytest.mark.parametrize("lead_s", [0.0, 8.0])
def test_a_lift_measured_on_prepared_samples_travels_as_codes(recorded: MakeRecord, what: str, lead_s: float) -> None:
    record = recorded(rate_hz=1000.0 if what == "drift" else 2000.0)
    lead = round(lead_s * record.rate_hz)
    signals = tuple(np.concatenate([each[:, :1].repeat(lead, 1), each], axis=1) for each in record.signals)
    kind: PlateKind = "6-component" if what == "half the rate" else "8-channel"
    plates = tuple(replace(plate, kind=kind) for plate in record.plates)
    factor = 1 if what == "drift" else 2
    lift = analyze(replace(record, signals=signals, plates=plates, decimate=factor))
    assert lift.source is not None
    assert lift.source.record.recorded is not None
    assert bool(lift.source.record.drift) == (what != "half the rate")
    files = {each.name: each for each in lift_attachments(lift.document, (), ReportDetails(), lift.source)}
    content = files["samples.parquet"].content
    table = parquet.read_table(io.BytesIO(content))
    assert {str(kind) for kind in table.schema.types} == {"int16"}
    assert len(content) <= MOST_BYTES_A_SAMPLE * table.num_rows * 12
    again = analysis_input(json.loads(files["plates.json"].content), read_samples(content)).again()
    assert again.document == lift.document


def test_attachments_are_listed_as_associated_files_with_the_lift_s_date(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        entries = {str(entry.UF): entry for entry in pdf.Root.AF}
        assert set(entries) == {"lift.json", "page.json", "plates.json", "samples.parquet"}
        assert str(entries["lift.json"].AFRelationship) == "/Data"
        assert str(entries["samples.parquet"].AFRelationship) == "/Source"
        dates = {str(entry.EF.F.Params.ModDate) for entry in entries.values()}
        assert dates == {str(pdf.docinfo.CreationDate)}


def test_a_fast_recording_stays_where_it_is(recorded: MakeRecord) -> None:
    lift = analyze(recorded(rate_hz=2500.0))
    assert lift.curves is not None
    content = lift_report(lift.document, lift.curves, (), None, lift.source)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "samples.parquet" not in pdf.attachments
        plates = json.loads(pdf.attachments["plates.json"].get_file().read_bytes())
    assert plates["samples"] is None
    assert plates["record"]["path"] == "session.mcap"
    assert len(plates["record"]["samples_sha256"]) == 64


@pytest.mark.parametrize(
    "value", [np.nan, [1.0, np.inf], {"a": [np.float64("nan")]}, np.array([1.0, -np.inf])], ids=repr
)
def test_a_number_that_is_not_finite_travels_in_no_report(value: object) -> None:
    with pytest.raises(ValueError, match="not finite"):
        json_bytes({"lift": {"part": value}})


def test_what_is_absent_travels_as_null() -> None:
    assert json.loads(json_bytes({"lift": None, "parts": [None, 1.5]})) == {"lift": None, "parts": [None, 1.5]}


def test_earlier_lifts_judge_the_same_as_they_travel_where_their_forward_force_is_unsure(report: Report) -> None:
    lift, earlier, _ = report
    told = {"code": FORWARD_UNSURE, "about": ["metrics.drive_forward_impulse"], "severity": "warning", "message": ""}
    unsure = [{**each, "quality": [*each["quality"], told]} for each in earlier]  # type: ignore[misc]
    travelling = kept_earlier(lift.document, unsure)
    for whole, kept in zip(unsure, travelling, strict=True):
        for key in ("drive_forward_impulse", "drive_impulse"):
            assert sign_value(kept, key) == sign_value(whole, key)
