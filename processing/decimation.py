"""From the converter's rate to that of the analysis: a linear-phase low pass, then every M-th sample.

An NI 9237 cannot sample at 1 kHz; it is read at 2 kHz and every second sample is taken. The low pass is symmetric, so
it delays every frequency by the same whole number of samples; the delay is taken out again and sample k of the result
belongs exactly to sample M·k of the recording.

The filter is a sinc under a Kaiser window: flat within 0.01 % up to 0.3 of the new rate, at least 80 dB down from half
of the new rate on, so that nothing beyond it is folded back.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray

HALF_WIDTH = 18
"""Half of the filter's length, in samples of the new rate: its delay."""
CORNER = 0.4
"""Middle of the transition band, share of the new rate: halfway between 0.3 (flat) and 0.5 (stopped)."""
BETA = 9.0
"""Shape of the Kaiser window: side lobes under −90 dB."""


def low_pass_taps(factor: int) -> FloatArray:
    """Taps of the low pass before taking every ``factor``-th sample, shape (36 · factor + 1,), sum 1."""
    half = HALF_WIDTH * factor
    at = np.arange(-half, half + 1)
    taps = np.sinc(2.0 * CORNER / factor * at) * np.kaiser(2 * half + 1, BETA)
    return np.asarray(taps / taps.sum(), dtype=np.float64)


class DecimationStream:
    """Takes samples block by block and gives every ``factor``-th of the filtered ones; carries its state.

    The same values come out whatever the blocks, to the last bit. Beyond both ends of the stream the first and the last
    sample are taken to go on.

    Parameters
    ----------
    factor : int
        Samples that become one; 1 passes all through.
    phase : int
        How many samples after the stream's first one the first sample of the result lies, under ``factor``.
    """

    def __init__(self, factor: int, phase: int = 0) -> None:
        self.factor = factor
        self._taps = low_pass_taps(factor) if factor > 1 else np.ones(1)
        self._half = self._taps.size // 2
        self._phase = phase
        self._held: FloatArray | None = None
        self._last: FloatArray | None = None

    @property
    def delay(self) -> int:
        """Samples of the recording by which the result comes later; its times are right all the same."""
        return self._half

    def push(self, signals: FloatArray) -> FloatArray:
        """Samples of the result that these complete.

        Parameters
        ----------
        signals : ndarray, shape (n_channels, n)
            Following on what was pushed before.

        Returns
        -------
        ndarray, shape (n_channels, m)
        """
        if self.factor == 1 or signals.shape[1] == 0:
            return signals
        if self._held is None:
            # Dropping the samples before the phase puts the first output onto the first sample held.
            lead = np.repeat(signals[:, :1], self._half, axis=1)
            self._held = np.concatenate([lead, signals], axis=1)[:, self._phase :]
        else:
            self._held = np.concatenate([self._held, signals], axis=1)
        self._last = signals[:, -1:].copy()
        return self._take()

    def finish(self) -> FloatArray:
        """The stream has ended: the samples that still waited for later ones."""
        if self._held is None or self._last is None:
            return np.empty((0, 0))
        self._held = np.concatenate([self._held, np.repeat(self._last, self._half, axis=1)], axis=1)
        return self._take()

    def _take(self) -> FloatArray:
        assert self._held is not None
        width = self._taps.size
        m = max(0, (self._held.shape[1] - width) // self.factor + 1)
        taken = np.zeros((self._held.shape[0], m))
        # Tap by tap, so that each sample is summed in the same order whatever the blocks.
        for place, tap in enumerate(self._taps):
            taken += tap * self._held[:, place : place + self.factor * m : self.factor][:, :m]
        self._held = self._held[:, self.factor * m :].copy()
        return taken


def decimated_signals(signals: FloatArray, factor: int, phase: int = 0) -> FloatArray:
    """A whole signal through :class:`DecimationStream`, shape (n_channels, ⌈(n − phase) / factor⌉)."""
    stream = DecimationStream(factor, phase)
    taken = stream.push(signals)
    return taken if factor == 1 else np.concatenate([taken, stream.finish()], axis=1)


def at_analysis_rate(record: PlateRecord) -> PlateRecord:
    """The record as the analysis takes it: every ``record.decimate``-th sample of the filtered channels.

    Parameters
    ----------
    record : PlateRecord
        As read; it is not changed. One with ``decimate`` 1 comes back itself.

    Returns
    -------
    PlateRecord
        Of ``rate_hz / decimate``, ``decimate`` 1; all sample indices count in the new rate. ``samples_sha256`` stays
        that of the samples as recorded. Samples whose filter reaches into a gap are gaps.
    """
    factor = record.decimate
    if factor == 1:
        return record
    first = math.ceil(record.first_index / factor)
    phase = first * factor - record.first_index
    signals = tuple(decimated_signals(each, factor, phase) for each in record.signals)
    return replace(
        record,
        rate_hz=record.rate_hz / factor,
        decimate=1,
        signals=signals,
        first_index=first,
        recorded=record.recorded or record,
        labels=tuple(replace(label, index=math.ceil(label.index / factor)) for label in record.labels),
        tares=tuple(replace(t, start=t.start // factor, stop=math.ceil(t.stop / factor)) for t in record.tares),
        weigh_ins=tuple(replace(w, start=w.start // factor, stop=math.ceil(w.stop / factor)) for w in record.weigh_ins),
        samples_lost=tuple(widened(span, factor) for span in record.samples_lost),
    )


def widened(span: tuple[int, int], factor: int) -> tuple[int, int]:
    """Samples of the result into which a gap of the recording reaches."""
    half = HALF_WIDTH * factor
    return max(0, math.ceil((span[0] - half) / factor)), math.floor((span[1] - 1 + half) / factor) + 1
