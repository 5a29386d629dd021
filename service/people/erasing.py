"""Forgetting an athlete, or old lifts. Broken off anywhere, the same command goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from acquisition.recording.reader import Span
from acquisition.recording.without_spans import Rewrite, file_sha256, rewrite_without_spans
from service.people import audit
from service.people.forgetting import (
    close_ways_out,
    copy_lines,
    empty_lifts,
    forget_rows,
    is_emptied,
    note_rewrite,
    remove_files,
    scrub,
)
from service.people.holdings import Holdings, athlete_by_code, holdings, left_of, lifts_of, refuse_running, spans_of
from service.people.logins import end_logins
from service.people.tokens import revoke_tokens
from service.store.engine import Store
from service.store.tables import (
    Account,
    Athlete,
    CoachAthlete,
    Erasure,
    Lab,
    Lift,
    Link,
    Recording,
    TrainingSession,
)

WHY = "an athlete was erased"


def nothing(_step: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class ErasePlan:
    """What erasing an athlete takes away.

    Attributes
    ----------
    code : str
        The athlete.
    held : Holdings
        Rows and files.
    spans : dict of str to tuple of (int, int)
        Samples by the path of their recording.
    missing : tuple of str
        Recordings of theirs that are not where the store says; they cannot be rewritten.
    lifts : int
        How many of the lifts were not emptied before.
    left : dict of str to tuple of (int, int)
        Of the spans what was not taken out before.
    erased_at : datetime or None
        When the athlete was erased before.
    """

    code: str
    held: Holdings
    spans: Mapping[str, tuple[Span, ...]]
    missing: tuple[str, ...]
    lifts: int = 0
    left: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    erased_at: datetime | None = None

    def lines(self) -> list[str]:
        """For a person, before they say yes."""
        held = self.held
        what = f"{self.lifts} lifts, {len(held.analyses)} documents, {len(held.files)} PDFs with their links"
        told = [f"{self.code}: name and particulars, {what}"]
        if self.erased_at is not None:
            some = self.lifts or held.analyses or held.files or self.left
            rest = f"still here are {what}" if some else "nothing of theirs is left"
            told = [f"{self.code}: was erased on {self.erased_at:%Y-%m-%d}; {rest}"]
        for path, spans in self.left.items():
            told.append(f"{path}: {sum(stop - start for start, stop in spans)} samples in {len(spans)} spans")
        told += [f"{path}: is not there; where it turns up again, erase again" for path in self.missing]
        return told + copy_lines(held.copies)


def plan_erasure(orm: Session, lab: Lab, folder: Path, code: str) -> ErasePlan:
    """What erasing an athlete would take away; nothing is done.

    Raises
    ------
    AthleteRefused
        There is no such athlete.
    FileError, OSError
        A recording of theirs cannot be read.
    """
    athlete = athlete_by_code(orm, lab, code)
    spans = spans_of(orm, folder, athlete)
    paths = {identity: orm.get_one(Recording, identity).path for identity in spans}
    there = {paths[identity]: each for identity, each in spans.items() if (folder / paths[identity]).exists()}
    left = {path: left_of(folder / path, each) for path, each in there.items()}
    return ErasePlan(
        code,
        held_of(orm, folder, athlete),
        there,
        tuple(path for path in paths.values() if not (folder / path).exists()),
        sum(not is_emptied(lift) for lift in lifts_of(orm, folder, athlete)),
        {path: each for path, each in left.items() if each},
        athlete.erased_at,
    )


def held_of(orm: Session, folder: Path, athlete: Athlete) -> Holdings:
    """What is kept of an athlete."""
    return holdings(orm, lifts_of(orm, folder, athlete), athlete.id)


def erase_athlete(
    store: Store,
    lab: Lab,
    folder: Path,
    code: str,
    now: datetime,
    by: str | None = None,
    at: Callable[[str], None] = nothing,
) -> ErasePlan:
    """Forget an athlete: name, documents, PDFs, links, notes, and their samples in every recording.

    What stays is the code, that somebody was erased, and digests of the rewritten files. Done again it does nothing, or
    takes away what has turned up since.

    Parameters
    ----------
    store : Store
        The store.
    lab : Lab
        The laboratory.
    folder : Path
        Its folder: recordings and reports are below it.
    code : str
        The athlete.
    now : datetime
        The moment.
    by : str, optional
        Account of the admin.
    at : callable, optional
        Told of every step that is done.

    Raises
    ------
    AthleteRefused
        There is no such athlete, or a session still writes to a recording of theirs.
    FileError, OSError
        A recording or a report cannot be changed; what was done until then stays done.
    """
    with store.reading() as orm:
        plan = plan_erasure(orm, lab, folder, code)
        ids = {row.path: row.id for row in orm.scalars(select(Recording).where(Recording.lab_id == lab.id))}
        refuse_running(orm, [ids[path] for path in plan.spans])
    digests = {path: file_sha256(folder / path) for path in plan.spans}
    erasure_id = store.run(lambda orm: _begin(orm, lab, plan, digests, (now, by)))
    at("begun")
    for path, spans in plan.spans.items():
        rewrite = rewrite_without_spans(folder / path, spans, WHY, code)
        at("rewritten")
        store.run(partial(_note_rewrite, erasure_id=erasure_id, path=path, rewrite=rewrite, now=now, by=by))
        at("noted")
    remove_files(folder, plan.held)
    at("files removed")
    late = store.run(lambda orm: _finish(orm, lab, folder, plan, (now, by)))
    remove_files(folder, late)
    scrub(store)
    at("done")
    return plan


def _begin(
    orm: Session, lab: Lab, plan: ErasePlan, digests: Mapping[str, str], when_who: tuple[datetime, str | None]
) -> str:
    """Nothing more goes out, no link opens; the erasure is on the list with the files' digests, to be gone on with."""
    now, by = when_who
    athlete = athlete_by_code(orm, lab, plan.code)
    close_ways_out(orm, plan.held, now)
    # Nobody's lifts that lie under the athlete's labels are the athlete's from here on: the labels go with the samples.
    nobodys = (Lift.id.in_(plan.held.lifts), Lift.athlete_id.is_(None))
    orm.execute(update(Lift).where(*nobodys).values(athlete_id=athlete.id))
    athlete.erased_at = athlete.erased_at or now  # from here on no job makes anything new
    begun = orm.scalars(select(Erasure).where(Erasure.athlete_code == plan.code)).first()
    if begun is None:
        begun = Erasure(athlete_code=plan.code, at=now, by=by, recordings={})
        orm.add(begun)
    begun.recordings = {path: {"before": digest} for path, digest in digests.items()} | begun.recordings
    orm.flush()
    audit.note(orm, by, "erase", "athlete", athlete.id, {"step": "begun", "lifts": len(plan.held.lifts)}, now)
    return begun.id


def _note_rewrite(orm: Session, erasure_id: str, path: str, rewrite: Rewrite, now: datetime, by: str | None) -> None:
    """The recording's new digest, beside the one that was noted at the beginning."""
    erasure = orm.get_one(Erasure, erasure_id)
    before = erasure.recordings[path]["before"]
    erasure.recordings = {**erasure.recordings, path: {"before": before, "after": rewrite.sha256_after}}
    recording = orm.scalars(select(Recording).where(Recording.path == path)).one()
    note_rewrite(orm, ("erase", by), recording, replace(rewrite, sha256_before=before), now)


def _finish(orm: Session, lab: Lab, folder: Path, plan: ErasePlan, when_who: tuple[datetime, str | None]) -> Holdings:
    """Everything the store says of the athlete goes, but for the code; tells what was there, also what came late."""
    now, by = when_who
    athlete = athlete_by_code(orm, lab, plan.code)
    held = held_of(orm, folder, athlete)
    forget_rows(orm, held)
    empty_lifts(orm, held.lifts, now)
    orm.execute(delete(CoachAthlete).where(CoachAthlete.athlete_id == athlete.id))
    for session in orm.scalars(select(TrainingSession).where(TrainingSession.ended_at.is_not(None))):
        if f'"{plan.code}"' in json.dumps(session.state_detail):
            session.state_detail = {}
    orm.execute(update(Link).where(Link.athlete_id == athlete.id).values(athlete_id=None, revoked_at=now))
    accounts = [identity for identity in (athlete.account_id, athlete.guardian_account_id) if identity]
    athlete.name, athlete.legal_basis, athlete.purpose, athlete.language = "", "", "", "en"
    athlete.born_on = athlete.consent_until = athlete.foot_length_mm = None
    athlete.account_id = athlete.guardian_account_id = None
    orm.flush()
    for identity in accounts:
        _close_account(orm, identity, now, by)
    handed_out = [[copy.channel, copy.file, copy.sent_at] for copy in held.copies]
    detail = {"step": "done", "documents": len(held.analyses), "handed_out": handed_out}
    audit.note(orm, by, "erase", "athlete", athlete.id, detail, now)
    return held


def _close_account(orm: Session, identity: str, now: datetime, by: str | None) -> None:
    """The account of an athlete or guardian who is nobody's any more loses name and address."""
    account = orm.get_one(Account, identity)
    theirs = or_(Athlete.account_id == identity, Athlete.guardian_account_id == identity)
    if account.role != "athlete" or orm.scalars(select(Athlete.id).where(theirs)).first() is not None:
        return
    account.name, account.email = "", f"{identity}@erased.invalid"
    account.password_hash = account.pin_hash = None
    account.disabled_at = account.disabled_at or now
    end_logins(orm, identity, now)
    revoke_tokens(orm, identity, by, now)
