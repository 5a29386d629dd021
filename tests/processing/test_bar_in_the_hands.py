"""A lift from the power position under the label of a full lift: told as none, with the reason, and never a crash."""

from __future__ import annotations

import numpy as np
import pytest

from processing.crossing import trace
from processing.options import STANDARD_GRAVITY_M_S2
from processing.phases import NotSegmentedError, find_pull
from sim_data.lifter import simulate_lift


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("under_n", [5.0, 15.0, 30.0])
def test_a_push_without_a_first_pull_is_no_lift_from_the_floor(seed: int, under_n: float) -> None:
    lift = simulate_lift("power_position_snatch", seed=seed, load_kg=60.0)
    weight_n = (lift.body_mass_kg + lift.bar_mass_kg) * STANDARD_GRAVITY_M_S2
    push = lift.truth.events["drive_start"]
    assert push is not None
    total = lift.force_n[:, 2].sum(axis=0)
    first = round(push * lift.rate_hz)
    total[:first] = np.minimum(total[:first], weight_n - under_n)  # stands a little under the weight until the push
    with pytest.raises(NotSegmentedError):
        find_pull(trace(total, lift.rate_hz), weight_n, STANDARD_GRAVITY_M_S2, 500, floor=True, separates=True)
