"""A lift's samples with what stands around it: 10 s before and 5 s after, and never into what is somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.interchange.record import PlateRecord
from acquisition.recording import read_recording
from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents
from acquisition.recording.reader import Span, end_blocks, labels
from service.store.tables import Athlete, Lift

BEFORE_S = 10.0
AFTER_S = 5.0


@dataclass(frozen=True)
class MarginRoom:
    """What a recording says of the room around its lifts.

    Attributes
    ----------
    rate_hz : float
        Sample rate.
    stop : int
        Sample behind its last one.
    labels : tuple of (int, str or None)
        From which sample which athlete was typed, in order.
    """

    rate_hz: float
    stop: int
    labels: tuple[tuple[int, str | None], ...] = ()

    def of_athlete(self, span: Span, athlete: str | None) -> Span:
        """The samples around a span in which the label names its athlete, or nobody."""
        low, high = 0, self.stop
        for number, (start, typed) in enumerate(self.labels, 1):
            stop = self.labels[number][0] if number < len(self.labels) else self.stop
            if typed not in (None, athlete):
                low = max(low, min(stop, span[0])) if start < span[0] else low
                high = min(high, max(start, span[1])) if stop > span[1] else high
        return low, high


def margin_room(path: Path) -> MarginRoom:
    """Read a recording's labels and length; the file may still grow.

    Raises
    ------
    FileError, OSError
        It cannot be read.
    """
    with Container(path) as container:
        contents = read_contents(container)
        stop = max(end_blocks(container)[1].next_index, contents.announced_stop)
        typed = tuple((label.index, label.athlete) for label in labels(contents))
    return MarginRoom(contents.rate_hz, stop, typed)


def with_margins(span: Span, athlete: str | None, others: Sequence[Span], room: MarginRoom) -> Span:
    """A lift's span with its margins.

    Parameters
    ----------
    span : (int, int)
        Samples ``[start, stop)`` of the lift.
    athlete : str or None
        Whose lift it is: no margin reaches to where the label names somebody else.
    others : sequence of (int, int)
        Spans of the recording's other lifts: no margin reaches into one.
    room : MarginRoom
        Where the recording ends, and what its labels say.
    """
    start, stop = span
    of_athlete = room.of_athlete(span, athlete)
    low = max(start - round(BEFORE_S * room.rate_hz), of_athlete[0])
    high = min(stop + round(AFTER_S * room.rate_hz), of_athlete[1], room.stop)
    for other in others:
        if other[0] < start:
            low = max(low, other[1])
        if other[1] > stop:
            high = min(high, other[0])
    return min(low, start), max(high, stop)


def margins_of(orm: Session, lift: Lift, path: Path) -> Span:
    """A lift of the store with its margins; raises as :func:`margin_room`."""
    others = select(Lift.start_sample, Lift.stop_sample).where(
        Lift.recording_id == lift.recording_id, Lift.id != lift.id, Lift.deleted_at.is_(None)
    )
    spans = [(start, stop) for start, stop in orm.execute(others)]
    athlete = None if lift.athlete_id is None else orm.get_one(Athlete, lift.athlete_id).code
    return with_margins((lift.start_sample, lift.stop_sample), athlete, spans, margin_room(path))


def read_with_margins(path: Path, span: Span, wide: Span) -> PlateRecord:
    """Samples of a lift with its margins, as far as the recording has them without a gap.

    Raises
    ------
    FileError, OSError
        It cannot be read.
    OptionNeeded
        The span lies outside of it.
    """
    record = read_recording(path, *wide)
    low = max([stop for _, stop in record.samples_lost if stop <= span[0]], default=wide[0])
    high = min([start for start, _ in record.samples_lost if start >= span[1]], default=wide[1])
    return record if (low, high) == wide else read_recording(path, low, high)
