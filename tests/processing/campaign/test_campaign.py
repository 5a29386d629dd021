"""Truth campaign: simulated lifts of all kinds and faults, analysed and compared with what is true about them."""

from __future__ import annotations

from typing import Any

import pytest

SHORT, LONG = 48, 600


def test_forty_eight_simulated_lifts_are_measured_within_the_limits(scoring: Any) -> None:
    campaign = scoring.run(SHORT, 10_000)
    assert campaign.lifts == SHORT
    assert campaign.unsegmented == 0, campaign.wrong
    assert scoring.missed(campaign) == [], "\n".join(campaign.wrong)


@pytest.mark.campaign
def test_six_hundred_simulated_lifts_are_measured_within_the_limits(scoring: Any) -> None:
    campaign = scoring.run(LONG, 0)
    print(f"\n{campaign.lifts} lifts: {campaign.circumstances}\n{campaign.kinds}\n{campaign.faults}\n")
    print(scoring.table(campaign))
    print("\nWrong:\n" + "\n".join(campaign.wrong))
    assert campaign.unsegmented == 0
    assert scoring.missed(campaign) == []
