"""Putting a report into a coach's shared folder, with the list of what lies there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from processing.moment import lift_moment
from reports.words.say import speaking
from service.delivery.claims import Claim
from service.delivery.errors import DeliveryRefused
from service.delivery.kinds import newest_version
from service.delivery.letters import withdrawal_told
from service.delivery.post import Post
from service.delivery.shared_folder import IndexLine, mark_withdrawn, put_report, write_index
from service.delivery.writing import read_report, withdrawal_of
from service.store.tables import Analysis, Coach, Delivery, Report


@dataclass(frozen=True)
class Filing:
    """What is to be put into a folder.

    Attributes
    ----------
    folder : Path
        The coach's.
    name : str
        Of the report's file.
    content : bytes
        The report; empty for a mark beside a withdrawn one.
    withdrawn : str
        What the mark says.
    index : tuple of IndexLine
        Everything that lies there then.
    """

    folder: Path
    name: str
    content: bytes
    withdrawn: str
    index: tuple[IndexLine, ...]

    def put(self, at: Callable[[str], None]) -> None:
        """Put it there; doing so twice is doing so once.

        Raises
        ------
        DeliveryRefused
            Another file has the name.
        OSError
            The folder cannot be reached or written now.
        """
        if self.withdrawn:
            mark_withdrawn(self.folder, self.name, self.withdrawn)
        else:
            put_report(self.folder, self.name, self.content)
        at("filed")
        write_index(self.folder, self.index)
        at("listed")


def prepare_filing(orm: Session, claim: Claim, post: Post) -> Filing:
    """What a claim puts into its coach's folder.

    Raises
    ------
    DeliveryRefused
        The coach has no folder any more.
    DeliveryPutOff
        The report's file cannot be read now.
    """
    delivery = orm.get_one(Delivery, claim.ids[0])
    coach, report = orm.get_one(Coach, delivery.coach_id), orm.get_one(Report, delivery.report_id)
    if not coach.folder:
        raise DeliveryRefused("the coach has no folder any more", "coach", "name one, then legdrive delivery retry")
    name, withdrawn, content = Path(report.path).name, "", b""
    if claim.kind == "withdrawal":
        with speaking(coach.language):
            withdrawn = f"{withdrawal_told(report.version, withdrawal_of(orm, report, delivery))}\n"
    else:
        content = read_report(post, report)
    return Filing(Path(coach.folder), name, content, withdrawn, _index(orm, coach.id, report))


def _index(orm: Session, coach_id: str, added: Report) -> tuple[IndexLine, ...]:
    """Every report that was put into the coach's folder, and the one that is put there now."""
    rows = (
        select(Report)
        .join(Delivery, Delivery.report_id == Report.id)
        .where(Delivery.coach_id == coach_id, Delivery.channel == "folder", Delivery.state.in_(("sent", "withdrawn")))
    )
    reports = {each.id: each for each in orm.scalars(rows)} | {added.id: added}
    return tuple(_line(orm, each) for each in reports.values())


def _line(orm: Session, report: Report) -> IndexLine:
    document = orm.get_one(Analysis, report.analysis_id).document
    lift, moment = document["lift"], lift_moment(document)
    newest = newest_version(orm, report)
    state = "current" if newest == report.version else "replaced"
    return IndexLine(
        file=Path(report.path).name,
        date="" if moment is None else f"{moment:%Y-%m-%d}",
        time="" if moment is None else f"{moment:%H:%M:%S}",
        athlete=str(lift.get("athlete") or ""),
        lift=str(lift["kind"]),
        load_kg="" if lift.get("load_kg") is None else f"{lift['load_kg']:g}",
        attempt="" if lift.get("attempt") is None else str(lift["attempt"]),
        outcome=str(lift.get("outcome") or ""),
        version=str(report.version),
        state=state if report.withdrawn_at is None else "withdrawn",
        simulated="yes" if document["source"].get("simulated") else "no",
        sha256=report.sha256,
    )
