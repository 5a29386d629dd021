"""Parts of a page that are made anew only where what they show has changed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, Generic, TypeVar

from nicegui import ui

from service.console.screen import CardValue, NextStep, ResultCard, Screen
from service.console.shapes import STATE_WORDS, shape

Value = TypeVar("Value")


def text(words: str) -> str:
    """Words as HTML."""
    return escape(words)


class Part(Generic[Value]):
    """A place on the page for one value.

    Parameters
    ----------
    make : callable
        Makes the part's elements from its value.
    """

    def __init__(self, make: Callable[[Value], Any]) -> None:
        self._make = make
        self._value: Value | None = None
        self._place = ui.element("div").style("min-width: 0")

    def show(self, value: Value) -> None:
        """Show a value; nothing happens where it is shown already."""
        if value == self._value:
            return
        self._value = value
        self._place.clear()
        with self._place:
            self._make(value)


def chip_html(state: str) -> str:
    """State as shape and word."""
    return f'<div class="panel chip" data-state="{state}">{shape(state)}<span>{STATE_WORDS[state]}</span></div>'


def step_words(step: NextStep | None) -> str:
    """What the next key does."""
    return text(step.words) if step else "Nothing is waited for"


def who_html(screen: Screen) -> str:
    """Who lifts what next."""
    rows = (("Athlete", screen.athlete), ("Lift", screen.kind), ("Load", screen.load))
    return (
        '<div class="who">'
        + "".join(f"<div><small>{name}</small><b>{text(what)}</b></div>" for name, what in rows)
        + "</div>"
    )


def message_html(message: str, *, warns: bool) -> str:
    """One line, or nothing."""
    mark = "⚠ " if warns else ""
    return f'<div class="message{" warn" if warns else ""}">{mark}{text(message)}</div>' if message else ""


def value_html(value: CardValue) -> str:
    """A number of the card."""
    name, usual = f"<small>{text(value.name)}</small>", f"<small>{text(value.usual)}</small>"
    return f'<div class="value">{name}<b>{text(value.value)}</b>{usual}</div>'


def card_html(card: ResultCard | None) -> str:
    """The last lift in short."""
    if card is None:
        return '<div class="quiet">The result of a lift appears here once it has ended.</div>'
    values = "".join(map(value_html, card.values))
    remarks = "".join(message_html(remark, warns=True) for remark in card.remarks)
    return (
        (f"<h2>{text(card.title)}</h2>" if card.title else "")
        + f'<div class="verdict">{shape(card.tone)}<span>{text(card.verdict)}</span></div>'
        f'<p class="quiet">{text(card.evidence)}</p><div class="values">{values}</div>{remarks}'
    )


def keys_html(screen: Screen) -> str:
    """All keys that work now."""
    rows = "".join(
        f'<dt><kbd class="keycap small">{text(key.key)}</kbd></dt><dd style="margin:0">{text(key.words)}</dd>'
        for key in screen.keys
    )
    return f'<dl class="helpkeys">{rows}</dl>'
