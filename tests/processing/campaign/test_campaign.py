"""Truth campaign: simulated lifts of all kinds and faults, analysed and compared with what is true about them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

SHORT, LONG = 48, 600


def test_forty_eight_simulated_lifts_are_measured_within_the_limits(scoring: Any) -> None:
    campaign = scoring.run(SHORT, 10_000, 1)
    assert campaign.lifts == SHORT
    assert campaign.unsegmented == 0, campaign.wrong
    assert scoring.missed(campaign) == [], "\n".join(campaign.wrong)
    tables = scoring.tables(campaign)
    assert "| 1000.0 | 0.0 | 0.0 | 0.0 |" in tables["detectors"]
    assert "`metrics.drive_impulse` | N·s" in tables["lifts"]


@pytest.mark.campaign
def test_many_simulated_lifts_are_measured_within_the_limits_and_intervals_hold_the_truth(
    scoring: Any, publish: Callable[[str, str, str], None]
) -> None:
    """``LEGDRIVE_CAMPAIGN`` and ``LEGDRIVE_CAMPAIGN_PROCESSES``: how many lifts, in how many processes."""
    count = int(os.environ.get("LEGDRIVE_CAMPAIGN", LONG))
    campaign = scoring.run(count, 0, int(os.environ.get("LEGDRIVE_CAMPAIGN_PROCESSES", "1")))
    print("\nWrong:\n" + "\n".join(campaign.wrong))
    for name, text in scoring.tables(campaign).items():
        publish(name, text, f"lifts 0 to {count - 1} of seed base {scoring.seed_base}")
    assert campaign.unsegmented == 0
    assert scoring.missed(campaign) == []
    assert scoring.uncovered(campaign) == []
