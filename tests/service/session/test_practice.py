"""The door to the laboratory's session and, while there is one, to a practice session."""

from __future__ import annotations

from typing import Any

from service.console.screen import Screen
from service.session.practice import SessionSwitch


class Door:
    """A session that keeps what it is told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.version = 3
        self.told: list[str] = []
        self.closed = False

    def screen(self) -> Screen:
        return Screen(athlete=self.name, practice=self.name == "practice")

    def press(self, key: str) -> None:
        self.told.append(key)

    def do(self, action: str, **values: Any) -> None:
        self.told.append(action)

    def edit(self, lift_id: str, **changes: Any) -> None:
        self.told.append(lift_id)


class Practice:
    """A practice session without plates."""

    def __init__(self) -> None:
        self.session = Door("practice")

    def close(self) -> None:
        self.session.closed = True


def test_keys_go_to_the_practice_while_there_is_one_and_back_to_the_own_session_after_it() -> None:
    own, practice = Door("own"), Practice()
    switch = SessionSwitch(own, lambda: practice)  # type: ignore[arg-type, return-value]
    versions = [switch.version]
    switch.press("Z")
    for action in ("practice", "practice", "practice_end"):
        switch.do(action)
        versions.append(switch.version)
        switch.press("N")
        switch.edit("lift", note="x")
    assert own.told == ["Z", "N", "lift"]
    assert practice.session.told == ["N", "lift", "practice", "N", "lift"]
    assert practice.session.closed
    assert switch.screen().athlete == "own"
    assert versions[0] < versions[1] <= versions[2] < versions[3]
