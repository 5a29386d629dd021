"""The card of a lift: what waits, then the page's verdict and its three answers, as soon as there is a document."""

from __future__ import annotations

from collections.abc import Sequence

from processing.result import Document
from service.console.screen import ResultCard
from service.session.states import HeldLift

WORST = ("error", "warning")
BAR_DIFFERS = "the plates weigh a bar of "
"""How the analysis begins to say that another load was typed."""


def title_of(lift: HeldLift) -> str:
    """``Lift 4: power snatch 92 kg``."""
    kind = (lift.kind or "lift").replace("_", " ")
    return f"Lift {lift.number}: {kind}" + ("" if lift.load_kg is None else f" {lift.load_kg:g} kg")


def waiting_card(lift: HeldLift) -> ResultCard:
    """What is shown until the analysis is done."""
    return ResultCard(lift.lift_id, title_of(lift), "Being analysed", remarks=remarks_of(lift))


def card_of(lift: HeldLift, document: Document, earlier: Sequence[Document]) -> ResultCard:
    """The card of an analysed lift; its remarks are what the quality of the data asks to be known."""
    from service.console.lift_card import result_card  # brings the reports, which a start must not wait for

    remarks = [str(entry["message"]) for entry in document["quality"] if entry.get("severity") in WORST]
    return result_card(lift.lift_id, title_of(lift), document, earlier, remarks)


def remarks_of(lift: HeldLift) -> tuple[str, ...]:
    """What is to be known of the lift before it is analysed."""
    if not lift.plates_differ or lift.load_kg is None:
        return ()
    return (f"Plates say {lift.plates_kg:.1f} kg, you typed {lift.load_kg:g}.",)


def said_once(told: Sequence[str], analysed: Sequence[str]) -> tuple[str, ...]:
    """Remarks of session and analysis: of two that weigh the same bar the one that was told at the plates."""
    return (*told, *(remark for remark in analysed if not (told and remark.startswith(BAR_DIFFERS))))
