"""What every reader returns: plate channels and all that is needed to turn them into force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from acquisition.plate import FloatArray, ForcePlate


@dataclass(frozen=True)
class LiftLabel:
    """What the technician typed before a lift; ``None`` where nothing was typed.

    Attributes
    ----------
    index : int
        Sample from which the label holds, until the next label.
    kind : str or None
        Lift kind, one of ``processing.options.KINDS``.
    load_kg : float or None
        Bar with discs and collars.
    athlete : str or None
        Athlete's code, never a name.
    attempt : int or None
        Attempt of the day, 1-based.
    complex_id : str or None
        Shared by the lifts of one complex.
    foot_length_mm : float or None
        Length of the athlete's shoe.
    """

    index: int = 0
    kind: str | None = None
    load_kg: float | None = None
    athlete: str | None = None
    attempt: int | None = None
    complex_id: str | None = None
    foot_length_mm: float | None = None


@dataclass(frozen=True)
class Tare:
    """A zero: mean channel values of the unloaded plates.

    Attributes
    ----------
    start, stop : int
        Sample span that was averaged.
    values : tuple of ndarray
        Per plate, shape (n_channels,), channel units.
    standard_deviations : tuple of ndarray
        Per plate, shape (n_channels,): noise of one sample, channel units.
    """

    start: int
    stop: int
    values: tuple[FloatArray, ...]
    standard_deviations: tuple[FloatArray, ...] = ()


@dataclass(frozen=True)
class WeighIn:
    """Somebody stood still on the plates without a bar.

    Attributes
    ----------
    start, stop : int
        Sample span that was averaged, counted from the recording's first sample.
    force_n, uncertainty_n : float
        Mean vertical force of all plates, and its standard uncertainty.
    """

    start: int
    stop: int
    force_n: float
    uncertainty_n: float


@dataclass(frozen=True, eq=False)
class ZeroLine:
    """The zero of a plate whose amplifiers drift: straight between the moments when nobody stands on it.

    Attributes
    ----------
    at : ndarray, shape (m,)
        Those moments, as positions in the record that was read.
    values : ndarray, shape (n_channels, m)
        Channel values then.
    slopes : ndarray, shape (n_channels,)
        How the line goes on before the first and after the last moment, channel units a sample.
    """

    at: FloatArray
    values: FloatArray
    slopes: FloatArray


@dataclass(frozen=True, eq=False)
class PlateRecord:
    """Plate channels of one file or recording.

    Attributes
    ----------
    path : str
        The file as it was named.
    format : str
        ``recording``, ``c3d``, ``netforce`` …
    rate_hz : float
        Sample rate, read back or as the file says.
    plates : tuple of ForcePlate
        In file order.
    signals : tuple of ndarray
        Per plate, shape (n_channels, n), untouched channel values (volts or the file's units).
    full_scale : tuple of ndarray
        Per plate, shape (n_channels,): smaller of the amplifier's and the DAQ's range in channel units; NaN where the
        file does not say. Used for saturation and headroom only.
    tares : tuple of Tare
        Zeros in the order taken; empty where the file has none (nothing is then subtracted).
    skew_s : tuple of ndarray
        Per plate, shape (n_channels,): how much later than the sample clock each channel was converted.
    labels : tuple of LiftLabel
        What was typed during the session, by sample.
    first_index : int
        Index, in the recording, of the first sample held here: not 0 where only a span was read. All other sample
        indices of this record count from the recording's first sample.
    weigh_ins : tuple of WeighIn
        Weigh-ins in the order taken.
    samples_lost : tuple of (int, int)
        Spans ``[first, stop)`` of sample indices that are not in the file.
    started_utc : datetime or None
        UTC time of the first sample; ``None`` where the file does not say.
    utc_offset : str
        The laboratory's offset, such as ``+01:00``; empty where unknown.
    simulated : bool
        True where the samples come from simulated plates.
    samples_sha256 : str
        Digest of the channel values, hexadecimal.
    rig_sha256 : str or None
        Digest of the rig's text, where there is one.
    calibrated : bool
        True where a rig given with another program's file turns its channels into forces, as it does in a recording.
    warnings : tuple of str
        What the reader had to mend or leave out, one sentence each.
    decimate : int
        The analysis takes every so many samples, after a low pass; 1: all of them.
    drift : tuple of str
        What was done about the drift of charge amplifiers, one sentence a plate; empty in a record as read.
    scaling : tuple of ndarray
        Per plate, shape (n_channels, m): the driver's polynomial from the converter's codes to channel values, constant
        first; empty where it is not known. It serves to store samples small; the values themselves are in ``signals``.
    zero_lines : tuple of ZeroLine or None
        Per plate, where its drift was taken away; empty in a record as read.
    recorded : PlateRecord or None
        In a record that was prepared for the analysis: the one that was read.
    """

    path: str
    format: str
    rate_hz: float
    plates: tuple[ForcePlate, ...]
    signals: tuple[FloatArray, ...]
    full_scale: tuple[FloatArray, ...] = ()
    tares: tuple[Tare, ...] = ()
    skew_s: tuple[FloatArray, ...] = ()
    labels: tuple[LiftLabel, ...] = ()
    first_index: int = 0
    weigh_ins: tuple[WeighIn, ...] = ()
    samples_lost: tuple[tuple[int, int], ...] = ()
    started_utc: datetime | None = None
    utc_offset: str = ""
    simulated: bool = False
    samples_sha256: str = ""
    rig_sha256: str | None = None
    calibrated: bool = False
    warnings: tuple[str, ...] = field(default_factory=tuple)
    decimate: int = 1
    drift: tuple[str, ...] = ()
    scaling: tuple[FloatArray, ...] = ()
    zero_lines: tuple[ZeroLine | None, ...] = ()
    recorded: PlateRecord | None = None

    @property
    def signs_stated(self) -> bool:
        """Whether the plates' ``reaction`` comes from a rig; else it was told from the load."""
        return self.calibrated or self.format == "recording"

    @property
    def n(self) -> int:
        """Samples per channel."""
        return int(self.signals[0].shape[1]) if self.signals else 0

    def label_at(self, index: int) -> LiftLabel | None:
        """The label in force at a sample, or ``None``."""
        held = [label for label in self.labels if label.index <= index]
        return held[-1] if held else None

    def tare_before(self, index: int) -> Tare | None:
        """The last zero that was complete by a sample, or ``None``."""
        done = [tare for tare in self.tares if tare.stop <= index]
        return done[-1] if done else None

    def tare_of(self, index: int) -> Tare | None:
        """The zero that counts for samples from an index on: the last before it, else the recording's first."""
        return self.tare_before(index) or (self.tares[0] if self.tares else None)
