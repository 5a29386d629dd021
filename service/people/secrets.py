"""Passwords, PINs and the secrets of logins and tokens. The store keeps hashes alone."""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from itertools import pairwise
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from service.people.errors import AccountRefused

LEAST_PASSWORD, MOST_PASSWORD = 10, 256
LEAST_PIN, MOST_PIN = 4, 8
SECRET_BYTES = 32
AT_A_TIME = BoundedSemaphore(2)
"""Each comparison takes 64 MiB and a core: many guesses at once must not take them from who measures."""


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    """Argon2id with 64 MiB and three passes, the library's choice (RFC 9106, second recommendation)."""
    return PasswordHash((Argon2Hasher(),))


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that fits nothing anybody types: an unknown name then takes as long as a wrong password."""
    return _hasher().hash(secrets.token_urlsafe(SECRET_BYTES))


def password_hash(password: str, *names: str) -> str:
    """Hash of a new password.

    Parameters
    ----------
    password : str
        What was typed.
    *names : str
        Words that it must not be: name and address of its owner.

    Raises
    ------
    AccountRefused
        Shorter than ten characters, longer than 256, all the same character, or the owner's name.
    """
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise AccountRefused(f"it has {len(password)} characters", "password", f"take at least {LEAST_PASSWORD}")
    if len(set(password)) == 1 or password.casefold() in {name.casefold() for name in names}:
        raise AccountRefused("everybody would guess it", "password", "take one that says nothing of its owner")
    return _hasher().hash(password)


def pin_hash(pin: str) -> str:
    """Hash of a new PIN; raises ``AccountRefused`` where it is not 4 to 8 digits, or all the same or in a row."""
    if not (pin.isascii() and pin.isdigit() and LEAST_PIN <= len(pin) <= MOST_PIN):
        raise AccountRefused("it is not 4 to 8 digits", "PIN")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise AccountRefused("everybody would guess it", "PIN", "take digits that are not in a row")
    return _hasher().hash(pin)


def fits(typed: str, hashed: str | None) -> bool:
    """Whether a password or PIN fits its hash; without a hash never, in the same time."""
    known = hashed is not None
    with AT_A_TIME:
        return _hasher().verify(typed, hashed if hashed is not None else _nobody()) and known


def new_secret() -> str:
    """A secret that nobody guesses, for a cookie or a token."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> str:
    """The hash under which the store knows it; 32 random bytes need neither salt nor stretching."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
