"""A recording without some spans: they are gone, everything else is bit for bit what it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquisition.recording import RecordingWriter, read_recording, recording_info, verify
from acquisition.recording.container import Container
from acquisition.recording.without_spans import joined, label_spans, rewrite_without_spans, without

Write = Callable[..., RecordingWriter]
MARKS: tuple[dict[str, Any], ...] = (
    {"mark": "label", "index": 0, "kind": "snatch", "load_kg": 80.0, "athlete": "A1"},
    {"mark": "label", "index": 130, "kind": "clean", "load_kg": 90.0, "athlete": "B2"},
    {"mark": "label", "index": 260, "kind": "snatch", "load_kg": 82.0, "athlete": "A1"},
    {"mark": "weigh_in", "start": 20, "stop": 60, "force_n": 700.0, "uncertainty_n": 0.1},
    {"mark": "weigh_in", "start": 140, "stop": 180, "force_n": 900.0, "uncertainty_n": 0.1},
    {"mark": "note", "index": 30, "text": "sore knee"},
    {"mark": "lift", "number": 2, "start": 100, "stop": 200, "drive_end": 170.5, "athlete": "B2"},
)


@pytest.fixture(params=[False, True], ids=["volts", "codes"])
def recording(request: pytest.FixtureRequest, write_recording: Write, tmp_path: Path) -> Path:
    path = tmp_path / "session.mcap"
    writer = write_recording(path, (0, 400), marks=MARKS, codes=request.param)
    writer.mark({"mark": "stop", "index": 400})
    writer.close()
    return path


def test_the_spans_of_an_athlete_reach_from_label_to_label(recording: Path) -> None:
    assert label_spans(recording, "A1") == ((0, 130), (260, 400))
    assert label_spans(recording, "B2") == ((130, 260),)
    assert label_spans(recording, "C3") == ()


def test_the_samples_of_the_spans_are_gone_and_the_others_bit_for_bit_the_same(recording: Path) -> None:
    before = read_recording(recording)
    done = rewrite_without_spans(recording, label_spans(recording, "A1"), "erased", "A1")
    after = read_recording(recording)
    assert done.samples == 270
    assert done.sha256_before != done.sha256_after
    assert after.samples_lost == ((0, 130), (260, 400))
    for old, new in zip(before.signals, after.signals, strict=True):
        assert np.isnan(new[:, :130]).all()
        assert np.isnan(new[:, 260:]).all()
        assert new[:, 130:260].tobytes() == old[:, 130:260].tobytes()
    span = (130, 260)
    assert read_recording(recording, *span).samples_sha256 == before_digest(before.signals, span)
    assert after.started_utc is not None
    assert before.started_utc is not None
    assert abs((after.started_utc - before.started_utc).total_seconds()) < 1e-4


def before_digest(signals: tuple[Any, ...], span: tuple[int, int]) -> str:
    from acquisition.interchange.digest import samples_sha256

    return samples_sha256(tuple(each[:, span[0] : span[1]] for each in signals))


def test_nothing_that_was_said_in_the_spans_can_be_found_in_the_file(recording: Path) -> None:
    rewrite_without_spans(recording, label_spans(recording, "A1"), "erased", "A1")
    with Container(recording) as container:
        content = b"".join(message.data for message in container.all_messages())
    assert b"A1" not in content
    assert b"sore knee" not in content
    after = read_recording(recording)
    assert [(label.index, label.athlete) for label in after.labels] == [(0, None), (130, "B2"), (260, None)]
    assert [weigh_in.start for weigh_in in after.weigh_ins] == [140]
    assert [mark["number"] for mark in recording_info(recording).marks if mark["mark"] == "lift"] == [2]


def test_the_new_file_is_whole_and_says_what_was_taken_out(recording: Path) -> None:
    rewrite_without_spans(recording, [(50, 60), (60, 70), (390, 400)], "erased")
    verdict = verify(recording)
    assert verdict.whole
    assert verdict.n == 370
    mark = recording_info(recording).marks[-1]
    assert (mark["mark"], mark["spans"], mark["why"]) == ("removed", [[50, 70], [390, 400]], "erased")
    assert recording_info(recording).n == 400


def test_done_twice_it_changes_nothing(recording: Path) -> None:
    first = rewrite_without_spans(recording, [(50, 60)], "erased")
    again = rewrite_without_spans(recording, [(50, 60)], "erased")
    assert again.samples == 0
    assert again.sha256_before == again.sha256_after == first.sha256_after


def test_a_recording_of_one_athlete_keeps_its_facts_and_no_sample(recording: Path) -> None:
    before = recording_info(recording)
    rewrite_without_spans(recording, [(0, 1 << 62)], "erased")
    after = recording_info(recording)
    assert verify(recording).whole
    assert verify(recording).n == 0
    assert (after.n, after.started_utc, after.rig_name) == (400, before.started_utc, before.rig_name)
    record = read_recording(recording)
    assert all(np.isnan(signals).all() for signals in record.signals)
    assert record.samples_lost == ((0, 400),)
    assert rewrite_without_spans(recording, [(0, 1 << 62)], "erased").samples == 0


def test_a_recording_that_was_never_ended_keeps_its_length(write_recording: Write, tmp_path: Path) -> None:
    path = tmp_path / "session.mcap"
    write_recording(path, (0, 400)).abandon()
    rewrite_without_spans(path, [(210, 400)], "erased")
    assert recording_info(path).n == 400
    assert verify(path).whole


def test_broken_off_before_the_file_is_moved_the_old_one_is_whole(
    recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = recording.read_bytes()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", stop)
        with pytest.raises(KeyboardInterrupt):
            rewrite_without_spans(recording, [(50, 60)], "erased")
    assert recording.read_bytes() == content
    assert rewrite_without_spans(recording, [(50, 60)], "erased").samples == 10
    assert [path.name for path in recording.parent.iterdir()] == [recording.name]


def test_what_a_killed_run_left_behind_is_taken_away(recording: Path) -> None:
    left = recording.parent / f".erasing-{recording.name}"
    left.mkdir()
    (left / recording.name).write_bytes(b"half")
    rewrite_without_spans(recording, [(0, 10)], "erased")
    assert not left.exists()


def test_a_zero_taken_in_the_spans_stays_for_the_others(write_recording: Write, tmp_path: Path) -> None:
    path = tmp_path / "session.mcap"
    tare = {"mark": "tare", "start": 0, "stop": 40, "volts": [0.1] * 12, "sd": [0.001] * 12}
    write_recording(path, (0, 200), marks=(tare,)).close()
    rewrite_without_spans(path, [(0, 100)], "erased")
    assert read_recording(path).tares[0].values[0][0] == 0.1


SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda span: (min(span), max(span))), max_size=5
)


@given(SPANS, SPANS)
@settings(max_examples=200)
def test_without_leaves_exactly_the_samples_that_no_other_span_holds(
    spans: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    def samples(of: Any) -> set[int]:
        return {index for start, stop in of for index in range(start, stop)}

    found = without(spans, others)
    assert samples(found) == samples(spans) - samples(others)
    assert found == joined(found)


@given(SPANS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_spans_leave_exactly_the_other_samples(
    write_recording: Write, tmp_path_factory: pytest.TempPathFactory, spans: list[tuple[int, int]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "session.mcap"
    write_recording(path, (0, 301), codes=True).close()
    before = read_recording(path)
    rewrite_without_spans(path, [*spans, (300, 301)], "erased")
    gone = np.zeros(301, np.bool_)
    for start, stop in [*spans, (300, 301)]:
        gone[start:stop] = True
    if gone.all():
        return
    after = read_recording(path, 0, 300)
    for old, new in zip(before.signals, after.signals, strict=True):
        assert np.isnan(new[:, gone[:300]]).all()
        assert new[:, ~gone[:300]].tobytes() == old[:, :300][:, ~gone[:300]].tobytes()
