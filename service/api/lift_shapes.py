"""A lift as it is shown, and what may be changed about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from processing.options import KINDS
from service.api.names import Attempt, FilmSeconds, Identity, Kilograms, Line, Words
from service.people.notes import LONGEST
from service.store.lift_tables import LIFT_STATES, OUTCOMES
from service.store.tables import CoachNote, Lift

Kind = Annotated[
    str,
    StringConstraints(pattern=f"^({'|'.join(KINDS)})$"),
    Field(description="Which lift it is.", examples=["snatch"], json_schema_extra={"enum": list(KINDS)}),
]
Outcome = Literal["made", "missed", "not_a_lift"]


class LiftShown(BaseModel):
    """A lift: a span of a recording, and what was said of it."""

    id: Identity
    session_id: Identity
    recording_id: Identity
    athlete_id: Identity | None
    number: int = Field(description="In its session.", ge=0)
    start_sample: int = Field(description="First sample of the recording.")
    stop_sample: int = Field(description="Sample behind the last.")
    drive_end_sample: int | None = Field(description="End of the push.")
    kind: str | None = Field(examples=["snatch"])
    kind_assumed: bool = Field(description="Nobody said which lift it is.")
    set_up: str | None
    load_kg: float | None = Field(examples=[92.0])
    attempt: int | None
    complex_id: str | None
    outcome: str | None = Field(json_schema_extra={"enum": [*OUTCOMES, None]})
    marked_by: str = Field(json_schema_extra={"enum": ["detector", "hand"]})
    tags: list[str]
    cue: str
    note: str
    video_s: float | None = Field(description="Where the lift is in a film, s.")
    state: str = Field(json_schema_extra={"enum": list(LIFT_STATES)})
    deleted_at: datetime | None
    version: int = Field(description="Rises with every change of what is said of the lift.", ge=1)
    created_at: datetime
    updated_at: datetime


class LiftChanges(BaseModel):
    """What is to be said of a lift from now on; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"minProperties": 1, "examples": [{"load_kg": 97.0, "note": "belt on"}]},
    )
    athlete_id: Identity | None = None
    kind: Kind | None = None
    load_kg: Kilograms | None = None
    outcome: Outcome | None = None
    attempt: Attempt | None = None
    complex_id: Line | None = None
    tags: Annotated[list[Line], Field(max_length=20)] = []
    cue: Line = ""
    note: Words = ""
    video_s: FilmSeconds | None = None

    @model_validator(mode="after")
    def _says_something(self) -> LiftChanges:
        if not self.model_fields_set:
            raise ValueError("it changes nothing: give one property at least")
        return self

    def said(self) -> dict[str, Any]:
        """What was given."""
        return {name: getattr(self, name) for name in sorted(self.model_fields_set)}


class NoteShown(BaseModel):
    """What a coach wrote about a lift."""

    id: Identity
    lift_id: Identity
    coach_id: Identity
    at: datetime
    text: str


class NotesShown(BaseModel):
    """All notes of a lift, oldest first."""

    items: list[NoteShown]


class NewNote(BaseModel):
    """A note as it is written."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "Keep the bar close."}]})
    text: Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class EditShown(BaseModel):
    """One change of what was said of a lift."""

    version: int
    at: AwareDatetime
    by: Identity | None = Field(description="Account; null: the command line or the program itself.")
    before: dict[str, Any]
    after: dict[str, Any]


class EditsShown(BaseModel):
    """All changes of a lift, oldest first."""

    items: list[EditShown]


def shown(rows: Sequence[Lift]) -> list[LiftShown]:
    """Rows as they are shown."""
    return [LiftShown.model_validate(row, from_attributes=True) for row in rows]


def notes_shown(rows: Sequence[CoachNote]) -> NotesShown:
    """Rows as they are shown."""
    return NotesShown(items=[NoteShown.model_validate(row, from_attributes=True) for row in rows])
