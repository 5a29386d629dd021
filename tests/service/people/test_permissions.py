"""Who may do what: every role, action and relation; and queries that say the same as the table."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from service.people.permissions import (
    ACTIONS,
    RELATIONS,
    may,
    permitted,
    visible_athletes,
    visible_lifts,
    visible_reports,
    visible_sessions,
)
from service.store.people_tables import ROLES
from service.store.tables import Account, Athlete, Lab, Lift, Report, TrainingSession

ALLOWED = {
    *(("technician", action, "own_session") for action in (
        "view_session", "view_lift", "edit_lift", "view_report", "send_report", "withdraw_report", "redo_lift")),
    *(("technician", action, "lab") for action in ("run_session", "view_athlete", "edit_athlete")),
    *(("coach", action, "own_athlete") for action in ("view_athlete", "view_lift", "view_report", "write_note")),
    *(("athlete", action, "self") for action in ("view_athlete", "view_lift", "view_report", "export_athlete")),
    *(("admin", action, "lab") for action in (
        "view_athlete", "edit_athlete", "erase_athlete", "manage_accounts", "change_settings", "view_audit")),
    *((role, action, "self") for role in ROLES for action in ("change_own_password", "own_tokens")),
}  # fmt: skip
VIEWS: dict[str, tuple[type[Any], Any]] = {
    "view_athlete": (Athlete, visible_athletes),
    "view_lift": (Lift, visible_lifts),
    "view_report": (Report, visible_reports),
    "view_session": (TrainingSession, visible_sessions),
}


@pytest.mark.parametrize(("role", "action", "relation"), list(product(ROLES, ACTIONS, RELATIONS)))
def test_every_role_may_exactly_what_the_design_says(role: str, action: str, relation: Any) -> None:
    assert permitted(role, action, {relation}) is ((role, action, relation) in ALLOWED)


@pytest.mark.parametrize(("role", "action"), list(product((*ROLES, "nobody"), ACTIONS)))
def test_whoever_stands_in_no_relation_may_nothing(role: str, action: str) -> None:
    assert not permitted(role, action, ())


def test_an_unknown_action_is_a_mistake_and_not_a_no() -> None:
    with pytest.raises(ValueError, match="no action"):
        permitted("admin", "view_lifts", RELATIONS)


def test_an_admin_never_sees_a_measurement() -> None:
    assert not any(
        permitted("admin", action, RELATIONS)
        for action in ("view_lift", "view_report", "view_session", "export_athlete")
    )


def test_queries_show_exactly_what_may_be_seen(house: Any) -> None:
    with house.store.reading() as orm:
        seen = {}
        for account in orm.scalars(select(Account)):
            for action, (table, query) in VIEWS.items():
                found = {row.id for row in orm.scalars(query(account))}
                one_by_one = {row.id for row in orm.scalars(select(table)) if may(orm, account, action, row)}
                assert found == one_by_one, (account.name, action)
                seen[account.name, action] = found
        ids = house.ids
        own = {ids["lift 1"], ids["lift 3"]}
        assert seen["technician", "view_lift"] == {*own, ids["lift 2"]}
        assert seen["other technician", "view_lift"] == set()
        assert seen["coach", "view_lift"] == seen["athlete", "view_lift"] == own
        assert seen["other coach", "view_report"] == {ids["report 2"], ids["summary B2"]}
        assert seen["coach", "view_report"] == {ids["report 1"], ids["report 3"], ids["summary A1"]}
        assert ids["summary None"] in seen["technician", "view_report"]
        assert seen["admin", "view_lift"] == seen["admin", "view_report"] == set()
        assert seen["admin", "view_athlete"] == {ids["A1"], ids["B2"]}


def test_a_lift_that_was_given_to_another_athlete_is_seen_by_that_ones_coach(house: Any) -> None:
    with house.store.transaction() as orm:
        orm.get_one(Lift, house.ids["lift 1"]).athlete_id = house.ids["B2"]
        orm.flush()
        for who, sees in (("coach", False), ("other coach", True)):
            account, report = orm.get_one(Account, house.ids[who]), orm.get_one(Report, house.ids["report 1"])
            assert may(orm, account, "view_report", report) is sees
            assert (report in orm.scalars(visible_reports(account)).all()) is sees


def test_nobody_sees_over_the_border_of_the_laboratory(house: Any) -> None:
    with house.store.transaction() as orm:
        far = Lab(name="Far away")
        orm.add(far)
        orm.flush()
        for role in ROLES:
            stranger = Account(lab_id=far.id, name=role, email=f"{role}@far.example", role=role)
            orm.add(stranger)
            orm.flush()
            for action, (table, query) in VIEWS.items():
                assert orm.scalars(query(stranger)).all() == []
                assert not any(may(orm, stranger, action, row) for row in orm.scalars(select(table)))


def test_a_closed_account_sees_nothing(house: Any) -> None:
    with house.store.transaction() as orm:
        account = orm.get_one(Account, house.ids["technician"])
        account.disabled_at = house.now
        assert not may(orm, account, "view_lift", orm.get_one(Lift, house.ids["lift 1"]))
        assert orm.scalars(visible_lifts(account)).all() == []


def test_a_guardian_sees_the_child(house: Any) -> None:
    with house.store.transaction() as orm:
        guardian = orm.get_one(Account, house.ids["other athlete"])
        orm.get_one(Athlete, house.ids["A1"]).guardian_account_id = guardian.id
        orm.flush()
        assert may(orm, guardian, "view_lift", orm.get_one(Lift, house.ids["lift 1"]))
        assert may(orm, guardian, "export_athlete", orm.get_one(Athlete, house.ids["A1"]))
