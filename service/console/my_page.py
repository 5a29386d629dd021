"""A coach's or an athlete's lifts, the newest first."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nicegui import run, ui

from service.console.edit_sheet import JUDGED
from service.console.lift_access import units_of
from service.delivery.letters import load_words
from service.people.permissions import visible_athletes, visible_lifts
from service.store.tables import Account, Lift

if TYPE_CHECKING:
    from service.store.engine import Store
    from service.web_login import Visitor

SHOWN = 100


async def my_page(store: Store, visitor: Visitor | None) -> None:
    """Make the page."""
    rows = None if visitor is None else await run.io_bound(lift_rows, store, visitor)
    with ui.element("div").classes("page"):
        head = "".join(f'<th scope="col">{words}</th>' for words in ("Day", "Athlete", "Lift", "Outcome"))
        body = "".join(rows or ()) or '<tr><td colspan="4">No lift yet.</td></tr>'
        ui.html(
            f'<h1>Lifts</h1><div class="panel"><table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
            "</table></div>",
            sanitize=False,
        )


def lift_rows(store: Store, visitor: Visitor) -> list[str]:
    """A row a lift, as HTML."""
    with store.reading() as session:
        account = session.get_one(Account, visitor.account_id)
        units = units_of(session, account.id)
        names = {athlete.id: athlete.name or athlete.code for athlete in session.scalars(visible_athletes(account))}
        wanted = visible_lifts(account).where(Lift.deleted_at.is_(None)).order_by(Lift.created_at.desc()).limit(SHOWN)
        return [lift_row(lift, names.get(lift.athlete_id or "", "–"), units) for lift in session.scalars(wanted)]


def lift_row(lift: Lift, name: str, units: str = "kg") -> str:
    """One of them; its name is the link."""
    load = "" if lift.load_kg is None else f" {load_words(lift.load_kg, units)}"
    words = escape(f"{(lift.kind or 'lift').replace('_', ' ')}{load}")
    return (
        f'<tr><td style="white-space:nowrap">{lift.created_at:%Y-%m-%d}</td><td>{escape(name)}</td>'
        f'<td><a style="color:inherit" href="/lift/{lift.id}">{words}</a></td>'
        f"<td>{JUDGED[lift.outcome] if lift.outcome else '–'}</td></tr>"
    )
