"""What the device made of a rig: its ranges and its rate, read back from the task; and what its lines are to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from acquisition.errors import ConfigurationRejected
from acquisition.ni_devices import ni_device
from acquisition.rig import Rig

RATE_SHARE = 0.01
"""How far the device's rate may lie from the one asked for: its divider rounds, a grid of few rates does not."""


def input_ranges(channels: Any, rig: Rig) -> list[tuple[float, float]]:
    """Per channel of a task the range that the driver set, in the channel's unit.

    A bridge tells its range in V/V, so what it can measure in mV/V is taken instead.
    """
    bridges = [rig.plate[k].bridge is not None for k, _ in rig.wires]
    bridges += [False] * (len(rig.channels) - len(bridges))
    return [
        (float(channel.ai_min), float(channel.ai_max))
        if bridge
        else (float(channel.ai_rng_low), float(channel.ai_rng_high))
        for channel, bridge in zip(channels, bridges, strict=True)
    ]


def check_rate(rate_hz: float, rig: Rig) -> None:
    """Raise ``ConfigurationRejected`` where the device samples at quite another rate than the rig says."""
    if abs(rate_hz / rig.rate_hz - 1.0) > RATE_SHARE:
        raise ConfigurationRejected(
            f"the device samples at {rate_hz:.6g} Hz, not at {rig.rate_hz:.6g} Hz",
            f"{rig.device} at {rig.address}",
            "set clock.rate_hz to a rate that it has (`legdrive rig check` tells those of an NI 9237)",
        )


def product_warnings(rig: Rig, told: Any) -> list[str]:
    """Where the device is another one than the rig says, so that inputs and rates were checked for the wrong one."""
    if not rig.driver.product or not told or ni_device(str(told)) == ni_device(rig.driver.product):
        return []
    said = rig.driver.product
    return [f"the rig's driver.product is {said}, but {rig.device} is a {told}; mend it and check the rig"]


def amplifier_steps(rig: Rig) -> Iterator[tuple[dict[str, bool], float]]:
    """Levels of digital lines (true is high) and how long to hold them, s: first range and reset, then operate.

    Amplifiers without lines give no step. The longest time of both plates counts.
    """
    amplifiers = [wiring.kistler for wiring in rig.plate if wiring.kistler is not None]
    operate = {line: level == "high" for amplifier in amplifiers for line, level in amplifier.levels().items()}
    resets = {amplifier.reset_line: amplifier.reset_level == "high" for amplifier in amplifiers if amplifier.reset_line}
    if resets:
        yield {**operate, **resets}, max(amplifier.reset_s for amplifier in amplifiers if amplifier.reset_line)
    if operate:
        yield operate, max(amplifier.settle_s for amplifier in amplifiers if amplifier.levels())
