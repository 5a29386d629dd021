"""``legdrive account``: who may log in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.commands.exit_status import one_line_errors
from service.commands.list_json import ListJson

app = typer.Typer(help="Accounts: who may log in, and as what.", no_args_is_help=True)

token = typer.Typer(help="Tokens: programs' keys to the API.", no_args_is_help=True)
app.add_typer(token, name="token")

LabOption = Annotated[
    Path | None, typer.Option("--lab", metavar="LAB.toml", help="Settings of the laboratory (lab.toml here).")
]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The account's e-mail address.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="Read the password from a file; left out: typed here, unseen.")
]
PinFile = Annotated[Path | None, typer.Option("--pin-file", help="Read the PIN from a file; left out: typed here.")]


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="The person's name, as it stands on the screen.")],
    role: Annotated[str, typer.Option("--role", help="technician, coach, athlete (or guardian) or admin.")],
    password_file: PasswordFile = None,
    lab: LabOption = None,
) -> None:
    """Make an account; there is none before, and none has a password that nobody typed."""
    from datetime import UTC, datetime

    from service.lab_store import opened
    from service.people.accounts import add_account, laboratory

    with one_line_errors(), opened(lab) as (settings, store):
        password = typed("Password", password_file)
        store.run(
            lambda orm: add_account(orm, laboratory(orm, settings), name, email, role, password, datetime.now(UTC))
        )
    print(f"{email}: {role}")


@app.command("list")
def list_accounts(lab: LabOption = None, json_out: ListJson = None) -> None:
    """Show all accounts."""
    from service.documents import write_json
    from service.lab_store import opened
    from service.people.accounts import accounts_document, all_accounts

    with one_line_errors(), opened(lab) as (_, store), store.reading() as orm:
        accounts = all_accounts(orm)
        if json_out is not None:
            write_json(json_out, accounts_document(accounts))
        for account in accounts if json_out is None else ():
            state = "disabled" if account.disabled_at else ("with PIN" if account.pin_hash else "")
            print(f"{account.email:32} {account.role:11} {account.name:24} {state}".rstrip())


@app.command()
def disable(email: Email, lab: LabOption = None) -> None:
    """Close an account: its logins and tokens end at once; what it did stays."""
    from datetime import UTC, datetime

    from service.lab_store import opened
    from service.people.accounts import account_by_email, disable_account

    with one_line_errors(), opened(lab) as (_, store):
        store.run(lambda orm: disable_account(orm, account_by_email(orm, email), datetime.now(UTC)))
    print(f"{email}: disabled")


@app.command()
def password(email: Email, password_file: PasswordFile = None, lab: LabOption = None) -> None:
    """Give an account another password; its logins and tokens end."""
    from datetime import UTC, datetime

    from service.lab_store import opened
    from service.people.accounts import account_by_email, set_password

    with one_line_errors(), opened(lab) as (_, store):
        new = typed("Password", password_file)
        store.run(lambda orm: set_password(orm, account_by_email(orm, email), new, datetime.now(UTC)))
    print(f"{email}: password changed")


@app.command()
def pin(
    email: Email,
    pin_file: PinFile = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the PIN away.")] = False,
    lab: LabOption = None,
) -> None:
    """Give a technician a PIN of 4 to 8 digits to take over at the plates' computer."""
    from datetime import UTC, datetime

    from service.lab_store import opened
    from service.people.accounts import account_by_email, set_pin

    with one_line_errors(), opened(lab) as (_, store):
        new = None if remove else typed("PIN", pin_file)
        store.run(lambda orm: set_pin(orm, account_by_email(orm, email), new, datetime.now(UTC)))
    print(f"{email}: PIN {'removed' if remove else 'changed'}")


@token.command("add")
def add_token(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="What it is for.")],
    scope: Annotated[list[str], typer.Option("--scope", help="What it opens, such as read:lifts; several times.")],
    days: Annotated[int | None, typer.Option("--days", min=1, help="It ends after so many days.")] = None,
    lab: LabOption = None,
) -> None:
    """Make a token and print it; it cannot be shown again."""
    from datetime import UTC, datetime, timedelta

    from service.lab_store import opened
    from service.people.accounts import account_by_email
    from service.people.tokens import make_token

    with one_line_errors(), opened(lab) as (_, store):
        now = datetime.now(UTC)
        ends = None if days is None else now + timedelta(days=days)
        print(store.run(lambda orm: make_token(orm, account_by_email(orm, email), name, scope, now, ends)))


@token.command("list")
def list_tokens(email: Email, lab: LabOption = None) -> None:
    """Show an account's tokens, without what opens."""
    from service.lab_store import opened
    from service.people.accounts import account_by_email
    from service.people.tokens import tokens_of

    with one_line_errors(), opened(lab) as (_, store), store.reading() as orm:
        for each in tokens_of(orm, account_by_email(orm, email)):
            used = "never used" if each.last_used_at is None else f"used {each.last_used_at:%Y-%m-%d}"
            ends = "" if each.expires_at is None else f"until {each.expires_at:%Y-%m-%d}"
            state = "revoked" if each.revoked_at else ends
            print(f"{each.name:24} {used:16} {' '.join(each.scopes)} {state}".rstrip())


@token.command("revoke")
def revoke(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="The token's name.")],
    lab: LabOption = None,
) -> None:
    """Take a token back, at once and for ever."""
    from datetime import UTC, datetime

    from service.lab_store import opened
    from service.people.accounts import account_by_email
    from service.people.tokens import revoke_named

    with one_line_errors(), opened(lab) as (_, store):
        store.run(lambda orm: revoke_named(orm, account_by_email(orm, email), name, datetime.now(UTC)))
    print(f"{email}: {name} revoked")


def typed(what: str, file: Path | None) -> str:
    """A secret from a file's first line, or typed twice without being shown.

    Raises
    ------
    AccountRefused
        The two differ, there is nobody to type, or the file is no text.
    """
    from getpass import getpass

    from service.people.errors import AccountRefused

    if file is not None:
        try:
            return (file.read_text(encoding="utf-8").splitlines() or [""])[0]
        except UnicodeDecodeError:
            raise AccountRefused("is no text", str(file), "write it in UTF-8") from None
    option = f"--{what.lower()}-file"
    if not sys.stdin.isatty():
        raise AccountRefused("there is no terminal to type it at", what, f"give {option} FILE")
    first = getpass(f"{what}: ")
    if getpass(f"{what} again: ") != first:
        raise AccountRefused("the two differ", what, "type it again")
    return first
