"""What a step of the machine does to the store: in the transaction in which the new state is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from service.delivery.errors import NotSendable
from service.delivery.outbox import send_lift, undo_send
from service.delivery.withdrawal import withdraw_lift
from service.people import audit
from service.session.machine import Effect
from service.session.rows import edit_lift
from service.settings import LabSettings


@dataclass(frozen=True)
class EffectScene:
    """What an effect needs to know.

    Attributes
    ----------
    settings : LabSettings
        How the laboratory sends mail.
    account_id : str or None
        Who acts.
    at : datetime
        When.
    practice : bool
        Whether somebody practises on simulated plates: nothing of it is sent.
    """

    settings: LabSettings
    account_id: str | None
    at: datetime
    practice: bool = False


def carry_out(orm: Session, effect: Effect, scene: EffectScene) -> None:
    """Do what an effect says, where it concerns the store.

    Raises
    ------
    NotSendable
        Sending, taking back or withdrawing is refused; the transaction must be rolled back.
    """
    do = STORED.get(effect.do)
    if do is not None and effect.lift_id is not None:
        do(orm, effect.lift_id, dict(effect.values), scene)


def _edit(orm: Session, lift_id: str, values: dict[str, Any], scene: EffectScene) -> None:
    edit_lift(orm, lift_id, values, scene.account_id)


def _send(orm: Session, lift_id: str, values: dict[str, Any], scene: EffectScene) -> None:
    if scene.practice:
        raise NotSendable("what is lifted on simulated plates is never sent", "practice")
    send_lift(orm, lift_id, scene.at, scene.settings.mail)
    audit.note(orm, scene.account_id, "send", "lift", lift_id, values)


def _undo_send(orm: Session, lift_id: str, _values: dict[str, Any], scene: EffectScene) -> None:
    undo_send(orm, lift_id, scene.at)
    audit.note(orm, scene.account_id, "undo", "lift", lift_id)


def _withdraw(orm: Session, lift_id: str, values: dict[str, Any], scene: EffectScene) -> None:
    # All that readers have, in each of their languages; a newer version that nobody was sent yet stands.
    for report in withdraw_lift(orm, lift_id, str(values["why"]), scene.at, scene.settings.mail.sender):
        audit.note(orm, scene.account_id, "withdraw", "report", report.id)


STORED: dict[str, Callable[[Session, str, dict[str, Any], EffectScene], None]] = {
    "edit": _edit,
    "send": _send,
    "undo_send": _undo_send,
    "withdraw": _withdraw,
}
