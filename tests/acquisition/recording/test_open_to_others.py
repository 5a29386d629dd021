"""The ``mcap`` package alone lists a recording and, by the schema in it, can tell what is in it."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mcap.reader import SeekingReader, make_reader

from acquisition.recording import LAYOUT, RecordingWriter

Write = Callable[..., RecordingWriter]


@pytest.fixture(params=["plain", "compressed"])
def path(request: pytest.FixtureRequest, tmp_path: Path, write_recording: Write) -> Path:
    """A finished recording of 1100 samples, all but the first 50 as codes."""
    path = tmp_path / "session.mcap"
    writer = write_recording(path, (50, 1100), marks=({"mark": "note", "text": "so"},), codes=True)
    writer.close(compress=request.param == "compressed")
    return path


def test_summary_statistics_and_metadata_are_there(path: Path) -> None:
    with path.open("rb") as stream:
        reader = make_reader(stream, validate_crcs=True)
        assert isinstance(reader, SeekingReader)
        assert reader.get_header().profile == LAYOUT
        summary = reader.get_summary()
        assert summary is not None
        assert summary.statistics is not None
        assert {channel.topic: channel.message_encoding for channel in summary.channels.values()} == {
            "volts": "legdrive-block",
            "marks": "json",
            "codes": "legdrive-codes",
        }
        assert summary.statistics.channel_message_counts == {2: 2, 3: 21}
        assert len(summary.chunk_indexes) == summary.statistics.chunk_count
        metadata = {record.name: record.metadata for record in reader.iter_metadata()}
    assert set(metadata) == {"rig", "driver", "clock"}
    assert json.loads(metadata["clock"]["json"])["rate_hz"] == 1000.0
    assert "[[plate]]" in metadata["rig"]["toml"]


def test_messages_of_a_time_span_are_found_by_the_index(path: Path) -> None:
    with path.open("rb") as stream:
        reader = make_reader(stream, validate_crcs=True)
        times = [message.log_time for *_, message in reader.iter_messages(topics=["codes"])]
        assert np.diff(times).tolist() == [50_000_000] * 20
        some = reader.iter_messages(topics=["codes"], starting_at=times[4], ending_before=times[7])
        assert [message.log_time for *_, message in some] == times[4:7]


def test_each_schema_names_every_field_of_its_payload(path: Path) -> None:
    with path.open("rb") as stream:
        reader = make_reader(stream)
        schemas = {channel.topic: schema for schema, channel, _ in reader.iter_messages() if schema is not None}
        summary = reader.get_summary()
    assert summary is not None
    texts = {schema.name: schema.data.decode() for schema in summary.schemas.values()}
    for field in ("first_index", "n_channels", "t_mono_first", "t_utc_last", "overload", "float64", "steps"):
        assert field in texts["legdrive-codes"]
    assert "volts" in texts["legdrive-block"]
    assert json.loads(texts["legdrive-mark"])["required"] == ["mark"]
    assert schemas["codes"].encoding == "text/plain"


def test_the_schemas_words_lead_to_the_volts(path: Path, make_source: Any) -> None:
    parts = []
    with path.open("rb") as stream:
        for *_, message in make_reader(stream).iter_messages(topics=["codes"]):
            _, n_channels, n = struct.unpack_from("<QII", message.data)
            at = 48 + n_channels
            (m,) = struct.unpack_from("<I", message.data, at)
            c = np.frombuffer(message.data, "<f8", n_channels * m, at + 4).reshape(n_channels, m)
            steps = np.frombuffer(message.data, "u1", offset=at + 4 + 8 * n_channels * m).reshape(n_channels, 2, n)
            z = steps[:, 0] + 256 * steps[:, 1].astype(int)
            codes = np.cumsum((z >> 1) ^ -(z & 1), axis=1).astype(np.int16)
            parts.append(c[:, 1:2] * codes + c[:, :1])
    np.testing.assert_array_equal(np.hstack(parts), make_source().known_volts(50, 1050))
