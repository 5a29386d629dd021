"""What limits the trust in a lift's numbers: codes, entries, and the list they gather in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from processing.missing import Measured, Missing

Severity = Literal["error", "warning", "info"]

CODES: dict[str, str] = {
    "bar_mass_mismatch": "measured and entered weight differ",
    "bar_on_plates": "the bar's discs rest on the plates, so separation and pressure before it cannot be seen",
    "body_mass_mismatch": "body mass weighed before the lift and known otherwise differ",
    "countermovement": "a squat jump began with a dip",
    "feet_stayed": "a foot did not leave its plate",
    "foot_off_plate": "a foot stands partly beside its plate",
    "heights_disagree": "the jump heights by impulse and by flight differ",
    "hold_rejected": "the hold does not fit the motion before it and is not used for weighing",
    "implausible": "a mass or a force in the file cannot be so",
    "kind_assumed": "the kind of lift was not given",
    "low_load": "too little load for a pressure position",
    "low_rate": "the sample rate is low",
    "near_threshold": "a foot came so close to the contact threshold that its release has no defined time",
    "needs_session": "needs the other lifts of the session",
    "no_dip": "the force does not fall under the weight of lifter and bar before the drive",
    "no_hold": "no standing hold after the lift",
    "no_place": "the file does not say where the plates lie, or gives no moments",
    "no_shear": "the plates measure no horizontal force",
    "no_weigh_in": "the body mass is not known",
    "no_weight": "the weight of lifter and bar is not known",
    "not_in_kind": "this kind of lift has no such thing",
    "not_reached": "the lift or the record ended before it",
    "not_still": "nobody stands still where the measurement needs it",
    "not_zeroed": "the plates were not zeroed in this file",
    "one_plate": "the feet do not have a plate each",
    "plates_swapped": "left and right plate contradict the floor plan",
    "polarity": "the force points down where somebody stands",
    "relative_to_standing": "pressure counts from quiet standing, not from the heel",
    "samples_lost": "samples are missing",
    "saturated": "the force was cut off at the end of the range",
    "shear_disagrees": "the forward force's zero differs before and after the lift",
    "short_span": "the span is too short for this number",
    "stepped": "the lifter stepped between the standing and the lift",
    "stepped_off": "a foot stands beside the plates while the lifter is weighed",
    "unsegmented": "no lift was found",
    "zero_drift": "the zero is old or has drifted",
}
"""Every quality code, in plain words; ``docs/quality.md`` says what to do about each."""

SEVERITIES: dict[str, Severity] = {
    "bar_mass_mismatch": "warning",
    "body_mass_mismatch": "warning",
    "countermovement": "warning",
    "foot_off_plate": "error",
    "heights_disagree": "warning",
    "hold_rejected": "warning",
    "implausible": "error",
    "low_rate": "warning",
    "no_hold": "warning",
    "no_weight": "error",
    "not_still": "warning",
    "plates_swapped": "warning",
    "polarity": "error",
    "samples_lost": "error",
    "saturated": "error",
    "shear_disagrees": "warning",
    "stepped": "warning",
    "stepped_off": "error",
    "unsegmented": "error",
    "zero_drift": "warning",
}
"""Severity of a code where nothing else is said; all others are ``info``."""


@dataclass
class QualityList:
    """Quality entries as they are found; the same code and sentence is kept once, with all it is about."""

    entries: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def add(self, code: str, message: str, about: Iterable[str] = (), severity: Severity | None = None) -> None:
        """Add an entry.

        Raises
        ------
        KeyError
            A code that is not one of :data:`CODES`.
        """
        if code not in CODES:
            raise KeyError(code)
        made = {
            "code": code,
            "severity": severity or SEVERITIES.get(code, "info"),
            "message": message,
            "about": [],
        }
        entry = self.entries.setdefault((code, message), made)
        entry["about"] += [key for key in about if key not in entry["about"]]

    def add_missing(self, table: str, values: Mapping[str, Measured]) -> None:
        """Name everything in a table that was not measured, with its reason."""
        for key, value in values.items():
            if isinstance(value, Missing):
                self.add(value.code, value.why, (f"{table}.{key}",))

    def document(self) -> list[dict[str, Any]]:
        """Entries, worst first."""
        order = ("error", "warning", "info")
        return sorted(self.entries.values(), key=lambda entry: order.index(entry["severity"]))
