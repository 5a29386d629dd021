"""Names and texts of the recording layout ``legdrive/recording/1``; ``docs/recording.md`` explains it byte by byte.

Nothing here may change its meaning: a recording must open for ever. Something new gets a new name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

LAYOUT = "legdrive/recording/1"
"""Profile in the file's MCAP header."""
VOLTS, MARKS, CODES = "volts", "marks", "codes"
VOLTS_ID, MARKS_ID, CODES_ID = 1, 2, 3
"""MCAP channel numbers: fixed, so that a file whose first chunk is gone can still be read."""
SAMPLE_IDS = frozenset({VOLTS_ID, CODES_ID})
"""Channels that carry samples; a block lies in one of them."""
VOLTS_ENCODING, MARKS_ENCODING, CODES_ENCODING = "legdrive-block", "json", "legdrive-codes"
RIG, DRIVER, CLOCK = "rig", "driver", "clock"
"""Names of the metadata records."""

BLOCK_SCHEMA = """\
legdrive-block, little-endian, no padding:
u64 first_index                 sample number of the first sample, counted from the start of the sample clock
u32 n_channels
u32 n                           samples per channel
f64 t_mono_first                monotonic clock before the read, s
f64 t_utc_first                 wall clock before the read, s since 1970-01-01 UTC
f64 t_mono_last                 monotonic clock after the read, s
f64 t_utc_last                  wall clock after the read, s since 1970-01-01 UTC
u8[n_channels] overload         1: a sample reached 98 % of the channel's range
f64[n_channels][n] volts        channel after channel, scaled volts as the driver delivered them
"""
CODES_SCHEMA = """\
legdrive-codes, little-endian, no padding:
u64 first_index                 sample number of the first sample, counted from the start of the sample clock
u32 n_channels
u32 n                           samples per channel
f64 t_mono_first                monotonic clock before the read, s
f64 t_utc_first                 wall clock before the read, s since 1970-01-01 UTC
f64 t_mono_last                 monotonic clock after the read, s
f64 t_utc_last                  wall clock after the read, s since 1970-01-01 UTC
u8[n_channels] overload         1: a sample reached 98 % of the channel's range
u32 m                           coefficients per channel, at least 2
f64[n_channels][m] c            c[0] first
u8[n_channels][2][n] steps      channel after channel: the low bytes of its n steps, then their high bytes
step z (u16) to difference d (i16): d = (z >> 1) ^ -(z & 1); code (i16) = sum of the differences so far, modulo 65536
volts = (..(c[m-1] * code + c[m-2]) * code + ..) * code + c[0], every product and every sum rounded to float64:
bit for bit what the driver delivered; the writer has decoded and compared the block before it wrote it.
"""
MARKS_SCHEMA = """\
{"type": "object", "required": ["mark"], "properties": {"mark": {"type": "string", "description":
"what this is: start, tare, label, weigh_in, lift, note, warning, stop, fault, or something newer to be skipped"}}}
"""

Facts = dict[str, Any]
Records = dict[str, dict[str, str]]
"""Metadata records: name to key to text."""


def fact_records(rig_toml: str, driver: Mapping[str, Any], clock: Mapping[str, Any]) -> Records:
    """The three metadata records, each with the digest of its text (MCAP has no checksum for them)."""
    texts = {
        RIG: ("toml", rig_toml),
        DRIVER: ("json", json.dumps(dict(driver), ensure_ascii=False)),
        CLOCK: ("json", json.dumps(dict(clock), ensure_ascii=False)),
    }
    return {name: {key: text, "sha256": text_sha256(text)} for name, (key, text) in texts.items()}


def intact(record: Mapping[str, str] | None) -> bool:
    """Whether a metadata record is there and its text has the digest it should have."""
    if record is None:
        return False
    text = record.get("toml", record.get("json"))
    return text is not None and text_sha256(text) == record.get("sha256")


def text_sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
