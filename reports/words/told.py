"""What the analysis says in English with its numbers inside, in the reader's language."""

from __future__ import annotations

import re
from functools import cache

from reports.loads import printed
from reports.numbers import fixed
from reports.words.say import DECIMAL_MARKS, ENGLISH, language, marked, say, units

REASONS = (
    marked("the record is shorter than a second"),
    marked("nobody stands still before a lift, and no body mass and bar mass were entered"),
    marked("no bar: nobody is seen to carry more than their own weight"),
    marked(
        "the same weight stands {rise} m higher after the push; where the bar was in the hands from the beginning,"
        " name the lift, such as --lift hang_clean"
    ),
    marked(
        "{mass} kg less stand there after the push than before it; where the bar was in the hands from the beginning,"
        " name the lift, such as --lift hang_clean"
    ),
    marked(
        "the hold is {mass} kg heavier than the standing before the push, so the bar was not in the hands by then:"
        " check --lift"
    ),
    marked("no bar: before the push stands {mass} kg more than the body mass"),
    marked("lifter and bar stand only {rise} m higher than before the push"),
    marked("a jump and no lift: both feet are off for {air} s"),
    marked("the force never rises over the weight of lifter and bar before the pull-under"),
    marked("no push over the weight of lifter and bar before the pull-under"),
    marked("peaks and crossings of the force do not come in the order of a lift"),
    marked("the push has no rise, peak and end"),
    marked("no push with a pull-under after it"),
    marked("the force never stays over the weight of lifter and bar"),
    marked("no pull-under follows the rise over the weight of lifter and bar"),
    marked("the push does not begin at the weight of lifter and bar"),
    marked("no first pull comes before the push: was the bar in the hands already?"),
)
"""Why no lift was found, as :class:`processing.phases.NotSegmentedError` words it."""
MESSAGES = (
    marked("the zero is {minutes} minutes old; zero again"),
    marked("the empty plates show {drift} N; zero again"),
    marked("channel {channel} reached the end of its range: force was cut off"),
    marked("samples {start} to {stop} are missing"),
    marked("{rate} Hz; 1000 Hz or more are wanted"),
    marked("body mass {weighed} kg on the plates, {known} kg by the weigh-in"),
    marked("body mass {weighed} kg on the plates, {known} kg by the entered body mass"),
    marked("the plates weigh a bar of {weighed} kg, {entered} kg were entered"),
    marked("the hold is {share} % lighter than the standing before"),
    marked("the hold is {share} % heavier than the standing before"),
    marked("the left foot stands partly beside its plate: the hold is {share} % lighter than the standing before"),
    marked("the right foot stands partly beside its plate: the hold is {share} % lighter than the standing before"),
    marked("the motion before the hold would leave {speed} m/s with the hold's weight"),
    marked(
        "the left foot stands partly beside its plate:"
        " the motion before the hold would leave {speed} m/s with the hold's weight"
    ),
    marked(
        "the right foot stands partly beside its plate:"
        " the motion before the hold would leave {speed} m/s with the hold's weight"
    ),
    marked("the foot's least force lies within {margin} N under the contact threshold"),
    marked("needs {needed} earlier power-position lifts of the day, not heavier; there are none"),
    marked("needs {needed} earlier power-position lifts of the day, not heavier; the same athlete has {have} of them"),
)
"""Remarks on the quality of a lift; what has no number in it is said by its code."""
MASSES = ("mass", "weighed", "known", "entered")
"""Parts that are kilograms, with their unit behind them."""
WORDS = ("channel",)
"""Parts that are no numbers."""


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile("".join(_part(each) if n % 2 else re.escape(each) for n, each in enumerate(parts)))


NEGATIVE, MINUS = re.compile(r"(?<![\w-])-(?=\d)"), "−"
"""A hyphen before a number, and the minus sign that print wants there."""


def _part(name: str) -> str:
    return rf"(?P<{name}>{r'[^ ]+' if name in WORDS else r'[0-9.e+−-]+'})"


def told(message: str) -> str:
    """A message of the analysis; empty where another language has no sentence for it."""
    if language() == ENGLISH and (units() == "kg" or " kg" not in message):
        return NEGATIVE.sub(MINUS, message)
    for sentence in (*REASONS, *MESSAGES):
        found = _pattern(sentence).fullmatch(message)
        if found:
            written = say(sentence, **{name: _written(name, each) for name, each in found.groupdict().items()})
            return written.replace(" kg", f" {units()}")
    return NEGATIVE.sub(MINUS, message) if language() == ENGLISH else ""


def _written(name: str, part: str) -> str:
    if name in MASSES and units() == "lb":
        pounds = printed(float(part.replace(MINUS, "-")))
        return fixed(round(2.0 * pounds) / 2.0 if name == "entered" else pounds, 1)
    return part if name in WORDS else NEGATIVE.sub(MINUS, part).replace(".", DECIMAL_MARKS[language()])
