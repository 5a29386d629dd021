"""What the technician types during a session, from a file: labels by sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.record import LiftLabel
from processing.options import KINDS

LONGEST_S = 86_400.0
"""A session of more than a day is a slip of the hand."""
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]


class PlannedLabel(BaseModel):
    """One label of a plan file; what else stands there is not read."""

    model_config = ConfigDict(allow_inf_nan=False)

    label_index: int = Field(ge=0)
    kind: str | None = None
    load_kg: float | None = Field(default=None, gt=0.0, le=600.0)
    athlete: Code | None = None
    attempt: int | None = Field(default=None, ge=1)
    complex_id: str | None = None
    foot_length_mm: float | None = Field(default=None, ge=150.0, le=400.0)


class PlanFile(BaseModel):
    """A plan file."""

    labels: list[PlannedLabel]
    samples: int | None = Field(default=None, ge=1)
    rate_hz: float | None = None


@dataclass(frozen=True)
class CapturePlan:
    """Labels of a session in the order of their samples.

    Attributes
    ----------
    labels : tuple of LiftLabel
        Each holds from its sample on, until the next.
    samples : int or None
        Length of the session; ``None``: until it is stopped.
    """

    labels: tuple[LiftLabel, ...] = ()
    samples: int | None = None

    @property
    def athlete(self) -> str | None:
        """The athlete's code, where the whole session is about one."""
        codes = {label.athlete for label in self.labels}
        return codes.pop() if len(codes) == 1 else None


def read_plan(path: Path | str, rate_hz: float | None = None) -> CapturePlan:
    """Read a plan file: JSON with ``labels``, each with a ``label_index`` and what is known of the lifts from it on.

    Parameters
    ----------
    path : Path
        The file.
    rate_hz : float, optional
        Sample rate of the plates; a plan for another one is refused.

    Raises
    ------
    UnreadableFile
        No JSON, or a value that cannot be; the message names the key.
    """
    where = str(path)
    try:
        plan = PlanFile.model_validate(json.loads(Path(path).read_text(encoding="utf-8")))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnreadableFile(f"is no JSON ({error})", where, "give a plan file") from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise UnreadableFile(f"{key}: {fault['msg']}", where, "mend the plan") from None
    unknown = next((label.kind for label in plan.labels if label.kind is not None and label.kind not in KINDS), None)
    if unknown is not None:
        raise UnreadableFile(f"labels: no lift is called '{unknown}'", where, "see `legdrive capture --help`")
    if plan.rate_hz is not None and rate_hz is not None and abs(plan.rate_hz - rate_hz) > 1e-6 * rate_hz:
        raise UnreadableFile(
            f"is for {plan.rate_hz:g} Hz, the rig asks for {rate_hz:g} Hz", where, "mend one of the two"
        )
    labels = [
        LiftLabel(row.label_index, row.kind, row.load_kg, row.athlete, row.attempt, row.complex_id, row.foot_length_mm)
        for row in plan.labels
    ]
    return CapturePlan(tuple(sorted(labels, key=lambda label: label.index)), plan.samples)


def plan_of_options(athlete: str | None, kind: str | None, load_kg: float | None) -> CapturePlan:
    """The plan of a session with one label, as typed on the command line.

    Raises
    ------
    OptionNeeded
        An option has a value that cannot be; the message names it.
    """
    if athlete is None and kind is None and load_kg is None:
        return CapturePlan()
    if kind is not None and kind not in KINDS:
        raise OptionNeeded(f"no lift is called '{kind}'", "--lift", f"take one of {', '.join(KINDS)}")
    try:
        label = PlannedLabel(label_index=0, kind=kind, load_kg=load_kg, athlete=athlete)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        option = {"athlete": "--athlete", "load_kg": "--load"}[str(fault["loc"][0])]
        do = "a code of letters and digits, never a name" if option == "--athlete" else "kilograms, bar with discs"
        raise OptionNeeded(f"'{fault['input']}' cannot be", option, f"type {do}") from None
    return CapturePlan((LiftLabel(0, label.kind, label.load_kg, label.athlete),))


def checked_seconds(seconds: float | None) -> float | None:
    """The length as typed; raises ``OptionNeeded`` where it cannot be."""
    if seconds is not None and not 0.1 <= seconds <= LONGEST_S:
        raise OptionNeeded(f"{seconds:g} s cannot be", "--seconds", f"type 0.1 to {LONGEST_S:.0f}")
    return seconds


def checked_folder(folder: Path | None) -> Path:
    """The folder as typed; raises ``OptionNeeded`` where none was."""
    if folder is None:
        raise OptionNeeded("is needed", "--out", "type a folder for the recording")
    return folder


def check_attach(typed: Mapping[str, object]) -> None:
    """Raise ``OptionNeeded`` where something was typed that a running recording has already."""
    given = [option for option, value in typed.items() if value is not None]
    if given:
        raise OptionNeeded("the running recording has its own", given[0], "leave it out beside --attach")


def choose_plan(path: Path | None, athlete: str | None, kind: str | None, load_kg: float | None) -> CapturePlan:
    """The plan of a file, or of what was typed.

    Raises
    ------
    OptionNeeded
        Both were given, or an option has a value that cannot be.
    UnreadableFile
        As :func:`read_plan`.
    """
    typed = plan_of_options(athlete, kind, load_kg)
    if path is None:
        return typed
    if typed.labels:
        raise OptionNeeded("a plan brings its own labels", str(path), "leave out --athlete, --lift and --load")
    return read_plan(path)
