"""Lifts of any session, changed in the store: with the same rules and lines in the audit as at the plates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.console.screen import LiftRow
from service.delivery.errors import NotSendable
from service.people.permissions import may, visible_athletes
from service.session.effects import EffectScene, carry_out
from service.session.machine import Effect
from service.session.rows import roster_of
from service.settings import LabSettings
from service.store.engine import Store
from service.store.tables import Account, Athlete, Lift
from service.store.trouble import is_trouble, reason_of

WAITS = ("review", "revised")
JUDGED = ("made", "missed")
SENT = ("queued", "sent", "revised")
NEEDS = {"edit": "edit_lift", "send": "send_report", "undo_send": "send_report", "withdraw": "withdraw_report"}


class StoredLifts:
    """The lifts that one account may change, whether a session runs or not.

    Parameters
    ----------
    store : Store
        Where they are.
    settings : LabSettings
        How the laboratory sends mail.
    account_id : str
        Who changes them.
    clock : callable
        The present time.
    """

    def __init__(self, store: Store, settings: LabSettings, account_id: str, clock: Callable[[], datetime]) -> None:
        self._store, self._settings, self._account_id, self._clock = store, settings, account_id, clock

    def row(self, lift_id: str) -> LiftRow | None:
        """A lift as it is now; ``None`` where the account may not change it."""
        with self._store.reading() as orm:
            lift = self._lift(orm, lift_id, "edit")
            if lift is None:
                return None
            athlete = orm.get(Athlete, lift.athlete_id) if lift.athlete_id else None
            return LiftRow(
                lift.id,
                lift.number,
                "–" if athlete is None else athlete.code,
                lift.kind or "",
                lift.load_kg,
                lift.outcome or "",
                lift.state,
                lift.note,
                version=lift.version,
            )

    def athletes(self) -> Mapping[str, str]:
        """Ids and codes of the laboratory's athletes."""
        with self._store.reading() as orm:
            account = orm.get(Account, self._account_id)
            return {} if account is None else roster_of(orm, account.lab_id)

    def ways(self, lift: LiftRow) -> tuple[str, ...]:
        """What can be done with its report: ``send``, ``undo_send``, ``withdraw``."""
        sends = lift.state in WAITS and lift.judged in JUDGED
        return (
            *(["send"] if sends else []),
            *(["undo_send"] if lift.state == "queued" else []),
            *(["withdraw"] if lift.state in SENT else []),
        )

    def edit(self, lift_id: str, **changes: Any) -> str:
        """Change what is said of a lift: a new version and analysis; nothing is sent. Says why not, or nothing."""
        return self._done("edit", lift_id, changes)

    def send(self, lift_id: str) -> str:
        """Send a lift's newest report to the coaches. Says why not, or nothing."""
        return self._done("send", lift_id, {})

    def undo_send(self, lift_id: str) -> str:
        """Take a lift back that has not begun to go out. Says why not, or nothing."""
        return self._done("undo_send", lift_id, {})

    def withdraw(self, lift_id: str, why: str) -> str:
        """Withdraw what was sent of a lift, with the reason. Says why not, or nothing."""
        return self._done("withdraw", lift_id, {"why": why})

    def _done(self, do: str, lift_id: str, values: Mapping[str, Any]) -> str:
        def work(orm: Session) -> None:
            lift = self._lift(orm, lift_id, do, to_change=True)
            if lift is None:
                raise NotSendable("you may not change it any more", "this lift", "look for it again")
            said = self._said(orm, lift, values) if do == "edit" else dict(values)
            if do == "send" and not (lift.state in WAITS and lift.outcome in JUDGED):
                raise NotSendable("does not wait to be sent", f"lift {lift.number}", "say first whether it was made")
            if said or do != "edit":
                scene = EffectScene(self._settings, self._account_id, self._clock())
                carry_out(orm, Effect(do, lift_id, tuple(said.items())), scene)

        try:
            self._store.run(work)
        except NotSendable as error:
            return error.line
        except SQLAlchemyError as error:
            if not is_trouble(error):
                raise
            return f"not done: the store cannot be used ({reason_of(error)}); try again once it can"
        return ""

    def _lift(self, orm: Session, lift_id: str, do: str, *, to_change: bool = False) -> Lift | None:
        """The lift where the account may do that; ``to_change``: others wait for the end of the transaction."""
        wanted = select(Lift).where(Lift.id == lift_id, Lift.deleted_at.is_(None))
        lift = orm.scalars(wanted.with_for_update() if to_change else wanted).one_or_none()
        account = orm.get(Account, self._account_id)
        allowed = lift is not None and account is not None and may(orm, account, NEEDS[do], lift)
        return lift if allowed else None

    def _said(self, orm: Session, lift: Lift, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The columns to change, and the state that follows from them."""
        said = dict(changes)
        if said.get("athlete_id"):
            account = orm.get_one(Account, self._account_id)
            known = visible_athletes(account).where(Athlete.id == said["athlete_id"])
            if orm.scalars(known).one_or_none() is None:
                raise NotSendable("there is no such athlete any more", f"lift {lift.number}", "choose another")
        if said.get("kind"):
            said["kind_assumed"] = False
        if not said.get("outcome", "kept"):
            del said["outcome"]  # a judgement is changed and not taken back
        if said.get("outcome") == "not_a_lift":
            said["state"] = "set_aside"
        elif "outcome" in said and lift.state == "set_aside":
            said["state"] = "review"
        return said
