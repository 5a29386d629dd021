"""The numbers a coach sees: how each metric is named, scaled and rounded on the page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from processing.result import Document
from reports import reading
from reports.loads import printed
from reports.numbers import NO_BREAK, fixed, span, uncertainty_decimals, with_uncertainty
from reports.words import signs as sign_words
from reports.words.say import say, units


@dataclass(frozen=True)
class Shown:
    """One metric on the page.

    Attributes
    ----------
    key : str
        The document's name (or :data:`reading.FEET_FREE`).
    unit : str
        Unit as printed.
    scale : float
        From the document's unit to the printed one.
    decimals : int
        Decimals where the uncertainty is not known, and in ranges.
    way : bool
        A direction: forward positive, back negative, said in words.
    """

    key: str
    unit: str
    scale: float = 1.0
    decimals: int = 0
    way: bool = False

    @property
    def name(self) -> str:
        """Plain name, as inside a sentence."""
        return say(sign_words.METRIC_NAMES[self.key])

    def in_units(self) -> Shown:
        """A mass as the reader counts it."""
        return replace(self, unit=units(), scale=printed(self.scale))

    def printed_value(self, document: Document) -> float | None:
        """Value in the printed unit."""
        number = reading.value(document, self.key)
        return None if number is None else number * self.scale

    def printed_uncertainty(self, document: Document) -> float | None:
        """Standard uncertainty in the printed unit."""
        number = reading.uncertainty(document, self.key)
        return None if number is None else abs(number * self.scale)

    def large(self, document: Document) -> str | None:
        """``152 ± 4 N·s``, ``24 ± 11 mm forward``, ``at least 95 N·s``; ``None`` where it was not measured."""
        number, sigma = self.printed_value(document), self.printed_uncertainty(document)
        if number is None:
            return None
        text = with_uncertainty(abs(number) if self.way else number, sigma, self.decimals)
        told = f"{text}{NO_BREAK}{say(self.unit)}{self._way(number, text)}"
        return sign_words.at_least_words(told) if reading.at_least(document, self.key) else told

    def small(self, document: Document) -> str | None:
        """The value alone, rounded as its uncertainty asks."""
        number = self.printed_value(document)
        if number is None:
            return None
        text = fixed(abs(number) if self.way else number, self._places(document))
        least = f"≥{NO_BREAK}" if reading.at_least(document, self.key) else ""
        return f"{least}{text}{NO_BREAK}{say(self.unit)}{self._way(number, text)}"

    def _places(self, document: Document) -> int:
        """Decimals of the value alone."""
        sigma = self.printed_uncertainty(document)
        return min(self.decimals, uncertainty_decimals(1.96 * sigma)) if sigma else self.decimals

    def within(self, document: Document, limits: tuple[float, float]) -> bool:
        """Whether the value lies in a range of printed units, or both print so: no word may contradict the digits."""
        number = self.printed_value(document)
        if number is None:
            return False
        low, high = (round(limit, self.decimals) for limit in limits)
        return limits[0] <= number <= limits[1] or low <= round(number, self._places(document)) <= high

    def _way(self, number: float, text: str) -> str:
        if not self.way or not any(letter in "123456789" for letter in text.split("±", maxsplit=1)[0]):
            return ""
        return f" {say(sign_words.FORWARD) if number > 0 else say(sign_words.BACK)}"

    def range(self, low: float, high: float) -> str:
        """A usual range with its unit, printed units: ``53–59 %``, ``17–25 mm back``, ``−12 to +6 mm``."""
        if not self.way or low < 0 < high:
            return f"{span(low, high, self.decimals)}{NO_BREAK}{say(self.unit)}"
        near, far = sorted((abs(low), abs(high)))
        way = say(sign_words.FORWARD) if high > 0 else say(sign_words.BACK)
        return f"{span(near, far, self.decimals)}{NO_BREAK}{say(self.unit)}{NO_BREAK}{way}"


IMPULSE = Shown("drive_impulse", "N·s")
FINISH = Shown("late_drive_share", "%", 100.0)
DURATION = Shown("drive_duration", "ms", 1000.0)
RISE = Shown("drive_rise", "mm", 1000.0)
FREE = Shown(reading.FEET_FREE, "ms", 1000.0)
LANDING = Shown("landing_shift_forward", "mm", way=True)
SHARE = Shown("left_share", "%", 100.0, 1)
FORWARD = Shown("drive_forward_impulse", "N·s", decimals=1, way=True)
FULLNESS = Shown("drive_fullness", "%", 100.0)
DUTY = Shown("half_height_duty", "%", 100.0)
TIMING = Shown("peak_timing", "%", 100.0)
GAIN = Shown("drive_velocity_gain", "m/s", decimals=2)
MEAN_FORCE = Shown("drive_mean_force_ratio", sign_words.OF_WEIGHT, 100.0)
RELEASE_LEFT = Shown("release_left", "ms", 1000.0)
RELEASE_RIGHT = Shown("release_right", "ms", 1000.0)
RELEASE_OFFSET = Shown("release_offset", "ms", 1000.0)
WIDENING = Shown("stance_widening", "mm")
BODY = Shown("body_mass", "kg", decimals=1)
BAR = Shown("bar_mass_measured", "kg", decimals=1)

SIGNS = (IMPULSE, FINISH, DURATION, FREE, LANDING, FORWARD, SHARE)
"""Rows of the table of signs."""

EVIDENCE = {
    shown.key: shown
    for shown in (
        *SIGNS,
        RISE,
        FULLNESS,
        DUTY,
        TIMING,
        GAIN,
        MEAN_FORCE,
        RELEASE_LEFT,
        RELEASE_RIGHT,
        RELEASE_OFFSET,
        WIDENING,
    )
}
"""Every metric a finding may rest on."""
