"""What the analysis of one lift returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from acquisition.plate import FloatArray

if TYPE_CHECKING:
    import pandas as pd

    from processing.reanalysis import AnalysisInput

Document = dict[str, Any]
"""A ``legdrive/lift/1`` document: plain JSON values only."""


@dataclass(frozen=True, eq=False)
class LiftCurves:
    """Curves of the analysed span for drawing; they never feed a metric.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        Seconds from the first sample of the file or lift span (the document's time).
    total_n, left_n, right_n : ndarray, shape (n,)
        Vertical force, low-passed at 50 Hz (zero-lag); left and right are NaN with one plate.
    cop_left_mm, cop_right_mm, cop_combined_mm : ndarray, shape (2, n)
        Right and forward position; NaN under the load limits.
    velocity_m_s : ndarray, shape (n,)
        Of the combined centre of mass, up; NaN before the pull begins, and where no weight is known.
    balance_forward_mm : ndarray, shape (n,)
        Forward position of the combined centre of mass, read from the shear force and anchored where it must equal the
        pressure; NaN where the plates cannot tell.
    """

    time_s: FloatArray
    total_n: FloatArray
    left_n: FloatArray
    right_n: FloatArray
    cop_left_mm: FloatArray
    cop_right_mm: FloatArray
    cop_combined_mm: FloatArray
    velocity_m_s: FloatArray
    balance_forward_mm: FloatArray


@dataclass(frozen=True, eq=False)
class LiftAnalysis:
    """One lift: its document, its curves for drawing, and what both were made from.

    Attributes
    ----------
    document : Document
        The ``legdrive/lift/1`` document.
    curves : LiftCurves or None
        ``None`` where there are no samples.
    source : AnalysisInput or None
        ``None`` for a lift that was analysed from forces alone.
    """

    document: Document
    curves: LiftCurves | None = field(default=None)
    source: AnalysisInput | None = field(default=None)

    @property
    def segmented(self) -> bool:
        """Whether a lift was found."""
        return bool(self.document["segmented"])

    def to_pandas(self, what: Literal["metrics", "events", "curves"] = "metrics") -> pd.DataFrame:
        """A table of the lift; pandas is loaded here and nowhere before.

        Parameters
        ----------
        what : {'metrics', 'events', 'curves'}
            A row a metric (``value``, ``unit``, ``uncertainty``, ``evidence``, ``method``, ``missing``), a row an event
            (``time_s``, ``uncertainty_s``, ``missing``), or a row a sample (forces in N, pressure in mm). ``missing``
            holds the codes that say why there is no number.

        Raises
        ------
        ValueError
            ``what`` is none of the three.
        """
        from processing.data_frames import curves_frame, events_frame, metrics_frame

        if what == "curves":
            return curves_frame(self.document, self.curves)
        if what not in ("metrics", "events"):
            raise ValueError(f"{what!r} is none of 'metrics', 'events', 'curves'")
        return metrics_frame(self.document) if what == "metrics" else events_frame(self.document)
