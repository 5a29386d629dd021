"""Analog samples of a C3D file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d_numbers import NumberFormat, as_doubles
from acquisition.interchange.c3d_parameters import BLOCK_BYTES, GET_ANOTHER_COPY, C3dHeader, Content, Groups, damaged
from acquisition.plate import FloatArray

SCALES = (1e-12, 1e12)
"""Units of a plate per stored count lie far between."""
LIMITS = (32767, 65535)
"""Where counts of 16 bits end, with and without a sign."""
BLOCK_VALUES = 1 << 18
"""Stored values that are turned into doubles at a time: what they need stays in the processor's cache."""


@dataclass(frozen=True)
class Layout:
    """Where the analog values lie.

    Attributes
    ----------
    first_byte : int
        Of the data section.
    frames, points, channels, samples_per_frame : int
        Counts.
    as_floats : bool
        Whether every value is a 32-bit floating-point number.
    unstated : int
        Frames that the file has room for beyond a count that could go no further.
    """

    first_byte: int
    frames: int
    points: int
    channels: int
    samples_per_frame: int
    as_floats: bool
    unstated: int = 0

    @property
    def values_per_frame(self) -> int:
        """Stored values of one frame."""
        return 4 * self.points + self.channels * self.samples_per_frame


def numbers_of(groups: Groups, group: str, name: str) -> FloatArray:
    """A parameter's numbers, in the file's shape; empty where it is absent or holds text."""
    value = groups.get(group, {}).get(name)
    return np.empty(0) if value is None or isinstance(value, list) else value


def number_of(groups: Groups, group: str, name: str, default: float = 0.0) -> float:
    """A parameter's first number; the default where it is absent or not finite."""
    values = numbers_of(groups, group, name)
    return float(values.flat[0]) if values.size and np.isfinite(values.flat[0]) else default


def counts_of(groups: Groups, group: str, name: str) -> FloatArray:
    """A parameter's numbers where they count or number something: 0 for what is not finite."""
    return np.nan_to_num(numbers_of(groups, group, name), nan=0.0, posinf=0.0, neginf=0.0)


def texts_of(groups: Groups, group: str, name: str) -> list[str]:
    """A parameter's texts; empty where it is absent or holds numbers."""
    value = groups.get(group, {}).get(name)
    return value if isinstance(value, list) else []


def texts_per_channel(groups: Groups, name: str) -> list[str]:
    """One text per analog channel; files of more than 255 channels go on in NAME2, NAME3 …"""
    found = texts_of(groups, "ANALOG", name)
    for part in (2, 3):
        if len(found) == 255 * (part - 1):
            found = [*found, *texts_of(groups, "ANALOG", f"{name}{part}")]
    return found


def layout_of(header: C3dHeader, groups: Groups, size: int, where: str) -> Layout:
    """Settle the counts where header and parameters may disagree.

    The header describes the bytes, so its counts come first. Of the frame counts the largest that the file has room for
    is taken. Those over 65535 stand in TRIAL or POINT only: a count that went as far as its 16 bits go is then none.

    Raises
    ------
    UnreadableFile
        No analog channels, or the file ends before its data do.
    """
    per_frame = header.samples_per_frame or round(
        number_of(groups, "ANALOG", "RATE") / max(number_of(groups, "POINT", "RATE"), 1e-9)
    )
    used = int(number_of(groups, "ANALOG", "USED"))
    per_frame = max(per_frame, 1)
    channels = header.analog_per_frame // per_frame or used
    if channels <= 0:
        raise UnreadableFile("is a C3D file without analog channels, so without force plates", where)
    as_floats = number_of(groups, "POINT", "SCALE", header.point_scale) < 0.0
    block = header.data_block or int(number_of(groups, "POINT", "DATA_START"))
    if not 2 <= block <= size // BLOCK_BYTES + 1:
        raise damaged(where, f"data said to start at block {block}")
    layout = Layout((block - 1) * BLOCK_BYTES, 0, header.points, channels, per_frame, as_floats)
    room = (size - layout.first_byte) // (layout.values_per_frame * (4 if as_floats else 2))
    counts = _frame_counts(header, groups)
    fitting = [count for count in counts if 0 < count <= room]
    if not fitting:
        stated = max(counts, default=0)
        what = f"is cut: {room} of {stated} frames are there" if stated else "holds no frames"
        raise UnreadableFile(f"the C3D file {what}", where, GET_ANOTHER_COPY)
    frames = max(fitting)
    padding = BLOCK_BYTES // (layout.values_per_frame * (4 if as_floats else 2)) + 1
    unstated = room - frames if room - padding > LIMITS[1] >= frames else 0
    return replace(layout, frames=frames, unstated=unstated)


def _frame_counts(header: C3dHeader, groups: Groups) -> list[int]:
    """Every number of frames that the file states, without those that 16 bits cut short of a larger one."""
    first = header.first_frame
    counts = [(header.last_frame - first + 1, header.last_frame)]
    frames = number_of(groups, "POINT", "FRAMES")
    points = int(frames + 65536.0 if frames < 0.0 else frames)
    counts.append((points, points))
    ends = [counts_of(groups, "TRIAL", f"ACTUAL_{end}_FIELD") for end in ("START", "END")]
    if all(field.size == 2 for field in ends):
        first, last = ((field % 65536.0) @ np.array([1.0, 65536.0]) for field in ends)
        counts.append((int(last - first + 1.0), 0))
    most = max(count for count, _ in counts)
    return [count for count, end in counts if count == most or not _cut_short(count, end, most)]


def _cut_short(count: int, end: int, most: int) -> bool:
    """Whether a count stands for a larger one: it ends where 16 bits end, or is what they leave of the larger one."""
    return end in LIMITS or (most > LIMITS[1] and (most - count) % (LIMITS[1] + 1) == 0)


def analog_values(
    content: Content, layout: Layout, groups: Groups, numbers: NumberFormat, channels: list[int], where: str = ""
) -> FloatArray:
    """Scaled values of some channels, shape (len(channels), frames × samples per frame).

    Raises
    ------
    UnreadableFile
        A scale that would make zeros of what was measured.
    """
    samples = AnalogSamples(content, layout, groups, numbers, where)
    return samples.rows(channels, 0, samples.n)


class AnalogSamples:
    """Analog samples where they lie: value = (stored − OFFSET) · SCALE · GEN_SCALE.

    Parameters
    ----------
    content : bytes or mmap
        The whole file; of a mapped one only the pages that are asked for come into memory.
    layout, groups, numbers
        What its head says.
    where : str
        Its name, for messages.
    """

    def __init__(
        self, content: Content, layout: Layout, groups: Groups, numbers: NumberFormat, where: str = ""
    ) -> None:
        self._content, self._layout, self._numbers, self._where = memoryview(content), layout, numbers, where
        self._unsigned = "UNSIGNED" in "".join(texts_of(groups, "ANALOG", "FORMAT")).upper()
        offset = _per_channel(groups, "OFFSET", 0.0, layout.channels)
        self._offset = np.where(offset < 0.0, offset + 65536.0, offset) if self._unsigned else offset
        gen_scale = number_of(groups, "ANALOG", "GEN_SCALE", 1.0)
        self._scale = _per_channel(groups, "SCALE", 1.0, layout.channels) * gen_scale

    @property
    def n(self) -> int:
        """Samples of each channel."""
        return self._layout.frames * self._layout.samples_per_frame

    def rows(self, channels: Sequence[int], start: int, stop: int) -> FloatArray:
        """Values of some channels over samples ``[start, stop)``, shape (len(channels), stop − start).

        They are taken in blocks of frames, so that beside the result there is never much in memory.

        Raises
        ------
        UnreadableFile
            A scale that would make zeros of what was measured.
        """
        chosen = np.asarray(channels, dtype=np.intp)
        _check_scale(self._scale, self._offset, chosen, self._where)
        offset, scale = self._offset[chosen, np.newaxis], self._scale[chosen, np.newaxis]
        values = np.empty((len(chosen), max(stop - start, 0)))
        per_frame = self._layout.samples_per_frame
        block = max(BLOCK_VALUES // self._layout.values_per_frame, 1) * per_frame
        at = start
        while at < stop:
            end = min((at // per_frame) * per_frame + block, stop)
            first = at // per_frame * per_frame
            stored = self._stored(first // per_frame, -(-end // per_frame))[at - first : end - first, chosen]
            part = values[:, at - start : end - start]
            np.subtract(as_doubles(stored).T, offset, out=part)
            part *= scale
            at = end
        return values

    def _stored(self, first_frame: int, stop_frame: int) -> npt.NDArray[Any]:
        """Stored values of some frames, shape (samples, channels)."""
        layout = self._layout
        frame_bytes = layout.values_per_frame * (4 if layout.as_floats else 2)
        begin = layout.first_byte + first_frame * frame_bytes
        raw = self._content[begin : begin + (stop_frame - first_frame) * frame_bytes]
        stored: npt.NDArray[Any] = (
            self._numbers.floats(raw) if layout.as_floats else self._numbers.integers(raw, unsigned=self._unsigned)
        )
        analog = stored.reshape(stop_frame - first_frame, layout.values_per_frame)[:, 4 * layout.points :]
        return analog.reshape((stop_frame - first_frame) * layout.samples_per_frame, layout.channels)


def _check_scale(scale: FloatArray, offset: FloatArray, channels: npt.NDArray[np.intp], where: str) -> None:
    """Raise where a channel's scale cannot be: zero, none, or beyond any sensor."""
    sound = (np.abs(scale) > SCALES[0]) & (np.abs(scale) < SCALES[1]) & (np.abs(offset) < SCALES[1])
    wrong = [int(k) for k in channels if not sound[k]]
    if wrong:
        what = f"analog channel {wrong[0] + 1} has scale {scale[wrong[0]]:g} and offset {offset[wrong[0]]:g}"
        raise UnreadableFile(what, where, GET_ANOTHER_COPY)


def _per_channel(groups: Groups, name: str, default: float, channels: int) -> FloatArray:
    """One number per channel; files of more than 255 channels go on in NAME2, NAME3 …"""
    parts = [numbers_of(groups, "ANALOG", f"{name}{part}").ravel() for part in ("", "2", "3")]
    stated = np.concatenate(parts)[:channels]
    filled: FloatArray = np.full(channels, default)
    filled[: stated.size] = stated
    return filled
