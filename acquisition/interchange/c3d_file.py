"""A C3D file with its head read and its samples still in it: spans of them are taken when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.c3d_calibration import force_plate
from acquisition.interchange.c3d_data import AnalogSamples, Layout, layout_of, number_of
from acquisition.interchange.c3d_parameters import GET_ANOTHER_COPY, C3dHeader, Content, Groups, read_c3d_head
from acquisition.interchange.c3d_plates import StoredPlate, stored_plates
from acquisition.interchange.c3d_units import moments_from_cop
from acquisition.interchange.digest import measured
from acquisition.interchange.times import settled_rate
from acquisition.plate import FloatArray, ForcePlate

RATES_HZ = (1.0, 1e6)
"""Plates are sampled at tens to thousands a second; what a file states outside of these is no rate."""

RATES_AGREE = 1e-4
"""Stated rates that differ by a smaller share differ by rounding."""
RATES_NEAR = 0.002
"""Those that differ by a smaller share time a flight to the same sample: video called 60 Hz runs at 59.94."""


@dataclass(frozen=True, eq=False)
class C3dFile:
    """What :func:`open_c3d` finds.

    Attributes
    ----------
    path : str
        The file as it was named.
    rate_hz : float
        Analog samples per second.
    plates : tuple of ForcePlate
        In file order; ``reaction`` is not told yet, as only the samples tell it.
    simulated : bool
        True where the samples come from simulated plates.
    warnings : tuple of str
        What had to be mended or left out, one sentence each.
    stored : tuple of StoredPlate
        The plates as the file describes them.
    samples : AnalogSamples
        All analog channels.
    """

    path: str
    rate_hz: float
    plates: tuple[ForcePlate, ...]
    simulated: bool
    warnings: tuple[str, ...]
    stored: tuple[StoredPlate, ...]
    samples: AnalogSamples

    @property
    def n(self) -> int:
        """Samples per channel."""
        return self.samples.n

    def values(self, start: int = 0, stop: int | None = None) -> list[FloatArray]:
        """Per plate its channels over samples ``[start, stop)``, shape (n_channels, stop − start), the file's units.

        Raises
        ------
        UnreadableFile
            A channel holds something that is no measurement.
        """
        stop = self.n if stop is None else stop
        found = []
        for stored, plate in zip(self.stored, self.plates, strict=True):
            values = self.samples.rows(stored.channels, start, stop)
            check_values(values, stored, self.path, start)
            found.append(moments_from_cop(values, stored, plate.matrix) if stored.kind == 1 else values)
        return found


def open_c3d(content: Content, where: str, rate_hz: float | None = None) -> C3dFile:
    """Read everything but the samples.

    Parameters
    ----------
    content : bytes or mmap
        The whole file.
    where : str
        Its name, for messages.
    rate_hz : float, optional
        Sample rate for a file that states none.

    Raises
    ------
    UnreadableFile
        Damaged, cut, or without plates that can be read.
    OptionNeeded
        It states no rate and none was given.
    """
    header, groups, numbers = read_c3d_head(content, where)
    layout = layout_of(header, groups, len(content), where)
    stored = stored_plates(groups, layout.channels, where)
    rate, warnings = _rate(header, groups, layout, rate_hz, where)
    plates: list[ForcePlate] = []
    if layout.unstated:
        warnings.append(
            f"the file states {layout.frames} frames and has room for {layout.unstated} more, which are not read"
        )
    for plate in stored:
        described, mended = force_plate(plate, where)
        plates.append(described)
        warnings += [*mended, *_first_type_note(plate)]
    return C3dFile(
        path=where,
        rate_hz=rate,
        plates=tuple(plates),
        simulated=number_of(groups, "LEGDRIVE", "SIMULATED") != 0.0,
        warnings=tuple(warnings),
        stored=tuple(stored),
        samples=AnalogSamples(content, layout, groups, numbers, where),
    )


def _rate(
    header: C3dHeader, groups: Groups, layout: Layout, given_hz: float | None, where: str
) -> tuple[float, list[str]]:
    """Analog samples per second: ANALOG:RATE, else frames per second times samples per frame, else what was typed.

    Raises
    ------
    OptionNeeded
        The file states no rate, or two, and none was typed.
    """
    stated = number_of(groups, "ANALOG", "RATE")
    by_frames = [
        rate * layout.samples_per_frame for rate in (number_of(groups, "POINT", "RATE"), header.frame_rate_hz) if rate
    ]
    found = [rate for rate in (stated, *by_frames) if np.isfinite(rate) and RATES_HZ[0] <= rate <= RATES_HZ[1]]
    if not found:
        return settled_rate(None, given_hz, where, "the file")
    nearest = min(found[1:], key=lambda rate: abs(rate - found[0]), default=found[0])
    apart = abs(nearest - found[0]) / found[0]
    if stated != found[0] or apart <= RATES_AGREE:
        return settled_rate(found[0], given_hz, where, "the file")
    both = f"ANALOG:RATE says {stated:g} Hz, its frames {nearest:g} Hz"
    if given_hz is not None:
        return given_hz, [f"{both}; --rate {given_hz:g} is used"]
    if apart <= RATES_NEAR:
        return stated, [f"{both}; the first is used"]
    raise OptionNeeded(both, where, "say which: --rate HZ")


def check_values(values: FloatArray, plate: StoredPlate, where: str, start: int = 0) -> None:
    """Raise ``UnreadableFile`` where a plate's channel holds something that is no measurement."""
    sound = measured(values)
    if not sound.all():
        row, sample = np.argwhere(~sound)[0]
        raise UnreadableFile(
            f"channel {plate.labels[row]} of plate {plate.number} holds no number at sample {start + sample}", where,
            GET_ANOTHER_COPY,
        )  # fmt: skip


def _first_type_note(plate: StoredPlate) -> Sequence[str]:
    return (
        [f"plate {plate.number}: moments made from its stored centre of pressure (type 1)"] if plate.kind == 1 else []
    )
