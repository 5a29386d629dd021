"""The footnote of a page."""

from __future__ import annotations

from reports.words.say import marked, say

UNCERTAINTY = marked(
    "±: 95~% interval of this measurement (1.96 × its standard uncertainty), where one was worked out."
)
USUAL = marked(
    "Usual: middle 80~% of this lifter’s own made lifts of the same kind within 5~% of the load, at most 20."
)
CURVES = marked(
    "Curves are low-passed at 50~Hz for drawing only; impulses use the unfiltered force. First pull, scoop and"
    " extension are weighting I, unweighting and weighting II (Enoka 1979)."
)
PRIORS = marked("Verdicts assume lift-to-lift and day-to-day spreads that nobody has measured on lifters yet.")


def method_words(version: str, digest: str) -> str:
    """What worked the numbers out."""
    if version and digest:
        return say("Legdrive~{version}, method~{digest}.", version=version, digest=digest)
    if version:
        return say("Legdrive~{version}.", version=version)
    return say("Method~{digest}.", digest=digest) if digest else ""
