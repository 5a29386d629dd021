"""A lift whose last samples never reached the disk, because its recorder was killed as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from acquisition.errors import OptionNeeded
from acquisition.recording import recording_info
from service.jobs import analyses, queue
from service.jobs.analyses import analyse_lift
from service.store.tables import Analysis, Lift, Recording

if TYPE_CHECKING:
    from tests.service.store.conftest import Room

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def recorded(filled: Room, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many samples the recording of the lift has; it is asked often whether it grows."""
    monkeypatch.setattr(analyses, "GROWS_S", 0.01)
    with filled.store.reading() as orm:
        lift = orm.get_one(Lift, filled.lift_id)
        return recording_info(filled.folder / orm.get_one(Recording, lift.recording_id).path).n


def analyse(room: Room, **span: int) -> None:
    """Analyse the lift with another span."""
    with room.store.transaction() as orm:
        lift = orm.get_one(Lift, room.lift_id)
        for name, sample in span.items():
            setattr(lift, name, sample)
        queue.order(orm, "analyse_lift", room.lift_id)
    taken = room.store.run(queue.take)
    assert taken is not None
    analyse_lift(room.store, room.folder, taken)


def test_a_lift_that_ends_behind_its_recording_is_analysed_as_far_as_it_was_recorded(
    filled: Room, recorded: int
) -> None:
    analyse(filled, stop_sample=recorded + 50)
    with filled.store.reading() as orm:
        assert orm.get_one(Lift, filled.lift_id).stop_sample == recorded
        newest = orm.scalars(select(Analysis).order_by(Analysis.version.desc())).first()
    assert newest is not None
    assert newest.version == 2
    assert newest.document["segmented"]


def test_a_lift_of_which_nothing_was_recorded_says_so(filled: Room, recorded: int) -> None:
    with pytest.raises(OptionNeeded, match=f"ask for samples from 0 to {recorded}"):
        analyse(filled, start_sample=recorded + 10, stop_sample=recorded + 50)
