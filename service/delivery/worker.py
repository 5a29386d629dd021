"""The worker that makes deliveries: one loop beside the service, safe to be killed at any moment.

Claim (a transaction), send, note (a transaction). Killed before the claim is kept nothing happened; killed after it the
lease runs out and the delivery is due again, with the same Message-ID.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from acquisition.errors import LegdriveError
from service.delivery.claims import Claim, claim_due, note_put_off, note_refused, note_sent
from service.delivery.errors import DeliveryPutOff, DeliveryRefused
from service.delivery.filing import prepare_filing
from service.delivery.post import post_of
from service.delivery.schedule import LONGEST_ATTEMPT_S
from service.delivery.writing import write_mail
from service.settings import LabSettings
from service.store.engine import Store
from service.store.trouble import Trouble

log = logging.getLogger(__name__)
LOOKS_EVERY_S = 1.0
"""How often the worker looks for what is due, where nobody wakes it."""
AFTER_TROUBLE_S = 10.0
"""How long it waits where the store cannot be reached."""


def now_utc() -> datetime:
    """The moment now."""
    return datetime.now(UTC)


def no_step(step: str) -> None:
    """Nobody watches the steps."""


class DeliveryWorker:
    """Makes deliveries as they become due.

    Parameters
    ----------
    store : Store
        Where they are.
    settings : LabSettings
        Mail server, folder and addresses of the laboratory.
    clock : callable
        The moment now.
    at : callable
        Is told every step: ``claimed``, ``connected``, ``addressed``, ``accepted``, ``filed``, ``listed``, ``noted``.
    """

    def __init__(
        self,
        store: Store,
        settings: LabSettings,
        clock: Callable[[], datetime] = now_utc,
        at: Callable[[str], None] = no_step,
    ) -> None:
        self._store = store
        self._post = post_of(settings)
        self._clock = clock
        self._at = at
        self._woken = asyncio.Event()
        self._trouble = Trouble("deliveries")
        self._folders: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(self, stop: asyncio.Event) -> None:
        """Make deliveries until told to stop; what is being sent then is finished first.

        Parameters
        ----------
        stop : asyncio.Event
            Ends the loop.
        """
        while not stop.is_set():
            try:
                busy = await self.turn()
                self._trouble.over()
            except SQLAlchemyError as error:
                self._trouble.tell(error)
                await self._wait(stop, AFTER_TROUBLE_S)
                continue
            except (LegdriveError, OSError):
                log.exception("deliveries wait")
                await self._wait(stop, AFTER_TROUBLE_S)
                continue
            if not busy:
                await self._wait(stop, LOOKS_EVERY_S)

    def wake(self) -> None:
        """Look now; to be called in the worker's loop, as after "send"."""
        self._woken.set()

    async def turn(self) -> int:
        """Make what is due now.

        Returns
        -------
        int
            How many mails and files that were.
        """
        claims = await asyncio.to_thread(self._claim)
        if claims:
            self._at("claimed")
        await asyncio.gather(*(self._deliver(claim) for claim in claims))
        return len(claims)

    async def _wait(self, stop: asyncio.Event, longest_s: float) -> None:
        """Until somebody wakes the worker or stops it, or the time is over."""
        waits = {asyncio.create_task(stop.wait()), asyncio.create_task(self._woken.wait())}
        _, left = await asyncio.wait(waits, timeout=longest_s, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._woken.clear()

    def _claim(self) -> list[Claim]:
        return self._store.run(lambda orm: claim_due(orm, self._clock()))

    async def _deliver(self, claim: Claim) -> None:
        """Make one delivery and note what became of it; into a coach's folder one after the other.

        The list of a folder names what was noted before: two at the same time would each leave out the other.
        """
        if claim.channel != "folder":
            await self._attempt(claim)
            return
        async with self._folders[claim.coach_id]:
            await self._attempt(claim)

    async def _attempt(self, claim: Claim) -> None:
        try:
            async with asyncio.timeout(LONGEST_ATTEMPT_S):
                await self._by_channel(claim)
        except DeliveryRefused as reason:
            await self._note_refused(claim, reason.line)
        except (DeliveryPutOff, OSError) as reason:
            await self._note_put_off(claim, _line(reason))
        except Exception:  # a defect in one letter must not keep the others from going out
            log.exception("delivery %s: a defect", claim.ids[0])
            await self._note_put_off(claim, "a defect of Legdrive; see the log")
        else:
            await asyncio.to_thread(self._store.run, lambda orm: note_sent(orm, claim.ids, self._clock()))
        self._at("noted")

    async def _by_channel(self, claim: Claim) -> None:
        if claim.channel == "mail":
            await self._mail(claim)
        elif claim.channel == "folder":
            filing = await asyncio.to_thread(self._store.run, lambda orm: prepare_filing(orm, claim, self._post))
            await asyncio.to_thread(filing.put, self._at)

    async def _mail(self, claim: Claim) -> None:
        server = self._post.server
        if server is None:
            raise DeliveryPutOff("the laboratory sends no mail", "[mail]", "name host and sender in lab.toml")
        mail = await asyncio.to_thread(self._store.run, lambda orm: write_mail(orm, claim, self._post, self._clock()))
        await server.hand_in(mail.message, mail.recipient, self._at)

    async def _note_refused(self, claim: Claim, reason: str) -> None:
        log.error("delivery %s failed: %s", claim.ids[0], reason)
        await asyncio.to_thread(self._store.run, lambda orm: note_refused(orm, claim.ids, reason))

    async def _note_put_off(self, claim: Claim, reason: str) -> None:
        going_on = await asyncio.to_thread(
            self._store.run, lambda orm: note_put_off(orm, claim.ids, self._clock(), reason)
        )
        if not going_on:
            log.error("delivery %s given up: %s", claim.ids[0], reason)


def _line(reason: DeliveryPutOff | OSError) -> str:
    """Why it has to wait, on one line; a time that ran out (an ``OSError`` too) has no words of its own."""
    if isinstance(reason, DeliveryPutOff):
        return reason.line
    where = f"{reason.filename}: " if reason.filename else ""
    return f"{where}{reason.strerror or str(reason) or 'it took too long'}"
