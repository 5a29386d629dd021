"""The raw recording: write it, read any span, check it, save what is left of a damaged one."""

from __future__ import annotations

from acquisition.recording.check import RecordingInfo, Verdict, recording_info, verify
from acquisition.recording.layout import LAYOUT
from acquisition.recording.reader import read_recording
from acquisition.recording.salvage import Salvage, salvage
from acquisition.recording.writer import RecordingWriter, compress_recording

__all__ = [
    "LAYOUT",
    "RecordingInfo",
    "RecordingWriter",
    "Salvage",
    "Verdict",
    "compress_recording",
    "read_recording",
    "recording_info",
    "salvage",
    "verify",
]
