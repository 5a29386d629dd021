"""What is known about a lift besides its forces: the file, the label, the zero, the range, the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from processing.result import Document


@dataclass(frozen=True)
class LiftContext:
    """Everything that a document says and no force tells. The defaults fit forces without any file.

    Attributes
    ----------
    path, samples_sha256 : str
        The file.
    rig_sha256 : str or None
        Digest of the rig.
    simulated : bool
        Whether the samples come from simulated plates.
    first_index : int
        Sample of the file at which the analysed span begins.
    number, of : int
        Which lift of how many.
    label_kind, athlete, complex_id : str or None
        From the label.
    attempt : int or None
        From the label.
    label_load_kg : float or None
        From the label.
    outcome : str or None
        As the detector saw it.
    started_utc, utc_offset : str or None
        When the file begins.
    weigh_in_n : (float, float) or None
        Last weigh-in before the lift and its standard uncertainty, N.
    weigh_in_s : float or None
        How long that weigh-in lasted.
    zero_age_s : float or None
        From the zero to the lift; ``None`` without a zero.
    zero_noise_n : float
        Standard uncertainty of the zero's mean from noise, all plates' vertical force, N.
    zero_drift_n : float or None
        Mean force of the empty plates nearest the lift, N.
    zeroed : bool or None
        Whether the file has a zero; ``None`` where the question has no sense.
    headroom : float or None
        Part of the range that was not used.
    saturated : tuple of str
        Channels that were cut off.
    samples_lost : tuple of (int, int)
        Missing samples of the file inside the span.
    warnings : tuple of str
        What the reader had to mend.
    drift : tuple of str
        What was done about the drift of charge amplifiers.
    label_foot_length_mm : float or None
        From the label.
    rock_mm : tuple of float
        Of a rock on heels and toes in the weigh-in: heels (left, right) and toes (left, right) forward of standing, mm;
        empty without.
    """

    path: str = ""
    samples_sha256: str = ""
    rig_sha256: str | None = None
    simulated: bool = False
    first_index: int = 0
    number: int = 1
    of: int = 1
    label_kind: str | None = None
    athlete: str | None = None
    complex_id: str | None = None
    attempt: int | None = None
    label_load_kg: float | None = None
    outcome: str | None = None
    started_utc: str | None = None
    utc_offset: str | None = None
    weigh_in_n: tuple[float, float] | None = None
    weigh_in_s: float | None = None
    zero_age_s: float | None = None
    zero_noise_n: float = 0.0
    zero_drift_n: float | None = None
    zeroed: bool | None = None
    headroom: float | None = None
    saturated: tuple[str, ...] = ()
    samples_lost: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = field(default_factory=tuple)
    drift: tuple[str, ...] = ()
    label_foot_length_mm: float | None = None
    rock_mm: tuple[float, ...] = ()

    def source(self, rate_hz: float, samples: int) -> Document:
        """The document's ``source``."""
        found: dict[str, Any] = {
            "path": self.path,
            "samples_sha256": self.samples_sha256,
            "rig_sha256": self.rig_sha256,
            "simulated": self.simulated,
            "sample_rate_hz": float(rate_hz),
            "samples": samples,
        }
        return found
