"""Logging in: passwords, PINs, tokens, and how often somebody may be wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.people import accounts, audit, logins, tokens
from service.people.errors import AccountRefused, LoginRefused, TooManyAttempts
from service.people.secrets import fits, password_hash, pin_hash
from service.store.engine import open_store
from service.store.tables import Account, AuditEntry, Coach, Login, Token

PASSWORD = "correct horse battery"
FROM = "192.0.2.7"


@pytest.fixture
def ana(house: Any) -> str:
    """An account with a password and a PIN; its address."""
    with house.store.transaction() as orm:
        account = accounts.add_account(orm, house.lab, "Ana", "Ana@Example.org", "technician", PASSWORD, house.now)
        accounts.set_pin(orm, account, "8362", house.now)
        house.ids["ana"] = account.id
    return "ana@example.org"


def test_a_login_opens_the_account_until_it_ends(house: Any, ana: str) -> None:
    login = logins.log_in(house.store, " ANA@example.org", PASSWORD, FROM, house.now)
    with house.store.transaction() as orm:
        found = logins.account_of(orm, login.secret, house.now)
        assert found is not None
        assert found.id == house.ids["ana"]
        assert logins.account_of(orm, login.secret, login.expires_at) is None
        assert logins.account_of(orm, login.secret + "x", house.now) is None
        logins.log_out(orm, login.secret, house.now)
        assert logins.account_of(orm, login.secret, house.now) is None
        assert [entry.action for entry in orm.scalars(select(AuditEntry))][-2:] == ["login", "logout"]


def test_the_store_holds_no_secret(house: Any, ana: str) -> None:
    login = logins.log_in(house.store, ana, PASSWORD, FROM, house.now)
    with house.store.transaction() as orm:
        account = orm.get_one(Account, house.ids["ana"])
        token = tokens.make_token(orm, account, "season", ["read:lifts"], house.now)
        kept = repr([vars(row) for table in (Account, Login, Token, AuditEntry) for row in orm.scalars(select(table))])
    assert not any(secret in kept for secret in (PASSWORD, "8362'", login.secret, token))
    assert "$argon2id$" in kept


@pytest.mark.parametrize(
    ("email", "password"), [("ana@example.org", "wrong password"), ("nobody@example.org", PASSWORD)]
)
def test_every_refusal_reads_the_same_and_is_written_down(house: Any, ana: str, email: str, password: str) -> None:
    with pytest.raises(LoginRefused, match=r"^login: that does not fit"):
        logins.log_in(house.store, email, password, FROM, house.now)
    with house.store.reading() as orm:
        assert orm.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first().action == "login_refused"
        assert audit.broken_link(orm) is None


def wrong(house: Any, email: str, address: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefused, match="does not fit"):
            logins.log_in(house.store, email, "wrong password", address, house.now)


def test_after_five_failures_even_the_right_password_waits_also_after_a_restart(
    house: Any, ana: str, store_url: str
) -> None:
    wrong(house, ana, FROM, 5)
    again = open_store(store_url)
    with pytest.raises(TooManyAttempts, match="wait 15 min") as caught:
        logins.log_in(again, ana, PASSWORD, "198.51.100.9", house.now)
    assert caught.value.wait_s == 900
    logins.log_in(again, ana, PASSWORD, FROM, house.now + timedelta(minutes=15))
    again.close()


def test_an_address_that_guesses_at_many_accounts_waits(house: Any, ana: str) -> None:
    for number in range(20):
        wrong(house, f"{number}@example.org", FROM, 1)
    with pytest.raises(TooManyAttempts):
        logins.log_in(house.store, ana, PASSWORD, FROM, house.now)
    logins.log_in(house.store, ana, PASSWORD, "198.51.100.9", house.now)


def test_a_success_forgets_the_accounts_failures(house: Any, ana: str) -> None:
    for _ in range(3):
        wrong(house, ana, FROM, 4)
        logins.log_in(house.store, ana, PASSWORD, FROM, house.now)


def test_a_pin_switches_at_the_plates_and_nowhere_else(house: Any, ana: str) -> None:
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert logins.switch_by_pin(house.store, house.ids["ana"], "8362", address, house.now).account_id
    for address in (FROM, "", "::ffff:192.0.2.7", "testclient"):
        with pytest.raises(LoginRefused, match="at the plates"):
            logins.switch_by_pin(house.store, house.ids["ana"], "8362", address, house.now)


def test_guessing_a_pin_is_over_after_five_and_leaves_the_password_alone(house: Any, ana: str) -> None:
    for _ in range(5):
        with pytest.raises(LoginRefused, match="does not fit"):
            logins.switch_by_pin(house.store, house.ids["ana"], "1793", "127.0.0.1", house.now)
    with pytest.raises(TooManyAttempts):
        logins.switch_by_pin(house.store, house.ids["ana"], "8362", "127.0.0.1", house.now)
    logins.log_in(house.store, ana, PASSWORD, FROM, house.now)


def test_without_a_pin_nothing_fits(house: Any) -> None:
    with pytest.raises(LoginRefused):
        logins.switch_by_pin(house.store, house.ids["technician"], "", "127.0.0.1", house.now)


def test_another_password_or_closing_ends_logins_and_tokens(house: Any, ana: str) -> None:
    login = logins.log_in(house.store, ana, PASSWORD, FROM, house.now)
    with house.store.transaction() as orm:
        account = orm.get_one(Account, house.ids["ana"])
        token = tokens.make_token(orm, account, "season", ["read:lifts"], house.now)
        accounts.set_password(orm, account, "another long one", house.now)
        assert logins.account_of(orm, login.secret, house.now) is None
        assert tokens.account_of_token(orm, token, "read:lifts", house.now) is None
        accounts.disable_account(orm, account, house.now)
    with pytest.raises(LoginRefused):
        logins.log_in(house.store, ana, "another long one", FROM, house.now)


def test_a_token_opens_its_scope_for_its_time(house: Any, ana: str) -> None:
    with house.store.transaction() as orm:
        account = orm.get_one(Account, house.ids["ana"])
        ends = house.now + timedelta(days=1)
        token = tokens.make_token(orm, account, "season", ["read:lifts"], house.now, ends)
        assert token.startswith("legdrive_")
        found = tokens.account_of_token(orm, token, "read:lifts", house.now)
        assert found is not None
        assert found.id == house.ids["ana"]
        assert orm.scalars(select(Token)).one().last_used_at == house.now
        assert tokens.account_of_token(orm, token, "write:lifts", house.now) is None
        assert tokens.account_of_token(orm, token, "read:lifts", ends) is None
        tokens.revoke_token(orm, orm.scalars(select(Token)).one(), None, house.now)
        assert tokens.account_of_token(orm, token, "read:lifts", house.now) is None
        for scopes in ([], ["everything"]):
            with pytest.raises(AccountRefused):
                tokens.make_token(orm, account, "season", scopes, house.now)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "anna@example.org", "x" * 257])
def test_a_password_that_everybody_guesses_is_refused(password: str) -> None:
    with pytest.raises(AccountRefused):
        password_hash(password, "Anna", "anna@example.org")


@pytest.mark.parametrize("pin", ["", "123", "1234", "9876", "0000", "12a4", "123456789", "\u0661\u0663\u0662\u0669"])
def test_a_pin_that_everybody_guesses_is_refused(pin: str) -> None:
    with pytest.raises(AccountRefused):
        pin_hash(pin)


def test_the_same_password_has_another_hash_each_time() -> None:
    one, other = password_hash(PASSWORD), password_hash(PASSWORD)
    assert one != other
    assert fits(PASSWORD, one)
    assert fits(PASSWORD, other)
    assert not fits(PASSWORD, None)


def test_accounts_that_cannot_be_are_refused(house: Any, ana: str) -> None:
    for name, email, role in (
        ("Ana", "ANA@example.org", "coach"), ("Bo", "bo@example.org", "king"), ("", "c@example.org", "coach"),
        ("Bo", "@", "coach"),
    ):  # fmt: skip
        with pytest.raises(AccountRefused), house.store.transaction() as orm:
            accounts.add_account(orm, house.lab, name, email, role, PASSWORD, house.now)


def test_a_coachs_account_gets_a_coachs_settings(house: Any) -> None:
    with house.store.transaction() as orm:
        account = accounts.add_account(orm, house.lab, "Cy", "cy@example.org", "coach", PASSWORD, house.now)
        assert orm.scalars(select(Coach).where(Coach.account_id == account.id)).one().mode == "each"


def test_the_last_admin_cannot_be_closed(house: Any) -> None:
    with house.store.transaction() as orm:
        accounts.disable_account(orm, orm.get_one(Account, house.ids["other admin"]), house.now)
    with pytest.raises(AccountRefused, match="last admin"), house.store.transaction() as orm:
        accounts.disable_account(orm, orm.get_one(Account, house.ids["admin"]), house.now)
