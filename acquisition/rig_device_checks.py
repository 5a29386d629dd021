"""Whether the device can do what a rig asks of it: inputs, pairs, ranges, rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from acquisition.ni_devices import BRIDGES, NiDevice, ni_device
from acquisition.rig_table import Mistake
from acquisition.rig_wiring import Clock, Driver, PlateWiring, Sync

RATE_SHARE = 1e-4
"""How far a rate may lie from one of the grid."""
SLOWEST_HZ = 200.0
"""Rate of analysis under which events of a lift cannot be told."""


@dataclass(frozen=True)
class Input:
    """One input of a device: where the rig names it, and how it is wired."""

    key: str
    device: str
    number: int
    terminal: str


def device_mistakes(
    driver: Driver, clock: Clock, plates: dict[int, PlateWiring], sync: Sync | None = None
) -> Iterator[Mistake]:
    """Whatever the device cannot do; ``plates`` by their number in the file, counted from 1."""
    device = ni_device(driver.product)
    bridges = any(wiring.bridge for wiring in plates.values())
    for number, wiring in plates.items():
        for mistake in range_mistakes(wiring, device):
            yield mistake.under(f"plate[{number}]")
    wired = list(inputs(driver, plates, sync))
    if device is not None:
        yield from input_mistakes(driver.product, device, wired)
    shared = max((sum(entry.device == each.device for each in wired) for entry in wired), default=1)
    yield from rate_mistakes(driver.product, device or (BRIDGES if bridges else None), clock, shared)
    if clock.rate_hz / clock.decimate < SLOWEST_HZ:
        yield Mistake(
            "clock.decimate",
            f"leaves {clock.rate_hz / clock.decimate:g} Hz for analysis",
            f"leave at least {SLOWEST_HZ:g} Hz, better 1000",
        )


def inputs(driver: Driver, plates: dict[int, PlateWiring], sync: Sync | None) -> Iterator[Input]:
    """Every input that the rig names."""
    for number, wiring in plates.items():
        for channel in wiring.channels:
            yield Input(f"plate[{number}].channels", wiring.device or driver.device, int(channel[2:]), wiring.terminal)
    if sync is not None:
        yield Input("sync.channel", driver.device, int(sync.channel[2:]), sync.terminal)


def range_mistakes(wiring: PlateWiring, device: NiDevice | None) -> Iterator[Mistake]:
    """Range against the amplifier's span and the device's ranges, and the kind of input."""
    if wiring.bridge is None and wiring.range_v < wiring.amplifier_span_v:
        yield Mistake(
            "range_v",
            f"± {wiring.range_v:g} V is smaller than the amplifier's span of ± {wiring.amplifier_span_v:g} V: "
            "the device would cut strong pushes off",
            f"set range_v = {wiring.amplifier_span_v:g}, or amplifier_span_v to what the amplifier really gives",
        )
    if device is None:
        return
    if device.bridge != (wiring.bridge is not None):
        place, has = ("cells", "no bridge inputs") if wiring.bridge else (wiring.calibrations[0], "bridge inputs only")
        yield Mistake(place, f"the device has {has}", "mend driver.product, or wire the plate to another device")
    elif wiring.bridge is None and wiring.range_v > max(device.ranges_v):
        yield Mistake(
            "range_v",
            f"± {wiring.range_v:g} V is more than the device's largest range, ± {max(device.ranges_v):g} V",
            f"set range_v = {max(device.ranges_v):g}",
        )


def input_mistakes(product: str, device: NiDevice, wired: list[Input]) -> Iterator[Mistake]:
    """Inputs that the device does not have, cannot pair, or has given to another channel already."""
    last = f"the last input of a {product} is ai{device.inputs - 1}"
    for key in dict.fromkeys(entry.key for entry in wired):
        own = [entry for entry in wired if entry.key == key]
        terminal = own[0].terminal
        if terminal not in device.terminals and not device.bridge:
            yield Mistake(
                key.replace("channels", "terminal").replace("sync.channel", "sync.terminal"),
                f"a {product} cannot be wired {terminal}",
                f"take {' or '.join(device.terminals)}",
            )
            continue
        beyond = [entry.number for entry in own if entry.number >= device.inputs]
        if beyond:
            yield Mistake(key, f"{listed(beyond)} cannot be: {last}", "mend the number")
        unpaired = [entry.number for entry in own if terminal == "DIFF" and device.partner(entry.number) is None]
        if set(unpaired) - set(beyond):
            yield Mistake(
                key,
                f"{listed(unpaired)} cannot be DIFF: on a {product} it is the negative input of "
                f"{listed([number - device.pair_distance for number in unpaired])}",
                f"there are {device.inputs // 2} pairs; take their first inputs, or wire the plate NRSE",
            )
    yield from partner_mistakes(device, wired)


def partner_mistakes(device: NiDevice, wired: list[Input]) -> Iterator[Mistake]:
    """Inputs that serve as the negative one of a differential channel and as a channel of their own."""
    if device.pair_distance == 0:
        return
    positive = {
        (entry.device, device.partner(entry.number)): entry.number for entry in wired if entry.terminal == "DIFF"
    }
    for entry in wired:
        other = positive.get((entry.device, entry.number))
        if other is not None and entry.terminal != "DIFF":
            yield Mistake(
                entry.key,
                f"ai{entry.number} is the negative input of ai{other}, which is wired DIFF",
                "take another input, or wire both plates NRSE",
            )


def rate_mistakes(product: str, device: NiDevice | None, clock: Clock, n_channels: int) -> Iterator[Mistake]:
    """A rate that the device's converters cannot make."""
    if device is None:
        return
    if device.grid:
        rates = device.grid_rates_hz()
        nearest = min(rates, key=lambda rate: abs(rate - clock.rate_hz))
        if abs(nearest / clock.rate_hz - 1.0) > RATE_SHARE:
            yield Mistake("clock.rate_hz", *grid_words(product or "NI 9237", clock.rate_hz, rates))
        return
    most_hz = device.rate_hz if device.simultaneous else device.rate_hz / n_channels
    if clock.rate_hz > most_hz:
        shared = "" if device.simultaneous else f", shared by {n_channels} channels"
        yield Mistake(
            "clock.rate_hz",
            f"{clock.rate_hz:g} Hz is too fast: a {product} makes {device.rate_hz / 1000.0:g} kS/s{shared}",
            f"take at most {most_hz:.0f} Hz",
        )


def grid_words(product: str, rate_hz: float, rates_hz: tuple[float, ...]) -> tuple[str, str]:
    """What is wrong with a rate beside the grid, and what to take."""
    slowest = rates_hz[-1]
    if rate_hz < slowest:
        return (
            f"{rate_hz:g} Hz is impossible: a {product} samples at 50 kHz divided by 1 to {len(rates_hz)}, "
            f"{slowest:.1f} Hz at the slowest",
            "take rate_hz = 2000 and decimate = 2, analysis then works at 1000 Hz",
        )
    near = sorted(sorted(rates_hz, key=lambda rate: abs(rate - rate_hz))[:2])
    return (
        f"{rate_hz:g} Hz is impossible: a {product} samples at 50 kHz divided by 1 to {len(rates_hz)}",
        f"take {' or '.join(f'{rate:.6g}' for rate in near)}",
    )


def listed(numbers: list[int]) -> str:
    """``ai8, ai9``."""
    return ", ".join(f"ai{number}" for number in numbers)
