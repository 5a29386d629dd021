"""The queue in the store: what is taken, tried again, given up, and by whom it may be finished."""

from __future__ import annotations

from service.jobs import queue
from service.jobs.queue import JobOrder
from service.store.engine import Store
from service.store.tables import Job


def taken(store: Store) -> JobOrder:
    """The next job."""
    found = store.run(queue.take)
    assert found is not None
    return found


def test_the_same_job_that_still_waits_is_ordered_once(store: Store) -> None:
    with store.transaction() as orm:
        first, second = queue.order(orm, "analyse_lift", "a"), queue.order(orm, "analyse_lift", "a")
        assert first is second
        queue.order(orm, "analyse_lift", "b")
    assert taken(store).subject_id == "a"
    with store.transaction() as orm:
        queue.order(orm, "analyse_lift", "a")  # the one before has begun: this one must come after it
    assert store.run(queue.shown).words == "3 under way"


def test_one_subjects_jobs_go_one_after_the_other(store: Store) -> None:
    with store.transaction() as orm:
        queue.order(orm, "analyse_lift", "a")
        orm.flush()
        queue.order(orm, "lift_report", "a")
        queue.order(orm, "analyse_lift", "b")
    first, second = taken(store), taken(store)
    assert (first.subject_id, second.subject_id) == ("a", "b")
    assert store.run(queue.take) is None
    assert store.run(lambda orm: queue.finish(orm, first))
    assert taken(store).kind == "lift_report"


def test_a_job_whose_process_died_twice_has_failed_with_its_reason(store: Store) -> None:
    store.run(lambda orm: queue.order(orm, "analyse_lift", "a").id)
    for _ in range(2):
        job = taken(store)
        store.run(lambda orm, job=job: queue.fail(orm, job, "its process ended", crashed=True))  # type: ignore[misc]
    shown = store.run(queue.shown)
    assert (shown.waiting, shown.running, shown.failed) == (0, 0, (("analyse_lift", "a", "its process ended"),))


def test_what_a_dead_service_left_running_waits_again_once(store: Store) -> None:
    job_id = store.run(lambda orm: queue.order(orm, "analyse_lift", "a").id)
    assert job_id
    before = taken(store)
    assert store.run(queue.take_up_again) == 1
    again = taken(store)
    assert again.attempt == before.attempt + 1
    # The worker of the dead service comes late: its result is not taken.
    assert not store.run(lambda orm: queue.finish(orm, before))
    assert store.run(lambda orm: queue.finish(orm, again))
    assert store.run(queue.take_up_again) == 0
    with store.reading() as orm:
        assert [job.state for job in orm.query(Job)] == ["done"]


def test_a_service_that_died_twice_over_a_job_gives_it_up(store: Store) -> None:
    store.run(lambda orm: queue.order(orm, "analyse_lift", "a").id)
    for _ in range(2):
        taken(store)
        store.run(queue.take_up_again)
    assert store.run(queue.shown).failed[0][2] == "the service ended twice while this was under way"


def test_all_that_failed_are_counted_though_ten_are_told(store: Store) -> None:
    with store.transaction() as orm:
        orm.add_all(Job(kind="analyse_lift", subject_id=str(n), state="failed", error="gone") for n in range(13))
    shown = store.run(queue.shown)
    assert (len(shown.failed), shown.n_failed) == (10, 13)
    assert shown.words == "13 failed: gone"
