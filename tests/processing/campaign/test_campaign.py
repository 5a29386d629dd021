"""Truth campaign: simulated lifts of all kinds and faults, analysed and compared with what is true about them."""

from __future__ import annotations

import os
from typing import Any

import pytest

SHORT, LONG = 48, 600


def test_forty_eight_simulated_lifts_are_measured_within_the_limits(scoring: Any) -> None:
    campaign = scoring.run(SHORT, 10_000, 1)
    assert campaign.lifts == SHORT
    assert campaign.unsegmented == 0, campaign.wrong
    assert scoring.missed(campaign) == [], "\n".join(campaign.wrong)


@pytest.mark.campaign
def test_many_simulated_lifts_are_measured_within_the_limits_and_intervals_hold_the_truth(scoring: Any) -> None:
    """``LEGDRIVE_CAMPAIGN`` and ``LEGDRIVE_CAMPAIGN_PROCESSES``: how many lifts, in how many processes."""
    count = int(os.environ.get("LEGDRIVE_CAMPAIGN", LONG))
    campaign = scoring.run(count, 0, int(os.environ.get("LEGDRIVE_CAMPAIGN_PROCESSES", "1")))
    print(f"\n{campaign.lifts} lifts: {campaign.circumstances}\n{campaign.kinds}\n{campaign.faults}\n")
    print(scoring.table(campaign))
    print("\nWrong:\n" + "\n".join(campaign.wrong))
    assert campaign.unsegmented == 0
    assert scoring.missed(campaign) == []
    assert scoring.uncovered(campaign) == []
