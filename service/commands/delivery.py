"""``legdrive delivery``: what is on its way to the coaches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.exit_status import FAILED, one_line_errors
from service.commands.list_json import ListJson

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from service.settings import LabSettings
    from service.store.tables import Delivery

app = typer.Typer(help="What is on its way to the coaches: list, retry, withdraw.", no_args_is_help=True)
LabFile = Annotated[
    Path | None, typer.Option("--lab", help="The laboratory's lab.toml; left out, the one in this folder.")
]
DeliveryIds = Annotated[list[str] | None, typer.Argument(metavar="DELIVERY...", help="As `delivery list` shows them.")]


@app.command("list")
def list_(
    lab: LabFile = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was sent, cancelled or withdrawn.")] = False,
    json_out: ListJson = None,
) -> None:
    """List the deliveries that are not done, oldest first.

    Ends with 1 where one has failed: it waits for a person.
    """
    from service.delivery.listing import outbox, outbox_document
    from service.documents import write_json
    from service.lab_store import opened

    with one_line_errors():
        with opened(lab) as (settings, store), store.reading() as orm:
            lines = outbox(orm, everything)
        if json_out is not None:
            write_json(json_out, outbox_document(lines))
        for line in lines if json_out is None else ():
            when = _clock(line.when, settings)
            parts = [line.id, f"{line.state:9}", f"{line.channel:6}", when, f"{line.coach}: {line.lift}", line.why]
            print("  ".join(part for part in parts if part))
        if any(line.state == "failed" for line in lines):
            raise typer.Exit(FAILED)


@app.command("retry")
def retry(
    deliveries: DeliveryIds = None,
    lab: LabFile = None,
    failed: Annotated[bool, typer.Option("--failed", help="Every delivery that has failed.")] = False,
) -> None:
    """Let deliveries that failed or wait be tried again at once, on a fresh schedule."""
    from service.delivery.claims import retry_now
    from service.delivery.errors import NotSendable
    from service.delivery.listing import alarms
    from service.delivery.worker import now_utc
    from service.lab_store import opened

    if not deliveries and not failed:
        raise typer.BadParameter("name deliveries, or give --failed")

    def again(orm: Session) -> tuple[int, list[str]]:
        named, refused = set(deliveries or ()), []
        chosen = named | {line.id for line in alarms(orm) if failed}
        for identity in sorted(chosen):
            try:
                retry_now(orm, _found(orm, identity), now_utc())
            except NotSendable as error:  # one that cannot be must not keep the others from being tried
                if identity in named:
                    raise
                refused.append(error.line)
        return len(chosen) - len(refused), refused

    with one_line_errors(), opened(lab) as (_, store):
        count, refused = store.run(again)
        for line in refused:
            print(f"legdrive: {line}", file=sys.stderr)
        print(f"{count} to be tried again; `legdrive serve` sends them")


@app.command("withdraw")
def withdraw(
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="Any delivery of the report.")],
    why: Annotated[str, typer.Option("--why", help="The reason, as the coaches get to read it.")],
    lab: LabFile = None,
) -> None:
    """Withdraw the report of a delivery: its links show so, and everybody who has it is told why."""
    from service.delivery import withdrawal
    from service.delivery.worker import now_utc
    from service.lab_store import opened
    from service.people.audit import note

    with one_line_errors(), opened(lab) as (settings, store):

        def take_back(orm: Session) -> int:
            report_id = _found(orm, delivery).report_id
            told = len(withdrawal.withdraw(orm, report_id, why, now_utc(), settings.mail.sender))
            note(orm, None, "withdraw", "report", report_id, {"told": told})
            return told

        print(f"withdrawn; {store.run(take_back)} to be told; `legdrive serve` tells them")


def _found(orm: Session, identity: str) -> Delivery:
    """The delivery of this identity."""
    from service.delivery.errors import NotSendable
    from service.store.tables import Delivery

    delivery = orm.get(Delivery, identity, with_for_update=True)
    if delivery is None:
        raise NotSendable("there is no such delivery", identity, "see legdrive delivery list --all")
    return delivery


def _clock(moment: datetime, settings: LabSettings) -> str:
    """A moment on the laboratory's clock."""
    from processing.moment import zone

    return f"{moment.astimezone(zone(settings.utc_offset)):%Y-%m-%d %H:%M}"
