"""Who may do what: one table of permissions, and queries that show nobody more than it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    Coach,
    CoachAthlete,
    Lab,
    Lift,
    Recording,
    Report,
    TrainingSession,
)  # fmt: skip

Relation: TypeAlias = Literal["lab", "own_session", "own_athlete", "self"]
Subject: TypeAlias = Lab | Account | Athlete | TrainingSession | Recording | Lift | Report
RELATIONS: tuple[Relation, ...] = ("lab", "own_session", "own_athlete", "self")
"""How somebody stands to a thing: of the same laboratory; the session's technician; the athlete's coach; the athlete
or the guardian, or the account itself."""

_OWN_SESSION: Mapping[str, frozenset[Relation]] = {
    action: frozenset({"own_session"})
    for action in (
        "view_session",
        "view_lift",
        "edit_lift",
        "view_report",
        "send_report",
        "withdraw_report",
        "redo_lift",
    )
}
PERMISSIONS: Mapping[str, Mapping[str, frozenset[Relation]]] = {
    "technician": {
        **_OWN_SESSION,
        "run_session": frozenset({"lab"}),
        "view_athlete": frozenset({"lab"}),
        "edit_athlete": frozenset({"lab"}),
    },
    "coach": {
        "view_athlete": frozenset({"own_athlete"}),
        "view_lift": frozenset({"own_athlete"}),
        "view_report": frozenset({"own_athlete"}),
        "write_note": frozenset({"own_athlete"}),
    },
    "athlete": {
        "view_athlete": frozenset({"self"}),
        "view_lift": frozenset({"self"}),
        "view_report": frozenset({"self"}),
        "export_athlete": frozenset({"self"}),
    },
    "admin": {
        "view_athlete": frozenset({"lab"}),
        "edit_athlete": frozenset({"lab"}),
        "erase_athlete": frozenset({"lab"}),
        "manage_accounts": frozenset({"lab"}),
        "change_settings": frozenset({"lab"}),
        "view_audit": frozenset({"lab"}),
    },
}
"""Role, action, and how the account must stand to the thing. What is not here is not allowed."""
EVERYBODY: Mapping[str, frozenset[Relation]] = {
    "change_own_password": frozenset({"self"}),
    "own_tokens": frozenset({"self"}),
}
ACTIONS = tuple(sorted({*EVERYBODY, *(action for of_role in PERMISSIONS.values() for action in of_role)}))


def permitted(role: str, action: str, relations: Collection[Relation]) -> bool:
    """Whether a role may do something to a thing to which it stands so; raises ``ValueError`` for unknown actions."""
    if action not in ACTIONS:
        raise ValueError(f"no action is called '{action}'")
    needed = PERMISSIONS.get(role, {}).get(action) or EVERYBODY.get(action, frozenset())
    return bool(needed & frozenset(relations))


def may(orm: Session, account: Account, action: str, subject: Subject) -> bool:
    """Whether somebody may do something to a thing.

    Parameters
    ----------
    orm : Session
        To look up whose the thing is.
    account : Account
        Who; one that is disabled may nothing.
    action : str
        One of :data:`ACTIONS`.
    subject : Lab, Account, Athlete, TrainingSession, Recording, Lift or Report
        The thing.
    """
    return account.disabled_at is None and permitted(account.role, action, relations(orm, account, subject))


def relations(orm: Session, account: Account, subject: Subject) -> frozenset[Relation]:
    """How an account stands to a thing; empty over the border of its laboratory."""
    lab_id, session, athletes = _about(orm, subject)
    if lab_id != account.lab_id:
        return frozenset()
    found: set[Relation] = {"lab"}
    if session is not None and session.technician_id == account.id:
        found.add("own_session")
    if isinstance(subject, Account) and subject.id == account.id:
        found.add("self")
    # What is about several athletes is theirs who may see every one of them.
    if athletes and all(account.id in (each.account_id, each.guardian_account_id) for each in athletes):
        found.add("self")
    if athletes and {each.id for each in athletes} <= set(orm.scalars(_coached(account))):
        found.add("own_athlete")
    return frozenset(found)


def visible_athletes(account: Account) -> Select[Athlete]:
    """Athletes whose page somebody may see; the erased ones are nobody's."""
    return select(Athlete).where(
        Athlete.lab_id == account.lab_id,
        Athlete.erased_at.is_(None),
        _allowed(account, "view_athlete", false(), Athlete.id),
    )


def visible_lifts(account: Account) -> Select[Lift]:
    """Lifts that somebody may see."""
    return (
        select(Lift)
        .join(TrainingSession, TrainingSession.id == Lift.session_id)
        .where(
            TrainingSession.lab_id == account.lab_id,
            _allowed(account, "view_lift", TrainingSession.technician_id == account.id, Lift.athlete_id),
        )
    )


def visible_sessions(account: Account) -> Select[TrainingSession]:
    """Sessions that somebody may see whole."""
    return select(TrainingSession).where(
        TrainingSession.lab_id == account.lab_id,
        _allowed(account, "view_session", TrainingSession.technician_id == account.id, None),
    )


def visible_reports(account: Account) -> Select[Report]:
    """Reports of lifts and of athletes that somebody may see; a session's report is seen with its session."""
    lift_reports = Report.analysis_id.in_(
        select(Analysis.id).where(Analysis.lift_id.in_(visible_lifts(account).with_only_columns(Lift.id)))
    )
    # A lift's report is its lift's, whoever stood in it before: what was corrected counts.
    no_lift = Report.analysis_id.is_(None)
    theirs = select(Athlete.id).where(_allowed(account, "view_report", false(), Athlete.id))
    of_athletes = no_lift & Report.athlete_id.in_(theirs)
    of_sessions = no_lift & Report.session_id.in_(visible_sessions(account).with_only_columns(TrainingSession.id))
    return select(Report).where(or_(lift_reports, of_athletes, of_sessions))


def _allowed(
    account: Account,
    action: str,
    own_session: ColumnElement[bool],
    athlete_id: InstrumentedAttribute[str] | InstrumentedAttribute[str | None] | None,
) -> ColumnElement[bool]:
    """The table of permissions as a condition of a query."""
    needed = frozenset() if account.disabled_at else PERMISSIONS.get(account.role, {}).get(action, frozenset())
    conditions: list[ColumnElement[bool]] = [false()]
    if "lab" in needed:
        conditions.append(Athlete.lab_id == account.lab_id if action == "view_athlete" else own_session)
    if "own_session" in needed:
        conditions.append(own_session)
    if athlete_id is not None and "own_athlete" in needed:
        conditions.append(athlete_id.in_(_coached(account)))
    if athlete_id is not None and "self" in needed:
        conditions.append(athlete_id.in_(_own(account)))
    return or_(*conditions)


def _coached(account: Account) -> Select[str]:
    """Ids of the athletes whom an account coaches."""
    return (
        select(CoachAthlete.athlete_id)
        .join(Coach, Coach.id == CoachAthlete.coach_id)
        .join(Athlete, Athlete.id == CoachAthlete.athlete_id)
        .where(Coach.account_id == account.id, Athlete.lab_id == account.lab_id)
    )


def _own(account: Account) -> Select[str]:
    """Ids of the athletes who are an account, or whose guardian it is."""
    mine = or_(Athlete.account_id == account.id, Athlete.guardian_account_id == account.id)
    return select(Athlete.id).where(Athlete.lab_id == account.lab_id, mine)


def _about(orm: Session, subject: Subject) -> tuple[str | None, TrainingSession | None, list[Athlete]]:
    """Laboratory, session and athletes that a thing is about."""
    if isinstance(subject, Lab):
        return subject.id, None, []
    if isinstance(subject, Athlete):
        return subject.lab_id, None, [subject]
    if isinstance(subject, TrainingSession):
        return subject.lab_id, subject, []
    if isinstance(subject, Lift):
        session = orm.get_one(TrainingSession, subject.session_id)
        athlete = None if subject.athlete_id is None else orm.get_one(Athlete, subject.athlete_id)
        return session.lab_id, session, [] if athlete is None else [athlete]
    if isinstance(subject, Report):
        return _about_report(orm, subject)
    if isinstance(subject, Recording):
        of_it = select(TrainingSession).where(TrainingSession.recording_id == subject.id).limit(1)
        return subject.lab_id, orm.scalars(of_it).one_or_none(), []
    return subject.lab_id, None, []


def _about_report(orm: Session, report: Report) -> tuple[str | None, TrainingSession | None, list[Athlete]]:
    """What a report is about: its lift, its session, or its athlete."""
    if report.analysis_id is not None:
        return _about(orm, orm.get_one(Lift, orm.get_one(Analysis, report.analysis_id).lift_id))
    lab_id: str | None = None
    session: TrainingSession | None = None
    athletes: list[Athlete] = []
    if report.session_id is not None:
        lab_id, session, athletes = _about(orm, orm.get_one(TrainingSession, report.session_id))
    if report.athlete_id is not None:
        lab_id, _, athletes = _about(orm, orm.get_one(Athlete, report.athlete_id))
    return lab_id, session, athletes
