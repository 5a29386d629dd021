"""From a record as it was read to the one that is analysed: without drift, at the analysis' rate."""

from __future__ import annotations

from acquisition.interchange.record import PlateRecord
from processing.decimation import at_analysis_rate
from processing.drift import without_drift


def prepared(record: PlateRecord) -> PlateRecord:
    """The record as the analysis takes it; one that is prepared already, or needs nothing, comes back itself.

    Its sample indices count in its own ``rate_hz``. What was read stays in ``recorded``: headroom and saturation are
    judged there.
    """
    if record.recorded is not None:
        return record
    return at_analysis_rate(without_drift(record))
